-- Subscriptions of webhooks, and the messages of the outbox on their way.

-- name: insert_subscription
INSERT INTO subscription (programme_id, subscription_id, kinds, url, topics, ahead_days, key_mark, created_at)
VALUES (%(programme)s, %(subscription)s, ARRAY['-'], %(url)s, %(topics)s, %(ahead_days)s, %(key_mark)s, %(now)s)
ON CONFLICT DO NOTHING

-- name: change_subscription
UPDATE subscription SET url = %(url)s, topics = %(topics)s, ahead_days = %(ahead_days)s
WHERE programme_id = %(programme)s AND subscription_id = %(subscription)s

-- name: lock_subscription
SELECT FROM subscription WHERE programme_id = %(programme)s AND subscription_id = %(subscription)s FOR NO KEY UPDATE

-- name: last_rotation
-- The audit trail says by which request a secret was made; ids grow with time.
SELECT detail FROM audit
WHERE programme_id = %(programme)s AND audit_id >= %(first)s AND action = 'webhook_rotated'
  AND detail ->> 'webhook' = %(webhook)s
ORDER BY audit_id DESC LIMIT 1

-- name: list_subscriptions
SELECT s.subscription_id, s.url, s.topics, s.ahead_days, s.secret_no, s.former_until, s.key_mark, s.created_at,
    s.disabled_at, s.disabled_because, s.paused_until, s.failing_since, s.delivered_at, o.waiting, o.dead
FROM subscription s
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE standing = 'waiting') AS waiting, count(*) FILTER (WHERE standing = 'dead') AS dead
    FROM outbox o WHERE o.programme_id = s.programme_id AND o.subscription_id = s.subscription_id
) o
WHERE s.programme_id = %(programme)s ORDER BY s.created_at, s.subscription_id

-- name: list_troubled
SELECT s.subscription_id, s.url, s.disabled_because, coalesce(o.dead, 0)
FROM subscription s
LEFT JOIN (
    SELECT subscription_id, count(*) AS dead FROM outbox
    WHERE programme_id = %(programme)s AND standing = 'dead' GROUP BY subscription_id
) o USING (subscription_id)
WHERE s.programme_id = %(programme)s AND (s.disabled_at IS NOT NULL OR o.dead > 0)
ORDER BY s.created_at, s.subscription_id

-- name: delete_messages
DELETE FROM outbox WHERE programme_id = %(programme)s AND subscription_id = %(subscription)s

-- name: delete_subscription
DELETE FROM subscription WHERE programme_id = %(programme)s AND subscription_id = %(subscription)s

-- name: rotate_secret
UPDATE subscription SET secret_no = secret_no + 1, former_until = %(former_until)s
WHERE programme_id = %(programme)s AND subscription_id = %(subscription)s
RETURNING secret_no

-- name: enable_subscription
UPDATE subscription SET disabled_at = NULL, disabled_because = NULL, failing_since = NULL, paused_until = NULL
WHERE programme_id = %(programme)s AND subscription_id = %(subscription)s AND disabled_at IS NOT NULL

-- name: disable_subscription
UPDATE subscription SET disabled_at = %(now)s, disabled_because = %(because)s
WHERE programme_id = %(programme)s AND subscription_id = %(subscription)s AND disabled_at IS NULL

-- name: bury_waiting
UPDATE outbox SET standing = 'dead', fault = coalesce(fault, 'disabled')
WHERE programme_id = %(programme)s AND subscription_id = %(subscription)s AND standing = 'waiting'

-- name: due_subscriptions
-- Where something waits for its time, and the receiver did not ask to be left alone.
SELECT s.programme_id, s.subscription_id, p.key, s.url, s.secret_no, s.former_until, s.key_mark
FROM subscription s JOIN programme p USING (programme_id)
WHERE s.disabled_at IS NULL AND (s.paused_until IS NULL OR s.paused_until <= %(now)s)
  AND EXISTS (
    SELECT FROM outbox o
    WHERE o.programme_id = s.programme_id AND o.subscription_id = s.subscription_id AND o.standing = 'waiting'
      AND o.due_at <= %(now)s)
ORDER BY s.programme_id, s.subscription_id

-- name: take_messages
-- Whoever takes a message has it to himself until `until`; if he dies, another takes it then.
WITH taken AS (
    SELECT member_id, message_id FROM outbox
    WHERE programme_id = %(programme)s AND subscription_id = %(subscription)s AND standing = 'waiting'
      AND due_at <= %(now)s
    ORDER BY due_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
UPDATE outbox o SET due_at = %(until)s, attempts = o.attempts + 1, tried_at = %(now)s
FROM taken t
WHERE o.programme_id = %(programme)s AND o.member_id = t.member_id AND o.message_id = t.message_id
RETURNING o.member_id, o.message_id, o.member_seq, o.topic, o.detail, o.attempts

-- name: read_told
-- What a message tells of: the event, and by which public id the member is known. The survivor of a merge answers for both.
SELECT i.value, e.kind, e.occurred_at, e.decided_at, e.version, e.refused, e.result, b.body
FROM event e
JOIN member m ON m.member_id = e.member_id
LEFT JOIN LATERAL (
    SELECT min(value) AS value FROM identity i
    WHERE i.programme_id = e.programme_id AND i.member_id = coalesce(m.merged_into, m.member_id) AND i.kind = 'public'
) i ON true
LEFT JOIN event_payload b ON (b.programme_id, b.member_id, b.member_seq, b.local_day)
    = (e.programme_id, e.member_id, e.member_seq, e.local_day)
WHERE e.programme_id = %(programme)s AND e.member_id = %(member)s AND e.member_seq = %(seq)s

-- name: note_delivered
UPDATE outbox SET standing = 'delivered', answer = %(answer)s, fault = NULL
WHERE programme_id = %(programme)s AND member_id = %(member)s AND message_id = %(message)s AND standing = 'waiting'

-- name: delete_message
DELETE FROM outbox WHERE programme_id = %(programme)s AND member_id = %(member)s AND message_id = %(message)s

-- name: note_delivery
-- Once a minute is often enough, or the row of a busy webhook would be written for every message.
UPDATE subscription SET delivered_at = %(now)s, failing_since = NULL
WHERE programme_id = %(programme)s AND subscription_id = %(subscription)s
  AND (failing_since IS NOT NULL OR delivered_at IS NULL OR delivered_at < %(now)s - interval '1 minute')

-- name: note_failed
-- Only by whoever took it last: another may try it already.
UPDATE outbox SET standing = CASE WHEN %(is_last)s THEN 'dead' ELSE 'waiting' END, due_at = %(due_at)s,
    answer = %(answer)s, fault = %(fault)s
WHERE programme_id = %(programme)s AND member_id = %(member)s AND message_id = %(message)s AND standing = 'waiting'
  AND attempts = %(attempts)s

-- name: note_failure
UPDATE subscription SET failing_since = coalesce(failing_since, %(now)s),
    paused_until = greatest(paused_until, %(paused_until)s)
WHERE programme_id = %(programme)s AND subscription_id = %(subscription)s
RETURNING failing_since

-- name: list_deliveries
SELECT message_id, subscription_id, topic, standing, attempts, tried_at, due_at, answer, fault FROM outbox
WHERE programme_id = %(programme)s AND (%(subscription)s::bigint IS NULL OR subscription_id = %(subscription)s)
  AND (%(standing)s::text IS NULL OR standing = %(standing)s) AND message_id < %(before)s
ORDER BY message_id DESC LIMIT %(limit)s

-- name: replay_messages
-- Dead letters of a webhook, or one message, whatever became of it.
UPDATE outbox SET standing = 'waiting', attempts = 0, due_at = %(now)s, fault = NULL, answer = NULL
WHERE programme_id = %(programme)s AND subscription_id = %(subscription)s
  AND ((%(message)s::bigint IS NULL AND standing = 'dead') OR message_id = %(message)s)

-- name: expiring_ahead
-- By member, unit and instant: what will expire within the time a webhook wants to know of it, and was not told yet. Members
-- are found by what is due for them, so nobody's lots are read in vain.
SELECT a.subscription_id, a.member_id, m.last_seq, a.unit, a.expires_at, a.amount, a.subject
FROM (
    SELECT f.*, f.unit || ' ' || to_char(f.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS subject
    FROM (
        SELECT s.subscription_id, d.member_id, d.unit, l.expires_at, sum(l.remaining)::bigint AS amount
        FROM subscription s
        JOIN due d ON d.programme_id = s.programme_id AND d.kind = 'expiry' AND d.due_at > %(now)s
            AND d.due_at <= %(now)s + make_interval(days => s.ahead_days)
        JOIN lot l ON l.programme_id = s.programme_id AND l.member_id = d.member_id AND l.unit = d.unit
            AND l.remaining > 0 AND l.expires_at <= %(now)s + make_interval(days => s.ahead_days)
        WHERE s.programme_id = %(programme)s AND s.disabled_at IS NULL AND 'expiry.ahead' = ANY (s.topics)
        GROUP BY s.subscription_id, d.member_id, d.unit, l.expires_at
        UNION ALL
        SELECT s.subscription_id, d.member_id, d.unit, d.due_at, b.booked
        FROM subscription s
        JOIN due d ON d.programme_id = s.programme_id AND d.kind = 'inactivity' AND d.due_at > %(now)s
            AND d.due_at <= %(now)s + make_interval(days => s.ahead_days)
        JOIN balance b ON b.programme_id = s.programme_id AND b.member_id = d.member_id AND b.unit = d.unit
            AND b.booked > 0
        WHERE s.programme_id = %(programme)s AND s.disabled_at IS NULL AND 'expiry.ahead' = ANY (s.topics)
    ) f
) a
JOIN member m ON m.member_id = a.member_id AND m.erased_at IS NULL
WHERE NOT EXISTS (
    SELECT FROM outbox o
    WHERE o.programme_id = %(programme)s AND o.member_id = a.member_id AND o.subscription_id = a.subscription_id
      AND o.topic = 'expiry.ahead' AND o.subject = a.subject)
ORDER BY a.member_id LIMIT %(limit)s

-- name: insert_notices
INSERT INTO outbox (programme_id, member_id, member_seq, subscription_id, message_id, topic, subject, detail, due_at)
SELECT %(programme)s, c0, c1, c2, c3, c4, c5, c6, %(wall_now)s
FROM unnest(%(c0)s::bigint[], %(c1)s::integer[], %(c2)s::bigint[], %(c3)s::bigint[], %(c4)s::text[], %(c5)s::text[],
    %(c6)s::jsonb[]) AS n (c0, c1, c2, c3, c4, c5, c6)
ON CONFLICT DO NOTHING

-- name: wanting
SELECT subscription_id FROM subscription
WHERE programme_id = %(programme)s AND disabled_at IS NULL AND %(topic)s = ANY (topics) ORDER BY subscription_id

-- name: public_ids
SELECT value FROM identity WHERE programme_id = %(programme)s AND member_id = %(member)s AND kind = 'public' ORDER BY value

-- name: forget_messages
DELETE FROM outbox WHERE programme_id = %(programme)s AND member_id = %(member)s AND topic <> 'member.erased'

-- name: delete_old_messages
-- A notice of what expires stays until it did: it also says that it was told.
DELETE FROM outbox WHERE programme_id = %(programme)s AND (
    (standing = 'delivered' AND tried_at < %(delivered_before)s) OR (standing = 'dead' AND tried_at < %(dead_before)s))
  AND (topic <> 'expiry.ahead' OR (detail ->> 'expires_at')::timestamptz < %(now)s)

-- name: backlog
SELECT p.key, count(*) FILTER (WHERE o.standing = 'waiting'), count(*) FILTER (WHERE o.standing = 'dead'),
    min(o.due_at) FILTER (WHERE o.standing = 'waiting')
FROM programme p JOIN outbox o USING (programme_id) GROUP BY p.key ORDER BY p.key
