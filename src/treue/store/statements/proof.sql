-- name: same_instant
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY

-- name: not_replayable
SELECT CASE WHEN m.erased_at IS NULL THEN 'retired' ELSE 'erased' END AS reason, count(*)
FROM event e
LEFT JOIN event_readset r USING (programme_id, member_id, member_seq, local_day)
LEFT JOIN event_payload p USING (programme_id, member_id, member_seq, local_day)
JOIN member m ON m.member_id = e.member_id
WHERE e.programme_id = %(programme)s
  AND (r.member_id IS NULL OR p.member_id IS NULL AND e.kind <> ALL(%(time_kinds)s::text[]))
  AND (m.erased_at IS NOT NULL
      OR EXISTS (SELECT FROM retirement t WHERE t.programme_id = e.programme_id
          AND e.local_day < CASE WHEN e.kind = %(purchase)s THEN t.lines_before ELSE t.payloads_before END))
GROUP BY reason ORDER BY reason

-- name: decisions
-- The next decisions in order, with what they were made from as far as it is there.
SELECT e.member_id, e.member_seq, e.kind, e.version, e.decided_at, e.audit_id,
    (SELECT a.release FROM audit a WHERE (a.programme_id, a.audit_id) = (e.programme_id, e.audit_id)), e.refused, m.erased_at IS NOT NULL,
    EXISTS (SELECT FROM retirement t WHERE t.programme_id = e.programme_id
        AND e.local_day < CASE WHEN e.kind = %(purchase)s THEN t.lines_before ELSE t.payloads_before END),
    -- The closing that the marks of the books name; whether they name the right one is a check of its own.
    (SELECT max(t.period_day) - 1 FROM transfer t
     WHERE (t.programme_id, t.member_id, t.member_seq) = (e.programme_id, e.member_id, e.member_seq) AND after_closing),
    (SELECT body FROM event_payload p WHERE (p.programme_id, p.member_id, p.member_seq, p.local_day)
        = (e.programme_id, e.member_id, e.member_seq, e.local_day)),
    (SELECT body FROM event_readset r WHERE (r.programme_id, r.member_id, r.member_seq, r.local_day)
        = (e.programme_id, e.member_id, e.member_seq, e.local_day))
FROM (
    SELECT * FROM event
    WHERE programme_id = %(programme)s AND (member_id, member_seq) > (%(after_member)s, %(after_seq)s)
    ORDER BY member_id, member_seq LIMIT %(limit)s
) e
JOIN member m ON m.member_id = e.member_id
ORDER BY e.member_id, e.member_seq

-- name: count_decisions
SELECT count(*) FROM event WHERE programme_id = %(programme)s

-- name: tables_of_decisions
-- Facts that belong to an event of a member; the comment of a table says what it is. What another version counts of an
-- event, and which event of another member belongs to it, is no part of the decision.
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
  AND obj_description(c.oid, 'pg_class') = 'member-scoped; fact'
  AND (SELECT count(*) FROM pg_attribute a
       WHERE a.attrelid = c.oid AND a.attname IN ('member_id', 'member_seq') AND NOT a.attisdropped) = 2
  AND c.relname NOT IN ('later_count', 'counterpart')
ORDER BY c.relname

-- name: compare
-- Columns, rows and table are filled in from the statement that wrote the table: the database itself compares what was
-- made again with what is kept, in the types of the table. In which period of the books a transfer counts is no part of
-- the decision.
WITH made ({columns}) AS (
    {rows}
), kept AS (
    SELECT {columns} FROM {table} WHERE programme_id = %(programme)s
      AND (member_id, member_seq) IN (SELECT * FROM unnest(%(members)s::bigint[], %(seqs)s::integer[]))
), made_lines AS (
    SELECT member_id, member_seq, (to_jsonb(made) - 'period_day' - 'after_closing')::text AS line FROM made
), kept_lines AS (
    SELECT member_id, member_seq, (to_jsonb(kept) - 'period_day' - 'after_closing')::text AS line FROM kept
)
SELECT 'made' AS side, * FROM (SELECT * FROM made_lines EXCEPT ALL SELECT * FROM kept_lines) AS only_made
UNION ALL
SELECT 'kept', * FROM (SELECT * FROM kept_lines EXCEPT ALL SELECT * FROM made_lines) AS only_kept
ORDER BY member_id, member_seq, side DESC, line
