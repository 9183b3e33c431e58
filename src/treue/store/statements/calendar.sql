-- What the calendar brings members, see processing/calendar_dues.py.

-- name: read_members
-- Who was erased or merged into another has no calendar any more: he has not joined as far as it goes. What was due by
-- the last decision about a member was decided before it.
SELECT m.member_id, CASE WHEN m.erased_at IS NULL AND m.merged_into IS NULL THEN m.joined_at END, m.decided_at, p.birth_month, p.birth_day,
    coalesce(last.events, '[]'), coalesce(listed.dues, '[]')
FROM member m
LEFT JOIN person p ON (p.programme_id, p.member_id) = (m.programme_id, m.member_id)
LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(kind, subject, at)) AS events FROM (
        SELECT e.kind, coalesce(e.result ->> 'every', '') AS subject, max(e.occurred_at) AS at FROM event e
        WHERE e.programme_id = m.programme_id AND e.member_id = m.member_id
          AND e.kind IN ('anniversary', 'birthday', 'period_end')
        GROUP BY 1, 2
    ) latest
) last ON true
LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(d.kind, d.unit, d.due_at)) AS dues FROM due d
    WHERE d.programme_id = m.programme_id AND d.member_id = m.member_id
      AND d.kind IN ('anniversary', 'birthday', 'period_end')
) listed ON true
WHERE m.programme_id = %(programme)s AND m.member_id > %(after)s
  AND (%(member)s::bigint IS NULL OR m.member_id = %(member)s)
ORDER BY m.member_id LIMIT %(limit)s
