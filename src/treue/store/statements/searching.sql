-- Members for a list: found while somebody types, or those who joined last.

-- name: find_by_beginning
-- A word that begins an id or a card number, in the spelling typed or in capitals; in the order of their index, which is
-- therefore read no further than needed.
(SELECT member_id FROM identity
 WHERE programme_id = %(programme)s AND value ~>=~ %(typed)s AND value ~<~ %(typed_end)s AND kind <> 'lost'
 ORDER BY programme_id, value USING ~<~ LIMIT %(limit)s)
UNION ALL
(SELECT member_id FROM identity
 WHERE programme_id = %(programme)s AND value ~>=~ %(capitals)s AND value ~<~ %(capitals_end)s AND kind <> 'lost'
 ORDER BY programme_id, value USING ~<~ LIMIT %(limit)s)

-- name: find_by_words
-- Words that begin words of the name or the address, all of them.
SELECT member_id FROM person
WHERE programme_id = %(programme)s AND array_to_tsvector(array_remove(regexp_split_to_array(
    lower(coalesce(name, '') || ' ' || coalesce(email, '')), '[[:space:][:punct:]]+'), '')) @@ %(words)s::text::tsquery
LIMIT %(limit)s

-- name: joined_last
SELECT member_id FROM member
WHERE programme_id = %(programme)s AND erased_at IS NULL AND merged_into IS NULL
ORDER BY member_id DESC LIMIT %(limit)s

-- name: list_members
SELECT m.member_id, i.public_id, i.others, p.name, p.email, m.joined_at, m.left_at, coalesce(b.balances, '{}'),
    coalesce(l.levels, '{}')
FROM unnest(%(members)s::bigint[]) WITH ORDINALITY AS wanted (member_id, place)
JOIN member m ON m.member_id = wanted.member_id
LEFT JOIN person p ON p.programme_id = m.programme_id AND p.member_id = m.member_id
LEFT JOIN LATERAL (
    SELECT min(value) FILTER (WHERE kind = 'public') AS public_id,
        coalesce(array_agg(value ORDER BY kind DESC, value) FILTER (WHERE kind IN ('external', 'card')), '{}') AS others
    FROM identity i WHERE i.programme_id = m.programme_id AND i.member_id = m.member_id
) i ON true
LEFT JOIN LATERAL (
    SELECT jsonb_object_agg(unit, booked - debt) AS balances
    FROM balance b WHERE b.programme_id = m.programme_id AND b.member_id = m.member_id
) b ON true
LEFT JOIN LATERAL (
    SELECT jsonb_object_agg(ladder, level) AS levels FROM level_interval l
    WHERE l.programme_id = m.programme_id AND l.member_id = m.member_id
        AND l.starts_at <= %(now)s AND (l.ends_at IS NULL OR l.ends_at > %(now)s)
) l ON true
WHERE m.programme_id = %(programme)s AND m.erased_at IS NULL AND m.merged_into IS NULL
ORDER BY wanted.place

-- name: read_person
SELECT name, email, phone, birth_month, birth_day, language FROM person
WHERE programme_id = %(programme)s AND member_id = %(member)s

-- name: read_levels_told
-- Which level an event was about; of details that were retired nothing.
SELECT e.member_seq, p.body -> 'fields' ->> 'level' FROM event e
JOIN event_payload p USING (programme_id, member_id, member_seq, local_day)
WHERE e.programme_id = %(programme)s AND e.member_id = %(member)s AND e.member_seq = ANY(%(events)s::integer[])

-- name: find_public
SELECT member_id FROM identity WHERE programme_id = %(programme)s AND value = %(public)s AND kind = 'public'
