-- How far a reward that is sent has come, and who waits for a seat.

ALTER TABLE redemption ADD COLUMN IF NOT EXISTS delivery text NOT NULL DEFAULT 'open'
    CHECK (delivery IN ('open', 'sent', 'arrived'));
COMMENT ON COLUMN redemption.delivery IS 'derived: how far it has come, where gives says that it is delivered; to which address is part of the payload';
CREATE INDEX IF NOT EXISTS redemption_to_deliver ON redemption (programme_id, occurred_at)
    WHERE gives ->> 'delivery' IS NOT NULL AND delivery <> 'arrived' AND standing <> 'cancelled';

-- Who waits follows from events alone.
CREATE INDEX IF NOT EXISTS event_of_waiting ON event (programme_id, (result -> 'waits' ->> 0), member_id, member_seq)
    WHERE result -> 'waits' ->> 0 IS NOT NULL;
