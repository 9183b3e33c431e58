-- name: counts
SELECT
    (SELECT count(*) FROM member WHERE programme_id = %(programme)s),
    (SELECT count(*) FROM event WHERE programme_id = %(programme)s AND kind = 'purchase' AND refused IS NULL),
    (SELECT coalesce(sum(jsonb_array_length(body -> 'order' -> 'lines')), 0)::bigint FROM event_payload
     WHERE programme_id = %(programme)s AND body ? 'order'),
    (SELECT count(*) FROM redemption WHERE programme_id = %(programme)s)

-- name: accounts
SELECT unit, account, sum(amount)::bigint
FROM (
    SELECT unit, credit AS account, amount FROM transfer WHERE programme_id = %(programme)s
    UNION ALL
    SELECT unit, debit, -amount FROM transfer WHERE programme_id = %(programme)s
) moves
GROUP BY unit, account ORDER BY unit, account

-- name: members_holding
SELECT member_id, booked FROM balance
WHERE programme_id = %(programme)s AND unit = %(unit)s AND booked >= %(at_least)s AND debt = 0 ORDER BY member_id

-- name: count_holders
SELECT count(DISTINCT balance.member_id) FROM balance
JOIN member ON member.programme_id = balance.programme_id AND member.member_id = balance.member_id
WHERE balance.programme_id = %(programme)s AND balance.unit = ANY(%(units)s) AND balance.booked > 0
    AND member.erased_at IS NULL
