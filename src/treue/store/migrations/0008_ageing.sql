-- Lots whose end moves, and more kinds of what is due.

ALTER TABLE lot ADD COLUMN IF NOT EXISTS issued_until timestamptz;
COMMENT ON COLUMN lot.issued_until IS 'the end it was issued with, where an event or a pause moved expires_at since';

ALTER TABLE transfer ADD COLUMN IF NOT EXISTS earned_at timestamptz;
COMMENT ON COLUMN transfer.earned_at IS 'from when the ages of the lot count, where that is not effective_at: a lot that moved or was brought in, or came back';

-- The kinds grow with the releases; `treue verify` proves what is due.
ALTER TABLE due DROP CONSTRAINT IF EXISTS due_kind_check;

-- What time brought a member last, for what comes next.
CREATE INDEX IF NOT EXISTS event_of_time ON event (programme_id, member_id, kind, member_seq)
    WHERE kind IN ('anniversary', 'birthday', 'inactivity', 'period_end');
