-- name: insert_staff
INSERT INTO staff (programme_id, staff_id, name, roles, password_hash, added_at, password_at)
VALUES (%(programme)s, %(staff)s, %(name)s, %(roles)s, %(password_hash)s, %(now)s, %(now)s)
ON CONFLICT (programme_id, name) DO NOTHING

-- name: list_staff
SELECT staff_id, name, roles, added_at, signed_in_at FROM staff WHERE programme_id = %(programme)s ORDER BY name

-- name: find_staff
SELECT staff_id, roles, password_hash FROM staff WHERE programme_id = %(programme)s AND name = %(name)s

-- name: set_roles
UPDATE staff SET roles = %(roles)s WHERE programme_id = %(programme)s AND staff_id = %(staff)s

-- name: set_password
UPDATE staff SET password_hash = %(password_hash)s, password_at = %(now)s
WHERE programme_id = %(programme)s AND staff_id = %(staff)s

-- name: renew_hash
-- The same password under today's cost; nobody is signed out.
UPDATE staff SET password_hash = %(password_hash)s WHERE programme_id = %(programme)s AND staff_id = %(staff)s

-- name: remove_staff
DELETE FROM staff WHERE programme_id = %(programme)s AND staff_id = %(staff)s

-- name: end_sessions
DELETE FROM staff_session WHERE programme_id = %(programme)s AND staff_id = %(staff)s

-- name: begin_session
WITH begun AS (
    UPDATE staff SET signed_in_at = %(now)s WHERE programme_id = %(programme)s AND staff_id = %(staff)s
    RETURNING programme_id, staff_id
)
INSERT INTO staff_session (programme_id, token_hash, staff_id, began_at, seen_at)
SELECT programme_id, %(token_hash)s, staff_id, %(now)s, %(now)s FROM begun

-- name: read_session
SELECT s.staff_id, p.key, s.name, s.roles, n.seen_at
FROM staff_session n
JOIN staff s ON s.programme_id = n.programme_id AND s.staff_id = n.staff_id
JOIN programme p ON p.programme_id = n.programme_id
WHERE n.programme_id = %(programme)s AND n.token_hash = %(token_hash)s
    AND n.began_at >= s.password_at AND n.began_at > %(began_after)s AND n.seen_at > %(seen_after)s

-- name: see_session
UPDATE staff_session SET seen_at = %(now)s WHERE programme_id = %(programme)s AND token_hash = %(token_hash)s

-- name: end_session
DELETE FROM staff_session WHERE programme_id = %(programme)s AND token_hash = %(token_hash)s

-- name: sweep_sessions
DELETE FROM staff_session WHERE programme_id = %(programme)s AND (began_at <= %(began_after)s OR seen_at <= %(seen_after)s)

-- name: open_failures
INSERT INTO sign_in_failure (programme_id, key_hash, failures, last_at)
SELECT %(programme)s, key, 0, %(now)s FROM unnest(%(keys)s::bytea[]) AS key ORDER BY key
ON CONFLICT (programme_id, key_hash) DO NOTHING

-- name: lock_failures
SELECT key_hash, failures, last_at FROM sign_in_failure
WHERE programme_id = %(programme)s AND key_hash = ANY(%(keys)s::bytea[]) ORDER BY key_hash FOR UPDATE

-- name: note_failure
UPDATE sign_in_failure SET last_at = %(now)s,
    failures = CASE WHEN last_at <= %(forgotten_before)s THEN 1 ELSE failures + 1 END
WHERE programme_id = %(programme)s AND key_hash = ANY(%(keys)s::bytea[])

-- name: forget_failures
DELETE FROM sign_in_failure
WHERE programme_id = %(programme)s AND (key_hash = ANY(%(keys)s::bytea[]) OR last_at <= %(forgotten_before)s)
