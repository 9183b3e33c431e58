-- Rewards that are sent.

-- name: list_deliveries
-- Oldest first, after a place in that order. The address goes with what is kept of the wish.
SELECT r.member_id, r.member_seq, o.merged_into IS NOT NULL, r.reward, r.occurred_at, r.delivery, r.gives -> 'delivery' ->> 'by',
    r.gives -> 'delivery' ->> 'adapter', p.body ->> 'address', (
    SELECT min(i.value) FROM identity i
    WHERE (i.programme_id, i.member_id) = (r.programme_id, coalesce(o.merged_into, r.member_id)) AND i.kind = 'public')
FROM redemption r
JOIN member o ON o.member_id = r.member_id
JOIN event e ON (e.programme_id, e.member_id, e.member_seq) = (r.programme_id, r.member_id, r.member_seq)
LEFT JOIN event_payload p ON (p.programme_id, p.member_id, p.member_seq, p.local_day)
    = (e.programme_id, e.member_id, e.member_seq, e.local_day)
WHERE r.programme_id = %(programme)s AND r.gives ->> 'delivery' IS NOT NULL AND r.standing <> 'cancelled'
  AND (%(arrived)s OR r.delivery <> 'arrived')
  AND (%(adapter)s::text IS NULL OR r.gives -> 'delivery' ->> 'adapter' = %(adapter)s)
  AND (%(after)s::timestamptz IS NULL
    OR (r.occurred_at, r.member_id, r.member_seq) > (%(after)s, %(member)s::bigint, %(number)s::bigint))
ORDER BY r.occurred_at, r.member_id, r.member_seq
LIMIT %(limit)s
