-- Who waits for a seat.

-- name: read_queues
-- What was said last of each member counts. Who left, was erased or merged away does not wait any longer.
SELECT w.reward, w.member_id, w.place, (
    SELECT min(i.value) FROM identity i
    WHERE i.programme_id = m.programme_id AND i.member_id = m.member_id AND i.kind = 'public')
FROM (
    SELECT DISTINCT ON (e.result -> 'waits' ->> 0, e.member_id) e.result -> 'waits' ->> 0 AS reward, e.member_id,
        (e.result -> 'waits' ->> 1)::integer AS place
    FROM event e
    WHERE e.programme_id = %(programme)s AND e.result -> 'waits' ->> 0 = ANY (%(rewards)s::text[])
    ORDER BY e.result -> 'waits' ->> 0, e.member_id, e.member_seq DESC
) w
JOIN member m ON m.programme_id = %(programme)s AND m.member_id = w.member_id
WHERE w.place > 0 AND m.left_at IS NULL AND m.erased_at IS NULL AND m.merged_into IS NULL
ORDER BY w.reward, w.place
