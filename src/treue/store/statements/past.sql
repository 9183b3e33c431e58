-- What one member held at an instant, and what moved since: from transfers alone, so it can be asked of any instant.
-- `before` is not included.

-- name: read_member
SELECT m.erased_at IS NOT NULL, p.name, p.language
FROM member m LEFT JOIN person p USING (programme_id, member_id)
WHERE m.programme_id = %(programme)s AND m.member_id = %(member)s

-- name: read_debts
SELECT unit, sum(CASE WHEN debit = 'debt' THEN amount ELSE -amount END)::bigint
FROM transfer
WHERE programme_id = %(programme)s AND member_id = %(member)s AND effective_at < %(before)s AND 'debt' IN (debit, credit)
GROUP BY unit

-- name: read_lots
WITH filled AS (
    SELECT member_seq AS lot_seq, lot_no, min(unit) AS unit, sum(amount)::bigint AS amount,
        min(effective_at) AS earned_at, min(available_at) AS available_at, min(expires_at) AS expires_at
    FROM transfer
    WHERE programme_id = %(programme)s AND member_id = %(member)s AND effective_at < %(before)s AND lot_no IS NOT NULL
    GROUP BY member_seq, lot_no
), used AS (
    SELECT u.lot_seq, u.lot_no, sum(u.amount)::bigint AS amount
    FROM lot_use u JOIN transfer t USING (programme_id, member_id, member_seq, transfer_no)
    WHERE u.programme_id = %(programme)s AND u.member_id = %(member)s AND t.effective_at < %(before)s
    GROUP BY u.lot_seq, u.lot_no
)
SELECT lot_seq, lot_no, f.unit, f.amount, f.amount - coalesce(u.amount, 0), earned_at, available_at, expires_at
FROM filled f LEFT JOIN used u USING (lot_seq, lot_no)
WHERE f.amount > coalesce(u.amount, 0)
ORDER BY f.unit, expires_at NULLS LAST, earned_at, lot_seq, lot_no

-- name: read_movements
SELECT t.unit, t.effective_at, t.member_seq, t.transfer_no, e.kind, e.version, t.cause, t.source,
    CASE WHEN t.credit IN ('member', 'debt') THEN t.amount ELSE 0 END
        - CASE WHEN t.debit IN ('member', 'debt') THEN t.amount ELSE 0 END,
    CASE 'debt' WHEN t.debit THEN t.amount WHEN t.credit THEN -t.amount ELSE 0 END
FROM transfer t JOIN event e USING (programme_id, member_id, member_seq)
WHERE t.programme_id = %(programme)s AND t.member_id = %(member)s
  AND t.effective_at >= %(since)s AND t.effective_at < %(before)s
ORDER BY t.effective_at, t.member_seq, t.transfer_no
