-- Proofs of the books about lots and what time will bring, in the form of verify.sql.

-- name: lots
WITH filled AS (
    SELECT member_id, member_seq AS lot_seq, lot_no, min(unit) AS unit, sum(amount)::bigint AS amount,
        min(coalesce(earned_at, effective_at)) AS earned_at, min(available_at) AS available_at, min(expires_at) AS expires_at
    FROM transfer WHERE programme_id = %(programme)s AND lot_no IS NOT NULL GROUP BY member_id, member_seq, lot_no
), moved AS (
    SELECT DISTINCT ON (e.member_id, lot_seq, lot_no) e.member_id, (x ->> 0)::integer AS lot_seq,
        (x ->> 1)::smallint AS lot_no, (x ->> 2)::timestamptz AS moved_to
    FROM event e CROSS JOIN LATERAL json_array_elements(e.result -> 'extensions') x
    WHERE e.programme_id = %(programme)s AND e.result -> 'extensions' IS NOT NULL
    ORDER BY e.member_id, lot_seq, lot_no, e.member_seq DESC
), used AS (
    SELECT member_id, lot_seq, lot_no, sum(amount)::bigint AS amount
    FROM lot_use WHERE programme_id = %(programme)s GROUP BY member_id, lot_seq, lot_no
), expected AS (
    SELECT member_id, lot_seq, lot_no, f.unit, f.amount, f.amount - coalesce(u.amount, 0) AS remaining, f.earned_at,
        f.available_at, CASE WHEN m.moved IS NULL THEN f.expires_at ELSE moved_to END AS expires_at,
        CASE WHEN m.moved AND moved_to IS DISTINCT FROM f.expires_at THEN f.expires_at END AS issued_until
    FROM filled f FULL JOIN used u USING (member_id, lot_seq, lot_no)
    LEFT JOIN (SELECT *, true AS moved FROM moved) m USING (member_id, lot_seq, lot_no)
    WHERE f.amount IS DISTINCT FROM u.amount
), kept AS (
    SELECT member_id, lot_seq, lot_no, unit, amount, remaining, earned_at, available_at, expires_at, issued_until
    FROM lot WHERE programme_id = %(programme)s
)
SELECT format('lot %%s of event %%s of member %%s', lot_no, lot_seq, member_id),
    CASE WHEN e.remaining IS NULL THEN 'no open lot' ELSE format('%%s of %%s %%s left', e.remaining, e.amount, e.unit) END,
    CASE WHEN k.remaining IS NULL THEN 'no row'
         WHEN (e.remaining, e.amount, e.unit) IS DISTINCT FROM (k.remaining, k.amount, k.unit)
             THEN format('%%s of %%s %%s left', k.remaining, k.amount, k.unit)
         ELSE 'other instants' END
FROM expected e FULL JOIN kept k USING (member_id, lot_seq, lot_no)
WHERE (e.unit, e.amount, e.remaining, e.earned_at, e.available_at, e.expires_at, e.issued_until)
    IS DISTINCT FROM (k.unit, k.amount, k.remaining, k.earned_at, k.available_at, k.expires_at, k.issued_until)
ORDER BY member_id, lot_seq, lot_no

-- name: lot_uses
-- What leaves a member's account is taken from lots, and what is given back goes into them, to the unit.
WITH taken AS (
    SELECT member_id, member_seq, transfer_no, CASE WHEN debit = 'member' THEN amount ELSE -amount END AS amount
    FROM transfer WHERE programme_id = %(programme)s AND (debit = 'member' OR (credit = 'member' AND lot_no IS NULL))
), used AS (
    SELECT member_id, member_seq, transfer_no, sum(amount)::bigint AS amount FROM lot_use
    WHERE programme_id = %(programme)s GROUP BY member_id, member_seq, transfer_no
)
SELECT format('transfer %%s of event %%s of member %%s', transfer_no, member_seq, member_id),
    format('%%s taken from lots', coalesce(t.amount, 0)), format('%%s taken from lots', coalesce(u.amount, 0))
FROM taken t FULL JOIN used u USING (member_id, member_seq, transfer_no)
WHERE t.amount IS DISTINCT FROM u.amount
ORDER BY member_id, member_seq, transfer_no

-- name: holdings
-- booked = available + debt + pending + expired but not yet booked, with available = usable remainders - debt.
WITH falling AS (
    SELECT member_id, unit, min(due_at) AS falls_at FROM due
    WHERE programme_id = %(programme)s AND kind IN ('forfeit', 'inactivity') GROUP BY member_id, unit
), open AS (
    SELECT l.member_id, l.unit, l.remaining, l.available_at, least(l.expires_at, f.falls_at) AS ends_at
    FROM lot l LEFT JOIN falling f USING (member_id, unit) WHERE l.programme_id = %(programme)s
), held AS (
    SELECT member_id, unit,
        sum(remaining) FILTER (WHERE available_at <= %(now)s AND (ends_at IS NULL OR ends_at > %(now)s)) AS usable,
        sum(remaining) FILTER (WHERE available_at > %(now)s AND (ends_at IS NULL OR ends_at > %(now)s)) AS pending,
        sum(remaining) FILTER (WHERE ends_at <= %(now)s) AS expired
    FROM open GROUP BY member_id, unit
), figures AS (
    SELECT b.member_id, b.unit, b.booked, b.debt, coalesce(usable, 0) - b.debt AS available,
        coalesce(pending, 0) AS pending, coalesce(expired, 0) AS expired
    FROM balance b LEFT JOIN held h USING (member_id, unit) WHERE b.programme_id = %(programme)s
)
SELECT format('holdings of member %%s in %%s', member_id, unit), format('%%s booked', booked),
    format('%%s available + %%s debt + %%s pending + %%s expired but not yet booked', available, debt, pending, expired)
FROM figures WHERE booked <> available + debt + pending + expired
ORDER BY member_id, unit

-- name: dues
WITH expected AS (
    SELECT member_id, 'expiry' AS kind, unit, min(expires_at) AS due_at FROM lot
    WHERE programme_id = %(programme)s AND expires_at IS NOT NULL GROUP BY member_id, unit
    UNION ALL
    SELECT l.member_id, 'availability', l.unit, min(l.available_at) FROM lot l
    JOIN balance b ON (b.programme_id, b.member_id, b.unit) = (l.programme_id, l.member_id, l.unit) AND b.debt > 0
    JOIN member m ON m.member_id = l.member_id
    WHERE l.programme_id = %(programme)s AND l.available_at > m.decided_at GROUP BY l.member_id, l.unit
    UNION ALL
    SELECT member_id, 'closing', '', closes_at FROM member
    WHERE programme_id = %(programme)s AND closes_at IS NOT NULL
    UNION ALL
    SELECT l.member_id, 'level_review', l.ladder, min(l.ends_at) FROM level_interval l
    JOIN member m ON m.member_id = l.member_id
    WHERE l.programme_id = %(programme)s AND l.ends_at > m.decided_at AND l.ladder NOT LIKE '%%.floors'
      AND m.merged_into IS NULL
    GROUP BY l.member_id, l.ladder
    UNION ALL
    SELECT member_id, kind, unit, due_at FROM (
        SELECT DISTINCT ON (e.member_id, said.kind, said.unit) e.member_id, said.kind, said.unit, said.due_at
        FROM event e
        JOIN member m ON m.member_id = e.member_id AND m.merged_into IS NULL
        CROSS JOIN LATERAL (
            SELECT d ->> 0 AS kind, d ->> 1 AS unit, (d ->> 2)::timestamptz AS due_at
            FROM json_array_elements(e.result -> 'dues') d
        ) said
        WHERE e.programme_id = %(programme)s AND e.result -> 'dues' IS NOT NULL
        ORDER BY e.member_id, said.kind, said.unit, e.member_seq DESC
    ) last
    WHERE due_at IS NOT NULL
), kept AS (
    -- What the calendar brings follows from persons and versions, and is proven apart.
    SELECT member_id, kind, unit, due_at FROM due
    WHERE programme_id = %(programme)s AND kind NOT IN ('anniversary', 'birthday', 'period_end')
)
SELECT format('%%s of %%s due for member %%s', kind, unit, member_id), coalesce(e.due_at::text, 'nothing due'),
    coalesce(k.due_at::text, 'no row')
FROM expected e FULL JOIN kept k USING (member_id, kind, unit)
WHERE e.due_at IS DISTINCT FROM k.due_at
ORDER BY member_id, kind, unit
