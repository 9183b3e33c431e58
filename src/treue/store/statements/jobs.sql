-- What runs in the background: workers and their signs of life, sweeps and whose turn it is.

-- name: sign_in
INSERT INTO worker (worker_id, host, process_id, release, started_at, seen_at)
VALUES (%(worker)s, %(host)s, %(process)s, %(release)s, %(now)s, %(now)s)

-- name: forget_lost_workers
DELETE FROM worker WHERE seen_at < %(before)s

-- name: sign_of_life
UPDATE worker SET seen_at = %(now)s WHERE worker_id = %(worker)s

-- name: keep_sweeps
UPDATE sweep SET due_at = %(until)s WHERE worker_id = %(worker)s

-- name: sign_out
DELETE FROM worker WHERE worker_id = %(worker)s

-- name: list_workers
SELECT host, process_id, release, started_at, seen_at FROM worker ORDER BY started_at, worker_id

-- name: take_sweep
-- Whoever gets it has it to himself until `until`, and says now and then that he still works.
INSERT INTO sweep AS s (programme_id, name, due_at, worker_id, begun_at)
VALUES (%(programme)s, %(name)s, %(until)s, %(worker)s, %(now)s)
ON CONFLICT (programme_id, name) DO UPDATE SET due_at = excluded.due_at, worker_id = excluded.worker_id,
    begun_at = excluded.begun_at
WHERE s.due_at <= %(now)s
RETURNING s.begun_at

-- name: end_sweep
UPDATE sweep SET due_at = %(due_at)s, worker_id = NULL, ended_at = %(now)s, done = %(done)s, fault = %(fault)s
WHERE programme_id = %(programme)s AND name = %(name)s AND worker_id = %(worker)s

-- name: give_back_sweeps
UPDATE sweep SET due_at = %(now)s, worker_id = NULL WHERE worker_id = %(worker)s

-- name: list_sweeps
SELECT p.key, s.name, s.due_at, s.ended_at, s.done, s.fault FROM sweep s JOIN programme p USING (programme_id)
ORDER BY p.key, s.name

-- name: next_keys
SELECT count(*), (array_agg(key_hash ORDER BY key_hash DESC))[1] FROM (
    SELECT key_hash FROM claim WHERE programme_id = %(programme)s AND key_hash > %(after)s ORDER BY key_hash LIMIT %(limit)s
) AS page

-- name: drop_lapsed_keys
-- The only key of a fact stays: it proves that the fact was taken once (`events_without_key` in verify.sql).
DELETE FROM claim c
WHERE c.programme_id = %(programme)s AND c.key_hash > %(after)s AND c.key_hash <= %(until)s AND c.lapses_at <= %(now)s
  AND (c.member_id IS NULL
    OR EXISTS (
        SELECT FROM event e
        WHERE (e.programme_id, e.member_id, e.member_seq) = (c.programme_id, c.member_id, c.member_seq)
          AND e.kind IN ('spend', 'redemption_cancelled', 'redemption_reissued', 'redemption_used', 'adjustment',
            'level_set', 'joined', 'gift', 'merge', 'left', 'rejoined')
          AND e.recorded_at <= %(now)s - interval '30 days')
    OR EXISTS (
        SELECT FROM claim other
        WHERE (other.programme_id, other.member_id, other.member_seq) = (c.programme_id, c.member_id, c.member_seq)
          AND other.kind <> 'request'))

-- name: overdue
SELECT p.key, p.sandbox_clock IS NOT NULL, d.members, d.earliest
FROM programme p
CROSS JOIN LATERAL (
    SELECT count(DISTINCT member_id) AS members, min(due_at) AS earliest FROM due d
    WHERE d.programme_id = p.programme_id AND d.due_at <= coalesce(p.sandbox_clock, %(now)s)
) d
ORDER BY p.key
