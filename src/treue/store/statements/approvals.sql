-- name: list_waiting
SELECT a.approval_id, a.recorded_at, a.requested_by, a.command, (
    SELECT min(i.value) FROM identity i
    WHERE i.programme_id = a.programme_id AND i.member_id = a.member_id AND i.kind = 'public')
FROM approval a WHERE a.programme_id = %(programme)s AND a.state = 'waiting' ORDER BY a.approval_id

-- name: read_approval
SELECT state, requested_by, member_id, command FROM approval
WHERE programme_id = %(programme)s AND approval_id = %(approval)s

-- name: decline
UPDATE approval SET state = 'declined', decided_by = %(actor)s, decided_at = %(now)s
WHERE programme_id = %(programme)s AND approval_id = %(approval)s AND state = 'waiting'

-- name: read_approvals
SELECT key_hash, approval_id, content_hash, requested_by, state FROM approval
WHERE programme_id = %(programme)s AND key_hash = ANY(%(waiting)s::bytea[])
ORDER BY approval_id
