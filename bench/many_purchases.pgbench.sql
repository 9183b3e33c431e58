-- 256 purchases of 256 members in one transaction. Each client has members of its own, :reach of them from :own on.
-- The stored texts differ by one number from row to row, so that each is parsed as it would be from outside.
\set seq :seq + 1
\set own 1 + :client_id * :reach
\set first random(0, :reach - 1)
\set amount random(1, 60)
BEGIN;
UPDATE plain.member SET last_seq = :seq::integer, decided_at = :instant::timestamptz
FROM generate_series(1, 256) AS n
WHERE member_id = :own::bigint + (:first::integer + n * 19) % :reach::integer;
INSERT INTO plain.event (programme_id, member_id, member_seq, occurred_at, decided_at, audit_id, version, local_day, kind,
    refused, result)
SELECT 1, :own::bigint + (:first::integer + n * 19) % :reach::integer, :seq::integer, :instant::timestamptz,
    :instant::timestamptz, 1, 1, :day::date, 'purchase', NULL, replace(:result::text, '#', n::text)::json
FROM generate_series(1, 256) AS n;
INSERT INTO plain.event_payload (programme_id, member_id, member_seq, local_day, body)
SELECT 1, :own::bigint + (:first::integer + n * 19) % :reach::integer, :seq::integer, :day::date,
    replace(:body::text, '#', n::text)::jsonb
FROM generate_series(1, 256) AS n;
INSERT INTO plain.event_readset (programme_id, member_id, member_seq, local_day, body)
SELECT 1, :own::bigint + (:first::integer + n * 19) % :reach::integer, :seq::integer, :day::date, :readset::bytea
FROM generate_series(1, 256) AS n;
INSERT INTO plain.transfer (programme_id, member_id, member_seq, transfer_no, unit, debit, credit, amount, effective_at,
    booked_at, cause, source, lot_no, available_at, expires_at)
SELECT 1, :own::bigint + (:first::integer + n * 19) % :reach::integer, :seq::integer, transfer_no, 'points', 'issued',
    'member', :amount::bigint, :instant::timestamptz, :instant::timestamptz, 'earned', 'base', 0, :instant::timestamptz,
    :later::timestamptz
FROM generate_series(1, 256) AS n, generate_series(0, 1) AS transfer_no;
INSERT INTO plain.lot (programme_id, member_id, lot_seq, lot_no, unit, amount, remaining, earned_at, available_at,
    expires_at)
SELECT 1, :own::bigint + (:first::integer + n * 19) % :reach::integer, :seq::integer, 0, 'points', :amount::bigint,
    :amount::bigint, :instant::timestamptz, :instant::timestamptz, :later::timestamptz
FROM generate_series(1, 256) AS n;
INSERT INTO plain.balance AS b (programme_id, member_id, unit, booked, debt)
SELECT 1, :own::bigint + (:first::integer + n * 19) % :reach::integer, 'points', :amount::bigint, 0
FROM generate_series(1, 256) AS n
ON CONFLICT (programme_id, member_id, unit) DO UPDATE SET booked = b.booked + excluded.booked;
INSERT INTO plain.claim (programme_id, kind, key_hash, content_hash, fingerprint, member_id, member_seq, lapses_at)
SELECT 1, 'fact', uuid_send(gen_random_uuid()), uuid_send(gen_random_uuid()), 1,
    :own::bigint + (:first::integer + n * 19) % :reach::integer, :seq::integer, NULL
FROM generate_series(1, 256) AS n;
COMMIT;
