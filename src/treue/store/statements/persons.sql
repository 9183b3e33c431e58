-- name: find_by_email
SELECT member_id FROM person
WHERE programme_id = %(programme)s AND lower(email) = lower(%(value)s) ORDER BY member_id LIMIT %(limit)s

-- name: find_by_phone
SELECT member_id FROM person
WHERE programme_id = %(programme)s
  AND regexp_replace(phone, '[^0-9+]', '', 'g') = regexp_replace(%(value)s, '[^0-9+]', '', 'g')
ORDER BY member_id LIMIT %(limit)s

-- name: find_identity
SELECT member_id FROM identity WHERE programme_id = %(programme)s AND value = %(value)s AND kind = %(kind)s

-- name: list_members
SELECT member_id FROM member
WHERE programme_id = %(programme)s AND member_id > %(after)s AND erased_at IS NULL AND merged_into IS NULL
ORDER BY member_id LIMIT %(limit)s

-- name: read_members
SELECT m.member_id, m.joined_at, m.left_at, m.closes_at, p.name, p.email, p.phone, p.birth_month, p.birth_day,
    p.birth_year, p.language,
    (SELECT coalesce(jsonb_agg(jsonb_build_array(i.kind, i.value) ORDER BY i.kind, i.value), '[]') FROM identity i
     WHERE i.programme_id = m.programme_id AND i.member_id = m.member_id),
    (SELECT coalesce(jsonb_object_agg(a.name, a.value), '{}') FROM member_attribute a
     WHERE a.programme_id = m.programme_id AND a.member_id = m.member_id)
FROM member m JOIN person p USING (programme_id, member_id)
WHERE m.programme_id = %(programme)s AND m.member_id = ANY(%(members)s::bigint[]) AND m.erased_at IS NULL
ORDER BY m.member_id

-- name: lock_member
-- Whoever was erased or merged into somebody has nothing left to be changed.
SELECT 1 FROM member
WHERE member_id = %(member)s AND programme_id = %(programme)s AND erased_at IS NULL AND merged_into IS NULL
FOR NO KEY UPDATE

-- name: update_person
UPDATE person SET name = %(name)s, email = %(email)s, phone = %(phone)s, birth_month = %(birth_month)s,
    birth_day = %(birth_day)s, birth_year = %(birth_year)s, language = %(language)s
WHERE programme_id = %(programme)s AND member_id = %(member)s

-- name: keep_attributes
INSERT INTO member_attribute (programme_id, member_id, name, value)
SELECT %(programme)s, %(member)s, key, value FROM jsonb_each(%(attributes)s)
ON CONFLICT (programme_id, member_id, name) DO UPDATE SET value = excluded.value

-- name: drop_attributes
DELETE FROM member_attribute
WHERE programme_id = %(programme)s AND member_id = %(member)s AND name = ANY(%(names)s::text[])

-- name: issue_card
INSERT INTO identity (programme_id, kind, value, member_id)
SELECT %(programme)s, 'card', %(card)s, %(member)s
WHERE NOT EXISTS (
    SELECT FROM identity WHERE programme_id = %(programme)s AND value = %(card)s AND kind = 'lost')
ON CONFLICT DO NOTHING

-- name: find_card
SELECT kind, member_id FROM identity
WHERE programme_id = %(programme)s AND value = %(card)s AND kind IN ('card', 'lost')

-- name: lose_card
UPDATE identity SET kind = 'lost'
WHERE programme_id = %(programme)s AND value = %(card)s AND kind = 'card' AND member_id = %(member)s
