-- Returns find what came back of their order before, and wait for an order that is not known yet.

CREATE INDEX event_return_of_order ON event (programme_id, member_id, ((result ->> 'order')::integer))
    WHERE kind = 'return' AND refused IS NULL;
COMMENT ON INDEX event_return_of_order IS 'the returns of an order, by its member_seq';

CREATE TABLE waiting_return (
    waiting_id   bigint      NOT NULL,
    member_id    bigint,
    reported_at  timestamptz NOT NULL,
    programme_id integer     NOT NULL,
    order_key    bytea       NOT NULL,
    content_hash bytea       NOT NULL,
    key_kinds    text[]      NOT NULL,
    key_hashes   bytea[]     NOT NULL,
    actor        text        NOT NULL,
    body         jsonb       NOT NULL,
    PRIMARY KEY (programme_id, order_key, waiting_id)
);
COMMENT ON TABLE waiting_return IS 'key-scoped by order_key; personal';
COMMENT ON COLUMN waiting_return.order_key IS 'the hash of the key that the order will bring';
COMMENT ON COLUMN waiting_return.reported_at IS 'on the programme''s clock';
COMMENT ON COLUMN waiting_return.member_id IS 'who presented it, where that is known; whose order it is decides';
COMMENT ON COLUMN waiting_return.key_hashes IS 'the return''s own keys, which it claims when it is decided';
