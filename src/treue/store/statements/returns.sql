-- Returns: the orders they are about, and those that wait for theirs (docs/rules.md R6).

-- name: resolve_orders
-- Before anything is locked: whose the orders are. The members are locked after this; a claim changes only by an erasure.
SELECT c.key_hash, c.member_id, c.member_seq, e.version, e.local_day, coalesce(m.merged_into, m.member_id)
FROM claim c
JOIN member m ON m.member_id = c.member_id
JOIN event e ON (e.programme_id, e.member_id, e.member_seq) = (c.programme_id, c.member_id, c.member_seq)
WHERE c.programme_id = %(programme)s AND c.key_hash = ANY(%(keys)s::bytea[])

-- name: lock_alone
-- A return waits for an order only when no batch is under way that brings it.
SELECT pg_advisory_xact_lock(1, %(programme)s)

-- name: read_waiting
SELECT order_key, waiting_id, reported_at, content_hash, key_kinds, key_hashes, actor, body FROM waiting_return
WHERE programme_id = %(programme)s AND (order_key = ANY(%(keys)s::bytea[]) OR key_hashes && %(keys)s::bytea[])
ORDER BY waiting_id

-- name: read_awaited
-- The same for a batch without returns: orders only, found by the primary key.
SELECT order_key, waiting_id, reported_at, content_hash, key_kinds, key_hashes, actor, body FROM waiting_return
WHERE programme_id = %(programme)s AND order_key = ANY(%(keys)s::bytea[])
ORDER BY waiting_id

-- name: read_orders
-- The orders as they were decided, what expired of their lots, and their events.
SELECT o.member_id, o.seq, e.kind, e.occurred_at, e.version, e.refused, e.local_day, e.result,
    (SELECT body FROM event_payload p WHERE (p.programme_id, p.member_id, p.member_seq, p.local_day)
        = (e.programme_id, e.member_id, e.member_seq, e.local_day)),
    (SELECT body FROM event_readset r WHERE (r.programme_id, r.member_id, r.member_seq, r.local_day)
        = (e.programme_id, e.member_id, e.member_seq, e.local_day)),
    (SELECT jsonb_agg(jsonb_build_array(source, unit, amount, lot_no, available_at, expires_at) ORDER BY transfer_no)
        FROM transfer t WHERE (t.programme_id, t.member_id, t.member_seq) = (e.programme_id, e.member_id, e.member_seq)
            AND t.cause = 'earned' AND t.lot_no IS NOT NULL),
    (SELECT jsonb_agg(jsonb_build_array(unit, amount)) FROM (
        SELECT t.unit, sum(u.amount)::bigint AS amount FROM transfer t
        JOIN lot_use u USING (programme_id, member_id, member_seq, transfer_no)
        WHERE t.programme_id = e.programme_id AND t.member_id = e.member_id AND t.member_seq > e.member_seq
            AND t.credit IN ('expired', 'forfeited') AND (u.lot_seq = e.member_seq OR EXISTS (
                SELECT FROM event g WHERE g.programme_id = e.programme_id AND g.member_id = e.member_id
                    AND g.kind = 'return' AND g.refused IS NULL AND (g.result ->> 'order')::integer = e.member_seq
                    AND g.member_seq = u.lot_seq))
        GROUP BY t.unit) expired)
FROM unnest(%(members)s::bigint[], %(seqs)s::integer[]) AS o (member_id, seq)
JOIN event e ON (e.programme_id, e.member_id, e.member_seq) = (%(programme)s, o.member_id, o.seq)

-- name: read_earlier_returns
SELECT o.member_id, o.seq, e.member_seq, e.local_day, e.result
FROM unnest(%(members)s::bigint[], %(seqs)s::integer[]) AS o (member_id, seq)
JOIN member m ON m.member_id = o.member_id
JOIN event e ON e.programme_id = %(programme)s AND e.kind = 'return' AND e.refused IS NULL
    AND (e.result ->> 'order')::integer = o.seq
    AND coalesce((e.result ->> 'owner')::bigint, e.member_id) = o.member_id
    -- Also where somebody else it was merged into by then was merged on.
    AND (e.member_id = o.member_id OR e.member_id = m.merged_into
        OR e.member_id IN (SELECT member_id FROM member WHERE merged_into = m.merged_into))
ORDER BY o.member_id, o.seq, e.decided_at, e.member_seq

-- name: insert_waiting
INSERT INTO waiting_return (programme_id, order_key, waiting_id, member_id, reported_at, content_hash, key_kinds,
    key_hashes, actor, body)
VALUES (%(programme)s, %(order_key)s, %(waiting)s, %(member)s, %(reported_at)s, %(content)s, %(kinds)s, %(keys)s,
    %(actor)s, %(body)s)

-- name: delete_waiting
DELETE FROM waiting_return WHERE programme_id = %(programme)s AND waiting_id = ANY(%(waiting)s::bigint[])

-- name: list_waiting
SELECT waiting_id, reported_at, actor, body FROM waiting_return
WHERE programme_id = %(programme)s ORDER BY reported_at, waiting_id LIMIT %(limit)s
