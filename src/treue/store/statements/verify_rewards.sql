-- Proofs of the books about rewards and what became of them, in the form of verify.sql.

-- name: redemptions
-- Every redemption that has a price was paid for, and every payment redeemed something.
WITH redeemed AS (
    SELECT member_id, member_seq, reward, true AS there FROM redemption WHERE programme_id = %(programme)s AND is_paid
), paid AS (
    SELECT DISTINCT member_id, member_seq, source AS reward, true AS there FROM transfer
    WHERE programme_id = %(programme)s AND cause = 'spent'
)
SELECT format('redemption of %%s, event %%s of member %%s', reward, member_seq, member_id),
    CASE WHEN p.there THEN 'a redemption' ELSE 'a payment' END,
    CASE WHEN p.there THEN 'no redemption' ELSE 'no payment' END
FROM redeemed r FULL JOIN paid p USING (member_id, member_seq, reward)
WHERE r.there IS DISTINCT FROM p.there
ORDER BY member_id, member_seq

-- name: redemption_standings
-- What became of a redemption follows from the events after it.
WITH told AS (
    SELECT DISTINCT ON (member_id, 2) member_id, (result -> 'redemption' ->> 0)::integer AS member_seq,
        result -> 'redemption' ->> 1 AS standing, (result -> 'redemption' ->> 2)::integer AS issue,
        coalesce(result -> 'redemption' ->> 3, 'open') AS delivery
    FROM event WHERE programme_id = %(programme)s AND result -> 'redemption' IS NOT NULL
    ORDER BY member_id, 2, event.member_seq DESC
), kept AS (
    SELECT member_id, member_seq, standing, coalesce(issue, member_seq) AS issue, delivery FROM redemption
    WHERE programme_id = %(programme)s
)
SELECT format('redemption %%s of member %%s', member_seq, member_id),
    format('%%s, code of event %%s, delivery %%s', coalesce(t.standing, 'open'), coalesce(t.issue, member_seq),
        coalesce(t.delivery, 'open')),
    coalesce(format('%%s, code of event %%s, delivery %%s', k.standing, k.issue, k.delivery), 'no row')
FROM kept k FULL JOIN told t USING (member_id, member_seq)
WHERE (k.standing, k.issue, k.delivery)
    IS DISTINCT FROM (coalesce(t.standing, 'open'), coalesce(t.issue, member_seq), coalesce(t.delivery, 'open'))
ORDER BY member_id, member_seq

-- name: given_back
-- A cancelled redemption gave back what it had cost, once and to the unit.
WITH paid AS (
    SELECT r.member_id, r.member_seq, t.unit, sum(t.amount)::bigint AS amount
    FROM redemption r
    JOIN transfer t ON (t.programme_id, t.member_id, t.member_seq) = (r.programme_id, r.member_id, r.member_seq) AND t.cause = 'spent'
    WHERE r.programme_id = %(programme)s AND r.standing = 'cancelled' GROUP BY r.member_id, r.member_seq, t.unit
), back AS (
    SELECT e.member_id, (e.result -> 'redemption' ->> 0)::integer AS member_seq, t.unit, sum(t.amount)::bigint AS amount
    FROM event e
    JOIN transfer t ON (t.programme_id, t.member_id, t.member_seq) = (e.programme_id, e.member_id, e.member_seq)
        AND t.cause = 'given_back'
    WHERE e.programme_id = %(programme)s GROUP BY e.member_id, 2, t.unit
)
SELECT format('redemption %%s of member %%s in %%s', member_seq, member_id, unit),
    format('%%s given back', coalesce(p.amount, 0)), format('%%s given back', coalesce(b.amount, 0))
FROM paid p FULL JOIN back b USING (member_id, member_seq, unit)
WHERE p.amount IS DISTINCT FROM b.amount
ORDER BY member_id, member_seq, unit

-- name: codes
-- Every code that was answered is kept, one for each issue, unless the member was erased.
WITH issued AS (
    SELECT e.member_id, e.member_seq, coalesce((e.result -> 'redemption' ->> 0)::integer, e.member_seq) AS redemption_seq
    FROM event e JOIN member m ON m.member_id = e.member_id AND m.erased_at IS NULL
    WHERE e.programme_id = %(programme)s AND e.result ->> 'code' IS NOT NULL
), kept AS (
    SELECT member_id, member_seq, redemption_seq FROM voucher_code WHERE programme_id = %(programme)s
)
SELECT format('code of event %%s of member %%s', member_seq, member_id),
    coalesce('a code of redemption ' || i.redemption_seq, 'no code'), coalesce('a code of redemption ' || k.redemption_seq, 'no code')
FROM issued i FULL JOIN kept k USING (member_id, member_seq)
WHERE i.redemption_seq IS DISTINCT FROM k.redemption_seq
ORDER BY member_id, member_seq
