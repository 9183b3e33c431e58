-- The redemptions that the commands of a batch name.

-- name: find_redemptions
-- Before anything is locked: which reward it was and when never changes.
SELECT r.member_id, r.member_seq, r.reward, e.local_day,
    (SELECT merged_into FROM member o WHERE o.member_id = r.member_id),
    (SELECT coalesce(array_agg(DISTINCT coalesce(l.merged_into, l.member_id)), '{}')
     FROM lot_use u
     JOIN counterpart c ON (c.programme_id, c.member_id, c.member_seq) = (u.programme_id, u.member_id, u.lot_seq)
        AND c.role = 'borrower'
     JOIN member l ON l.member_id = c.other_id
     WHERE (u.programme_id, u.member_id, u.member_seq) = (r.programme_id, r.member_id, r.member_seq))
FROM unnest(%(owners)s::bigint[], %(numbers)s::integer[]) AS w (member_id, member_seq)
JOIN redemption r ON r.programme_id = %(programme)s AND (r.member_id, r.member_seq) = (w.member_id, w.member_seq)
JOIN event e ON e.programme_id = %(programme)s AND (e.member_id, e.member_seq) = (r.member_id, r.member_seq)

-- name: find_unused_by_itself
-- What a return may make void: those whose time is over among them, and those of members who were merged into these.
SELECT r.member_id, r.member_seq
FROM (
    SELECT member_id FROM unnest(%(members)s::bigint[]) AS m (member_id)
    UNION
    SELECT member_id FROM member WHERE merged_into = ANY (%(members)s::bigint[])
) m
JOIN redemption r USING (member_id)
JOIN event e USING (programme_id, member_id, member_seq)
WHERE r.programme_id = %(programme)s AND r.standing = 'open' AND (r.is_automatic OR e.result ->> 'granted_for' IS NOT NULL)

-- name: read_redemptions
-- With the lots it was paid from in the order of their use, and the lots it consists of.
SELECT r.member_id, r.member_seq, r.reward, r.occurred_at, r.usable_until, r.returnable_until, r.is_automatic, r.standing,
    coalesce(r.issue, r.member_seq), e.local_day, e.result -> 'counts',
    (SELECT jsonb_agg(jsonb_build_array(u.lot_seq, u.lot_no, t.unit, l.amount, u.amount, l.earned_at, l.available_at,
        CASE WHEN m.moved THEN m.expires_at ELSE l.expires_at END,
        CASE WHEN m.moved AND m.expires_at IS DISTINCT FROM l.expires_at THEN l.expires_at END)
        ORDER BY t.transfer_no, CASE WHEN m.moved THEN m.expires_at ELSE l.expires_at END NULLS LAST, l.earned_at,
            u.lot_seq, u.lot_no)
     FROM transfer t
     JOIN lot_use u USING (programme_id, member_id, member_seq, transfer_no)
     CROSS JOIN LATERAL (
        SELECT sum(f.amount)::bigint AS amount, min(coalesce(f.earned_at, f.effective_at)) AS earned_at,
            min(f.available_at) AS available_at, min(f.expires_at) AS expires_at
        FROM transfer f
        WHERE f.programme_id = %(programme)s AND (f.member_id, f.member_seq, f.lot_no) = (u.member_id, u.lot_seq, u.lot_no)
     ) l
     LEFT JOIN LATERAL (
        SELECT true AS moved, (x ->> 2)::timestamptz AS expires_at
        FROM event o CROSS JOIN LATERAL json_array_elements(o.result -> 'extensions') x
        WHERE o.programme_id = %(programme)s AND o.member_id = u.member_id AND o.result -> 'extensions' IS NOT NULL
          AND ((x ->> 0)::integer, (x ->> 1)::smallint) = (u.lot_seq, u.lot_no)
        ORDER BY o.member_seq DESC LIMIT 1
     ) m ON true
     WHERE t.programme_id = %(programme)s AND (t.member_id, t.member_seq) = (r.member_id, r.member_seq) AND t.cause = 'spent'),
    (SELECT jsonb_agg(jsonb_build_array(t.member_seq, t.lot_no, t.unit, t.amount, t.amount, t.effective_at, t.available_at,
        t.expires_at, NULL) ORDER BY t.lot_no)
     FROM transfer t
     WHERE t.programme_id = %(programme)s AND (t.member_id, t.member_seq) = (r.member_id, r.member_seq) AND t.cause = 'redeemed'),
    (SELECT jsonb_agg(DISTINCT jsonb_build_array(u.lot_seq, coalesce(l.merged_into, l.member_id)))
     FROM lot_use u
     JOIN counterpart c ON (c.programme_id, c.member_id, c.member_seq) = (u.programme_id, u.member_id, u.lot_seq)
        AND c.role = 'borrower'
     JOIN member l ON l.member_id = c.other_id
     WHERE (u.programme_id, u.member_id, u.member_seq) = (r.programme_id, r.member_id, r.member_seq)),
    e.result -> 'to_pay',
    coalesce((SELECT min(t.credit) FROM transfer t
     WHERE t.programme_id = %(programme)s AND (t.member_id, t.member_seq) = (r.member_id, r.member_seq) AND t.cause = 'spent'),
        'spent'),
    CASE WHEN r.gives ->> 'delivery' IS NOT NULL THEN r.delivery ELSE '' END,
    r.gives ->> 'upgrade' IS NOT NULL,
    coalesce((e.result ->> 'granted_for')::integer, 0)
FROM unnest(%(owners)s::bigint[], %(numbers)s::integer[]) AS w (member_id, member_seq)
JOIN redemption r ON r.programme_id = %(programme)s AND (r.member_id, r.member_seq) = (w.member_id, w.member_seq)
JOIN event e ON e.programme_id = %(programme)s AND (e.member_id, e.member_seq) = (r.member_id, r.member_seq)
