-- name: insert_audit
INSERT INTO audit (programme_id, audit_id, member_id, writes, actor, action, detail, release)
VALUES (%(programme)s, %(audit)s, %(member)s, 1, %(actor)s, %(action)s, %(detail)s, %(release)s)

-- name: lock_member
-- With everybody who was merged into him: they are the same person.
SELECT member_id FROM member
WHERE (member_id = %(member)s OR merged_into = %(member)s) AND programme_id = %(programme)s
ORDER BY member_id FOR NO KEY UPDATE

-- name: mark_erased
UPDATE member SET erased_at = %(now)s WHERE member_id = %(member)s AND erased_at IS NULL

-- name: forget_parked
-- Before the identities go: a parked command names its member by one of them.
DELETE FROM parked WHERE programme_id = %(programme)s AND (
    command -> 'member' ->> 'value' = %(member)s::text
    OR (command -> 'member' ->> 'kind', command -> 'member' ->> 'value') IN (
        SELECT kind, value FROM identity WHERE programme_id = %(programme)s AND member_id = %(member)s)
    OR command -> 'other' ->> 'value' = %(member)s::text
    OR (command -> 'other' ->> 'kind', command -> 'other' ->> 'value') IN (
        SELECT kind, value FROM identity WHERE programme_id = %(programme)s AND member_id = %(member)s))

-- name: forget_codes
DELETE FROM voucher_code WHERE programme_id = %(programme)s AND member_id = %(member)s

-- name: forget_waiting
-- Whose order a return is about was not known; who presented it may have been.
DELETE FROM waiting_return WHERE programme_id = %(programme)s AND member_id = %(member)s

-- name: forget_approvals
DELETE FROM approval WHERE programme_id = %(programme)s AND %(member)s IN (member_id, other_id)

-- name: forget_person
DELETE FROM person WHERE programme_id = %(programme)s AND member_id = %(member)s

-- name: forget_attributes
DELETE FROM member_attribute WHERE programme_id = %(programme)s AND member_id = %(member)s

-- name: forget_calendar
-- The next birthday would tell the day of birth.
DELETE FROM due WHERE programme_id = %(programme)s AND member_id = %(member)s
  AND kind IN ('anniversary', 'birthday', 'period_end')

-- name: free_places
-- Nobody is at a level any more who is nobody: its place is free for others.
UPDATE budget b SET used = b.used - 1
FROM level_interval l JOIN member m USING (member_id)
WHERE b.programme_id = %(programme)s AND b.unit = '.places' AND b.slice = 0 AND l.programme_id = b.programme_id
  AND l.level = b.rule AND l.ladder NOT LIKE '%%.floors' AND l.member_id = %(member)s AND m.erased_at IS NULL
  AND m.merged_into IS NULL AND l.starts_at <= m.decided_at AND (l.ends_at IS NULL OR l.ends_at > m.decided_at)

-- name: forget_identities
DELETE FROM identity WHERE programme_id = %(programme)s AND member_id = %(member)s

-- name: forget_payloads
DELETE FROM event_payload WHERE programme_id = %(programme)s AND member_id = %(member)s

-- name: forget_readsets
DELETE FROM event_readset WHERE programme_id = %(programme)s AND member_id = %(member)s

-- name: unlink_keys
-- The key stays taken, so the same receipt cannot be credited to somebody else; it leads to nobody.
UPDATE claim SET member_id = NULL, member_seq = NULL, content_hash = NULL
WHERE programme_id = %(programme)s AND member_id = %(member)s

-- name: read_erasures
SELECT p.key, m.member_id, m.erased_at FROM member m JOIN programme p USING (programme_id)
WHERE m.erased_at IS NOT NULL ORDER BY m.erased_at, m.member_id

-- name: remake_exports
-- What was written of members is made again, without him; whoever is writing it finds that it is not his any more.
UPDATE data_job SET state = 'waiting', attempt = attempt + 1, place = 0, done = 0, finished_at = NULL, taken_until = NULL
WHERE programme_id = %(programme)s AND kind <> 'events' AND state IN ('running', 'done')

-- name: forget_exports
DELETE FROM data_piece WHERE programme_id = %(programme)s AND is_result
