-- name: list_audit
-- The trail backwards, a page at a time; an id is never given to an earlier instant.
SELECT a.audit_id, a.recorded_at, a.actor, a.action, a.writes, a.detail, (
    SELECT min(i.value) FROM identity i
    WHERE i.programme_id = a.programme_id AND i.member_id = a.member_id AND i.kind = 'public')
FROM audit a
WHERE a.programme_id = %(programme)s AND a.audit_id < %(before)s
    AND (%(by_people)s = false OR a.actor <> 'system')
ORDER BY a.audit_id DESC LIMIT %(limit)s
