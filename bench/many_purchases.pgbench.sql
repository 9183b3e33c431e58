-- 256 purchases of 256 members in one transaction. Each client has members of its own, :reach of them.
-- The stored texts differ by one number from row to row, so that each is parsed as it would be from outside.
\set seq :seq + 1
\set first random(0, :reach - 1)
\set amount random(1, 60)
BEGIN;
UPDATE plain.member SET last_seq = :seq, decided_at = :instant
FROM generate_series(1, 256) AS number
WHERE member_id = 1 + :client_id * :reach + (:first + number * 19) % :reach;
INSERT INTO plain.event (programme_id, member_id, member_seq, occurred_at, decided_at, audit_id, version, local_day, kind,
    refused, result)
SELECT 1, 1 + :client_id * :reach + (:first + number * 19) % :reach, :seq, :instant, :instant, 1, 1, :day, 'purchase', NULL,
    replace(:result::text, '#', number::text)::json
FROM generate_series(1, 256) AS number;
INSERT INTO plain.event_payload (programme_id, member_id, member_seq, local_day, body)
SELECT 1, 1 + :client_id * :reach + (:first + number * 19) % :reach, :seq, :day,
    replace(:body::text, '#', number::text)::jsonb
FROM generate_series(1, 256) AS number;
INSERT INTO plain.event_readset (programme_id, member_id, member_seq, local_day, body)
SELECT 1, 1 + :client_id * :reach + (:first + number * 19) % :reach, :seq, :day, :readset
FROM generate_series(1, 256) AS number;
INSERT INTO plain.transfer (programme_id, member_id, member_seq, transfer_no, unit, debit, credit, amount, effective_at,
    booked_at, cause, source, lot_no, available_at, expires_at)
SELECT 1, 1 + :client_id * :reach + (:first + number * 19) % :reach, :seq, transfer_no, 'points', 'issued', 'member',
    :amount, :instant, :instant, 'earned', 'base', 0, :instant, :later
FROM generate_series(1, 256) AS number, generate_series(0, 1) AS transfer_no;
INSERT INTO plain.lot (programme_id, member_id, lot_seq, lot_no, unit, amount, remaining, earned_at, available_at,
    expires_at)
SELECT 1, 1 + :client_id * :reach + (:first + number * 19) % :reach, :seq, 0, 'points', :amount, :amount, :instant, :instant,
    :later
FROM generate_series(1, 256) AS number;
INSERT INTO plain.balance AS b (programme_id, member_id, unit, booked, debt)
SELECT 1, 1 + :client_id * :reach + (:first + number * 19) % :reach, 'points', :amount, 0
FROM generate_series(1, 256) AS number
ON CONFLICT (programme_id, member_id, unit) DO UPDATE SET booked = b.booked + excluded.booked;
INSERT INTO plain.claim (programme_id, kind, key_hash, content_hash, fingerprint, member_id, member_seq, lapses_at)
SELECT 1, 'fact', uuid_send(gen_random_uuid()), uuid_send(gen_random_uuid()), 1,
    1 + :client_id * :reach + (:first + number * 19) % :reach, :seq, NULL
FROM generate_series(1, 256) AS number;
COMMIT;
