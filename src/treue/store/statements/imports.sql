-- name: find_run
SELECT position, decided, repeated, refused, rejected, rejects_bytes, finished_at FROM import_run
WHERE programme_id = %(programme)s AND fingerprint = %(fingerprint)s

-- name: is_importing
SELECT 1 FROM import_run WHERE programme_id = %(programme)s AND finished_at IS NULL LIMIT 1

-- name: save_run
INSERT INTO import_run (programme_id, fingerprint, position, decided, repeated, refused, rejected, rejects_bytes,
    finished_at)
VALUES (%(programme)s, %(fingerprint)s, %(position)s, %(decided)s, %(repeated)s, %(refused)s, %(rejected)s,
    %(rejects_bytes)s, %(finished_at)s)
ON CONFLICT (programme_id, fingerprint) DO UPDATE SET position = excluded.position, decided = excluded.decided,
    repeated = excluded.repeated, refused = excluded.refused, rejected = excluded.rejected,
    rejects_bytes = excluded.rejects_bytes, finished_at = excluded.finished_at

-- name: unknown_members
SELECT v.value FROM unnest(%(values)s::text[]) AS v (value)
WHERE NOT EXISTS (
    SELECT FROM identity i WHERE i.programme_id = %(programme)s AND i.kind = 'external' AND i.value = v.value)

-- name: lock_run
SELECT pg_try_advisory_lock(4, hashtext(%(programme)s::text || ' ' || %(fingerprint)s))

-- name: unlock_run
SELECT pg_advisory_unlock(4, hashtext(%(programme)s::text || ' ' || %(fingerprint)s))
