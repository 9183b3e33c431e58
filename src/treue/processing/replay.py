"""Making a decision again from what was kept of it: event, read-set and version, nothing else (docs/rules.md R5.1).

`event_of` is the reverse of `fingerprint.body_of`. What time brought has no stored event: it is decided again from its
read-set alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from treue.domain.achieved import Achieved
from treue.domain.belonging import Belonging
from treue.domain.books import Lot, LotUse
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
    LineBack,
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
from treue.domain.orders import Line, LineKind, Order, OrderReference, Receipt
from treue.engine.applying import state_of
from treue.engine.deciding import decide
from treue.engine.decision import Decision, ReadSet
from treue.engine.dues import CLOSING
from treue.engine.giving import GIFT, GIFT_RECEIVED
from treue.engine.households import belonging, pooling
from treue.engine.leaving import LEFT, REJOINED
from treue.engine.levels.setting import LEVEL_SET
from treue.engine.moving import MERGE, MERGED
from treue.engine.opening import OPENING
from treue.engine.returning.standing import RETURN
from treue.engine.rewards.changing import ARRIVED, CANCELLATION, REISSUE, SENT, USE, VOID
from treue.engine.rewards.redeeming import HANDOUTS, SPEND
from treue.engine.rewards.waiting import AWAITED, GIVEN_UP
from treue.engine.rights import DAY_CHOSEN
from treue.engine.taking import ADJUSTMENT
from treue.engine.time import SETTLEMENTS, settle
from treue.processing.fields import restored_fields
from treue.programme.records import JOINED, PURCHASE, Programme


def redecide(programme: Programme, kind: str, seq: int, body: Mapping[str, Any] | None, read_set: ReadSet) -> Decision:
    """The decision of event `seq` made again under the version it was decided by.

    Raises ValueError where what was kept is not enough for it: an erased body, an empty read-set of something due.
    """
    state = state_of(read_set, seq)
    if body is not None:
        decision = decide(programme, state, event_of(kind, body))
        decision = replace(decision, read_set=replace(decision.read_set, subject=read_set.subject))
        # Earlier releases did not keep what was paid.
        return decision if read_set.paid is not None else replace(decision, paid=None)
    if kind == CLOSING and read_set.standing.has_left:
        return settle(programme, state, kind, "", read_set.now)
    # Read-sets of earlier releases name no subject; it is the unit of the lots.
    subjects = {read_set.subject} if read_set.subject else {lot.unit for lot in read_set.lots}
    if kind not in SETTLEMENTS or len(subjects) != 1:
        raise ValueError(f"event {seq} ({kind}) cannot be decided again: what it was decided from is gone")
    return settle(programme, state, kind, subjects.pop(), read_set.now)


def event_of(kind: str, body: Mapping[str, Any]) -> Event:
    """The event whose stored form `body` is. Raises KeyError or ValueError for anything else."""
    if "name" in body:
        fields, instant = restored_fields(body.get("fields", {})), datetime.fromisoformat(body["occurred_at"])
        return Brought(kind, instant, fields) if "brought" in body else CustomEvent(body["name"], instant, fields)
    if kind == PURCHASE:
        return Purchase(datetime.fromisoformat(body["occurred_at"]), order_of(body["order"]))
    if kind == RETURN:
        return _return(body)
    if kind == JOINED:
        return Joined(datetime.fromisoformat(body["occurred_at"]) if "occurred_at" in body else None)
    if kind == SPEND:
        return Spend(**body)
    if kind in HANDOUTS:
        return Handout(**body)
    if kind == CANCELLATION:
        return CancelRedemption(**body)
    if kind in (AWAITED, GIVEN_UP):
        return AwaitSeat(**body) if kind == AWAITED else GiveUpSeat(**body)
    if kind in (SENT, ARRIVED):
        return ReportDelivery(**body)
    if kind == VOID:
        return VoidRedemption(**body)
    if kind == REISSUE:
        return ReissueRedemption(**body)
    if kind == USE:
        return UseRedemption(**body)
    if kind == ADJUSTMENT:
        return Adjustment(body["unit"], body["amount"], body["wording"], body.get("allow_debt", False))
    if kind == LEVEL_SET:
        until = date.fromisoformat(body["until"]) if "until" in body else None
        return FloorSet(body["ladder"], body["level"], body["by"], body["wording"], until)
    if kind == DAY_CHOSEN:
        return DayChosen(body["right"], date.fromisoformat(body["day"]) if "day" in body else None)
    return _between_members(kind, body)


def _between_members(kind: str, body: Mapping[str, Any]) -> Event:
    if kind == GIFT:
        return Gift(body["unit"], body["amount"], body.get("to", 0))
    if kind == GIFT_RECEIVED:
        return GiftReceived(body["giver"], _lots(body["lots"]))
    if kind == MERGE:
        debts = tuple((unit, owed) for unit, owed in body.get("debts", ()))
        place = Belonging(**body.get("belonging", {}))
        return Merge(body.get("other", 0), _lots(body.get("lots", ())), debts, place, _achieved(body))
    if kind == MERGED:
        return MergedAway(body["into"], _achieved(body))
    if kind == LEFT:
        return Left()
    if kind == REJOINED:
        return Rejoined()
    if kind == OPENING:
        earned_at, expires_at = datetime.fromisoformat(body["earned_at"]), _instant(body.get("expires_at"))
        return OpeningBalance(body["unit"], body["amount"], earned_at, expires_at, body.get("note", ""))
    return _in_a_household(kind, body)


def _in_a_household(kind: str, body: Mapping[str, Any]) -> Event:
    match kind:
        case belonging.FOUNDED:
            return HouseholdFounded(**body)
        case belonging.ENTERED:
            return HouseholdEntered(**body)
        case belonging.WENT:
            return HouseholdLeft()
        case belonging.HEAD_NAMED:
            return HeadNamed(**body)
        case belonging.SHARED:
            return PurchasesShared(**body)
        case pooling.POOL_GIVEN:
            return PoolGiven(body["to"], tuple(LotUse(**use) for use in body["uses"]))
        case pooling.POOL_RECEIVED:
            return PoolReceived(body["giver"], _lots(body["lots"]))
    raise ValueError(f"'{kind}' is not the kind of an event with a stored body")


def _return(body: Mapping[str, Any]) -> Return:
    named = dict(body["order"])
    if "receipt" in named:
        written = dict(named["receipt"])
        named["receipt"] = Receipt(**{**written, "business_date": date.fromisoformat(written["business_date"])})
    lines = tuple(
        LineBack(line["line"], Decimal(line["quantity"]) if "quantity" in line else None, line.get("amount"))
        for line in body.get("lines", ())
    )
    return Return(datetime.fromisoformat(body["occurred_at"]), OrderReference(**named), lines, body.get("amount"))


def _lots(bodies: Sequence[Mapping[str, Any]]) -> tuple[Lot, ...]:
    return tuple(
        Lot(
            body["seq"],
            body["no"],
            body["unit"],
            body["amount"],
            body["remaining"],
            datetime.fromisoformat(body["earned_at"]),
            datetime.fromisoformat(body["available_at"]),
            _instant(body["expires_at"]),
            _instant(body.get("issued_until")),
        )
        for body in bodies
    )


def _achieved(body: Mapping[str, Any]) -> Achieved:
    kept = body.get("achieved", {})
    return Achieved(
        tuple((name, date.fromisoformat(day), amount, value) for name, day, amount, value in kept.get("counts", ())),
        kept.get("purchases", 0),
        tuple(
            (
                name,
                tuple(
                    (level, datetime.fromisoformat(starts), _instant(ends), standing)
                    for level, starts, ends, standing in line
                ),
            )
            for name, line in kept.get("lines", ())
        ),
        tuple((kind, unit, datetime.fromisoformat(at)) for kind, unit, at in kept.get("dues", ())),
        tuple((reward, place) for reward, place in kept.get("places", ())),
    )


def _instant(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value is not None else None


def order_of(body: Mapping[str, Any]) -> Order:
    """The order whose stored form `body` is."""
    kept = {name: value for name, value in body.items() if name != "lines"}
    if "attributes" in kept:
        kept["attributes"] = restored_fields(kept["attributes"])
    return Order(lines=tuple(_line(line) for line in body["lines"]), **kept)


def _line(body: Mapping[str, Any]) -> Line:
    kept = dict(body)
    if "quantity" in kept:
        kept["quantity"] = Decimal(kept["quantity"])
    if "tags" in kept:
        kept["tags"] = tuple(kept["tags"])
    if "kind" in kept:
        kept["kind"] = LineKind(kept["kind"])
    if "attributes" in kept:
        kept["attributes"] = restored_fields(kept["attributes"])
    return Line(**kept)
