-- What becomes of rewards: they are used, given back, issued again; their codes; and what stock movements were.

ALTER TABLE redemption ADD COLUMN usable_until timestamptz;
ALTER TABLE redemption ADD COLUMN returnable_until timestamptz;
ALTER TABLE redemption ADD COLUMN is_automatic boolean NOT NULL DEFAULT false;
ALTER TABLE redemption ADD COLUMN is_paid boolean NOT NULL DEFAULT true;
ALTER TABLE redemption ADD COLUMN standing text NOT NULL DEFAULT 'open' CHECK (standing IN ('open', 'used', 'cancelled'));
ALTER TABLE redemption ADD COLUMN issue integer;
COMMENT ON COLUMN redemption.is_paid IS 'whether units were paid for it; what a rule grants is free';
COMMENT ON COLUMN redemption.standing IS 'derived: what became of it; that it is over follows from usable_until';
COMMENT ON COLUMN redemption.issue IS 'derived: the event that issued the code that counts; NULL is the redemption itself';
CREATE INDEX redemption_of_reward ON redemption (programme_id, reward);
CREATE INDEX redemption_by_itself ON redemption (programme_id, member_id) WHERE is_automatic AND standing = 'open';

CREATE TABLE voucher_code (
    member_id      bigint  NOT NULL,
    programme_id   integer NOT NULL,
    member_seq     integer NOT NULL,
    redemption_seq integer NOT NULL,
    code           text    NOT NULL,
    PRIMARY KEY (programme_id, code)
);
CREATE INDEX voucher_code_of_event ON voucher_code (programme_id, member_id, member_seq);
COMMENT ON TABLE voucher_code IS 'key-scoped by code; personal';
COMMENT ON COLUMN voucher_code.member_seq IS 'the event that issued it; an earlier code of the same redemption is void';

-- What comes back goes into the lot it was taken from, by a use below zero.
ALTER TABLE lot_use DROP CONSTRAINT IF EXISTS lot_use_amount_check;
ALTER TABLE lot_use ADD CHECK (amount <> 0);
ALTER TABLE transfer DROP CONSTRAINT IF EXISTS transfer_check1;
ALTER TABLE transfer DROP CONSTRAINT IF EXISTS transfer_check2;
ALTER TABLE transfer ADD CHECK (lot_no IS NULL OR credit = 'member');
ALTER TABLE transfer ADD CHECK (credit <> 'member' OR lot_no IS NOT NULL OR cause = 'given_back');
ALTER TABLE transfer ADD CHECK ((lot_no IS NULL) = (available_at IS NULL));

ALTER TABLE stock_movement ADD COLUMN kind text NOT NULL DEFAULT 'received'
    CHECK (kind IN ('received', 'corrected', 'lost'));
