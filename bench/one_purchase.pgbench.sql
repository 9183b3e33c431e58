-- One purchase in one transaction, one statement for each row.
\set member random(1, :members)
\set amount random(1, 60)
BEGIN;
UPDATE plain.member SET last_seq = last_seq + 1, decided_at = :instant
WHERE member_id = :member RETURNING last_seq AS seq \gset
INSERT INTO plain.event (programme_id, member_id, member_seq, occurred_at, decided_at, audit_id, version, local_day, kind,
    refused, result)
VALUES (1, :member, :seq, :instant, :instant, 1, 1, :day, 'purchase', NULL, :result);
INSERT INTO plain.event_payload (programme_id, member_id, member_seq, local_day, body)
VALUES (1, :member, :seq, :day, :body);
INSERT INTO plain.event_readset (programme_id, member_id, member_seq, local_day, body)
VALUES (1, :member, :seq, :day, :readset);
INSERT INTO plain.transfer (programme_id, member_id, member_seq, transfer_no, unit, debit, credit, amount, effective_at,
    booked_at, cause, source, lot_no, available_at, expires_at)
VALUES (1, :member, :seq, 0, 'points', 'issued', 'member', :amount, :instant, :instant, 'earned', 'base', 0, :instant,
    :later);
INSERT INTO plain.transfer (programme_id, member_id, member_seq, transfer_no, unit, debit, credit, amount, effective_at,
    booked_at, cause, source, lot_no, available_at, expires_at)
VALUES (1, :member, :seq, 1, 'points', 'issued', 'member', :amount, :instant, :instant, 'earned', 'organic', 0, :instant,
    :later);
INSERT INTO plain.lot (programme_id, member_id, lot_seq, lot_no, unit, amount, remaining, earned_at, available_at,
    expires_at)
VALUES (1, :member, :seq, 0, 'points', :amount, :amount, :instant, :instant, :later);
INSERT INTO plain.balance AS b (programme_id, member_id, unit, booked, debt) VALUES (1, :member, 'points', :amount, 0)
ON CONFLICT (programme_id, member_id, unit) DO UPDATE SET booked = b.booked + excluded.booked;
INSERT INTO plain.claim (programme_id, kind, key_hash, content_hash, fingerprint, member_id, member_seq, lapses_at)
VALUES (1, 'fact', uuid_send(gen_random_uuid()), uuid_send(gen_random_uuid()), 1, :member, :seq, NULL);
COMMIT;
