-- Households: who belongs to one is a column of the member; units that change hands in one are pairs of events.

ALTER TABLE member ADD COLUMN household_id bigint;
ALTER TABLE member ADD COLUMN household_place integer NOT NULL DEFAULT 0;
ALTER TABLE member ADD COLUMN shares_purchases boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN member.household_id IS 'derived: the household he belongs to, NULL for none';
COMMENT ON COLUMN member.household_place IS 'derived: the lowest of a household is its head';
COMMENT ON COLUMN member.shares_purchases IS 'derived: whether he agrees that his household sees what he bought';
CREATE INDEX member_household ON member (household_id) WHERE household_id IS NOT NULL;

ALTER TABLE counterpart DROP CONSTRAINT counterpart_role_check;
ALTER TABLE counterpart ADD CONSTRAINT counterpart_role_check
    CHECK (role IN ('giver', 'receiver', 'survivor', 'merged', 'lender', 'borrower'));

-- Who was merged is not looked at any more.
DELETE FROM due USING member m WHERE m.member_id = due.member_id AND m.merged_into IS NOT NULL;
