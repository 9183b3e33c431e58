-- The tables of one purchase once more, for pgbench: same columns, keys and checks, nothing of Treue above them.

-- name: make_schema
CREATE SCHEMA plain

-- name: sample
-- What one purchase with two transfers stores.
SELECT p.body::text, e.result::text, r.body
FROM event e
JOIN event_payload p USING (programme_id, member_id, member_seq)
JOIN event_readset r USING (programme_id, member_id, member_seq)
WHERE e.kind = 'purchase' AND 2 = (
    SELECT count(*) FROM transfer t
    WHERE (t.programme_id, t.member_id, t.member_seq) = (e.programme_id, e.member_id, e.member_seq))
ORDER BY length(p.body::text)
OFFSET %(middle)s LIMIT 1

-- name: options
-- How full pages are packed is not copied by LIKE.
SELECT unnest(reloptions) FROM pg_class WHERE oid = %(table)s::text::regclass

-- name: fill_members
INSERT INTO plain.member (programme_id, member_id, joined_at, decided_at, last_seq)
SELECT 1, number, %(instant)s, %(instant)s, 1 FROM generate_series(1, %(members)s) AS number

-- name: copy_members
UPDATE plain.member SET last_seq = %(seq)s, decided_at = %(instant)s WHERE member_id = ANY(%(members)s)

-- name: copy_balances
INSERT INTO plain.balance AS b (programme_id, member_id, unit, booked, debt)
SELECT 1, number, 'points', 42, 0 FROM unnest(%(members)s) AS number
ON CONFLICT (programme_id, member_id, unit) DO UPDATE SET booked = b.booked + excluded.booked
