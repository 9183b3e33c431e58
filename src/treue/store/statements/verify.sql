-- Proofs of the books. Each statement answers the rows that are broken, worst first: where, what it should be, what it is.

-- name: balances
WITH booked AS (
    SELECT member_id, unit,
        sum(CASE WHEN credit = 'member' THEN amount WHEN debit = 'member' THEN -amount ELSE 0 END)::bigint AS booked,
        sum(CASE WHEN debit = 'debt' THEN amount WHEN credit = 'debt' THEN -amount ELSE 0 END)::bigint AS debt
    FROM transfer WHERE programme_id = %(programme)s GROUP BY member_id, unit
), kept AS (
    SELECT member_id, unit, booked, debt FROM balance WHERE programme_id = %(programme)s
)
SELECT format('balance of member %%s in %%s', member_id, unit),
    format('booked %%s, debt %%s', coalesce(b.booked, 0), coalesce(b.debt, 0)),
    CASE WHEN k.booked IS NULL THEN 'no row' ELSE format('booked %%s, debt %%s', k.booked, k.debt) END
FROM booked b FULL JOIN kept k USING (member_id, unit)
WHERE (b.booked, b.debt) IS DISTINCT FROM (k.booked, k.debt)
ORDER BY member_id, unit

-- name: budgets
WITH taken AS (
    SELECT b.rule, b.unit, coalesce(to_char(e.local_day, b.form), '') AS label, t.amount
    FROM unnest(%(rules)s::text[], %(units)s::text[], %(forms)s::text[]) AS b (rule, unit, form)
    JOIN transfer t ON t.programme_id = %(programme)s AND t.cause = 'earned' AND (t.source, t.unit) = (b.rule, b.unit)
    JOIN event e ON (e.programme_id, e.member_id, e.member_seq) = (t.programme_id, t.member_id, t.member_seq)
    UNION ALL
    SELECT u ->> 0, u ->> 1, u ->> 2, (u ->> 3)::bigint
    FROM event e CROSS JOIN LATERAL json_array_elements(e.result -> 'budget_uses') u
    WHERE e.programme_id = %(programme)s AND e.result -> 'budget_uses' IS NOT NULL AND u ->> 1 <> ''
    UNION ALL
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
), expected AS (
    SELECT rule, unit, label, sum(amount)::bigint AS amount FROM taken GROUP BY rule, unit, label
), kept AS (
    SELECT rule, unit, window_label AS label, sum(used)::bigint AS used FROM budget
    WHERE programme_id = %(programme)s GROUP BY rule, unit, window_label
)
SELECT format('budget of rule %%s in %%s %%s', rule, unit, label), format('%%s used', coalesce(amount, 0)),
    format('%%s used', coalesce(used, 0))
FROM kept FULL JOIN expected USING (rule, unit, label)
-- A window is opened by the first event in it; what a rule gave before it had a budget may lie in others.
WHERE coalesce(amount, 0) <> coalesce(used, 0) AND used IS NOT NULL
ORDER BY rule, unit, label

-- name: tallies
WITH counted AS (
    SELECT member_id, name, day, value, sum(amount)::bigint AS amount FROM (
        SELECT e.member_id, c ->> 0 AS name, coalesce((c ->> 2)::date, e.local_day) AS day, coalesce(c ->> 3, '') AS value,
            (c ->> 1)::bigint AS amount
        FROM event e CROSS JOIN LATERAL json_array_elements(e.result -> 'counts') c
        WHERE e.programme_id = %(programme)s AND e.result -> 'counts' IS NOT NULL
        UNION ALL
        SELECT member_id, name, day, value, amount FROM later_count WHERE programme_id = %(programme)s
    ) told
    GROUP BY member_id, name, day, value
), kept AS (
    SELECT member_id, name, day, value, amount FROM tally WHERE programme_id = %(programme)s
)
SELECT format('tally of %%s %%s on %%s of member %%s', name, value, day, member_id),
    coalesce(c.amount::text, 'no row'), coalesce(k.amount::text, 'no row')
FROM counted c FULL JOIN kept k USING (member_id, name, day, value)
WHERE c.amount IS DISTINCT FROM k.amount
ORDER BY member_id, name, day, value

-- name: levels
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
), expected AS (
    SELECT member_id, ladder, starts_at, level, least(ends_at, cut) AS ends_at, standing
    FROM replaced WHERE (cut IS NULL OR starts_at < cut) AND (ends_at IS NULL OR ends_at > starts_at)
), kept AS (
    SELECT member_id, ladder, starts_at, level, ends_at, standing FROM level_interval
    WHERE programme_id = %(programme)s
)
SELECT format('level of member %%s on %%s from %%s', member_id, ladder, starts_at),
    coalesce(format('%%s until %%s', e.level, e.ends_at), 'no row'),
    coalesce(format('%%s until %%s', k.level, k.ends_at), 'no row')
FROM expected e FULL JOIN kept k USING (member_id, ladder, starts_at)
WHERE (e.level, e.ends_at, e.standing) IS DISTINCT FROM (k.level, k.ends_at, k.standing)
ORDER BY member_id, ladder, starts_at

-- name: overdrawn_budgets
SELECT format('budget of rule %%s in %%s %%s', b.rule, b.unit, b.window_label), format('at most %%s used', l.budget),
    format('%%s used', sum(b.used))
FROM budget b
JOIN unnest(%(rules)s::text[], %(units)s::text[], %(shapes)s::text[], %(limits)s::bigint[]) AS l (rule, unit, shape, budget)
    ON b.rule = l.rule AND (b.unit = l.unit OR l.unit = 'code:' AND starts_with(b.unit, l.unit)) AND b.window_label ~ l.shape
WHERE b.programme_id = %(programme)s
GROUP BY b.rule, b.unit, b.window_label, l.budget HAVING sum(b.used) > l.budget
ORDER BY b.rule, b.unit, b.window_label

-- name: stock
WITH moved AS (
    SELECT reward, sum(quantity)::bigint AS received FROM stock_movement
    WHERE programme_id = %(programme)s GROUP BY reward
), bought AS (
    SELECT reward, count(*) AS taken FROM redemption
    WHERE programme_id = %(programme)s AND standing <> 'cancelled' GROUP BY reward
), kept AS (
    SELECT reward, sum(received)::bigint AS received, sum(taken)::bigint AS taken FROM stock
    WHERE programme_id = %(programme)s GROUP BY reward
)
SELECT format('stock of reward %%s', reward),
    format('%%s received, %%s taken', coalesce(m.received, 0), coalesce(b.taken, 0)),
    format('%%s received, %%s taken', k.received, k.taken)
FROM kept k LEFT JOIN moved m USING (reward) LEFT JOIN bought b USING (reward)
WHERE (k.received, k.taken) IS DISTINCT FROM (coalesce(m.received, 0), coalesce(b.taken, 0)) OR k.taken > k.received
ORDER BY reward

-- name: keys_without_event
SELECT format('%%s key %%s', c.kind, encode(c.key_hash, 'hex')),
    format('event %%s of member %%s', c.member_seq, c.member_id), 'no such event'
FROM claim c
LEFT JOIN event e ON (e.programme_id, e.member_id, e.member_seq) = (c.programme_id, c.member_id, c.member_seq)
WHERE c.programme_id = %(programme)s AND c.member_id IS NOT NULL AND e.member_id IS NULL
ORDER BY c.key_hash

-- name: events_without_key
-- What time brings or follows by itself has no key, request keys lapse, and an erasure takes the link from key to event.
-- Of two events that one command decided, one has its key.
SELECT format('event %%s of member %%s', e.member_seq, e.member_id), 'a key that leads to it', 'no key'
FROM event e
JOIN member m ON m.member_id = e.member_id AND m.erased_at IS NULL
WHERE e.programme_id = %(programme)s
  AND e.kind NOT IN ('expiry', 'availability', 'counted', 'closing', 'gift_received', 'merged', 'inactivity', 'forfeit',
    'anniversary', 'birthday', 'period_end', 'level_review', 'level_reached', 'level_lost', 'level_warning',
    'participation', 'automatic_reward', 'reward_granted', 'pool_given', 'pool_received', 'redemption_voided', 'units_ready')
  AND (e.kind NOT IN ('spend', 'redemption_cancelled', 'redemption_reissued', 'redemption_used', 'reward_sent', 'reward_arrived',
      'seat_awaited', 'seat_given_up',
      'adjustment', 'level_set', 'day_chosen', 'joined', 'gift', 'merge', 'left', 'rejoined', 'household_founded', 'household_entered',
      'household_left', 'head_named', 'purchases_shared')
    OR e.recorded_at > %(wall_now)s - interval '30 days')
  AND NOT EXISTS (
    SELECT FROM claim c
    WHERE (c.programme_id, c.member_id, c.member_seq) = (e.programme_id, e.member_id, e.member_seq))
  -- What comes back to somebody after he was merged goes on by itself.
  AND NOT EXISTS (
    SELECT FROM counterpart c
    JOIN counterpart before ON (before.programme_id, before.member_id, before.role) = (c.programme_id, c.other_id, 'merged')
        AND before.member_seq < c.other_seq
    WHERE (c.programme_id, c.member_id, c.member_seq, c.role) = (e.programme_id, e.member_id, e.member_seq, 'survivor'))
ORDER BY e.member_id, e.member_seq

-- name: events
-- A member's events are numbered without a gap, and the clock never ran back between them.
WITH numbered AS (
    SELECT member_id, member_seq, decided_at,
        row_number() OVER later AS expected, lag(decided_at) OVER later AS before
    FROM event WHERE programme_id = %(programme)s WINDOW later AS (PARTITION BY member_id ORDER BY member_seq)
)
SELECT format('event %%s of member %%s', member_seq, member_id), format('number %%s, decided after %%s', expected, before),
    format('number %%s, decided at %%s', member_seq, decided_at)
FROM numbered WHERE member_seq <> expected OR decided_at < before
ORDER BY member_id, member_seq

-- name: members
WITH last AS (
    SELECT member_id, max(member_seq) AS last_seq, max(decided_at) AS decided_at,
        count(*) FILTER (WHERE kind = 'purchase' AND refused IS NULL)
            - count(*) FILTER (WHERE kind = 'return' AND result ->> 'unmade' = 'true')
            + coalesce(sum((result ->> 'purchases')::integer), 0) AS purchases
    FROM event WHERE programme_id = %(programme)s GROUP BY member_id
)
SELECT format('member %%s', member_id),
    format('last event %%s, decided at %%s, %%s purchases', l.last_seq, l.decided_at, l.purchases),
    format('last event %%s, decided at %%s, %%s purchases', m.last_seq, m.decided_at, m.purchases)
FROM (SELECT * FROM member WHERE programme_id = %(programme)s) m FULL JOIN last l USING (member_id)
WHERE (m.last_seq, m.decided_at, m.purchases) IS DISTINCT FROM (l.last_seq, l.decided_at, l.purchases)
ORDER BY member_id

-- name: returns
-- Over all returns of an order: never more than was bought; what it was entitled to goes on where the return before left
-- it, never below nothing and never above what was booked; and what it lost was taken, owed, had expired or is forgiven.
WITH returned AS (
    SELECT member_id, member_seq, decided_at, (result ->> 'order')::integer AS order_seq, result,
        coalesce((result ->> 'owner')::bigint, member_id) AS owner_id,
        lag((result ->> 'money')::bigint, 1, 0::bigint) OVER later AS money_before
    FROM event WHERE programme_id = %(programme)s AND kind = 'return' AND refused IS NULL
    WINDOW later AS (PARTITION BY coalesce((result ->> 'owner')::bigint, member_id), (result ->> 'order')::integer
        ORDER BY decided_at, member_seq)
), bought AS (
    SELECT r.*, o.kind, o.refused, (o.result ->> 'paid')::bigint AS paid
    FROM returned r
    LEFT JOIN event o ON (o.programme_id, o.member_id, o.member_seq) = (%(programme)s, r.owner_id, r.order_seq)
), booked AS (
    SELECT r.owner_id, r.order_seq, t.source AS rule, t.unit, sum(t.amount)::bigint AS amount
    FROM (SELECT DISTINCT owner_id, order_seq FROM returned) r
    JOIN transfer t ON (t.programme_id, t.member_id, t.member_seq) = (%(programme)s, r.owner_id, r.order_seq)
        AND t.cause = 'earned'
    GROUP BY r.owner_id, r.order_seq, t.source, t.unit
), entitled AS (
    SELECT r.owner_id, r.member_id, r.member_seq, r.decided_at, r.order_seq, e ->> 0 AS rule, e ->> 1 AS unit, (e ->> 2)::bigint AS before,
        (e ->> 3)::bigint AS after
    FROM returned r CROSS JOIN LATERAL json_array_elements(r.result -> 'entitled') e
    WHERE r.result -> 'entitled' IS NOT NULL
), chained AS (
    SELECT e.*, coalesce(b.amount, 0) AS booked,
        coalesce(lag(e.after) OVER later, b.amount, 0) AS expected
    FROM entitled e LEFT JOIN booked b USING (owner_id, order_seq, rule, unit)
    WINDOW later AS (
        PARTITION BY e.owner_id, e.order_seq, e.rule, e.unit ORDER BY e.decided_at, e.member_seq)
), lost AS (
    SELECT member_id, member_seq, unit, sum(before - after)::bigint AS amount FROM entitled
    GROUP BY member_id, member_seq, unit
), gone AS (
    SELECT member_id, member_seq, unit, sum(amount)::bigint AS amount FROM (
        SELECT r.member_id, r.member_seq, t.unit,
            CASE WHEN t.credit = 'issued' THEN t.amount WHEN t.debit = 'issued' THEN -t.amount ELSE 0 END AS amount
        FROM returned r
        JOIN transfer t ON (t.programme_id, t.member_id, t.member_seq) = (%(programme)s, r.member_id, r.member_seq)
        UNION ALL
        SELECT r.member_id, r.member_seq, x ->> 0, (x ->> 1)::bigint
        FROM returned r CROSS JOIN LATERAL json_array_elements(r.result -> 'expired') x
        WHERE r.result -> 'expired' IS NOT NULL
        UNION ALL
        SELECT r.member_id, r.member_seq, f ->> 1, (f ->> 2)::bigint
        FROM returned r CROSS JOIN LATERAL json_array_elements(r.result -> 'forgiven') f
        WHERE r.result -> 'forgiven' IS NOT NULL
    ) parts GROUP BY member_id, member_seq, unit
), broken AS (
    SELECT member_id, member_seq, 'a purchase that was credited' AS expected, coalesce(refused, kind, 'no event') AS found
    FROM bought WHERE kind IS DISTINCT FROM 'purchase' OR refused IS NOT NULL
    UNION ALL
    SELECT member_id, member_seq, format('%%s to %%s of the money back', money_before, paid), result ->> 'money'
    FROM bought WHERE (result ->> 'money')::bigint NOT BETWEEN money_before AND coalesce(paid, (result ->> 'money')::bigint)
    UNION ALL
    SELECT r.member_id, r.member_seq, format('line %%s: at most %%s of it', l ->> 0, l ->> 4), l ->> 1
    FROM returned r CROSS JOIN LATERAL json_array_elements(r.result -> 'lines') l
    WHERE r.result -> 'lines' IS NOT NULL AND (l ->> 1)::numeric > greatest((l ->> 4)::numeric, 0)
    UNION ALL
    SELECT member_id, member_seq, format('%%s of rule %%s in %%s: %%s before, at most %%s after', 'entitled', rule, unit,
        expected, booked), format('%%s before, %%s after', before, after)
    FROM chained WHERE before <> expected OR after < 0 OR after > booked
    UNION ALL
    SELECT member_id, member_seq, format('%%s of %%s gone', coalesce(l.amount, 0), unit),
        format('%%s of %%s gone', coalesce(g.amount, 0), unit)
    FROM lost l FULL JOIN gone g USING (member_id, member_seq, unit)
    WHERE coalesce(l.amount, 0) <> coalesce(g.amount, 0)
)
SELECT format('return %%s of member %%s', member_seq, member_id), expected, found FROM broken
ORDER BY member_id, member_seq

-- name: figures
-- The figures that were answered are those that were booked.
WITH booked AS (
    SELECT member_id, member_seq, unit,
        sum(amount) FILTER (WHERE credit = 'member')::bigint AS given,
        sum(amount) FILTER (WHERE debit = 'member' AND credit <> 'debt')::bigint AS taken
    FROM transfer WHERE programme_id = %(programme)s GROUP BY member_id, member_seq, unit
), answered AS (
    SELECT e.member_id, e.member_seq, g.unit,
        (e.result -> 'given' ->> g.unit)::bigint AS given, (e.result -> 'taken' ->> g.unit)::bigint AS taken
    FROM event e
    CROSS JOIN LATERAL (
        SELECT json_object_keys(coalesce(e.result -> 'given', '{}')) AS unit
        UNION SELECT json_object_keys(coalesce(e.result -> 'taken', '{}'))
    ) g
    WHERE e.programme_id = %(programme)s
)
SELECT format('event %%s of member %%s in %%s', member_seq, member_id, unit),
    format('%%s given, %%s taken', coalesce(a.given, 0), coalesce(a.taken, 0)),
    format('%%s given, %%s taken', coalesce(b.given, 0), coalesce(b.taken, 0))
FROM booked b FULL JOIN answered a USING (member_id, member_seq, unit)
WHERE (coalesce(b.given, 0), coalesce(b.taken, 0)) <> (coalesce(a.given, 0), coalesce(a.taken, 0))
ORDER BY member_id, member_seq, unit

-- name: stray_transfers
SELECT format('transfer %%s of event %%s of member %%s', t.transfer_no, t.member_seq, t.member_id), 'an event', 'no event'
FROM transfer t
LEFT JOIN event e ON (e.programme_id, e.member_id, e.member_seq) = (t.programme_id, t.member_id, t.member_seq)
WHERE t.programme_id = %(programme)s AND e.member_id IS NULL
ORDER BY t.member_id, t.member_seq, t.transfer_no

-- name: audit
WITH written AS (
    SELECT audit_id, count(*) AS writes FROM event WHERE programme_id = %(programme)s GROUP BY audit_id
)
SELECT format('audit row %%s', audit_id), format('%%s writes', w.writes),
    CASE WHEN a.writes IS NULL THEN 'no row' ELSE format('%%s writes', a.writes) END
FROM written w LEFT JOIN (SELECT * FROM audit WHERE programme_id = %(programme)s) a USING (audit_id)
WHERE w.writes IS DISTINCT FROM a.writes
ORDER BY audit_id

-- name: closed_periods
-- What is booked after a closing counts in the day after it, with a mark; and nothing else has the mark.
WITH counted AS (
    SELECT member_id, member_seq, transfer_no, booked_at, coalesce(after_closing, false) AS marked,
        coalesce(period_day, (effective_at AT TIME ZONE %(zone)s)::date) AS day
    FROM transfer WHERE programme_id = %(programme)s
), closed AS (
    SELECT until_day, closed_at FROM period_closing WHERE programme_id = %(programme)s
)
SELECT format('transfer %%s of event %%s of member %%s', transfer_no, member_seq, member_id),
    CASE WHEN marked THEN 'a period that was closed when it was booked'
         ELSE format('counted after %%s', (SELECT max(until_day) FROM closed WHERE closed_at < booked_at)) END,
    format('counted in %%s%%s', day, CASE WHEN marked THEN ', marked' ELSE '' END)
FROM counted
WHERE EXISTS (SELECT FROM closed WHERE closed_at < booked_at AND until_day >= day)
   OR marked AND NOT EXISTS (SELECT FROM closed WHERE closed_at <= booked_at AND until_day + 1 = day)
ORDER BY member_id, member_seq, transfer_no

-- name: replayable
-- What a decision was made from is there, unless it was retired or the member was erased.
SELECT format('event %%s of member %%s', e.member_seq, e.member_id), 'what it was decided from',
    CASE WHEN r.member_id IS NULL THEN 'no read-set' ELSE 'no body' END
FROM event e
LEFT JOIN event_readset r USING (programme_id, member_id, member_seq, local_day)
LEFT JOIN event_payload p USING (programme_id, member_id, member_seq, local_day)
JOIN member m ON m.member_id = e.member_id AND m.erased_at IS NULL
WHERE e.programme_id = %(programme)s
  AND (r.member_id IS NULL OR p.member_id IS NULL AND e.kind <> ALL(%(time_kinds)s::text[]))
  AND NOT EXISTS (SELECT FROM retirement t WHERE t.programme_id = e.programme_id
      AND e.local_day < CASE WHEN e.kind = %(purchase)s THEN t.lines_before ELSE t.payloads_before END)
ORDER BY e.member_id, e.member_seq
