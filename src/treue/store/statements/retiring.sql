-- name: last_retirement
SELECT max(lines_before), max(payloads_before) FROM retirement WHERE programme_id = %(programme)s

-- name: insert_retirement
INSERT INTO retirement (programme_id, retired_at, audit_id, lines_before, payloads_before)
VALUES (%(programme)s, %(now)s, %(audit)s, %(lines_before)s, %(payloads_before)s)

-- name: retire_payloads
DELETE FROM event_payload d USING event e
WHERE d.programme_id = %(programme)s AND d.local_day >= %(since)s AND d.local_day < %(until)s
  AND (e.programme_id, e.member_id, e.member_seq) = (d.programme_id, d.member_id, d.member_seq)
  AND d.local_day < CASE WHEN e.kind = %(purchase)s THEN %(lines_before)s ELSE %(payloads_before)s END

-- name: retire_readsets
DELETE FROM event_readset d USING event e
WHERE d.programme_id = %(programme)s AND d.local_day >= %(since)s AND d.local_day < %(until)s
  AND (e.programme_id, e.member_id, e.member_seq) = (d.programme_id, d.member_id, d.member_seq)
  AND d.local_day < CASE WHEN e.kind = %(purchase)s THEN %(lines_before)s ELSE %(payloads_before)s END

-- name: lock_partitions
-- Whoever writes locks the whole before the part, so this does too.
LOCK TABLE ONLY event_payload, ONLY event_readset IN ACCESS EXCLUSIVE MODE

-- name: wait_briefly
SET LOCAL lock_timeout = '1s'

-- name: rows_of_month
SELECT count(*) FILTER (WHERE programme_id = %(programme)s), count(*) FILTER (WHERE programme_id <> %(programme)s)
FROM (
    SELECT programme_id FROM event_payload WHERE local_day >= %(since)s AND local_day < %(until)s
    UNION ALL
    SELECT programme_id FROM event_readset WHERE local_day >= %(since)s AND local_day < %(until)s
) AS kept
