-- Who waits for a seat.

-- name: read_queues
-- What was said last of each member counts, by himself or by a merge that brought him the place of another. Who was
-- erased or merged away does not wait any longer, and who left has to wait anew.
SELECT w.reward, w.member_id, w.place, (
    SELECT min(i.value) FROM identity i
    WHERE i.programme_id = m.programme_id AND i.member_id = m.member_id AND i.kind = 'public')
FROM (
    SELECT DISTINCT ON (said.reward, said.member_id) * FROM (
        SELECT e.member_id, e.member_seq, e.result -> 'waits' ->> 0 AS reward,
            (e.result -> 'waits' ->> 1)::integer AS place
        FROM event e
        WHERE e.programme_id = %(programme)s AND e.result -> 'waits' ->> 0 = ANY (%(rewards)s::text[])
        UNION ALL
        SELECT e.member_id, e.member_seq, p ->> 0, (p ->> 1)::integer
        FROM counterpart c
        JOIN event e USING (programme_id, member_id, member_seq)
        CROSS JOIN LATERAL json_array_elements(e.result -> 'places') p
        WHERE c.programme_id = %(programme)s AND c.role = 'survivor' AND p ->> 0 = ANY (%(rewards)s::text[])
    ) said
    ORDER BY said.reward, said.member_id, said.member_seq DESC
) w
JOIN member m ON m.programme_id = %(programme)s AND m.member_id = w.member_id
WHERE w.place > 0 AND m.erased_at IS NULL AND m.merged_into IS NULL AND NOT EXISTS (
    SELECT FROM event l
    WHERE l.programme_id = %(programme)s AND l.member_id = w.member_id AND l.member_seq > w.member_seq
      AND l.kind = 'left' AND l.refused IS NULL)
ORDER BY w.reward, w.place
