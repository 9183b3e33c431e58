-- name: find_programme
SELECT programme_id, key, sandbox_clock FROM programme WHERE key = %(key)s

-- name: list_programmes
SELECT programme_id, key, sandbox_clock FROM programme ORDER BY key

-- name: lock_numbering
SELECT pg_advisory_xact_lock(2, 0)

-- name: insert_programme
INSERT INTO programme (programme_id, key, sandbox_clock, created_at)
SELECT coalesce(max(programme_id), 0) + 1, %(key)s, %(sandbox_clock)s, %(now)s FROM programme
RETURNING programme_id

-- name: lock_for_publishing
-- Batches hold the same lock shared, see batch.sql.
SELECT pg_advisory_xact_lock(1, %(programme)s)

-- name: read_parts
SELECT content_hash, body FROM programme_part WHERE programme_id = %(programme)s

-- name: read_versions
SELECT version, starts_at, semantics, parts FROM programme_version WHERE programme_id = %(programme)s ORDER BY version

-- name: list_versions
SELECT version, starts_at, published_at, actor, encode(content_hash, 'hex') FROM programme_version
WHERE programme_id = %(programme)s ORDER BY version

-- name: latest_change
SELECT
    (SELECT coalesce(max(version), 0) FROM programme_version WHERE programme_id = %(programme)s),
    (SELECT coalesce(max(switch_no), 0) FROM stoppage WHERE programme_id = %(programme)s)

-- name: latest_version
SELECT version, starts_at, content_hash FROM programme_version WHERE programme_id = %(programme)s ORDER BY version DESC LIMIT 1

-- name: read_switches
SELECT kind, node, effective_at, stops FROM stoppage WHERE programme_id = %(programme)s ORDER BY switch_no

-- name: insert_switch
-- The caller holds the lock for publishing, so the number is free and numbers have no gap.
INSERT INTO stoppage (programme_id, switch_no, kind, node, effective_at, stops, audit_id, note)
SELECT %(programme)s, coalesce(max(switch_no), 0) + 1, %(kind)s, %(node)s, %(effective_at)s, %(stops)s, %(audit)s, %(note)s
FROM stoppage WHERE programme_id = %(programme)s

-- name: insert_part
INSERT INTO programme_part (programme_id, content_hash, body) VALUES (%(programme)s, %(content_hash)s, %(body)s)
ON CONFLICT (programme_id, content_hash) DO NOTHING

-- name: past_events
-- Every event that had an effect, member by member, with the number of the member's last one.
SELECT e.member_id, m.last_seq, m.decided_at, m.purchases, m.joined_at, e.kind, e.result, p.body
FROM event e
JOIN member m ON m.member_id = e.member_id AND m.erased_at IS NULL
LEFT JOIN event_payload p ON (p.programme_id, p.member_id, p.member_seq, p.local_day)
    = (e.programme_id, e.member_id, e.member_seq, e.local_day)
WHERE e.programme_id = %(programme)s AND e.refused IS NULL
ORDER BY e.member_id, e.member_seq

-- name: insert_version
INSERT INTO programme_version (programme_id, version, starts_at, published_at, content_hash, semantics, parts, actor)
VALUES (%(programme)s, %(version)s, %(starts_at)s, %(published_at)s, %(content_hash)s, %(semantics)s, %(parts)s,
    %(actor)s)

-- name: open_stock
-- What was bought before stock was counted enters the stock and leaves it again.
WITH bought AS (
    SELECT count(*) AS pieces FROM redemption
    WHERE programme_id = %(programme)s AND reward = %(reward)s AND standing <> 'cancelled'
), opened AS (
    INSERT INTO stock (programme_id, reward, slice, received, taken)
    SELECT %(programme)s, %(reward)s, 0, pieces, pieces FROM bought
    ON CONFLICT (programme_id, reward, slice) DO NOTHING
    RETURNING received
)
INSERT INTO stock_movement (programme_id, reward, movement_id, quantity, audit_id, note)
SELECT %(programme)s, %(reward)s, %(movement)s, received, %(audit)s, 'bought before stock was counted'
FROM opened WHERE received > 0

-- name: turn_clock
UPDATE programme SET sandbox_clock = %(now)s WHERE programme_id = %(programme)s AND sandbox_clock <= %(now)s

-- name: receive_stock
WITH moved AS (
    INSERT INTO stock_movement (programme_id, reward, movement_id, quantity, audit_id, note, kind)
    VALUES (%(programme)s, %(reward)s, %(movement)s, %(quantity)s, %(audit)s, %(note)s, %(kind)s)
    RETURNING quantity
)
UPDATE stock SET received = received + quantity FROM moved
WHERE programme_id = %(programme)s AND reward = %(reward)s AND slice = 0
RETURNING received, taken

-- name: lock_stock
SELECT received, taken FROM stock WHERE programme_id = %(programme)s AND reward = %(reward)s AND slice = 0
FOR NO KEY UPDATE

-- name: list_stock
SELECT s.reward, s.received - s.taken,
    coalesce(m.received, 0)::bigint, coalesce(m.corrected, 0)::bigint, coalesce(m.lost, 0)::bigint, s.taken, coalesce(r.returned, 0)
FROM stock s
LEFT JOIN LATERAL (
    SELECT sum(quantity) FILTER (WHERE kind = 'received') AS received,
        sum(quantity) FILTER (WHERE kind = 'corrected') AS corrected, -sum(quantity) FILTER (WHERE kind = 'lost') AS lost
    FROM stock_movement m WHERE m.programme_id = s.programme_id AND m.reward = s.reward
) m ON true
LEFT JOIN LATERAL (
    SELECT count(*) AS returned FROM redemption d
    WHERE d.programme_id = s.programme_id AND d.reward = s.reward AND d.standing = 'cancelled'
) r ON true
WHERE s.programme_id = %(programme)s AND s.slice = 0 ORDER BY s.reward

-- name: take_worker_number
SELECT nextval('worker_number')

-- name: due_first
SELECT member_id FROM due WHERE programme_id = %(programme)s AND due_at <= %(now)s AND member_id <> ALL(%(without)s::bigint[])
GROUP BY member_id ORDER BY min(due_at), member_id LIMIT %(limit)s
