-- Commands that touch two members, leaving, opening balances, and requests that wait for a second actor.

ALTER TABLE transfer ADD COLUMN earned_at timestamptz;
COMMENT ON COLUMN transfer.earned_at IS 'from when the ages of the lot count, where that is not effective_at: a lot that moved or was brought in';

ALTER TABLE member ADD COLUMN left_at timestamptz;
ALTER TABLE member ADD COLUMN closes_at timestamptz;
ALTER TABLE member ADD COLUMN merged_into bigint;
COMMENT ON COLUMN member.left_at IS 'derived: when he left, NULL for a member';
COMMENT ON COLUMN member.closes_at IS 'derived: until when the units of one who left stay usable, NULL once they are forfeited';
COMMENT ON COLUMN member.merged_into IS 'derived: the member who he turned out to be, after any number of merges';
CREATE INDEX member_merged_into ON member (merged_into) WHERE merged_into IS NOT NULL;

-- The kinds grow with the releases; `treue verify` proves what is due.
ALTER TABLE due DROP CONSTRAINT IF EXISTS due_kind_check;

CREATE TABLE counterpart (
    member_id    bigint  NOT NULL,
    other_id     bigint  NOT NULL,
    programme_id integer NOT NULL,
    member_seq   integer NOT NULL,
    other_seq    integer NOT NULL,
    role         text    NOT NULL CHECK (role IN ('giver', 'receiver', 'survivor', 'merged')),
    PRIMARY KEY (programme_id, member_id, member_seq),
    CHECK (member_id <> other_id)
);
COMMENT ON TABLE counterpart IS 'member-scoped; fact';
COMMENT ON COLUMN counterpart.other_seq IS 'the event at the other member that the same command decided';

CREATE TABLE approval (
    approval_id  bigint      NOT NULL,
    member_id    bigint      NOT NULL,
    other_id     bigint,
    recorded_at  timestamptz NOT NULL DEFAULT now(),
    decided_at   timestamptz,
    programme_id integer     NOT NULL,
    key_hash     bytea       NOT NULL,
    content_hash bytea       NOT NULL,
    requested_by text        NOT NULL,
    decided_by   text,
    state        text        NOT NULL CHECK (state IN ('waiting', 'approved', 'declined')),
    command      jsonb       NOT NULL,
    PRIMARY KEY (programme_id, approval_id),
    CHECK ((state = 'waiting') = (decided_by IS NULL))
);
CREATE INDEX approval_by_key ON approval (programme_id, key_hash);
CREATE INDEX approval_of_member ON approval (programme_id, member_id);
CREATE INDEX approval_waiting ON approval (programme_id, approval_id) WHERE state = 'waiting';
COMMENT ON TABLE approval IS 'key-scoped by approval_id; personal';
COMMENT ON COLUMN approval.command IS 'what was asked for, to be decided when another actor agrees';
