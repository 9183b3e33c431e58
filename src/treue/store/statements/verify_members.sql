-- Proofs of the books about members among themselves, in the form of verify.sql.

-- name: standings
-- Who left and who was merged follows from the events.
WITH RECURSIVE last AS (
    SELECT DISTINCT ON (member_id) member_id, (result -> 'standing' ->> 'left_at')::timestamptz AS left_at,
        (result -> 'standing' ->> 'closes_at')::timestamptz AS closes_at
    FROM event WHERE programme_id = %(programme)s AND result -> 'standing' IS NOT NULL
    ORDER BY member_id, member_seq DESC
), step AS (
    SELECT member_id, other_id FROM counterpart WHERE programme_id = %(programme)s AND role = 'merged'
), way AS (
    SELECT member_id, other_id FROM step
    UNION ALL
    SELECT w.member_id, s.other_id FROM way w JOIN step s ON s.member_id = w.other_id
), survivor AS (
    SELECT member_id, other_id FROM way WHERE other_id NOT IN (SELECT member_id FROM step)
)
SELECT format('standing of member %%s', m.member_id),
    format('left %%s, closes %%s, merged into %%s', coalesce(l.left_at::text, 'never'), coalesce(l.closes_at::text, 'never'),
        coalesce(s.other_id::text, 'nobody')),
    format('left %%s, closes %%s, merged into %%s', coalesce(m.left_at::text, 'never'), coalesce(m.closes_at::text, 'never'),
        coalesce(m.merged_into::text, 'nobody'))
FROM member m LEFT JOIN last l USING (member_id) LEFT JOIN survivor s USING (member_id)
WHERE m.programme_id = %(programme)s
  AND (m.left_at, m.closes_at, m.merged_into) IS DISTINCT FROM (l.left_at, l.closes_at, s.other_id)
ORDER BY m.member_id

-- name: belongings
-- Who belongs to which household follows from the events, and nobody shares his place in it.
WITH last AS (
    SELECT DISTINCT ON (member_id) member_id, (result -> 'household' ->> 0)::bigint AS household_id,
        (result -> 'household' ->> 1)::integer AS place, (result -> 'household' ->> 2)::boolean AS shares
    FROM event WHERE programme_id = %(programme)s AND result -> 'household' IS NOT NULL
    ORDER BY member_id, member_seq DESC
), shared AS (
    SELECT household_id, household_place FROM member
    WHERE programme_id = %(programme)s AND household_id IS NOT NULL AND erased_at IS NULL
    GROUP BY household_id, household_place HAVING count(*) > 1
)
SELECT format('household of member %%s', m.member_id),
    format('number %%s, place %%s of his own, shares purchases: %%s', coalesce(l.household_id, 0), coalesce(l.place, 0),
        coalesce(l.shares, false)),
    format('number %%s, place %%s, shares purchases: %%s', coalesce(m.household_id, 0), m.household_place, m.shares_purchases)
FROM member m LEFT JOIN last l USING (member_id)
WHERE m.programme_id = %(programme)s AND (
    (coalesce(m.household_id, 0), m.household_place, m.shares_purchases)
        IS DISTINCT FROM (coalesce(l.household_id, 0), coalesce(l.place, 0), coalesce(l.shares, false))
    OR (m.household_id, m.household_place) IN (SELECT * FROM shared))
ORDER BY m.member_id

-- name: counterparts
-- Two events that one command decided name each other.
SELECT format('event %%s of member %%s', c.member_seq, c.member_id),
    format('named by event %%s of member %%s', c.other_seq, c.other_id),
    CASE WHEN e.member_id IS NULL THEN 'no such event'
         WHEN b.member_id IS NULL THEN 'not named' ELSE format('named as %%s of a %%s', b.role, c.role) END
FROM counterpart c
LEFT JOIN event e ON (e.programme_id, e.member_id, e.member_seq) = (c.programme_id, c.member_id, c.member_seq)
LEFT JOIN counterpart b ON (b.programme_id, b.member_id, b.member_seq) = (c.programme_id, c.other_id, c.other_seq)
    AND (b.other_id, b.other_seq) = (c.member_id, c.member_seq)
WHERE c.programme_id = %(programme)s AND (e.member_id IS NULL OR b.member_id IS NULL
    OR (c.role, b.role) NOT IN (('giver', 'receiver'), ('receiver', 'giver'), ('survivor', 'merged'), ('merged', 'survivor'),
        ('lender', 'borrower'), ('borrower', 'lender')))
ORDER BY c.member_id, c.member_seq

-- name: moved
-- What leaves one member arrives at the other, to the unit.
WITH moves AS (
    SELECT member_id, member_seq, unit,
        sum(CASE WHEN credit = 'moved' THEN amount ELSE -amount END)::bigint AS sent
    FROM transfer WHERE programme_id = %(programme)s AND 'moved' IN (debit, credit) GROUP BY member_id, member_seq, unit
), pairs AS (
    SELECT m.member_id, m.member_seq, m.unit, m.sent, c.other_id, c.other_seq FROM moves m
    LEFT JOIN counterpart c ON c.programme_id = %(programme)s AND (c.member_id, c.member_seq) = (m.member_id, m.member_seq)
)
SELECT format('event %%s of member %%s in %%s', p.member_seq, p.member_id, p.unit), format('%%s arriving at the other member', p.sent),
    CASE WHEN p.other_id IS NULL THEN 'no other member'
         ELSE format('%%s arriving at event %%s of member %%s', coalesce(-o.sent, 0), p.other_seq, p.other_id) END
FROM pairs p LEFT JOIN moves o ON (o.member_id, o.member_seq, o.unit) = (p.other_id, p.other_seq, p.unit)
WHERE p.sent + coalesce(o.sent, 0) <> 0 OR p.other_id IS NULL
ORDER BY p.member_id, p.member_seq, p.unit
