-- name: find_member
SELECT member_id, kind FROM identity WHERE programme_id = %(programme)s AND value = %(word)s AND kind <> 'lost'
ORDER BY array_position(ARRAY['public', 'external', 'card'], kind) LIMIT 1

-- name: find_members
SELECT DISTINCT ON (value) value, member_id FROM identity
WHERE programme_id = %(programme)s AND value = ANY(%(words)s::text[]) AND kind <> 'lost'
ORDER BY value, array_position(ARRAY['public', 'external', 'card'], kind)

-- name: read_identities
SELECT kind, value FROM identity
WHERE programme_id = %(programme)s AND member_id = %(member)s AND kind <> 'lost' ORDER BY kind, value

-- name: open_books
-- The member by his number or by a word, and whether time has brought his household something that is to be decided
-- before anybody looks: a member's clock never runs back, so the last decision for one of them counts as well as now.
SELECT m.member_id, m.joined_at, m.left_at, m.closes_at, p.sandbox_clock,
    (SELECT max(version) FROM programme_version v WHERE v.programme_id = p.programme_id),
    (SELECT coalesce(max(switch_no), 0) FROM stoppage s WHERE s.programme_id = p.programme_id),
    EXISTS (
        SELECT FROM due d WHERE d.programme_id = p.programme_id AND d.member_id = ANY(t.members)
          AND d.due_at <= greatest(coalesce(p.sandbox_clock, %(wall)s), t.decided_at)),
    ARRAY(
        SELECT DISTINCT rule FROM counterpart c
        JOIN event e ON (e.programme_id, e.member_id, e.member_seq) = (c.programme_id, c.member_id, c.member_seq)
        CROSS JOIN LATERAL json_array_elements_text(e.result -> 'given_twice') AS rule
        WHERE c.programme_id = p.programme_id AND c.member_id = m.member_id AND c.role = 'survivor' ORDER BY rule),
    ARRAY(
        SELECT ROW(kind, value) FROM identity i
        WHERE i.programme_id = p.programme_id AND i.member_id = m.member_id AND kind <> 'lost' ORDER BY kind, value),
    ARRAY(
        SELECT ROW(mate.member_id, mate.household_place, mate.shares_purchases, (
            SELECT value FROM identity i WHERE i.programme_id = p.programme_id AND i.member_id = mate.member_id
            ORDER BY array_position(ARRAY['external', 'public', 'card'], kind), value LIMIT 1))
        FROM member mate WHERE mate.household_id = m.household_id AND m.erased_at IS NULL AND mate.erased_at IS NULL
        ORDER BY mate.household_place),
    ARRAY(
        SELECT ROW(member_id, unit, booked, debt) FROM balance b
        WHERE b.programme_id = p.programme_id AND b.member_id = ANY(t.members) ORDER BY unit),
    ARRAY(
        SELECT ROW(member_id, lot_seq, lot_no, unit, amount, remaining, earned_at, available_at, expires_at, issued_until)
        FROM lot l WHERE l.programme_id = p.programme_id AND l.member_id = ANY(t.members)
        ORDER BY unit, expires_at NULLS LAST, earned_at, lot_seq, lot_no),
    ARRAY(
        SELECT ROW(member_id, kind, unit, due_at) FROM due d
        WHERE d.programme_id = p.programme_id AND d.member_id = ANY(t.members)),
    ARRAY(
        SELECT ROW(ladder, level, starts_at, ends_at, standing) FROM level_interval l
        WHERE l.programme_id = p.programme_id AND l.member_id = m.member_id ORDER BY ladder, starts_at),
    ARRAY(
        SELECT ROW(e.member_seq, e.kind, e.occurred_at, e.refused, e.result, (
            SELECT coalesce(jsonb_agg(jsonb_build_array(cause, source, unit,
                CASE WHEN 'member' = credit THEN amount WHEN 'member' = debit THEN -amount ELSE 0 END)
                ORDER BY transfer_no), '[]')
            FROM transfer t
            WHERE (t.programme_id, t.member_id, t.member_seq) = (e.programme_id, e.member_id, e.member_seq)))
        FROM event e
        WHERE e.programme_id = p.programme_id AND e.member_id = m.member_id
          AND (%(before)s::integer IS NULL OR e.member_seq < %(before)s)
        ORDER BY e.member_seq DESC LIMIT %(limit)s)
FROM programme p
JOIN member m ON m.programme_id = p.programme_id AND m.member_id = coalesce(%(member)s::bigint, (
    SELECT member_id FROM identity WHERE programme_id = %(programme)s AND value = %(value)s AND kind = %(kind)s))
CROSS JOIN LATERAL (
    SELECT array_agg(mate.member_id) AS members, max(mate.decided_at) AS decided_at FROM member mate
    WHERE mate.member_id = m.member_id OR (mate.household_id = m.household_id AND mate.erased_at IS NULL)
) t
WHERE p.programme_id = %(programme)s

-- name: read_redemptions
-- Also of those who were merged into him: their numbers follow the number of the merge, once for each that lies between.
WITH RECURSIVE way AS (
    SELECT %(member)s::bigint AS member_id, ARRAY[]::integer[] AS merges
    UNION ALL
    SELECT c.other_id, w.merges || c.member_seq FROM way w
    JOIN counterpart c ON c.programme_id = %(programme)s AND c.member_id = w.member_id AND c.role = 'survivor'
), whose AS (
    SELECT DISTINCT ON (member_id) member_id, merges FROM way ORDER BY member_id, merges
)
SELECT r.member_id, array_to_string(w.merges || r.member_seq, '.'), r.member_seq, r.reward, r.occurred_at, r.gives, r.usable_until, r.returnable_until, r.standing, v.code
FROM whose w
JOIN redemption r ON r.programme_id = %(programme)s AND r.member_id = w.member_id
LEFT JOIN voucher_code v ON (v.programme_id, v.member_id, v.member_seq)
    = (r.programme_id, r.member_id, coalesce(r.issue, r.member_seq))
ORDER BY w.merges <> '{}', w.merges, r.member_seq

-- name: name_redemptions
-- What redemptions of merged members are called in the wallet of the last survivor.
WITH RECURSIVE way AS (
    SELECT w.member_id AS owner_id, w.number, w.member_id, w.number::text AS name
    FROM unnest(%(owners)s::bigint[], %(numbers)s::integer[]) AS w (member_id, number)
    UNION ALL
    SELECT w.owner_id, w.number, c.member_id, c.member_seq || '.' || w.name
    FROM way w
    JOIN counterpart c ON c.programme_id = %(programme)s AND c.other_id = w.member_id AND c.role = 'survivor'
)
SELECT DISTINCT ON (way.owner_id, way.number) way.owner_id, way.number, way.name
FROM way JOIN member o ON o.member_id = way.owner_id
WHERE way.member_id = o.merged_into
ORDER BY way.owner_id, way.number, string_to_array(way.name, '.')::integer[]

-- name: read_purchases
-- What members of a household bought, newest first.
SELECT e.member_id, e.occurred_at, (e.result ->> 'paid')::bigint, coalesce(e.result -> 'given', '{}')
FROM event e
WHERE e.programme_id = %(programme)s AND e.member_id = ANY(%(members)s::bigint[]) AND e.kind = 'purchase' AND e.refused IS NULL
ORDER BY e.occurred_at DESC, e.member_id, e.member_seq DESC LIMIT %(limit)s

-- name: find_code
SELECT member_id, redemption_seq, member_seq FROM voucher_code WHERE programme_id = %(programme)s AND code = %(code)s
