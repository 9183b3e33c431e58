-- What a merge writes besides its two decisions: everything that led to one member leads to another.

-- name: unite_identities
UPDATE identity SET member_id = u.survivor
FROM unnest(%(c0)s::bigint[], %(c1)s::bigint[]) AS u (merged, survivor)
WHERE identity.programme_id = %(programme)s AND identity.member_id = u.merged

-- name: unite_persons
-- The survivor keeps what he said of himself; what he left open is filled.
-- Where several are merged into one, who comes first in the list fills before the others do.
UPDATE person SET name = coalesce(person.name, told.name), email = coalesce(person.email, told.email),
    phone = coalesce(person.phone, told.phone), language = coalesce(person.language, told.language),
    birth_month = CASE WHEN person.birth_month IS NULL THEN (told.birth).birth_month ELSE person.birth_month END,
    birth_day = CASE WHEN person.birth_month IS NULL THEN (told.birth).birth_day ELSE person.birth_day END,
    birth_year = CASE WHEN person.birth_month IS NULL THEN (told.birth).birth_year ELSE person.birth_year END
FROM (
    SELECT u.survivor, (array_agg(old.name ORDER BY u.place) FILTER (WHERE old.name IS NOT NULL))[1] AS name,
        (array_agg(old.email ORDER BY u.place) FILTER (WHERE old.email IS NOT NULL))[1] AS email,
        (array_agg(old.phone ORDER BY u.place) FILTER (WHERE old.phone IS NOT NULL))[1] AS phone,
        (array_agg(old.language ORDER BY u.place) FILTER (WHERE old.language IS NOT NULL))[1] AS language,
        (array_agg(old ORDER BY u.place) FILTER (WHERE old.birth_month IS NOT NULL))[1] AS birth
    FROM unnest(%(c0)s::bigint[], %(c1)s::bigint[]) WITH ORDINALITY AS u (merged, survivor, place)
    JOIN person old ON old.programme_id = %(programme)s AND old.member_id = u.merged
    GROUP BY u.survivor
) told
WHERE person.programme_id = %(programme)s AND person.member_id = told.survivor

-- name: unite_attributes
-- Where several are merged into one, who comes first in the list fills before the others do.
INSERT INTO member_attribute (programme_id, member_id, name, value)
SELECT a.programme_id, u.survivor, a.name, a.value
FROM unnest(%(c0)s::bigint[], %(c1)s::bigint[]) WITH ORDINALITY AS u (merged, survivor, place)
JOIN member_attribute a ON a.programme_id = %(programme)s AND a.member_id = u.merged
ORDER BY u.place
ON CONFLICT (programme_id, member_id, name) DO NOTHING

-- name: forget_merged_attributes
DELETE FROM member_attribute WHERE programme_id = %(programme)s AND member_id = ANY(%(c0)s::bigint[])

-- name: forget_merged_persons
DELETE FROM person WHERE programme_id = %(programme)s AND member_id = ANY(%(c0)s::bigint[])

-- name: unite_members
-- Also who was merged into the one who is merged now: every former id leads to the survivor in one step.
UPDATE member SET merged_into = u.survivor
FROM unnest(%(c0)s::bigint[], %(c1)s::bigint[]) AS u (merged, survivor)
WHERE member.programme_id = %(programme)s AND (member.member_id = u.merged OR member.merged_into = u.merged)
