-- What was counted of members, their levels, what is known of them, and budgets by window.

CREATE TABLE tally (
    member_id    bigint  NOT NULL,
    amount       bigint  NOT NULL,
    programme_id integer NOT NULL,
    day          date    NOT NULL,
    name         text    NOT NULL COLLATE "C",
    value        text    NOT NULL COLLATE "C",
    PRIMARY KEY (programme_id, member_id, name, day, value)
) WITH (fillfactor = 70);
COMMENT ON TABLE tally IS 'member-scoped; derived';
COMMENT ON COLUMN tally.name IS 'what is counted: metric.ID, rule.ID, rule.ID.UNIT, reward.ID; with .ever at the end without regard to days';
COMMENT ON COLUMN tally.day IS 'the local day of what is counted; 0001-01-01 where days do not matter';
COMMENT ON COLUMN tally.value IS 'which value occurred so often, where values are told apart; else empty';

CREATE TABLE later_count (
    member_id    bigint  NOT NULL,
    amount       bigint  NOT NULL,
    programme_id integer NOT NULL,
    member_seq   integer NOT NULL,
    day          date    NOT NULL,
    name         text    NOT NULL COLLATE "C",
    value        text    NOT NULL COLLATE "C",
    PRIMARY KEY (programme_id, member_id, member_seq, name, day, value)
);
COMMENT ON TABLE later_count IS 'member-scoped; fact';
COMMENT ON COLUMN later_count.member_seq IS 'the event that another version decided before the one that counts this took over';

CREATE TABLE level_interval (
    member_id    bigint      NOT NULL,
    starts_at    timestamptz NOT NULL,
    ends_at      timestamptz,
    programme_id integer     NOT NULL,
    ladder       text        NOT NULL,
    level        text        NOT NULL,
    standing     text        NOT NULL,
    PRIMARY KEY (programme_id, member_id, ladder, starts_at),
    CHECK (ends_at > starts_at)
);
CREATE INDEX level_interval_by_level ON level_interval (programme_id, ladder, level, starts_at);
COMMENT ON TABLE level_interval IS 'member-scoped; derived';
COMMENT ON COLUMN level_interval.ends_at IS 'what time alone will bring is written ahead; NULL is for ever';

CREATE TABLE member_attribute (
    member_id    bigint  NOT NULL,
    programme_id integer NOT NULL,
    name         text    NOT NULL,
    value        jsonb   NOT NULL,
    PRIMARY KEY (programme_id, member_id, name)
);
COMMENT ON TABLE member_attribute IS 'member-scoped; personal';
COMMENT ON COLUMN member_attribute.value IS 'in the stored form of the fields of events';

ALTER TABLE member ADD COLUMN purchases integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN member.purchases IS 'derived: how many purchases were credited';
ALTER TABLE person ADD COLUMN birth_year smallint;

ALTER TABLE budget ADD COLUMN window_label text NOT NULL DEFAULT '';
COMMENT ON COLUMN budget.window_label IS '2026-05, 2026-Q2, 2026-W18; empty for a budget that holds for ever';
ALTER TABLE budget DROP CONSTRAINT budget_pkey, ADD PRIMARY KEY (programme_id, rule, unit, window_label, slice);

-- Which kinds there are is the engine's to say; `subject` of a due is a unit, a ladder, or nothing.
ALTER TABLE due DROP CONSTRAINT due_kind_check;

UPDATE member SET purchases = bought.purchases
FROM (
    SELECT member_id, count(*) AS purchases FROM event WHERE kind = 'purchase' AND refused IS NULL GROUP BY member_id
) bought
WHERE member.member_id = bought.member_id;
