-- The statements of one batch, in the order of processing/processor.py.

-- name: share_programme
-- Publishing, stopping and closing take the same lock alone: no batch decides under what is being replaced, or books into
-- a period that is being closed.
SELECT pg_advisory_xact_lock_shared(1, %(programme)s)

-- name: resolve
SELECT kind, value, member_id FROM identity
WHERE programme_id = %(programme)s AND (value, kind) IN (SELECT * FROM unnest(%(values)s::text[], %(kinds)s::text[]))

-- name: read_clock
SELECT sandbox_clock FROM programme WHERE programme_id = %(programme)s

-- name: lock_members
SELECT member_id FROM member WHERE member_id = ANY(%(members)s::bigint[]) ORDER BY member_id FOR NO KEY UPDATE

-- name: read_mates
-- Everybody in the households of these members: he who is locked is locked with all of them.
SELECT member_id FROM member
WHERE household_id IN (
    SELECT household_id FROM member WHERE member_id = ANY(%(members)s::bigint[]) AND household_id IS NOT NULL
) AND programme_id = %(programme)s AND erased_at IS NULL

-- name: open_budgets
-- The rows of windows that nothing was taken from yet; what a rule gave before it had this budget counts.
INSERT INTO budget (programme_id, rule, unit, window_label, slice, used)
SELECT %(programme)s, w.rule, w.unit, w.label, 0, coalesce((
    SELECT sum(t.amount) FROM transfer t
    JOIN event e ON (e.programme_id, e.member_id, e.member_seq) = (t.programme_id, t.member_id, t.member_seq)
    WHERE t.programme_id = %(programme)s AND t.cause = 'earned' AND t.source = w.rule AND t.unit = w.unit
      AND e.local_day BETWEEN w.first AND w.last
), 0) + CASE WHEN w.unit = '' THEN (
    SELECT count(*) FROM redemption r
    JOIN event e ON (e.programme_id, e.member_id, e.member_seq) = (r.programme_id, r.member_id, r.member_seq)
    WHERE r.programme_id = %(programme)s AND r.reward = w.rule AND r.standing <> 'cancelled'
      AND e.local_day BETWEEN w.first AND w.last
) WHEN w.unit = '.places' THEN (
    SELECT count(*) FROM level_interval l JOIN member m ON m.member_id = l.member_id
    WHERE l.programme_id = %(programme)s AND l.level = w.rule AND l.ladder NOT LIKE '%%.floors' AND m.merged_into IS NULL
      AND m.erased_at IS NULL AND l.starts_at <= m.decided_at AND (l.ends_at IS NULL OR l.ends_at > m.decided_at)
) ELSE 0 END
FROM unnest(%(rules)s::text[], %(units)s::text[], %(labels)s::text[], %(firsts)s::date[], %(lasts)s::date[])
    AS w (rule, unit, label, first, last)
WHERE NOT EXISTS (
    SELECT FROM budget b
    WHERE (b.programme_id, b.rule, b.unit, b.window_label) = (%(programme)s, w.rule, w.unit, w.label))
ORDER BY w.rule, w.unit, w.label
ON CONFLICT DO NOTHING

-- name: lock_budgets
SELECT 1 FROM budget
WHERE programme_id = %(programme)s
  AND (rule, unit, window_label) IN (SELECT * FROM unnest(%(rules)s::text[], %(units)s::text[], %(labels)s::text[]))
ORDER BY rule, unit, window_label, slice FOR NO KEY UPDATE

-- name: lock_stock
SELECT 1 FROM stock WHERE programme_id = %(programme)s AND reward = ANY(%(rewards)s::text[])
ORDER BY reward, slice FOR NO KEY UPDATE

-- name: read_programme
SELECT
    (SELECT coalesce(max(version), 0) FROM programme_version v WHERE v.programme_id = p.programme_id),
    (SELECT coalesce(max(switch_no), 0) FROM stoppage s WHERE s.programme_id = p.programme_id),
    sandbox_clock,
    (SELECT coalesce(jsonb_agg(jsonb_build_array(subscription_id, topics)), '[]') FROM subscription s
     WHERE s.programme_id = p.programme_id AND s.disabled_at IS NULL),
    (SELECT max(until_day) FROM period_closing c WHERE c.programme_id = p.programme_id)
FROM programme p WHERE programme_id = %(programme)s

-- name: lock_clock
SELECT 1 FROM programme WHERE programme_id = %(programme)s FOR NO KEY UPDATE

-- name: read_members
SELECT member_id, last_seq, decided_at, erased_at, joined_at, purchases, left_at, closes_at, merged_into,
    coalesce(household_id, 0), household_place, shares_purchases
FROM member WHERE member_id = ANY(%(members)s::bigint[]) AND programme_id = %(programme)s

-- The next three look up each member on his own (OFFSET 0 keeps it so): a plan made while the tables were small would
-- otherwise read the whole programme and filter it.

-- name: read_balances
SELECT m.member_id, b.unit, b.booked, b.debt FROM unnest(%(members)s::bigint[]) AS m (member_id)
CROSS JOIN LATERAL (
    SELECT unit, booked, debt FROM balance
    WHERE programme_id = %(programme)s AND member_id = m.member_id OFFSET 0
) b

-- name: read_dues
SELECT m.member_id, d.kind, d.unit, d.due_at FROM unnest(%(members)s::bigint[]) AS m (member_id)
CROSS JOIN LATERAL (
    SELECT kind, unit, due_at FROM due
    WHERE programme_id = %(programme)s AND member_id = m.member_id OFFSET 0
) d

-- name: read_lots
SELECT m.member_id, l.* FROM unnest(%(members)s::bigint[]) AS m (member_id)
CROSS JOIN LATERAL (
    SELECT lot_seq, lot_no, unit, amount, remaining, earned_at, available_at, expires_at, issued_until FROM lot
    WHERE programme_id = %(programme)s AND member_id = m.member_id OFFSET 0
) l

-- name: read_budgets
SELECT rule, unit, window_label, sum(used)::bigint FROM budget
WHERE programme_id = %(programme)s
  AND (rule, unit, window_label) IN (SELECT * FROM unnest(%(rules)s::text[], %(units)s::text[], %(labels)s::text[]))
GROUP BY rule, unit, window_label

-- name: read_tallies
-- Each member's tallies of a name from a day on; where a single window is asked for they are added up here.
SELECT w.member_id, w.name, t.day, t.value, t.amount
FROM unnest(%(counted)s::bigint[], %(names)s::text[], %(sinces)s::date[], %(folds)s::boolean[])
    AS w (member_id, name, since, fold)
CROSS JOIN LATERAL (
    SELECT CASE WHEN w.fold THEN w.since ELSE day END AS day, value, sum(amount)::bigint AS amount FROM tally
    WHERE programme_id = %(programme)s AND member_id = w.member_id AND name = w.name AND day >= w.since
    GROUP BY 1, 2 OFFSET 0
) t

-- name: read_limits
-- What a member got of rules and rewards that are limited: few rows, of names that only the decision can tell. Metrics
-- begin with m, these names with r.
SELECT m.member_id, t.name, t.day, t.value, t.amount
FROM unnest(%(limited)s::bigint[], %(limited_since)s::date[]) AS m (member_id, since)
CROSS JOIN LATERAL (
    SELECT name, day, value, amount FROM tally
    WHERE programme_id = %(programme)s AND member_id = m.member_id AND name >= 'r'
      AND (day >= m.since OR day = '0001-01-01') OFFSET 0
) t

-- name: read_all_tallies
-- Everything that was counted of those who may turn out to be one person.
SELECT member_id, name, day, value, amount FROM tally
WHERE programme_id = %(programme)s AND member_id = ANY(%(members)s::bigint[])

-- name: read_levels
SELECT m.member_id, l.ladder, l.level, l.starts_at, l.ends_at, l.standing
FROM unnest(%(members)s::bigint[]) AS m (member_id)
CROSS JOIN LATERAL (
    SELECT ladder, level, starts_at, ends_at, standing FROM level_interval
    WHERE programme_id = %(programme)s AND member_id = m.member_id ORDER BY ladder, starts_at OFFSET 0
) l

-- name: read_persons
SELECT m.member_id, p.birth_month, p.birth_day, p.birth_year, p.language
FROM unnest(%(members)s::bigint[]) AS m (member_id)
CROSS JOIN LATERAL (
    SELECT birth_month, birth_day, birth_year, language FROM person
    WHERE programme_id = %(programme)s AND member_id = m.member_id OFFSET 0
) p

-- name: read_attributes
SELECT m.member_id, a.name, a.value
FROM unnest(%(members)s::bigint[]) AS m (member_id)
CROSS JOIN LATERAL (
    SELECT name, value FROM member_attribute
    WHERE programme_id = %(programme)s AND member_id = m.member_id OFFSET 0
) a

-- name: read_lapses
-- What fell for inactivity and did not come back since; the read-set holds the lots as they were.
SELECT m.member_id, l.* FROM unnest(%(members)s::bigint[]) AS m (member_id)
CROSS JOIN LATERAL (
    SELECT t.unit, e.occurred_at, r.body FROM event e
    JOIN transfer t ON (t.programme_id, t.member_id, t.member_seq) = (e.programme_id, e.member_id, e.member_seq)
    JOIN event_readset r ON (r.programme_id, r.member_id, r.member_seq, r.local_day)
        = (e.programme_id, e.member_id, e.member_seq, e.local_day)
    WHERE e.programme_id = %(programme)s AND e.member_id = m.member_id AND e.kind = 'inactivity' AND NOT EXISTS (
        SELECT FROM transfer back
        WHERE back.programme_id = e.programme_id AND back.member_id = e.member_id
          AND back.member_seq > e.member_seq AND back.unit = t.unit AND back.cause = 'reinstated')
    ORDER BY e.member_seq OFFSET 0
) l

-- name: read_stock
SELECT reward, sum(received - taken)::bigint FROM stock
WHERE programme_id = %(programme)s AND reward = ANY(%(rewards)s::text[]) GROUP BY reward

-- name: read_claims
SELECT c.key_hash, c.content_hash, c.member_id, c.member_seq, c.lapses_at, e.kind, e.refused, e.result,
  m.merged_into, v.code
FROM claim c
LEFT JOIN event e ON (e.programme_id, e.member_id, e.member_seq) = (c.programme_id, c.member_id, c.member_seq)
LEFT JOIN member m ON m.member_id = c.member_id
LEFT JOIN voucher_code v ON (v.programme_id, v.member_id, v.member_seq) = (c.programme_id, c.member_id, c.member_seq)
WHERE c.programme_id = %(programme)s AND c.key_hash = ANY(%(keys)s::bytea[])

-- name: drop_lapsed_claims
DELETE FROM claim WHERE programme_id = %(programme)s AND key_hash = ANY(%(keys)s::bytea[])

-- name: insert_members
INSERT INTO member (programme_id, member_id, joined_at, decided_at, last_seq, purchases)
SELECT %(programme)s, * FROM unnest(%(c0)s::bigint[], %(c1)s::timestamptz[], %(c2)s::timestamptz[], %(c3)s::integer[],
    %(c4)s::integer[])

-- name: insert_persons
INSERT INTO person (programme_id, member_id, name, email, phone, birth_month, birth_day, birth_year, language)
SELECT %(programme)s, * FROM unnest(%(c0)s::bigint[], %(c1)s::text[], %(c2)s::text[], %(c3)s::text[],
    %(c4)s::smallint[], %(c5)s::smallint[], %(c6)s::smallint[], %(c7)s::text[])

-- name: upsert_attributes
INSERT INTO member_attribute AS a (programme_id, member_id, name, value)
SELECT %(programme)s, * FROM unnest(%(c0)s::bigint[], %(c1)s::text[], %(c2)s::jsonb[])
ON CONFLICT (programme_id, member_id, name) DO UPDATE SET value = excluded.value

-- name: insert_identities
INSERT INTO identity (programme_id, kind, value, member_id)
SELECT %(programme)s, * FROM unnest(%(c0)s::text[], %(c1)s::text[], %(c2)s::bigint[])

-- name: update_members
UPDATE member SET last_seq = u.last_seq, decided_at = u.decided_at, purchases = u.purchases
FROM unnest(%(c0)s::bigint[], %(c1)s::integer[], %(c2)s::timestamptz[], %(c3)s::integer[])
    AS u (member_id, last_seq, decided_at, purchases)
WHERE member.member_id = u.member_id

-- name: insert_events
INSERT INTO event (programme_id, member_id, member_seq, occurred_at, decided_at, audit_id, version, local_day, kind,
    refused, result)
SELECT %(programme)s, * FROM unnest(%(c0)s::bigint[], %(c1)s::integer[], %(c2)s::timestamptz[], %(c3)s::timestamptz[],
    %(c4)s::bigint[], %(c5)s::integer[], %(c6)s::date[], %(c7)s::text[], %(c8)s::text[], %(c9)s::json[])

-- name: insert_payloads
INSERT INTO event_payload (programme_id, member_id, member_seq, local_day, body)
SELECT %(programme)s, * FROM unnest(%(c0)s::bigint[], %(c1)s::integer[], %(c2)s::date[], %(c3)s::jsonb[])

-- name: insert_readsets
INSERT INTO event_readset (programme_id, member_id, member_seq, local_day, body)
SELECT %(programme)s, * FROM unnest(%(c0)s::bigint[], %(c1)s::integer[], %(c2)s::date[], %(c3)s::bytea[])

-- name: insert_transfers
INSERT INTO transfer (programme_id, member_id, member_seq, transfer_no, unit, debit, credit, amount, effective_at,
    booked_at, cause, source, lot_no, available_at, expires_at, earned_at, period_day,
    after_closing)
SELECT %(programme)s, * FROM unnest(%(c0)s::bigint[], %(c1)s::integer[], %(c2)s::smallint[], %(c3)s::text[],
    %(c4)s::text[], %(c5)s::text[], %(c6)s::bigint[], %(c7)s::timestamptz[], %(c8)s::timestamptz[], %(c9)s::text[],
    %(c10)s::text[], %(c11)s::smallint[], %(c12)s::timestamptz[], %(c13)s::timestamptz[], %(c14)s::timestamptz[],
    %(c15)s::date[], %(c16)s::boolean[])

-- name: insert_lot_uses
INSERT INTO lot_use (programme_id, member_id, member_seq, transfer_no, lot_seq, lot_no, amount)
SELECT %(programme)s, * FROM unnest(%(c0)s::bigint[], %(c1)s::integer[], %(c2)s::smallint[], %(c3)s::integer[],
    %(c4)s::smallint[], %(c5)s::bigint[])

-- name: insert_redemptions
INSERT INTO redemption (programme_id, member_id, member_seq, occurred_at, reward, gives, usable_until, returnable_until,
    is_automatic, is_paid)
SELECT %(programme)s, * FROM unnest(%(c0)s::bigint[], %(c1)s::integer[], %(c2)s::timestamptz[], %(c3)s::text[],
    %(c4)s::jsonb[], %(c5)s::timestamptz[], %(c6)s::timestamptz[], %(c7)s::boolean[], %(c8)s::boolean[])

-- name: insert_codes
INSERT INTO voucher_code (programme_id, member_id, member_seq, redemption_seq, code)
SELECT %(programme)s, * FROM unnest(%(c0)s::bigint[], %(c1)s::integer[], %(c2)s::integer[], %(c3)s::text[])

-- name: change_redemptions
UPDATE redemption SET standing = u.standing, issue = u.issue, delivery = u.delivery
FROM unnest(%(c0)s::bigint[], %(c1)s::integer[], %(c2)s::text[], %(c3)s::integer[], %(c4)s::text[])
    AS u (member_id, member_seq, standing, issue, delivery)
WHERE redemption.programme_id = %(programme)s AND redemption.member_id = u.member_id
  AND redemption.member_seq = u.member_seq

-- name: insert_lots
INSERT INTO lot (programme_id, member_id, lot_seq, lot_no, unit, amount, remaining, earned_at, available_at, expires_at,
    issued_until)
SELECT %(programme)s, * FROM unnest(%(c0)s::bigint[], %(c1)s::integer[], %(c2)s::smallint[], %(c3)s::text[],
    %(c4)s::bigint[], %(c5)s::bigint[], %(c6)s::timestamptz[], %(c7)s::timestamptz[], %(c8)s::timestamptz[],
    %(c9)s::timestamptz[])

-- name: update_lots
UPDATE lot SET remaining = u.remaining, expires_at = u.expires_at, issued_until = u.issued_until
FROM unnest(%(c0)s::bigint[], %(c1)s::integer[], %(c2)s::smallint[], %(c3)s::bigint[], %(c4)s::timestamptz[],
    %(c5)s::timestamptz[]) AS u (member_id, lot_seq, lot_no, remaining, expires_at, issued_until)
WHERE lot.programme_id = %(programme)s AND lot.member_id = u.member_id
  AND lot.lot_seq = u.lot_seq AND lot.lot_no = u.lot_no

-- name: delete_lots
DELETE FROM lot USING unnest(%(c0)s::bigint[], %(c1)s::integer[], %(c2)s::smallint[]) AS u (member_id, lot_seq, lot_no)
WHERE lot.programme_id = %(programme)s AND lot.member_id = u.member_id
  AND lot.lot_seq = u.lot_seq AND lot.lot_no = u.lot_no

-- name: upsert_balances
INSERT INTO balance AS b (programme_id, member_id, unit, booked, debt)
SELECT %(programme)s, * FROM unnest(%(c0)s::bigint[], %(c1)s::text[], %(c2)s::bigint[], %(c3)s::bigint[])
ON CONFLICT (programme_id, member_id, unit) DO UPDATE SET booked = excluded.booked, debt = excluded.debt

-- name: upsert_dues
INSERT INTO due AS d (programme_id, member_id, kind, unit, due_at)
SELECT %(programme)s, * FROM unnest(%(c0)s::bigint[], %(c1)s::text[], %(c2)s::text[], %(c3)s::timestamptz[])
ON CONFLICT (programme_id, member_id, kind, unit) DO UPDATE SET due_at = excluded.due_at

-- name: delete_dues
DELETE FROM due USING unnest(%(c0)s::bigint[], %(c1)s::text[], %(c2)s::text[]) AS u (member_id, kind, unit)
WHERE due.programme_id = %(programme)s AND due.member_id = u.member_id AND due.kind = u.kind AND due.unit = u.unit

-- name: insert_later_counts
INSERT INTO later_count (programme_id, member_id, member_seq, name, day, value, amount)
SELECT %(programme)s, * FROM unnest(%(c0)s::bigint[], %(c1)s::integer[], %(c2)s::text[], %(c3)s::date[], %(c4)s::text[],
    %(c5)s::bigint[])

-- name: add_tallies
INSERT INTO tally AS t (programme_id, member_id, name, day, value, amount)
SELECT %(programme)s, * FROM unnest(%(c0)s::bigint[], %(c1)s::text[], %(c2)s::date[], %(c3)s::text[], %(c4)s::bigint[])
ON CONFLICT (programme_id, member_id, name, day, value) DO UPDATE SET amount = t.amount + excluded.amount

-- name: cut_levels
-- A time line is written anew from an instant on: first what began later goes, then what lasted longer ends.
DELETE FROM level_interval USING unnest(%(c0)s::bigint[], %(c1)s::text[], %(c2)s::timestamptz[]) AS u (member_id, ladder, cut)
WHERE level_interval.programme_id = %(programme)s AND level_interval.member_id = u.member_id
  AND level_interval.ladder = u.ladder AND level_interval.starts_at >= u.cut

-- name: end_levels
UPDATE level_interval SET ends_at = u.cut
FROM unnest(%(c0)s::bigint[], %(c1)s::text[], %(c2)s::timestamptz[]) AS u (member_id, ladder, cut)
WHERE level_interval.programme_id = %(programme)s AND level_interval.member_id = u.member_id
  AND level_interval.ladder = u.ladder AND (level_interval.ends_at IS NULL OR level_interval.ends_at > u.cut)

-- name: insert_levels
INSERT INTO level_interval (programme_id, member_id, ladder, level, starts_at, ends_at, standing)
SELECT %(programme)s, * FROM unnest(%(c0)s::bigint[], %(c1)s::text[], %(c2)s::text[], %(c3)s::timestamptz[],
    %(c4)s::timestamptz[], %(c5)s::text[])

-- name: insert_claims
-- Sorted by the caller: two batches that meet on several keys wait in the same order.
INSERT INTO claim (programme_id, kind, key_hash, content_hash, fingerprint, member_id, member_seq, lapses_at)
SELECT %(programme)s, * FROM unnest(%(c0)s::text[], %(c1)s::bytea[], %(c2)s::bytea[], %(c3)s::smallint[],
    %(c4)s::bigint[], %(c5)s::integer[], %(c6)s::timestamptz[])

-- name: add_budget_use
UPDATE budget SET used = budget.used + u.amount
FROM unnest(%(c0)s::text[], %(c1)s::text[], %(c2)s::text[], %(c3)s::bigint[]) AS u (rule, unit, label, amount)
WHERE budget.programme_id = %(programme)s AND budget.rule = u.rule AND budget.unit = u.unit
  AND budget.window_label = u.label AND budget.slice = 0

-- name: take_stock
UPDATE stock SET taken = stock.taken + u.amount
FROM unnest(%(c0)s::text[], %(c1)s::bigint[]) AS u (reward, amount)
WHERE stock.programme_id = %(programme)s AND stock.reward = u.reward AND stock.slice = 0

-- name: insert_audits
INSERT INTO audit (programme_id, audit_id, member_id, writes, actor, action, detail, release)
SELECT %(programme)s, * FROM unnest(%(c0)s::bigint[], %(c1)s::bigint[], %(c2)s::integer[], %(c3)s::text[],
    %(c4)s::text[], %(c5)s::jsonb[], %(c6)s::text[])

-- name: insert_outbox
INSERT INTO outbox (programme_id, member_id, member_seq, subscription_id, message_id, topic, due_at)
SELECT %(programme)s, * FROM unnest(%(c0)s::bigint[], %(c1)s::integer[], %(c2)s::bigint[], %(c3)s::bigint[],
    %(c4)s::text[], %(c5)s::timestamptz[])

-- name: advance_clock
UPDATE programme SET sandbox_clock = greatest(sandbox_clock, %(now)s) WHERE programme_id = %(programme)s

-- name: insert_parked
INSERT INTO parked (programme_id, parked_id, actor, fault, command)
VALUES (%(programme)s, %(parked)s, %(actor)s, %(fault)s, %(command)s)

-- What concerns two members, and what needs two actors ---------------------------------------------------------------

-- name: update_standings
UPDATE member SET left_at = u.left_at, closes_at = u.closes_at
FROM unnest(%(c0)s::bigint[], %(c1)s::timestamptz[], %(c2)s::timestamptz[]) AS u (member_id, left_at, closes_at)
WHERE member.member_id = u.member_id

-- name: update_belongings
UPDATE member SET household_id = u.household_id, household_place = u.place, shares_purchases = u.shares
FROM unnest(%(c0)s::bigint[], %(c1)s::bigint[], %(c2)s::integer[], %(c3)s::boolean[]) AS u (member_id, household_id, place, shares)
WHERE member.member_id = u.member_id

-- name: insert_counterparts
INSERT INTO counterpart (programme_id, member_id, member_seq, role, other_id, other_seq)
SELECT %(programme)s, * FROM unnest(%(c0)s::bigint[], %(c1)s::integer[], %(c2)s::text[], %(c3)s::bigint[],
    %(c4)s::integer[])

-- name: insert_approvals
INSERT INTO approval (programme_id, approval_id, key_hash, content_hash, member_id, other_id, requested_by, command, state)
SELECT %(programme)s, *, 'waiting' FROM unnest(%(c0)s::bigint[], %(c1)s::bytea[], %(c2)s::bytea[], %(c3)s::bigint[],
    %(c4)s::bigint[], %(c5)s::text[], %(c6)s::jsonb[])

-- name: approve
UPDATE approval SET state = 'approved', decided_by = u.actor, decided_at = u.at
FROM unnest(%(c0)s::bigint[], %(c1)s::text[], %(c2)s::timestamptz[]) AS u (approval_id, actor, at)
WHERE approval.programme_id = %(programme)s AND approval.approval_id = u.approval_id
