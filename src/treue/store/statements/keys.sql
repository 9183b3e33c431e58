-- name: insert_key
INSERT INTO api_key (programme_id, key_id, name, role, scopes, requests_per_minute, secret_hash, created_at, created_by)
VALUES (%(programme)s, %(key)s, %(name)s, %(role)s, %(scopes)s, %(requests_per_minute)s, %(secret_hash)s, %(now)s,
    %(actor)s)
ON CONFLICT (programme_id, name) DO NOTHING

-- name: list_keys
SELECT p.key, k.key_id, k.name, k.role, k.scopes, k.requests_per_minute, k.created_at, k.created_by, k.revoked_at
FROM api_key k JOIN programme p USING (programme_id) WHERE programme_id = %(programme)s ORDER BY k.name

-- name: find_key
SELECT p.key, k.key_id, k.name, k.role, k.scopes, k.requests_per_minute, k.created_at, k.created_by, k.revoked_at
FROM api_key k JOIN programme p USING (programme_id) WHERE secret_hash = %(secret_hash)s AND revoked_at IS NULL

-- name: revoke_key
UPDATE api_key SET revoked_at = %(now)s
WHERE programme_id = %(programme)s AND name = %(name)s AND revoked_at IS NULL
