-- What rewards became in money: to be paid to members by finance, and donated to causes.

-- name: list_payouts
-- Oldest first, those after the place of a page before. What was given back is never paid.
SELECT r.member_id, r.member_seq, o.merged_into IS NOT NULL, r.reward, r.occurred_at, (r.gives -> 'money' ->> 'minor')::bigint,
    r.gives -> 'money' ->> 'currency', r.standing = 'used', (
    SELECT min(i.value) FROM identity i
    WHERE (i.programme_id, i.member_id) = (r.programme_id, coalesce(o.merged_into, r.member_id)) AND i.kind = 'public'), (
    SELECT b.body ->> 'reference' FROM event e
    JOIN event_payload b ON (b.programme_id, b.member_id, b.member_seq, b.local_day)
        = (e.programme_id, e.member_id, e.member_seq, e.local_day)
    WHERE (e.programme_id, e.member_id, e.kind) = (r.programme_id, r.member_id, 'redemption_used')
      AND r.standing = 'used' AND e.refused IS NULL AND (b.body ->> 'redemption')::integer = r.member_seq
    LIMIT 1)
FROM redemption r
JOIN member o ON o.member_id = r.member_id
WHERE r.programme_id = %(programme)s AND r.gives ->> 'money' IS NOT NULL
  AND r.standing = ANY(%(standings)s::text[])
  AND (r.occurred_at, r.member_id, r.member_seq) > (%(after_at)s, %(after_member)s, %(after_seq)s)
ORDER BY r.occurred_at, r.member_id, r.member_seq LIMIT %(limit)s

-- name: list_donations
-- By cause and currency, of the local days from the first to the last; what was given back since does not count.
SELECT d.cause, (array_agg(d.name ORDER BY d.occurred_at DESC))[1], d.currency, count(*), sum(d.minor)::bigint
FROM (
    SELECT r.gives -> 'donation' ->> 'cause' AS cause, r.gives -> 'donation' -> 'name' AS name, r.occurred_at,
        r.gives -> 'donation' -> 'amount' ->> 'currency' AS currency,
        (r.gives -> 'donation' -> 'amount' ->> 'minor')::bigint AS minor
    FROM redemption r
    JOIN event e ON (e.programme_id, e.member_id, e.member_seq) = (r.programme_id, r.member_id, r.member_seq)
    WHERE r.programme_id = %(programme)s AND r.gives ->> 'donation' IS NOT NULL AND r.standing <> 'cancelled'
      AND (%(first)s::date IS NULL OR e.local_day >= %(first)s) AND (%(last)s::date IS NULL OR e.local_day <= %(last)s)
) d
GROUP BY d.cause, d.currency ORDER BY d.cause, d.currency
