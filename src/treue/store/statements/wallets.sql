-- name: find_member
SELECT member_id FROM identity WHERE programme_id = %(programme)s AND value = %(word)s AND kind <> 'lost'
ORDER BY array_position(ARRAY['public', 'external', 'card'], kind) LIMIT 1

-- name: find_members
SELECT DISTINCT ON (value) value, member_id FROM identity
WHERE programme_id = %(programme)s AND value = ANY(%(words)s::text[]) AND kind <> 'lost'
ORDER BY value, array_position(ARRAY['public', 'external', 'card'], kind)

-- name: read_standing
SELECT left_at, closes_at FROM member WHERE programme_id = %(programme)s AND member_id = %(member)s

-- name: read_identities
SELECT kind, value FROM identity
WHERE programme_id = %(programme)s AND member_id = %(member)s AND kind <> 'lost' ORDER BY kind, value

-- name: read_joined
SELECT joined_at FROM member WHERE programme_id = %(programme)s AND member_id = %(member)s

-- name: read_balances
SELECT unit, booked, debt FROM balance
WHERE programme_id = %(programme)s AND member_id = %(member)s ORDER BY unit

-- name: read_lots
SELECT lot_seq, lot_no, unit, amount, remaining, earned_at, available_at, expires_at, issued_until FROM lot
WHERE programme_id = %(programme)s AND member_id = %(member)s
ORDER BY unit, expires_at NULLS LAST, earned_at, lot_seq, lot_no

-- name: read_dues
SELECT kind, unit, due_at FROM due WHERE programme_id = %(programme)s AND member_id = %(member)s

-- name: read_history
SELECT e.member_seq, e.kind, e.occurred_at, e.refused, e.result, coalesce(t.moves, '[]')
FROM event e
LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(cause, source, unit,
        CASE WHEN 'member' = credit THEN amount WHEN 'member' = debit THEN -amount ELSE 0 END) ORDER BY transfer_no)
        AS moves
    FROM transfer t
    WHERE (t.programme_id, t.member_id, t.member_seq) = (e.programme_id, e.member_id, e.member_seq)
) t ON true
WHERE e.programme_id = %(programme)s AND e.member_id = %(member)s
  AND (%(before)s::integer IS NULL OR e.member_seq < %(before)s)
ORDER BY e.member_seq DESC LIMIT %(limit)s

-- name: read_redemptions
SELECT r.member_seq, r.reward, r.occurred_at, r.gives, r.usable_until, r.returnable_until, r.standing, v.code
FROM redemption r
LEFT JOIN voucher_code v ON (v.programme_id, v.member_id, v.member_seq)
    = (r.programme_id, r.member_id, coalesce(r.issue, r.member_seq))
WHERE r.programme_id = %(programme)s AND r.member_id = %(member)s ORDER BY r.member_seq

-- name: find_code
SELECT member_id, redemption_seq, member_seq FROM voucher_code WHERE programme_id = %(programme)s AND code = %(code)s
