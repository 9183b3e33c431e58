-- What the demo shows besides totals.

-- name: count_levels
SELECT level, count(*) FROM level_interval
WHERE programme_id = %(programme)s AND ladder = %(ladder)s AND starts_at <= %(at)s AND (ends_at IS NULL OR ends_at > %(at)s)
GROUP BY level

-- name: count_returns
SELECT count(*) FROM event WHERE programme_id = %(programme)s AND kind = 'return' AND refused IS NULL

-- name: most_reasons
-- The decisions in which most rules had a say; of equal ones the earliest, and no member twice.
SELECT member_id, member_seq FROM (
    SELECT DISTINCT ON (member_id) member_id, member_seq, occurred_at, json_array_length(result -> 'shares') AS reasons,
        (SELECT count(*) FROM json_array_elements(result -> 'shares') s WHERE json_array_length(s) > 3) AS cuts
    FROM event WHERE programme_id = %(programme)s AND result -> 'shares' IS NOT NULL
    ORDER BY member_id, reasons DESC, cuts DESC, occurred_at
) best
ORDER BY reasons DESC, cuts DESC, occurred_at, member_id LIMIT %(limit)s
