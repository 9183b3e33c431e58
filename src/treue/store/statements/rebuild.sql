-- Derived state from the facts alone, in this order.

-- name: empty_balances
DELETE FROM balance WHERE programme_id = %(programme)s

-- name: empty_lots
DELETE FROM lot WHERE programme_id = %(programme)s

-- name: empty_dues
DELETE FROM due WHERE programme_id = %(programme)s

-- name: empty_budgets
-- A window that was opened and not used keeps its row.
UPDATE budget SET used = 0 WHERE programme_id = %(programme)s AND used <> 0

-- name: empty_stock
DELETE FROM stock WHERE programme_id = %(programme)s

-- name: empty_tallies
DELETE FROM tally WHERE programme_id = %(programme)s

-- name: empty_levels
DELETE FROM level_interval WHERE programme_id = %(programme)s

-- name: fill_members
UPDATE member SET last_seq = last.member_seq, decided_at = last.decided_at, purchases = last.purchases
FROM (
    SELECT member_id, max(member_seq) AS member_seq, max(decided_at) AS decided_at,
        count(*) FILTER (WHERE kind = 'purchase' AND refused IS NULL)
            - count(*) FILTER (WHERE kind = 'return' AND result ->> 'unmade' = 'true')
            + coalesce(sum((result ->> 'purchases')::integer), 0) AS purchases
    FROM event WHERE programme_id = %(programme)s GROUP BY member_id
) last
WHERE member.member_id = last.member_id
  AND (member.last_seq, member.decided_at, member.purchases) <> (last.member_seq, last.decided_at, last.purchases)

-- name: fill_tallies
-- Every decision keeps what it counted: name, amount, and day and value where they are not the usual ones.
INSERT INTO tally (programme_id, member_id, name, day, value, amount)
SELECT %(programme)s, member_id, name, day, value, sum(amount) FROM (
    SELECT e.member_id, c ->> 0 AS name, coalesce((c ->> 2)::date, e.local_day) AS day, coalesce(c ->> 3, '') AS value,
        (c ->> 1)::bigint AS amount
    FROM event e CROSS JOIN LATERAL json_array_elements(e.result -> 'counts') c
    WHERE e.programme_id = %(programme)s AND e.result -> 'counts' IS NOT NULL
    UNION ALL
    SELECT member_id, name, day, value, amount FROM later_count WHERE programme_id = %(programme)s
) told
GROUP BY member_id, name, day, value

-- name: fill_levels
-- A time line that was written later replaces earlier ones from its first instant on.
WITH told AS (
    SELECT e.member_id, e.member_seq, c ->> 0 AS ladder, c ->> 1 AS level, (c ->> 2)::timestamptz AS starts_at,
        (c ->> 3)::timestamptz AS ends_at, c ->> 4 AS standing
    FROM event e CROSS JOIN LATERAL json_array_elements(e.result -> 'climbs') c
    WHERE e.programme_id = %(programme)s AND e.result -> 'climbs' IS NOT NULL
), cuts AS (
    SELECT member_id, ladder, member_seq, min(starts_at) AS cut FROM told GROUP BY member_id, ladder, member_seq
), replaced AS (
    SELECT t.*, (
        SELECT min(c.cut) FROM cuts c
        WHERE (c.member_id, c.ladder) = (t.member_id, t.ladder) AND c.member_seq > t.member_seq
    ) AS cut
    FROM told t
)
INSERT INTO level_interval (programme_id, member_id, ladder, level, starts_at, ends_at, standing)
SELECT %(programme)s, member_id, ladder, level, starts_at, least(ends_at, cut), standing
FROM replaced WHERE (cut IS NULL OR starts_at < cut) AND (ends_at IS NULL OR ends_at > starts_at)

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

-- name: fill_belongings
UPDATE member SET household_id = e.household_id, household_place = e.place, shares_purchases = e.shares
FROM (
    SELECT m.member_id, nullif(coalesce(l.household_id, 0), 0) AS household_id, coalesce(l.place, 0) AS place,
        coalesce(l.shares, false) AS shares
    FROM member m LEFT JOIN (
        SELECT DISTINCT ON (member_id) member_id, (result -> 'household' ->> 0)::bigint AS household_id,
            (result -> 'household' ->> 1)::integer AS place, (result -> 'household' ->> 2)::boolean AS shares
        FROM event WHERE programme_id = %(programme)s AND result -> 'household' IS NOT NULL
        ORDER BY member_id, member_seq DESC
    ) l USING (member_id)
    WHERE m.programme_id = %(programme)s
) e
WHERE member.member_id = e.member_id
  AND (member.household_id, member.household_place, member.shares_purchases)
    IS DISTINCT FROM (e.household_id, e.place, e.shares)

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
), moved AS (
    SELECT DISTINCT ON (e.member_id, lot_seq, lot_no) e.member_id, (x ->> 0)::integer AS lot_seq,
        (x ->> 1)::smallint AS lot_no, (x ->> 2)::timestamptz AS moved_to
    FROM event e CROSS JOIN LATERAL json_array_elements(e.result -> 'extensions') x
    WHERE e.programme_id = %(programme)s AND e.result -> 'extensions' IS NOT NULL
    ORDER BY e.member_id, lot_seq, lot_no, e.member_seq DESC
), used AS (
    SELECT member_id, lot_seq, lot_no, sum(amount)::bigint AS used
    FROM lot_use WHERE programme_id = %(programme)s GROUP BY member_id, lot_seq, lot_no
)
INSERT INTO lot (programme_id, member_id, lot_seq, lot_no, unit, amount, remaining, earned_at, available_at, expires_at,
    issued_until)
SELECT %(programme)s, member_id, f.lot_seq, f.lot_no, unit, amount, amount - coalesce(used, 0), earned_at, available_at,
    CASE WHEN m.lot_seq IS NULL THEN expires_at ELSE moved_to END,
    CASE WHEN m.lot_seq IS NOT NULL AND moved_to IS DISTINCT FROM expires_at THEN expires_at END
FROM filled f LEFT JOIN used USING (member_id, lot_seq, lot_no) LEFT JOIN moved m USING (member_id, lot_seq, lot_no)
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
UNION ALL
SELECT l.programme_id, l.member_id, 'level_review', l.ladder, min(l.ends_at) FROM level_interval l
JOIN member m ON m.member_id = l.member_id
WHERE l.programme_id = %(programme)s AND l.ends_at > m.decided_at AND l.ladder NOT LIKE '%%.floors'
  AND m.merged_into IS NULL
GROUP BY l.programme_id, l.member_id, l.ladder
UNION ALL
-- What was said last of anything else that is due.
SELECT programme_id, member_id, kind, unit, due_at FROM (
    SELECT DISTINCT ON (e.member_id, said.kind, said.unit) e.programme_id, e.member_id, said.kind, said.unit, said.due_at
    FROM event e
    JOIN member m ON m.member_id = e.member_id AND m.merged_into IS NULL
    CROSS JOIN LATERAL (
        SELECT d ->> 0 AS kind, d ->> 1 AS unit, (d ->> 2)::timestamptz AS due_at
        FROM json_array_elements(e.result -> 'dues') d
    ) said
    WHERE e.programme_id = %(programme)s AND e.result -> 'dues' IS NOT NULL
    ORDER BY e.member_id, said.kind, said.unit, e.member_seq DESC
) last
WHERE due_at IS NOT NULL

-- name: fill_redemptions
UPDATE redemption SET standing = told.standing, issue = told.issue, delivery = told.delivery
FROM (
    SELECT r.member_id, r.member_seq, coalesce(last.standing, 'open') AS standing, last.issue,
        coalesce(last.delivery, 'open') AS delivery
    FROM redemption r
    LEFT JOIN (
        SELECT DISTINCT ON (member_id, 2) member_id, (result -> 'redemption' ->> 0)::integer AS member_seq,
            result -> 'redemption' ->> 1 AS standing, (result -> 'redemption' ->> 2)::integer AS issue,
            result -> 'redemption' ->> 3 AS delivery
        FROM event WHERE programme_id = %(programme)s AND result -> 'redemption' IS NOT NULL
        ORDER BY member_id, 2, event.member_seq DESC
    ) last USING (member_id, member_seq)
    WHERE r.programme_id = %(programme)s
) told
WHERE redemption.programme_id = %(programme)s AND (redemption.member_id, redemption.member_seq) = (told.member_id, told.member_seq)
  AND (redemption.standing, redemption.issue, redemption.delivery)
      IS DISTINCT FROM (told.standing, told.issue, told.delivery)

-- name: fill_budgets
-- What rules gave in each window, and what else was taken from budgets or given back to them.
INSERT INTO budget (programme_id, rule, unit, window_label, slice, used)
SELECT %(programme)s, rule, unit, label, 0, sum(amount)
FROM (
    SELECT b.rule, b.unit, coalesce(to_char(e.local_day, b.form), '') AS label, t.amount
    FROM unnest(%(rules)s::text[], %(units)s::text[], %(forms)s::text[]) AS b (rule, unit, form)
    JOIN transfer t ON t.programme_id = %(programme)s AND t.cause = 'earned' AND (t.source, t.unit) = (b.rule, b.unit)
    JOIN event e ON (e.programme_id, e.member_id, e.member_seq) = (t.programme_id, t.member_id, t.member_seq)
    UNION ALL
    SELECT u ->> 0, u ->> 1, u ->> 2, (u ->> 3)::bigint
    FROM event e CROSS JOIN LATERAL json_array_elements(e.result -> 'budget_uses') u
    WHERE e.programme_id = %(programme)s AND e.result -> 'budget_uses' IS NOT NULL AND u ->> 1 <> ''
    UNION ALL
    -- Rewards count pieces, also those that were bought before they had a limit.
    SELECT b.rule, b.unit, coalesce(to_char(e.local_day, b.form), '') AS label, 1
    FROM unnest(%(rules)s::text[], %(units)s::text[], %(forms)s::text[]) AS b (rule, unit, form)
    JOIN redemption r ON r.programme_id = %(programme)s AND b.unit = '' AND r.reward = b.rule AND r.standing <> 'cancelled'
    JOIN event e ON (e.programme_id, e.member_id, e.member_seq) = (r.programme_id, r.member_id, r.member_seq)
    UNION ALL
    -- Who is at a level with places takes up one of them.
    SELECT b.rule, b.unit, '', 1 FROM budget b
    JOIN level_interval l ON l.programme_id = b.programme_id AND l.level = b.rule AND l.ladder NOT LIKE '%%.floors'
    JOIN member m ON m.member_id = l.member_id
    WHERE b.programme_id = %(programme)s AND b.unit = '.places' AND m.merged_into IS NULL
      AND m.erased_at IS NULL AND l.starts_at <= m.decided_at AND (l.ends_at IS NULL OR l.ends_at > m.decided_at)
) taken
GROUP BY rule, unit, label
ON CONFLICT (programme_id, rule, unit, window_label, slice) DO UPDATE SET used = excluded.used

-- name: fill_stock
INSERT INTO stock (programme_id, reward, slice, received, taken)
SELECT %(programme)s, r.reward, 0,
    coalesce((SELECT sum(quantity) FROM stock_movement m WHERE m.programme_id = %(programme)s AND m.reward = r.reward), 0),
    (SELECT count(*) FROM redemption d
     WHERE d.programme_id = %(programme)s AND d.reward = r.reward AND d.standing <> 'cancelled')
FROM unnest(%(rewards)s::text[]) AS r (reward)
