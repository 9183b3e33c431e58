-- name: insert_job
INSERT INTO data_job (programme_id, job_id, kind, state, actor, language, total, created_at)
VALUES (%(programme)s, %(job)s, %(kind)s, 'waiting', %(actor)s, %(language)s, %(total)s, %(now)s)

-- name: insert_piece
INSERT INTO data_piece (programme_id, job_id, is_result, piece_no, body)
VALUES (%(programme)s, %(job)s, %(is_result)s, %(piece)s, %(body)s)

-- name: read_job
SELECT job_id, kind, state, done, total, refused, created_at, finished_at, actor, fault FROM data_job
WHERE programme_id = %(programme)s AND job_id = %(job)s AND kind = ANY(%(kinds)s::text[])

-- name: list_jobs
SELECT job_id, kind, state, done, total, refused, created_at, finished_at, actor, fault FROM data_job
WHERE programme_id = %(programme)s AND kind = ANY(%(kinds)s::text[]) ORDER BY job_id DESC LIMIT %(limit)s

-- name: read_piece
SELECT body FROM data_piece
WHERE programme_id = %(programme)s AND job_id = %(job)s AND is_result = %(is_result)s AND piece_no = %(piece)s

-- name: take_job
UPDATE data_job SET state = 'running', attempt = attempt + 1, taken_until = %(until)s
WHERE (programme_id, job_id) = (
    SELECT programme_id, job_id FROM data_job
    WHERE state = 'waiting' OR (state = 'running' AND taken_until < %(now)s)
    ORDER BY job_id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING (SELECT key FROM programme p WHERE p.programme_id = data_job.programme_id), job_id, kind, actor, language,
    attempt, place

-- name: advance_job
UPDATE data_job SET place = %(place)s, done = done + %(done)s, refused = refused + %(refused)s, taken_until = %(until)s
WHERE programme_id = %(programme)s AND job_id = %(job)s AND attempt = %(attempt)s AND state = 'running'

-- name: count_results
SELECT count(*) FROM data_piece WHERE programme_id = %(programme)s AND job_id = %(job)s AND is_result

-- name: end_job
UPDATE data_job SET state = %(state)s, fault = %(fault)s, finished_at = %(now)s, taken_until = NULL
WHERE programme_id = %(programme)s AND job_id = %(job)s AND attempt = %(attempt)s AND state = 'running'

-- name: give_back_job
UPDATE data_job SET state = 'waiting', taken_until = NULL
WHERE programme_id = %(programme)s AND job_id = %(job)s AND attempt = %(attempt)s AND state = 'running'

-- name: drop_input
DELETE FROM data_piece WHERE programme_id = %(programme)s AND job_id = %(job)s AND NOT is_result

-- name: drop_old
-- With their pieces: what was asked for is not kept for ever.
WITH old AS (
    DELETE FROM data_job WHERE programme_id = %(programme)s AND finished_at < %(before)s RETURNING programme_id, job_id
)
DELETE FROM data_piece p USING old WHERE (p.programme_id, p.job_id) = (old.programme_id, old.job_id)

-- name: read_bookings
SELECT t.member_id, t.member_seq, t.transfer_no, i.value, t.unit, t.debit, t.credit, t.amount, t.cause, t.source,
    t.effective_at, t.booked_at, t.available_at, t.expires_at
FROM transfer t
LEFT JOIN identity i ON i.programme_id = t.programme_id AND i.member_id = t.member_id AND i.kind = 'public'
WHERE t.programme_id = %(programme)s AND t.member_id = ANY(%(members)s::bigint[])
ORDER BY t.member_id, t.member_seq, t.transfer_no

-- name: list_every_member
-- Also those who were erased: their bookings stay and lead to nobody.
SELECT member_id FROM member WHERE programme_id = %(programme)s AND member_id > %(after)s
ORDER BY member_id LIMIT %(limit)s
