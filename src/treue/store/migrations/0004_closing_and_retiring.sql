-- Closed periods, and line data that was retired (docs/rules.md R4.8, R4.9).

-- A release before this one writes neither column; where the day is NULL it is the local day of effective_at.
ALTER TABLE transfer ADD COLUMN period_day date;
ALTER TABLE transfer ADD COLUMN after_closing boolean;
COMMENT ON COLUMN transfer.period_day IS 'the day it counts in: the local day of effective_at, or the first open day if that was closed';
COMMENT ON COLUMN transfer.after_closing IS 'the mark of a transfer whose own day was closed when it was booked';

CREATE TABLE period_closing (
    closed_at    timestamptz NOT NULL,
    audit_id     bigint      NOT NULL,
    programme_id integer     NOT NULL REFERENCES programme,
    until_day    date        NOT NULL,
    PRIMARY KEY (programme_id, until_day)
);
COMMENT ON TABLE period_closing IS 'reference; fact';
COMMENT ON COLUMN period_closing.closed_at IS 'the programme clock; what is booked later cannot count in until_day or before';

CREATE TABLE retirement (
    retired_at      timestamptz NOT NULL,
    audit_id        bigint      NOT NULL,
    programme_id    integer     NOT NULL REFERENCES programme,
    lines_before    date        NOT NULL,
    payloads_before date        NOT NULL,
    PRIMARY KEY (programme_id, audit_id)
);
COMMENT ON TABLE retirement IS 'reference; fact';
COMMENT ON COLUMN retirement.lines_before IS 'purchases of earlier days can no longer be made again; payloads_before: all other events';
