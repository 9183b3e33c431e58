"""Every kind of event there can be is told in sentences of its own: a new one is missed here, not by a member."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import get_args

from treue.domain.events import (
    Adjustment,
    AwaitSeat,
    Brought,
    CancelRedemption,
    CustomEvent,
    DayChosen,
    Event,
    FloorSet,
    Gift,
    GiftReceived,
    GiveUpSeat,
    Handout,
    HeadNamed,
    HouseholdEntered,
    HouseholdFounded,
    HouseholdLeft,
    Joined,
    Left,
    Merge,
    MergedAway,
    OpeningBalance,
    PoolGiven,
    PoolReceived,
    Purchase,
    PurchasesShared,
    ReissueRedemption,
    Rejoined,
    ReportDelivery,
    Return,
    Spend,
    UseRedemption,
    VoidRedemption,
)
from treue.domain.orders import Order, OrderReference
from treue.engine.counting import COUNTED
from treue.engine.deciding import kind_of
from treue.engine.time import TIME_KINDS
from treue.programme.records import LEVEL_LOST, LEVEL_REACHED
from treue.words.explanation import EXPLAINERS
from treue.words.happenings import KINDS

AT = datetime.fromisoformat("2026-06-01T12:00+00:00")
BROUGHT = (LEVEL_REACHED, LEVEL_LOST)
"""What follows from other decisions, besides what time brings."""
REPORTED: Mapping[type, tuple[Event, ...]] = {
    Brought: tuple(Brought(name, AT) for name in BROUGHT),
    Purchase: (Purchase(AT, Order("EUR", ())),),
    Return: (Return(AT, OrderReference("tills", "1")),),
    Joined: (Joined(),),
    Spend: (Spend("mug"),),
    Adjustment: (Adjustment("points", 1, "goodwill"),),
    Handout: (Handout("mug"), Handout("mug", "rule")),
    CancelRedemption: (CancelRedemption(1),),
    ReissueRedemption: (ReissueRedemption(1),),
    UseRedemption: (UseRedemption(1),),
    ReportDelivery: (ReportDelivery(1, "sent"), ReportDelivery(1, "arrived")),
    VoidRedemption: (VoidRedemption(1),),
    AwaitSeat: (AwaitSeat("ride"),),
    GiveUpSeat: (GiveUpSeat("ride"),),
    Gift: (Gift("points", 1),),
    GiftReceived: (GiftReceived(1, ()),),
    Merge: (Merge(),),
    MergedAway: (MergedAway(1),),
    Left: (Left(),),
    Rejoined: (Rejoined(),),
    OpeningBalance: (OpeningBalance("points", 1, AT),),
    FloorSet: (FloorSet("club", "gold", "staff", "as agreed"),),
    HouseholdFounded: (HouseholdFounded(),),
    HouseholdEntered: (HouseholdEntered(),),
    HouseholdLeft: (HouseholdLeft(),),
    HeadNamed: (HeadNamed(),),
    PurchasesShared: (PurchasesShared(),),
    PoolGiven: (PoolGiven(1, ()),),
    PoolReceived: (PoolReceived(1, ()),),
    DayChosen: (DayChosen("own_days"),),
    # Events that a programme declares earn; none has sentences of its own.
    CustomEvent: (),
}
"""By type of event: one of each kind that it can be."""


def kinds() -> set[str]:
    """Every kind that stands in a member's history, but for those that programmes declare."""
    return {kind_of(event) for events in REPORTED.values() for event in events} | TIME_KINDS | {COUNTED}


def test_every_type_of_event_is_among_those_looked_at() -> None:
    assert set(get_args(Event)) == set(REPORTED)


def test_every_kind_of_event_has_a_name_and_is_explained_in_sentences_of_its_own() -> None:
    assert kinds() - set(EXPLAINERS) == set()
    assert kinds() - set(KINDS) == set()


def test_nothing_is_explained_that_cannot_happen() -> None:
    assert set(EXPLAINERS) - kinds() == set()
    assert set(KINDS) - kinds() == set()
