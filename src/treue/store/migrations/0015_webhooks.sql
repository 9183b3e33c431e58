-- Webhooks that are delivered: where to, about what, and what became of each message; and who works in the background.

-- Nobody could subscribe before, so there is nothing to deliver.
DELETE FROM outbox;
DELETE FROM subscription;

ALTER TABLE subscription
    ADD COLUMN IF NOT EXISTS url              text        NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS topics           text[]      NOT NULL DEFAULT '{}',
    ADD COLUMN IF NOT EXISTS ahead_days       smallint    NOT NULL DEFAULT 30,
    ADD COLUMN IF NOT EXISTS secret_no        integer     NOT NULL DEFAULT 1,
    ADD COLUMN IF NOT EXISTS former_until     timestamptz,
    ADD COLUMN IF NOT EXISTS key_mark         text        NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS created_at       timestamptz,
    ADD COLUMN IF NOT EXISTS disabled_at      timestamptz,
    ADD COLUMN IF NOT EXISTS disabled_because text,
    ADD COLUMN IF NOT EXISTS paused_until     timestamptz,
    ADD COLUMN IF NOT EXISTS failing_since    timestamptz,
    ADD COLUMN IF NOT EXISTS delivered_at     timestamptz;
COMMENT ON COLUMN subscription.kinds IS 'read by the release before, which knows no topics: a kind that no event has';
COMMENT ON COLUMN subscription.topics IS 'what messages are wanted about';
COMMENT ON COLUMN subscription.ahead_days IS 'how long before units expire a message about it is wanted';
COMMENT ON COLUMN subscription.secret_no IS 'which secret signs; it follows from the deployment key and is not stored';
COMMENT ON COLUMN subscription.former_until IS 'until when the secret before signs too';
COMMENT ON COLUMN subscription.key_mark IS 'from which deployment key the secrets follow';
COMMENT ON COLUMN subscription.paused_until IS 'the receiver asked to be left alone until then';
COMMENT ON COLUMN subscription.failing_since IS 'the first failure since the last delivery';

ALTER TABLE outbox
    ADD COLUMN IF NOT EXISTS message_id bigint      NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS topic      text        NOT NULL DEFAULT 'decision.made',
    ADD COLUMN IF NOT EXISTS subject    text        NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS detail     jsonb,
    ADD COLUMN IF NOT EXISTS standing   text        NOT NULL DEFAULT 'waiting',
    ADD COLUMN IF NOT EXISTS due_at     timestamptz NOT NULL DEFAULT 'epoch',
    ADD COLUMN IF NOT EXISTS attempts   smallint    NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS tried_at   timestamptz,
    ADD COLUMN IF NOT EXISTS answer     smallint,
    ADD COLUMN IF NOT EXISTS fault      text;
ALTER TABLE outbox DROP CONSTRAINT IF EXISTS outbox_standing_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_standing_check CHECK (standing IN ('waiting', 'delivered', 'dead'));
ALTER TABLE outbox DROP CONSTRAINT IF EXISTS outbox_pkey;
ALTER TABLE outbox ADD CONSTRAINT outbox_pkey PRIMARY KEY (programme_id, member_id, message_id);
COMMENT ON COLUMN outbox.subject IS 'what a message is about that no event brought: a unit and the instant at which it expires';
COMMENT ON COLUMN outbox.detail IS 'what such a message says; of other messages the event says it';
COMMENT ON COLUMN outbox.due_at IS 'when it is tried next; while somebody tries it, until when he has it to himself';
COMMENT ON COLUMN outbox.answer IS 'the HTTP status of the last try';

CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (programme_id, subscription_id, due_at) WHERE standing = 'waiting';
CREATE INDEX IF NOT EXISTS outbox_by_message ON outbox (programme_id, message_id);
-- One message for all units of a kind that expire at one instant.
CREATE UNIQUE INDEX IF NOT EXISTS outbox_ahead ON outbox (programme_id, member_id, subscription_id, subject)
    WHERE topic = 'expiry.ahead';

CREATE TABLE IF NOT EXISTS worker (
    worker_id  bigint      NOT NULL PRIMARY KEY,
    host       text        NOT NULL,
    process_id integer     NOT NULL,
    release    text        NOT NULL,
    started_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL
);
COMMENT ON TABLE worker IS 'reference; deployment';

CREATE TABLE IF NOT EXISTS sweep (
    programme_id integer     NOT NULL REFERENCES programme,
    name         text        NOT NULL,
    due_at       timestamptz NOT NULL,
    worker_id    bigint,
    begun_at     timestamptz,
    ended_at     timestamptz,
    done         bigint,
    fault        text,
    PRIMARY KEY (programme_id, name)
);
COMMENT ON TABLE sweep IS 'reference; deployment';
COMMENT ON COLUMN sweep.due_at IS 'when it is to run next; while a worker runs it, until when he has it to himself';
COMMENT ON COLUMN sweep.worker_id IS 'who runs it now';
