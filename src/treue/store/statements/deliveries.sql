-- Rewards that are sent.

-- name: list_deliveries
-- Oldest first. The address goes with what is kept of the wish.
SELECT r.member_id, r.member_seq, r.reward, r.occurred_at, r.delivery, r.gives -> 'delivery' ->> 'by',
    p.body ->> 'address', (
    SELECT min(i.value) FROM identity i
    WHERE (i.programme_id, i.member_id) = (r.programme_id, r.member_id) AND i.kind = 'public')
FROM redemption r
JOIN event e ON (e.programme_id, e.member_id, e.member_seq) = (r.programme_id, r.member_id, r.member_seq)
LEFT JOIN event_payload p ON (p.programme_id, p.member_id, p.member_seq, p.local_day)
    = (e.programme_id, e.member_id, e.member_seq, e.local_day)
WHERE r.programme_id = %(programme)s AND r.gives ->> 'delivery' IS NOT NULL AND r.standing <> 'cancelled'
  AND (%(arrived)s OR r.delivery <> 'arrived')
ORDER BY r.occurred_at, r.member_id, r.member_seq
