"""What is kept of a decision for ever: its figures, without anything about the person.

They are stored with the event, answered to whoever repeats the request, and read by histories. Shape (every key only
where it says something):

    shares   [[rule, unit, given], ...], with [..., wanted, reason] where a share was cut
    given    {unit: scaled units that entered the wallet}
    taken    {unit: scaled units that left it}
    debt     {unit: change of what the member owes}
    lots     [[unit, amount, available_at, expires_at], ...]
    reward, gives   what was bought or came by itself
    to_pay   [minor units, currency]: what it costs besides units; below zero: to be given back
    usable_until  the instant at which the reward is over
    code     true where a code was issued; which one is kept elsewhere
    redemption  [number, standing, issue]: an earlier redemption as it stands from then on, `reward` beside it; with
             [..., 'sent' or 'arrived'] where it is on its way or there
    standing {left_at, closes_at} from now on, where it changed
    purchases  how many purchases came from the member who was merged into this one; below zero at that one
    given_twice  [rule, ...] that give once and gave to both of two members who are one
    household [number, place, shares purchases] from now on, where it changed; the number is 0 for none
    missing, lacking  scaled units that were lacking, and the unit
    until    the instant from which the reason of a refusal is gone
    counts   [[tally, amount], ...], with [..., day] where it is not the day of the event, and [..., day, value]
    climbs   [[ladder, level, starts, ends, standing], ...]: time lines as they are from their first instant on
    extensions   [[seq, no, expires_at], ...]: lots that end at another instant from now on; null is never
    dues     [[kind, subject, instant], ...]: what will be due besides what follows from lots; null: no longer
    every    the period that ended
    budget_uses  [[source, unit, window, amount], ...] besides what was earned
    waits    [reward, place]: where the member stands among those who wait for a seat from now on; 0: no longer
    places   [[reward, place], ...]: the same of seats that the member waits for in place of one merged into him
    donations [[rule, cause, minor units, currency], ...], below nothing where a return takes back
    perks    [[rule, what staff does], ...]
    paid     what was paid for an order, minor units of its currency
    exchange [currency, rate]: of an order in another currency, and how much of the programme's one of it is

A return besides, all sums over every return of the order so far, this one included:

    order    the number of the order's event
    lines    [[line, quantity, quantity without an amount, amount, bought quantity, bought amount], ...]
    amount   minor units refunded for the order as a whole;  whole: all that was left came back
    money    minor units that came back in all
    unmade   nothing of the order is kept, since this return
    owner    the member whose order it was, where he was merged into this one

and of this return alone:

    entitled [[rule, unit, before, after], ...] where it changed what the order is entitled to
    expired  [[unit, amount], ...] that had expired and counts as taken back
    forgiven [[rule, unit, amount], ...] that was not there and is not owed
"""

from __future__ import annotations

from dataclasses import astuple
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from treue.domain.books import Account, Cause
from treue.domain.instants import local_day
from treue.engine.decision import Decision
from treue.engine.tallies import Count
from treue.processing.fields import plain_decimal
from treue.processing.returned import returned_figures
from treue.programme.records import PERIOD_END

_encode = msgspec.json.Encoder(order="deterministic").encode


def figures_of(decision: Decision, zone: ZoneInfo) -> dict[str, Any]:
    """The figures of a decision, ready for JSON; the zone is the programme's."""
    figures: dict[str, Any] = {}
    if decision.shares:
        figures["shares"] = [
            [share.rule, share.unit, share.given]
            if share.cut is None
            else [share.rule, share.unit, share.given, share.wanted, share.cut.value]
            for share in decision.shares
        ]
    for transfer in decision.transfers:
        if transfer.credit is Account.MEMBER:
            _add(figures, "given", transfer.unit, transfer.amount)
        elif transfer.cause is not Cause.DEBT_PAID and transfer.debit is Account.MEMBER:
            _add(figures, "taken", transfer.unit, transfer.amount)
        if transfer.debit is Account.DEBT:
            _add(figures, "debt", transfer.unit, transfer.amount)
        elif transfer.credit is Account.DEBT:
            _add(figures, "debt", transfer.unit, -transfer.amount)
    if decision.lots:
        figures["lots"] = [
            [lot.unit, lot.amount, lot.available_at.isoformat(), lot.expires_at and lot.expires_at.isoformat()]
            for lot in decision.lots
        ]
    figures |= _redemption_figures(decision)
    if decision.standing is not None:
        left_at, closes_at = decision.standing.left_at, decision.standing.closes_at
        figures["standing"] = {
            "left_at": left_at and left_at.isoformat(),
            "closes_at": closes_at and closes_at.isoformat(),
        }
    if decision.belonging is not None:
        figures["household"] = list(astuple(decision.belonging))
    if decision.purchases:
        figures["purchases"] = decision.purchases
    if decision.given_twice:
        figures["given_twice"] = list(decision.given_twice)
    if decision.missing:
        figures["missing"] = decision.missing
        if decision.lacking:
            figures["lacking"] = decision.lacking
    if decision.until is not None:
        figures["until"] = decision.until.isoformat()
    if decision.counts:
        day = local_day(decision.occurred_at, zone)
        figures["counts"] = [_counted(count, day) for count in decision.counts]
    if decision.climbs:
        figures["climbs"] = [
            [
                climb.ladder,
                interval.level,
                interval.starts.isoformat(),
                interval.ends and interval.ends.isoformat(),
                interval.standing,
            ]
            for climb in decision.climbs
            for interval in climb.intervals
        ]
    if decision.extensions:
        figures["extensions"] = [
            [one.seq, one.no, one.expires_at and one.expires_at.isoformat()] for one in decision.extensions
        ]
    if decision.dues:
        figures["dues"] = [[*key, instant and instant.isoformat()] for key, instant in decision.dues]
    if decision.kind == PERIOD_END:
        figures["every"] = decision.read_set.subject
    if decision.queued is not None:
        figures["waits"] = list(decision.queued)
    if decision.places:
        figures["places"] = [list(place) for place in decision.places]
    if decision.budget_uses:
        figures["budget_uses"] = [list(use) for use in decision.budget_uses]
    if decision.donations:
        figures["donations"] = [[rule, cause, money.minor, money.currency] for rule, cause, money in decision.donations]
    if decision.perks:
        figures["perks"] = [list(perk) for perk in decision.perks]
    if decision.paid is not None:
        figures["paid"] = decision.paid
    if decision.exchange is not None:
        currency, rate = decision.exchange
        figures["exchange"] = [currency, plain_decimal(rate)]
    if decision.returned is not None:
        figures |= returned_figures(decision, decision.returned)
    return figures


def _redemption_figures(decision: Decision) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    if decision.redeemed is not None:
        figures["reward"] = decision.redeemed.reward
        figures["gives"] = dict(decision.gives or {})
        if decision.redeemed.granted_for:
            figures["granted_for"] = decision.redeemed.granted_for
        if decision.redeemed.usable_until is not None:
            figures["usable_until"] = decision.redeemed.usable_until.isoformat()
    if decision.changed is not None:
        figures["reward"] = decision.changed.reward
        changed = decision.changed
        way = [changed.delivery] if changed.delivery in ("sent", "arrived") else []
        figures["redemption"] = [changed.seq, changed.standing, changed.issue, *way]
    if decision.to_pay is not None:
        figures["to_pay"] = [decision.to_pay.minor, decision.to_pay.currency]
    if decision.issues_code:
        figures["code"] = True
    return figures


def encoded(value: Any) -> str:
    """JSON text."""
    return _encode(value).decode()


def _counted(count: Count, day: date) -> list[str | int]:
    if count.value:
        return [count.name, count.amount, count.day.isoformat(), count.value]
    return [count.name, count.amount] if count.day == day else [count.name, count.amount, count.day.isoformat()]


def _add(figures: dict[str, Any], name: str, unit: str, amount: int) -> None:
    amounts = figures.setdefault(name, {})
    amounts[unit] = amounts.get(unit, 0) + amount
