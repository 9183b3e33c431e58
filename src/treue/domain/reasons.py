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
    MORE_THAN_BOUGHT = "more_than_bought"
    UNKNOWN_LINE = "unknown_line"
    NOT_AN_ORDER = "not_an_order"
    ORDER_REFUSED = "order_refused"
    LINES_RETIRED = "lines_retired"
    MEMBER_LEFT = "member_left"
    # Refused wishes: nothing is recorded.
    UNKNOWN_MEMBER = "unknown_member"
    UNKNOWN_REWARD = "unknown_reward"
    UNKNOWN_UNIT = "unknown_unit"
    INSUFFICIENT_UNITS = "insufficient_units"
    OUT_OF_STOCK = "out_of_stock"
    REWARD_STOPPED = "reward_stopped"
    UNKNOWN_LEVEL = "unknown_level"
    NOT_SET_THIS_WAY = "not_set_this_way"
    ENDS_IN_THE_PAST = "ends_in_the_past"
    ALREADY_MEMBER = "already_member"
    KEY_REUSED = "key_reused"
    IN_PROGRESS = "in_progress"
    NOT_GIVABLE = "not_givable"
    BELOW_MINIMUM = "below_minimum"
    ABOVE_MAXIMUM = "above_maximum"
    UNKNOWN_OTHER = "unknown_other"
    SAME_MEMBER = "same_member"
    OTHER_LEFT = "other_left"
    ALREADY_MERGED = "already_merged"
    NOT_LEFT = "not_left"
    WRONG_DATES = "wrong_dates"
    UNLISTED_REASON = "unlisted_reason"
    SAME_ACTOR = "same_actor"
    DECLINED = "declined"
    NOT_WAITING = "not_waiting"
    # Refused changes of the programme: nothing is recorded.
    ALREADY_STOPPED = "already_stopped"
    NOT_STOPPED = "not_stopped"
    # Facts that wait for another fact.
    ORDER_AWAITED = "order_awaited"
    # Faults.
    PARKED = "parked"
    # Cuts: the decision stands with less.
    BUDGET_CUT = "budget_cut"
    CAP_CUT = "cap_cut"
