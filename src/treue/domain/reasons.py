"""Reason codes: why something expected was refused or cut. Sentences for them live in `words`."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """One code per reason; a code never changes its meaning."""

    # Refused facts: recorded, and their keys are used up.
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    NO_VERSION_THEN = "no_version_then"
    CURRENCY_MISMATCH = "currency_mismatch"
    UNKNOWN_EVENT = "unknown_event"
    WRONG_FIELDS = "wrong_fields"
    RECEIPT_CREDITED = "receipt_credited"
    # Refused wishes: nothing is recorded.
    UNKNOWN_MEMBER = "unknown_member"
    UNKNOWN_REWARD = "unknown_reward"
    UNKNOWN_UNIT = "unknown_unit"
    INSUFFICIENT_UNITS = "insufficient_units"
    OUT_OF_STOCK = "out_of_stock"
    REWARD_STOPPED = "reward_stopped"
    REWARD_NOT_YET = "reward_not_yet"
    REWARD_OVER = "reward_over"
    REWARD_NOT_TODAY = "reward_not_today"
    OTHER_LEVEL = "other_level"
    OTHER_SEGMENT = "other_segment"
    OTHER_PLACE = "other_place"
    CONDITION_NOT_MET = "condition_not_met"
    LIMIT_REACHED = "limit_reached"
    GIVEN_OUT = "given_out"
    UNKNOWN_PRICE = "unknown_price"
    AMOUNT_NEEDED = "amount_needed"
    AMOUNT_FIXED = "amount_fixed"
    BELOW_MINIMUM = "below_minimum"
    NOT_IN_STEPS = "not_in_steps"
    UNKNOWN_REDEMPTION = "unknown_redemption"
    ALREADY_USED = "already_used"
    ALREADY_CANCELLED = "already_cancelled"
    REDEMPTION_OVER = "redemption_over"
    CANCELLED_TOO_LATE = "cancelled_too_late"
    NOT_REISSUED = "not_reissued"
    UNKNOWN_CODE = "unknown_code"
    CODE_REPLACED = "code_replaced"
    ALREADY_MEMBER = "already_member"
    KEY_REUSED = "key_reused"
    IN_PROGRESS = "in_progress"
    # Refused changes of the programme: nothing is recorded.
    ALREADY_STOPPED = "already_stopped"
    NOT_STOPPED = "not_stopped"
    # Faults.
    PARKED = "parked"
    # Cuts: the decision stands with less.
    BUDGET_CUT = "budget_cut"
    CAP_CUT = "cap_cut"
