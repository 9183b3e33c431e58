-- Figures over a whole programme. They are counted beside the work, at most a small part of the time, and kept.

-- name: count_members
SELECT count(*), count(*) FILTER (WHERE joined_at >= %(since)s) FROM member
WHERE programme_id = %(programme)s AND erased_at IS NULL AND left_at IS NULL AND merged_into IS NULL

-- name: count_active
SELECT count(DISTINCT e.member_id) FROM event e JOIN member m USING (programme_id, member_id)
WHERE e.programme_id = %(programme)s AND e.kind = 'purchase' AND e.refused IS NULL
    AND e.occurred_at >= %(since)s AND e.occurred_at <= %(now)s
    AND m.erased_at IS NULL AND m.left_at IS NULL AND m.merged_into IS NULL

-- name: count_orders
SELECT date_trunc('month', local_day)::date, count(*) FROM event
WHERE programme_id = %(programme)s AND kind = 'purchase' AND refused IS NULL GROUP BY 1 ORDER BY 1

-- name: sum_units
-- What a return takes back leaves what was issued, what is given back leaves what was spent.
SELECT unit, date_trunc('month', coalesce(period_day, (effective_at AT TIME ZONE %(zone)s)::date))::date,
    sum(CASE 'issued' WHEN debit THEN amount WHEN credit THEN -amount ELSE 0 END)::bigint,
    sum(CASE 'spent' WHEN credit THEN amount WHEN debit THEN -amount ELSE 0 END)::bigint,
    sum(CASE WHEN credit IN ('expired', 'forfeited') THEN amount WHEN debit IN ('expired', 'forfeited') THEN -amount
        ELSE 0 END)::bigint
FROM transfer WHERE programme_id = %(programme)s
    AND (debit IN ('issued', 'spent', 'expired', 'forfeited') OR credit IN ('issued', 'spent', 'expired', 'forfeited'))
GROUP BY 1, 2 ORDER BY 1, 2

-- name: sum_held
SELECT unit, sum(booked)::bigint, sum(debt)::bigint, count(*) FILTER (WHERE booked > 0)
FROM balance WHERE programme_id = %(programme)s GROUP BY unit ORDER BY unit

-- name: count_levels
-- Of those who are counted as members.
SELECT l.ladder, l.level, count(*) FROM level_interval l JOIN member m USING (programme_id, member_id)
WHERE l.programme_id = %(programme)s AND l.starts_at <= %(now)s AND (l.ends_at IS NULL OR l.ends_at > %(now)s)
    AND m.erased_at IS NULL AND m.left_at IS NULL AND m.merged_into IS NULL
GROUP BY l.ladder, l.level

-- name: read_overview
SELECT counted_at, took_ms, figures FROM overview WHERE programme_id = %(programme)s

-- name: keep_overview
INSERT INTO overview (programme_id, counted_at, took_ms, figures)
VALUES (%(programme)s, %(counted_at)s, %(took_ms)s, %(figures)s)
ON CONFLICT (programme_id) DO UPDATE
SET counted_at = excluded.counted_at, took_ms = excluded.took_ms, figures = excluded.figures
WHERE overview.counted_at <= excluded.counted_at

-- name: read_budgets
SELECT rule, unit, window_label, sum(used)::bigint FROM budget
WHERE programme_id = %(programme)s GROUP BY rule, unit, window_label

-- name: latest_writes
-- What somebody but time itself wrote last, back to where it is events enough.
SELECT audit_id, recorded_at FROM (
    SELECT audit_id, recorded_at, sum(writes) OVER (ORDER BY audit_id DESC) - writes AS later FROM (
        SELECT audit_id, recorded_at, writes FROM audit
        WHERE programme_id = %(programme)s AND actor <> 'system' AND action <> ALL(%(no_events)s::text[])
        ORDER BY audit_id DESC LIMIT %(looked_at)s
    ) latest
) counted WHERE later < %(looked_at)s

-- name: latest_decisions
-- The latest of each kind, so that what is rare is seen among what is frequent.
SELECT e.member_id, e.member_seq, e.kind, e.occurred_at, e.recorded_at, e.refused, e.result,
    (SELECT min(i.value) FROM identity i
     WHERE i.programme_id = e.programme_id AND i.member_id = e.member_id AND i.kind = 'public'),
    (SELECT min(i.value) FROM identity i
     WHERE i.programme_id = e.programme_id AND i.member_id = e.member_id AND i.kind = 'external'),
    (SELECT p.name FROM person p WHERE p.programme_id = e.programme_id AND p.member_id = e.member_id),
    coalesce(t.moves, '[]')
FROM (
    SELECT programme_id, member_id, member_seq, row_number() OVER (
        PARTITION BY kind ORDER BY recorded_at DESC, decided_at DESC, occurred_at DESC, member_id DESC, member_seq DESC
    ) AS nth
    FROM event
    WHERE recorded_at >= %(since)s AND programme_id = %(programme)s AND audit_id = ANY(%(audits)s::bigint[])
        AND kind <> ALL(%(by_time)s::text[])
) latest
JOIN event e USING (programme_id, member_id, member_seq)
LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(cause, source, unit,
        CASE 'member' WHEN credit THEN amount WHEN debit THEN -amount ELSE 0 END) ORDER BY transfer_no) AS moves
    FROM transfer t
    WHERE (t.programme_id, t.member_id, t.member_seq) = (e.programme_id, e.member_id, e.member_seq)
) t ON true
WHERE latest.nth <= %(of_a_kind)s
ORDER BY e.recorded_at DESC, e.decided_at DESC, e.occurred_at DESC, e.member_id DESC, e.member_seq DESC
LIMIT %(limit)s

-- name: list_parked
SELECT parked_id, recorded_at, actor, fault, command ->> 'kind' FROM parked
WHERE programme_id = %(programme)s ORDER BY parked_id DESC LIMIT %(limit)s

-- name: list_guesses
SELECT max(recorded_at), actor, sum((detail ->> 'wrong')::integer)::integer FROM audit
WHERE programme_id = %(programme)s AND audit_id >= %(first)s AND action = %(action)s
GROUP BY actor ORDER BY actor
