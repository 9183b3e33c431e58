-- The books and what surrounds them.
--
-- Every table says in its comment which kind it is and what it holds; a test reads these comments.
--   kind    member-scoped   rows of one member; distributed by member_id
--           key-scoped      rows found by a key of their own; distributed by the column named after `by`
--           reference       small, read everywhere, copied everywhere
--   holds   fact            written once, never changed (an erasure removes what leads to a person)
--           derived         can be rebuilt from the facts by `treue rebuild`
--           personal        who a member is; erasable
--           deployment      belongs to the running of this installation

CREATE SEQUENCE worker_number MINVALUE 0 MAXVALUE 1023 START 0 CYCLE;

-- Programmes ------------------------------------------------------------------------------------------------------

CREATE TABLE programme (
    programme_id  integer     NOT NULL,
    key           text        NOT NULL,
    sandbox_clock timestamptz,
    created_at    timestamptz NOT NULL,
    PRIMARY KEY (programme_id),
    UNIQUE (key)
);
COMMENT ON TABLE programme IS 'reference; fact';
COMMENT ON COLUMN programme.sandbox_clock IS 'what a sandbox calls now; NULL in a live programme, whose clock is the wall clock';

CREATE TABLE programme_version (
    programme_id integer     NOT NULL REFERENCES programme,
    version      integer     NOT NULL CHECK (version > 0),
    starts_at    timestamptz NOT NULL,
    published_at timestamptz NOT NULL,
    content_hash bytea       NOT NULL,
    semantics    smallint    NOT NULL,
    parts        jsonb       NOT NULL,
    actor        text        NOT NULL,
    PRIMARY KEY (programme_id, version)
);
COMMENT ON TABLE programme_version IS 'reference; fact';
COMMENT ON COLUMN programme_version.parts IS 'path of each part of the document -> its content hash, see programme_part';

CREATE TABLE programme_part (
    programme_id integer NOT NULL REFERENCES programme,
    content_hash bytea   NOT NULL,
    body         text    NOT NULL,
    PRIMARY KEY (programme_id, content_hash)
);
COMMENT ON TABLE programme_part IS 'reference; fact';

-- Members ---------------------------------------------------------------------------------------------------------

CREATE TABLE member (
    member_id    bigint      NOT NULL,
    joined_at    timestamptz NOT NULL,
    decided_at   timestamptz NOT NULL,
    erased_at    timestamptz,
    programme_id integer     NOT NULL,
    last_seq     integer     NOT NULL CHECK (last_seq > 0),
    PRIMARY KEY (member_id)
) WITH (fillfactor = 70);
COMMENT ON TABLE member IS 'member-scoped; fact';
COMMENT ON COLUMN member.decided_at IS 'derived: the programme clock at the last decision; it never runs back for a member';
COMMENT ON COLUMN member.last_seq IS 'derived: number of the last event';

CREATE TABLE person (
    programme_id integer  NOT NULL,
    member_id    bigint   NOT NULL,
    name         text,
    email        text,
    phone        text,
    birth_month  smallint CHECK (birth_month BETWEEN 1 AND 12),
    birth_day    smallint CHECK (birth_day BETWEEN 1 AND 31),
    language     text,
    PRIMARY KEY (programme_id, member_id)
);
COMMENT ON TABLE person IS 'member-scoped; personal';

CREATE TABLE identity (
    programme_id integer NOT NULL,
    kind         text    NOT NULL CHECK (kind IN ('public', 'external', 'card')),
    value        text    NOT NULL,
    member_id    bigint  NOT NULL,
    PRIMARY KEY (programme_id, value, kind)
);
CREATE INDEX identity_of_member ON identity (programme_id, member_id);
COMMENT ON TABLE identity IS 'key-scoped by value; personal';

-- Events and their decisions -----------------------------------------------------------------------------------------

CREATE TABLE event (
    member_id    bigint      NOT NULL,
    occurred_at  timestamptz NOT NULL,
    decided_at   timestamptz NOT NULL,
    audit_id     bigint      NOT NULL,
    recorded_at  timestamptz NOT NULL DEFAULT now(),
    programme_id integer     NOT NULL,
    member_seq   integer     NOT NULL CHECK (member_seq > 0),
    version      integer     NOT NULL,
    local_day    date        NOT NULL,
    kind         text        NOT NULL,
    refused      text,
    result       json        NOT NULL,
    PRIMARY KEY (programme_id, member_id, member_seq)
);
COMMENT ON TABLE event IS 'member-scoped; fact';
COMMENT ON COLUMN event.result IS 'the figures of the decision, as they were answered; no personal data';
COMMENT ON COLUMN event.local_day IS 'the day of occurred_at in the programme''s zone; partition of payload and read-set';

CREATE TABLE event_payload (
    member_id    bigint  NOT NULL,
    programme_id integer NOT NULL,
    member_seq   integer NOT NULL,
    local_day    date    NOT NULL,
    body         jsonb   NOT NULL,
    PRIMARY KEY (programme_id, member_id, member_seq, local_day)
) PARTITION BY RANGE (local_day);
COMMENT ON TABLE event_payload IS 'member-scoped; personal';

CREATE TABLE event_readset (
    member_id    bigint  NOT NULL,
    programme_id integer NOT NULL,
    member_seq   integer NOT NULL,
    local_day    date    NOT NULL,
    body         bytea   NOT NULL,
    PRIMARY KEY (programme_id, member_id, member_seq, local_day)
) PARTITION BY RANGE (local_day);
COMMENT ON TABLE event_readset IS 'member-scoped; personal';

-- The books -------------------------------------------------------------------------------------------------------

CREATE TABLE transfer (
    member_id    bigint      NOT NULL,
    amount       bigint      NOT NULL CHECK (amount > 0),
    effective_at timestamptz NOT NULL,
    booked_at    timestamptz NOT NULL,
    available_at timestamptz,
    expires_at   timestamptz,
    programme_id integer     NOT NULL,
    member_seq   integer     NOT NULL,
    transfer_no  smallint    NOT NULL,
    lot_no       smallint,
    unit         text        NOT NULL,
    debit        text        NOT NULL,
    credit       text        NOT NULL,
    cause        text        NOT NULL,
    source       text        NOT NULL,
    PRIMARY KEY (programme_id, member_id, member_seq, transfer_no),
    CHECK (debit <> credit),
    CHECK ((credit = 'member') = (lot_no IS NOT NULL)),
    CHECK ((credit = 'member') = (available_at IS NOT NULL))
);
COMMENT ON TABLE transfer IS 'member-scoped; fact';
COMMENT ON COLUMN transfer.lot_no IS 'the lot of this event that the transfer fills, with available_at and expires_at';
COMMENT ON COLUMN transfer.source IS 'id of the rule or reward, or the wording of an adjustment';

CREATE TABLE lot_use (
    member_id    bigint   NOT NULL,
    amount       bigint   NOT NULL CHECK (amount > 0),
    programme_id integer  NOT NULL,
    member_seq   integer  NOT NULL,
    lot_seq      integer  NOT NULL,
    transfer_no  smallint NOT NULL,
    lot_no       smallint NOT NULL,
    PRIMARY KEY (programme_id, member_id, member_seq, transfer_no, lot_seq, lot_no)
);
COMMENT ON TABLE lot_use IS 'member-scoped; fact';
COMMENT ON COLUMN lot_use.lot_seq IS 'member_seq of the event that made the lot';

CREATE TABLE redemption (
    member_id    bigint      NOT NULL,
    occurred_at  timestamptz NOT NULL,
    programme_id integer     NOT NULL,
    member_seq   integer     NOT NULL,
    reward       text        NOT NULL,
    gives        jsonb       NOT NULL,
    PRIMARY KEY (programme_id, member_id, member_seq)
);
COMMENT ON TABLE redemption IS 'member-scoped; fact';

CREATE TABLE lot (
    member_id    bigint      NOT NULL,
    amount       bigint      NOT NULL,
    remaining    bigint      NOT NULL CHECK (remaining > 0 AND remaining <= amount),
    earned_at    timestamptz NOT NULL,
    available_at timestamptz NOT NULL,
    expires_at   timestamptz,
    programme_id integer     NOT NULL,
    lot_seq      integer     NOT NULL,
    lot_no       smallint    NOT NULL,
    unit         text        NOT NULL,
    PRIMARY KEY (programme_id, member_id, lot_seq, lot_no)
);
COMMENT ON TABLE lot IS 'member-scoped; derived';
COMMENT ON COLUMN lot.remaining IS 'what is left; a lot that is used up has no row';

CREATE TABLE balance (
    member_id    bigint  NOT NULL,
    booked       bigint  NOT NULL CHECK (booked >= 0),
    debt         bigint  NOT NULL CHECK (debt >= 0),
    programme_id integer NOT NULL,
    unit         text    NOT NULL,
    PRIMARY KEY (programme_id, member_id, unit)
) WITH (fillfactor = 70);
COMMENT ON TABLE balance IS 'member-scoped; derived';

CREATE TABLE due (
    member_id    bigint      NOT NULL,
    due_at       timestamptz NOT NULL,
    programme_id integer     NOT NULL,
    kind         text        NOT NULL CHECK (kind IN ('availability', 'expiry')),
    unit         text        NOT NULL,
    PRIMARY KEY (programme_id, member_id, kind, unit)
) WITH (fillfactor = 70);
CREATE INDEX due_by_instant ON due (programme_id, due_at);
COMMENT ON TABLE due IS 'member-scoped; derived';

-- Keys ------------------------------------------------------------------------------------------------------------

CREATE TABLE claim (
    member_id    bigint,
    lapses_at    timestamptz,
    programme_id integer  NOT NULL,
    member_seq   integer,
    kind         text     NOT NULL CHECK (kind IN ('request', 'fact', 'receipt')),
    key_hash     bytea    NOT NULL,
    content_hash bytea,
    fingerprint  smallint NOT NULL,
    PRIMARY KEY (programme_id, key_hash)
);
CREATE INDEX claim_of_member ON claim (programme_id, member_id, member_seq);
COMMENT ON TABLE claim IS 'key-scoped by key_hash; personal';
COMMENT ON COLUMN claim.member_id IS 'NULL once the member was erased: the key stays taken and leads to nobody';
COMMENT ON COLUMN claim.lapses_at IS 'request keys only; keys of facts and receipts never lapse';

-- Scarce things ------------------------------------------------------------------------------------------------------

CREATE TABLE budget (
    used         bigint   NOT NULL CHECK (used >= 0),
    programme_id integer  NOT NULL,
    slice        smallint NOT NULL,
    rule         text     NOT NULL,
    unit         text     NOT NULL,
    PRIMARY KEY (programme_id, rule, unit, slice)
) WITH (fillfactor = 50);
COMMENT ON TABLE budget IS 'key-scoped by rule; derived';

CREATE TABLE stock_movement (
    movement_id  bigint  NOT NULL,
    quantity     bigint  NOT NULL CHECK (quantity <> 0),
    audit_id     bigint  NOT NULL,
    programme_id integer NOT NULL,
    reward       text    NOT NULL,
    note         text    NOT NULL,
    PRIMARY KEY (programme_id, reward, movement_id)
);
COMMENT ON TABLE stock_movement IS 'key-scoped by reward; fact';

CREATE TABLE stock (
    received     bigint   NOT NULL,
    taken        bigint   NOT NULL CHECK (taken >= 0),
    programme_id integer  NOT NULL,
    slice        smallint NOT NULL,
    reward       text     NOT NULL,
    PRIMARY KEY (programme_id, reward, slice),
    CHECK (taken <= received)
) WITH (fillfactor = 50);
COMMENT ON TABLE stock IS 'key-scoped by reward; derived';

-- Around the books --------------------------------------------------------------------------------------------------

CREATE TABLE audit (
    audit_id     bigint      NOT NULL,
    member_id    bigint,
    recorded_at  timestamptz NOT NULL DEFAULT now(),
    programme_id integer     NOT NULL,
    writes       integer     NOT NULL CHECK (writes > 0),
    actor        text        NOT NULL,
    action       text        NOT NULL,
    detail       jsonb       NOT NULL,
    PRIMARY KEY (programme_id, audit_id)
);
COMMENT ON TABLE audit IS 'key-scoped by audit_id; fact';
COMMENT ON COLUMN audit.writes IS 'how many writes of this actor and action the transaction made; each event names its row';

CREATE TABLE subscription (
    subscription_id bigint  NOT NULL,
    programme_id    integer NOT NULL REFERENCES programme,
    kinds           text[]  NOT NULL,
    PRIMARY KEY (programme_id, subscription_id)
);
COMMENT ON TABLE subscription IS 'reference; deployment';
COMMENT ON COLUMN subscription.kinds IS 'kinds of events wanted; empty means all';

CREATE TABLE outbox (
    member_id       bigint  NOT NULL,
    subscription_id bigint  NOT NULL,
    programme_id    integer NOT NULL,
    member_seq      integer NOT NULL,
    PRIMARY KEY (programme_id, member_id, member_seq, subscription_id)
);
COMMENT ON TABLE outbox IS 'member-scoped; deployment';

CREATE TABLE parked (
    parked_id    bigint      NOT NULL,
    recorded_at  timestamptz NOT NULL DEFAULT now(),
    programme_id integer     NOT NULL,
    actor        text        NOT NULL,
    fault        text        NOT NULL,
    command      jsonb       NOT NULL,
    PRIMARY KEY (programme_id, parked_id)
);
COMMENT ON TABLE parked IS 'key-scoped by parked_id; personal';

CREATE TABLE import_run (
    finished_at   timestamptz,
    position      bigint  NOT NULL,
    decided       bigint  NOT NULL,
    repeated      bigint  NOT NULL,
    refused       bigint  NOT NULL,
    rejected      bigint  NOT NULL,
    rejects_bytes bigint  NOT NULL,
    programme_id  integer NOT NULL,
    fingerprint   text    NOT NULL,
    PRIMARY KEY (programme_id, fingerprint)
);
COMMENT ON TABLE import_run IS 'key-scoped by fingerprint; deployment';
