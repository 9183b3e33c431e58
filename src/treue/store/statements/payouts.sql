-- What rewards became in money: to be paid to members by finance, and donated to causes.

-- name: list_payouts
-- Oldest first. What was given back is never paid.
SELECT r.member_id, r.member_seq, o.merged_into IS NOT NULL, r.reward, r.occurred_at, (r.gives -> 'money' ->> 'minor')::bigint,
    r.gives -> 'money' ->> 'currency', r.standing = 'used', (
    SELECT min(i.value) FROM identity i
    WHERE (i.programme_id, i.member_id) = (r.programme_id, coalesce(o.merged_into, r.member_id)) AND i.kind = 'public')
FROM redemption r
JOIN member o ON o.member_id = r.member_id
WHERE r.programme_id = %(programme)s AND r.gives ->> 'money' IS NOT NULL AND r.standing <> 'cancelled'
  AND (%(paid)s OR r.standing = 'open')
ORDER BY r.occurred_at, r.member_id, r.member_seq

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
