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
    # Refused wishes: nothing is recorded.
    UNKNOWN_MEMBER = "unknown_member"
    UNKNOWN_REWARD = "unknown_reward"
    UNKNOWN_UNIT = "unknown_unit"
    INSUFFICIENT_UNITS = "insufficient_units"
    OUT_OF_STOCK = "out_of_stock"
    REWARD_STOPPED = "reward_stopped"
    ALREADY_MEMBER = "already_member"
    KEY_REUSED = "key_reused"
    IN_PROGRESS = "in_progress"
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
