"""Founding a household, entering and leaving it, naming its head, and agreeing that the others see what one buys."""

from __future__ import annotations

from dataclasses import replace

from treue.domain.belonging import NOWHERE, Belonging
from treue.domain.events import (
    HeadNamed,
    HouseholdEntered,
    HouseholdEvent,
    HouseholdFounded,
    HouseholdLeft,
    PurchasesShared,
)
from treue.domain.reasons import Reason
from treue.engine.decision import Decision, ReadSet
from treue.engine.state import State
from treue.engine.taking import refusal
from treue.programme.records import Programme

FOUNDED = "household_founded"
ENTERED = "household_entered"
WENT = "household_left"
HEAD_NAMED = "head_named"
SHARED = "purchases_shared"
HOUSEHOLD_KINDS = (FOUNDED, ENTERED, WENT, HEAD_NAMED, SHARED)


def kind_of_household_event(event: HouseholdEvent) -> str:
    """What it is called in a member's history."""
    match event:
        case HouseholdFounded():
            return FOUNDED
        case HouseholdEntered():
            return ENTERED
        case HouseholdLeft():
            return WENT
        case HeadNamed():
            return HEAD_NAMED
        case PurchasesShared():
            return SHARED


def invited(
    programme: Programme, state: State, wish: HouseholdEntered, host: State | None
) -> HouseholdEntered | Reason:
    """The event with the household of the host and the last place in it, or why it cannot be."""
    terms = programme.members.households
    if host is None:
        return Reason.UNKNOWN_OTHER
    if host is state:
        return Reason.SAME_MEMBER
    if not host.belonging.is_somewhere:
        return Reason.OTHER_IN_NO_HOUSEHOLD
    together = (host, *host.mates)
    if state.belonging.is_somewhere:
        return Reason.IN_A_HOUSEHOLD
    if terms is not None and terms.members_max is not None and len(together) >= terms.members_max:
        return Reason.HOUSEHOLD_FULL
    return replace(wish, household=host.belonging.household, place=1 + max(one.belonging.place for one in together))


def before_all(state: State) -> HeadNamed:
    """The event that makes the member the head: with a place before all others."""
    return HeadNamed(min([state.belonging.place, *(mate.belonging.place - 1 for mate in state.mates)]))


def settle_in(programme: Programme, state: State, event: HouseholdEvent) -> Decision:
    """The member's place from now on, or a refusal that records nothing."""
    kind, now = kind_of_household_event(event), state.now
    if programme.members.households is None and not isinstance(event, HouseholdLeft):
        return refusal(kind, state, Reason.NO_HOUSEHOLDS)
    enters = isinstance(event, HouseholdFounded | HouseholdEntered)
    if enters and state.belonging.is_somewhere:
        return refusal(kind, state, Reason.IN_A_HOUSEHOLD)
    if not enters and not state.belonging.is_somewhere:
        return refusal(kind, state, Reason.IN_NO_HOUSEHOLD)
    return Decision(kind, now, ReadSet(now, belonging=state.belonging), belonging=_place_after(state.belonging, event))


def _place_after(belonging: Belonging, event: HouseholdEvent) -> Belonging:
    match event:
        case HouseholdFounded(household=household):
            return Belonging(household)
        case HouseholdEntered(household=household, place=place):
            return Belonging(household, place)
        case HouseholdLeft():
            return NOWHERE
        case HeadNamed(place=place):
            return replace(belonging, place=place)
        case PurchasesShared(shared=shared):
            return replace(belonging, shares_purchases=shared)


def leaving(state: State, decision: Decision) -> Decision:
    """The decision by which somebody is no member any more: with it he leaves his household."""
    if not state.belonging.is_somewhere:
        return decision
    read_set = replace(decision.read_set, belonging=state.belonging)
    return replace(decision, read_set=read_set, belonging=NOWHERE)


def united(state: State, taken_over: Belonging, decision: Decision) -> Decision:
    """The decision by which two members are one: he keeps his household, or takes the place of the other."""
    own = state.belonging
    if not taken_over.is_somewhere:
        return decision
    decision = replace(decision, read_set=replace(decision.read_set, belonging=own))
    if own.is_somewhere and own.household != taken_over.household:
        return decision
    place = min(own.place, taken_over.place) if own.is_somewhere else taken_over.place
    shares = own.shares_purchases if own.is_somewhere else taken_over.shares_purchases
    return replace(decision, belonging=Belonging(taken_over.household, place, shares))
