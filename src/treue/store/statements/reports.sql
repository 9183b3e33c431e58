-- Figures of the books from transfers and lot uses alone. What counts is what was booked up to known_at and is effective
-- up to as_of; a transfer about a closed period is effective from the day it counts in.

-- name: movements
SELECT unit, coalesce(period_day, (effective_at AT TIME ZONE %(zone)s)::date) AS day, debit, credit,
    sum(amount)::bigint, count(*) FILTER (WHERE after_closing)
FROM transfer
WHERE programme_id = %(programme)s AND booked_at <= %(known_at)s
  AND CASE WHEN after_closing THEN period_day <= %(as_of_day)s ELSE effective_at <= %(as_of)s END
GROUP BY unit, day, debit, credit
ORDER BY unit, day, debit, credit

-- name: lots
WITH counted AS (
    SELECT member_id, member_seq, transfer_no, unit, amount, lot_no, available_at, expires_at FROM transfer
    WHERE programme_id = %(programme)s AND booked_at <= %(known_at)s
      AND CASE WHEN after_closing THEN period_day <= %(as_of_day)s ELSE effective_at <= %(as_of)s END
), filled AS (
    SELECT member_id, member_seq AS lot_seq, lot_no, min(unit) AS unit, sum(amount) AS amount,
        min(available_at) AS available_at, min(expires_at) AS expires_at
    FROM counted WHERE lot_no IS NOT NULL GROUP BY member_id, member_seq, lot_no
), used AS (
    SELECT u.member_id, u.lot_seq, u.lot_no, sum(u.amount) AS amount
    FROM lot_use u JOIN counted USING (member_id, member_seq, transfer_no)
    WHERE u.programme_id = %(programme)s GROUP BY u.member_id, u.lot_seq, u.lot_no
)
SELECT unit,
    coalesce(sum(f.amount - coalesce(u.amount, 0)) FILTER (WHERE expires_at <= %(as_of)s), 0)::bigint,
    coalesce(sum(f.amount - coalesce(u.amount, 0)) FILTER (
        WHERE available_at > %(as_of)s AND (expires_at IS NULL OR expires_at > %(as_of)s)), 0)::bigint
FROM filled f LEFT JOIN used u USING (member_id, lot_seq, lot_no)
GROUP BY unit ORDER BY unit

-- name: donations
-- What was given to causes by local month, less what returns took back; erasing a member leaves these figures.
SELECT d ->> 1 AS cause, date_trunc('month', e.local_day)::date AS month, d ->> 3 AS currency, sum((d ->> 2)::bigint)::bigint
FROM event e CROSS JOIN LATERAL json_array_elements(e.result -> 'donations') d
WHERE e.programme_id = %(programme)s AND e.result -> 'donations' IS NOT NULL
  AND e.decided_at <= %(known_at)s AND e.occurred_at <= %(as_of)s
GROUP BY cause, month, currency
ORDER BY cause, month, currency
