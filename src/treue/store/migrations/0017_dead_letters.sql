-- The console counts on its first page what no webhook took.

CREATE INDEX IF NOT EXISTS outbox_dead ON outbox (programme_id, subscription_id) WHERE standing = 'dead';
COMMENT ON COLUMN sign_in_failure.key_hash IS 'of a name, of an address, of both together, or of a key or address that guesses codes';
