-- A rule, an offer or a reward is stopped and resumed without a new version of the document.

CREATE TABLE stoppage (
    programme_id integer     NOT NULL REFERENCES programme,
    switch_no    integer     NOT NULL CHECK (switch_no > 0),
    kind         text        NOT NULL CHECK (kind IN ('rule', 'offer', 'reward')),
    node         text        NOT NULL,
    effective_at timestamptz NOT NULL,
    stops        boolean     NOT NULL,
    audit_id     bigint      NOT NULL,
    note         text        NOT NULL,
    PRIMARY KEY (programme_id, switch_no)
);
COMMENT ON TABLE stoppage IS 'reference; fact';
COMMENT ON COLUMN stoppage.switch_no IS 'counts without a gap; of the switches effective by an instant the highest counts';
COMMENT ON COLUMN stoppage.stops IS 'whether the node is stopped from effective_at on, or runs again';
