-- Who of the staff may do what, their sessions, and what the console reads with many members.

CREATE TABLE staff (
    staff_id      bigint      NOT NULL,
    added_at      timestamptz NOT NULL,
    password_at   timestamptz NOT NULL,
    signed_in_at  timestamptz,
    programme_id  integer     NOT NULL REFERENCES programme,
    name          text        NOT NULL,
    roles         text[]      NOT NULL CHECK (cardinality(roles) > 0),
    password_hash text        NOT NULL,
    PRIMARY KEY (programme_id, staff_id),
    UNIQUE (programme_id, name)
);
COMMENT ON TABLE staff IS 'reference; deployment';
COMMENT ON COLUMN staff.password_at IS 'when the password was set; sessions that began before it are over';
COMMENT ON COLUMN staff.password_hash IS 'argon2id, with its salt and its cost';

CREATE TABLE staff_session (
    staff_id     bigint      NOT NULL,
    began_at     timestamptz NOT NULL,
    seen_at      timestamptz NOT NULL,
    programme_id integer     NOT NULL,
    token_hash   bytea       NOT NULL,
    PRIMARY KEY (programme_id, token_hash)
);
CREATE INDEX staff_session_of_staff ON staff_session (programme_id, staff_id);
COMMENT ON TABLE staff_session IS 'key-scoped by token_hash; deployment';
COMMENT ON COLUMN staff_session.token_hash IS 'the token itself is only in the browser';

CREATE TABLE sign_in_failure (
    last_at      timestamptz NOT NULL,
    programme_id integer     NOT NULL,
    failures     integer     NOT NULL,
    key_hash     bytea       NOT NULL,
    PRIMARY KEY (programme_id, key_hash)
);
COMMENT ON TABLE sign_in_failure IS 'key-scoped by key_hash; deployment';
COMMENT ON COLUMN sign_in_failure.key_hash IS 'of a name, of an address, or of both together';

CREATE TABLE overview (
    counted_at   timestamptz NOT NULL,
    took_ms      integer     NOT NULL,
    programme_id integer     NOT NULL,
    figures      jsonb       NOT NULL,
    PRIMARY KEY (programme_id)
);
COMMENT ON TABLE overview IS 'reference; deployment';
COMMENT ON COLUMN overview.figures IS 'what was counted last over the whole programme; may be counted anew at any time';

-- What is written is found again by when it was recorded; a block range index costs the way of a purchase next to nothing.
CREATE INDEX event_recorded ON event USING brin (recorded_at) WITH (pages_per_range = 32, autosummarize = on);

-- Members are found while somebody types: by the beginning of an id or card, and of any word of name and address.
CREATE INDEX identity_beginning ON identity (programme_id, value text_pattern_ops);
CREATE INDEX person_words ON person USING gin (array_to_tsvector(array_remove(regexp_split_to_array(
    lower(coalesce(name, '') || ' ' || coalesce(email, '')), '[[:space:][:punct:]]+'), '')));
