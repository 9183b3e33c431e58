-- name: read_event
-- One event of a member with everything that is kept of it; without a number the latest.
SELECT e.member_seq, e.kind, e.occurred_at, e.decided_at, e.refused, e.result, e.version, p.body, r.body, t.moves,
    o.other, l.lenders
FROM event e
LEFT JOIN event_payload p USING (programme_id, member_id, member_seq, local_day)
LEFT JOIN event_readset r USING (programme_id, member_id, member_seq, local_day)
LEFT JOIN LATERAL (
    SELECT coalesce(jsonb_agg(jsonb_build_array(cause, source, unit, amount,
        CASE WHEN 'member' = credit THEN amount WHEN 'member' = debit THEN -amount ELSE 0 END,
        (SELECT coalesce(jsonb_agg(jsonb_build_array(lot_seq, lot_no, u.amount) ORDER BY lot_seq, lot_no), '[]')
         FROM lot_use u
         WHERE (u.programme_id, u.member_id, u.member_seq, u.transfer_no)
             = (t.programme_id, t.member_id, t.member_seq, t.transfer_no))) ORDER BY transfer_no), '[]') AS moves
    FROM transfer t
    WHERE (t.programme_id, t.member_id, t.member_seq) = (e.programme_id, e.member_id, e.member_seq)
) t ON true
LEFT JOIN LATERAL (
    SELECT jsonb_build_array(coalesce((SELECT min(value) FROM identity i
        WHERE i.programme_id = c.programme_id AND i.member_id = coalesce(m.merged_into, m.member_id)
            AND i.kind = 'public'), ''), c.other_seq) AS other
    FROM counterpart c JOIN member m ON m.member_id = c.other_id
    WHERE (c.programme_id, c.member_id, c.member_seq) = (e.programme_id, e.member_id, e.member_seq)
) o ON true
LEFT JOIN LATERAL (
    SELECT coalesce(jsonb_object_agg(c.member_seq, coalesce((SELECT min(value) FROM identity i
        WHERE i.programme_id = c.programme_id AND i.member_id = coalesce(m.merged_into, m.member_id)
            AND i.kind = 'public'), '')), '{}') AS lenders
    FROM counterpart c JOIN member m ON m.member_id = c.other_id
    WHERE c.programme_id = e.programme_id AND c.member_id = e.member_id AND c.role = 'borrower' AND c.member_seq IN (
        SELECT lot_seq FROM lot_use u
        WHERE (u.programme_id, u.member_id, u.member_seq) = (e.programme_id, e.member_id, e.member_seq))
) l ON true
WHERE e.programme_id = %(programme)s AND e.member_id = %(member)s
    AND e.member_seq = coalesce(%(seq)s, (SELECT max(member_seq) FROM event
        WHERE programme_id = %(programme)s AND member_id = %(member)s))

-- name: find_keyed_events
-- Keys lead to events by their hashes alone; whoever was erased is found no more.
SELECT c.member_id, h.member_id, coalesce((SELECT min(value) FROM identity i
        WHERE i.programme_id = c.programme_id AND i.member_id = h.member_id AND i.kind = 'public'), ''),
    e.member_seq, e.kind, e.occurred_at, c.kind
FROM claim c
JOIN member m ON m.member_id = c.member_id
JOIN member h ON h.member_id = coalesce(m.merged_into, m.member_id) AND h.erased_at IS NULL
JOIN event e ON (e.programme_id, e.member_id, e.member_seq) = (c.programme_id, c.member_id, c.member_seq)
WHERE c.programme_id = %(programme)s AND c.key_hash = ANY(%(keys)s::bytea[])
ORDER BY e.occurred_at, c.member_id, e.member_seq, c.kind

-- name: read_decided
-- Every event of the programme that was not refused.
SELECT e.member_id, e.member_seq, e.kind, e.version, e.result, p.body, r.body
FROM event e
LEFT JOIN event_payload p USING (programme_id, member_id, member_seq, local_day)
LEFT JOIN event_readset r USING (programme_id, member_id, member_seq, local_day)
WHERE e.programme_id = %(programme)s AND e.refused IS NULL
ORDER BY e.member_id, e.member_seq
