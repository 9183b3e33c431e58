-- name: closed_until
SELECT max(until_day) FROM period_closing
WHERE programme_id = %(programme)s AND closed_at <= coalesce(%(known_at)s::timestamptz, closed_at)

-- name: insert_closing
INSERT INTO period_closing (programme_id, until_day, closed_at, audit_id)
VALUES (%(programme)s, %(until)s, %(closed_at)s, %(audit)s)
