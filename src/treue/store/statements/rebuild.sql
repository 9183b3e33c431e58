-- Derived state from the facts alone, in this order.

-- name: empty_balances
DELETE FROM balance WHERE programme_id = %(programme)s

-- name: empty_lots
DELETE FROM lot WHERE programme_id = %(programme)s

-- name: empty_dues
DELETE FROM due WHERE programme_id = %(programme)s

-- name: empty_budgets
DELETE FROM budget WHERE programme_id = %(programme)s

-- name: empty_stock
DELETE FROM stock WHERE programme_id = %(programme)s

-- name: fill_members
UPDATE member SET last_seq = last.member_seq, decided_at = last.decided_at
FROM (
    SELECT member_id, max(member_seq) AS member_seq, max(decided_at) AS decided_at FROM event
    WHERE programme_id = %(programme)s GROUP BY member_id
) last
WHERE member.member_id = last.member_id AND (member.last_seq, member.decided_at) <> (last.member_seq, last.decided_at)

-- name: fill_standings
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
UPDATE member SET left_at = e.left_at, closes_at = e.closes_at, merged_into = e.merged_into
FROM (
    SELECT m.member_id, l.left_at, l.closes_at, s.other_id AS merged_into
    FROM member m LEFT JOIN last l USING (member_id) LEFT JOIN survivor s USING (member_id)
    WHERE m.programme_id = %(programme)s
) e
WHERE member.member_id = e.member_id
  AND (member.left_at, member.closes_at, member.merged_into) IS DISTINCT FROM (e.left_at, e.closes_at, e.merged_into)

-- name: fill_balances
INSERT INTO balance (programme_id, member_id, unit, booked, debt)
SELECT %(programme)s, member_id, unit,
    sum(CASE WHEN credit = 'member' THEN amount WHEN debit = 'member' THEN -amount ELSE 0 END),
    sum(CASE WHEN debit = 'debt' THEN amount WHEN credit = 'debt' THEN -amount ELSE 0 END)
FROM transfer WHERE programme_id = %(programme)s GROUP BY member_id, unit

-- name: fill_lots
WITH filled AS (
    SELECT member_id, member_seq AS lot_seq, lot_no, min(unit) AS unit, sum(amount)::bigint AS amount,
        min(coalesce(earned_at, effective_at)) AS earned_at, min(available_at) AS available_at, min(expires_at) AS expires_at
    FROM transfer WHERE programme_id = %(programme)s AND lot_no IS NOT NULL GROUP BY member_id, member_seq, lot_no
), used AS (
    SELECT member_id, lot_seq, lot_no, sum(amount)::bigint AS used
    FROM lot_use WHERE programme_id = %(programme)s GROUP BY member_id, lot_seq, lot_no
)
INSERT INTO lot (programme_id, member_id, lot_seq, lot_no, unit, amount, remaining, earned_at, available_at, expires_at)
SELECT %(programme)s, member_id, lot_seq, lot_no, unit, amount, amount - coalesce(used, 0), earned_at, available_at,
    expires_at
FROM filled LEFT JOIN used USING (member_id, lot_seq, lot_no)
WHERE amount > coalesce(used, 0)

-- name: fill_dues
INSERT INTO due (programme_id, member_id, kind, unit, due_at)
SELECT programme_id, member_id, 'expiry', unit, min(expires_at) FROM lot
WHERE programme_id = %(programme)s AND expires_at IS NOT NULL GROUP BY programme_id, member_id, unit
UNION ALL
SELECT l.programme_id, l.member_id, 'availability', l.unit, min(l.available_at) FROM lot l
JOIN balance b ON (b.programme_id, b.member_id, b.unit) = (l.programme_id, l.member_id, l.unit) AND b.debt > 0
JOIN member m ON m.member_id = l.member_id
WHERE l.programme_id = %(programme)s AND l.available_at > m.decided_at GROUP BY l.programme_id, l.member_id, l.unit
UNION ALL
SELECT programme_id, member_id, 'closing', '', closes_at FROM member
WHERE programme_id = %(programme)s AND closes_at IS NOT NULL

-- name: fill_budgets
INSERT INTO budget (programme_id, rule, unit, slice, used)
SELECT %(programme)s, b.rule, b.unit, 0, coalesce((
    SELECT sum(t.amount) FROM transfer t
    WHERE t.programme_id = %(programme)s AND t.cause = 'earned' AND t.source = b.rule AND t.unit = b.unit
), 0)
FROM unnest(%(rules)s::text[], %(units)s::text[]) AS b (rule, unit)

-- name: fill_stock
INSERT INTO stock (programme_id, reward, slice, received, taken)
SELECT %(programme)s, r.reward, 0,
    coalesce((SELECT sum(quantity) FROM stock_movement m WHERE m.programme_id = %(programme)s AND m.reward = r.reward), 0),
    (SELECT count(*) FROM redemption d WHERE d.programme_id = %(programme)s AND d.reward = r.reward)
FROM unnest(%(rewards)s::text[]) AS r (reward)
