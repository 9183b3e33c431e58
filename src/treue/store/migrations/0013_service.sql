-- What the service needs: keys by which programs speak for a programme, finding members, lost cards, jobs.

CREATE TABLE api_key (
    key_id              bigint      NOT NULL,
    created_at          timestamptz NOT NULL,
    revoked_at          timestamptz,
    programme_id        integer     NOT NULL REFERENCES programme,
    requests_per_minute integer     NOT NULL CHECK (requests_per_minute > 0),
    name                text        NOT NULL,
    role                text        NOT NULL,
    scopes              text[]      NOT NULL,
    secret_hash         bytea       NOT NULL,
    created_by          text        NOT NULL,
    PRIMARY KEY (programme_id, key_id),
    UNIQUE (programme_id, name)
);
-- The programme of a request is what its key says, so the key is found without it; 256 bits of chance do not collide.
CREATE INDEX api_key_by_secret ON api_key (secret_hash);
COMMENT ON TABLE api_key IS 'reference; deployment';
COMMENT ON COLUMN api_key.secret_hash IS 'SHA-256 of the secret, which is shown once and kept nowhere';
COMMENT ON COLUMN api_key.name IS 'never given twice, since it names who did something in the audit trail';

-- Whom somebody means who knows an e-mail address or a telephone number.
CREATE INDEX person_by_email ON person (programme_id, lower(email)) WHERE email IS NOT NULL;
CREATE INDEX person_by_phone ON person (programme_id, regexp_replace(phone, '[^0-9+]', '', 'g')) WHERE phone IS NOT NULL;

-- A lost card leads to nobody, and its number is not given to anybody else.
ALTER TABLE identity DROP CONSTRAINT IF EXISTS identity_kind_check;
ALTER TABLE identity ADD CONSTRAINT identity_kind_check CHECK (kind IN ('public', 'external', 'card', 'lost'));

-- Files that are made or taken while nobody waits: exports and imports.
CREATE TABLE data_job (
    job_id       bigint      NOT NULL,
    created_at   timestamptz NOT NULL,
    finished_at  timestamptz,
    taken_until  timestamptz,
    done         bigint      NOT NULL DEFAULT 0,
    total        bigint,
    refused      bigint      NOT NULL DEFAULT 0,
    place        bigint      NOT NULL DEFAULT 0,
    programme_id integer     NOT NULL,
    attempt      integer     NOT NULL DEFAULT 0,
    kind         text        NOT NULL CHECK (kind IN ('members', 'bookings', 'events')),
    state        text        NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    actor        text        NOT NULL,
    language     text        NOT NULL,
    fault        text,
    PRIMARY KEY (programme_id, job_id)
);
CREATE INDEX data_job_to_do ON data_job (job_id) WHERE state IN ('waiting', 'running');
COMMENT ON TABLE data_job IS 'key-scoped by job_id; deployment';
COMMENT ON COLUMN data_job.taken_until IS 'until when whoever runs it has it for himself; afterwards another one goes on';
COMMENT ON COLUMN data_job.attempt IS 'how often it was taken; who finds another number than his own writes nothing more';
COMMENT ON COLUMN data_job.place IS 'how far it has come: the last piece that was taken, or the last member that was written';

CREATE TABLE data_piece (
    job_id       bigint  NOT NULL,
    programme_id integer NOT NULL,
    piece_no     integer NOT NULL,
    is_result    boolean NOT NULL,
    body         bytea   NOT NULL,
    PRIMARY KEY (programme_id, job_id, is_result, piece_no)
);
COMMENT ON TABLE data_piece IS 'key-scoped by job_id; personal';
