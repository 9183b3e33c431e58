"""What a text has to say of a decision: each amount, instant and day of its stored figures, as the language writes it.

`NUMBERS` has every key that figures can have, so that a new one cannot be left untold by mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from treue.domain.instants import local_day
from treue.domain.money import Money
from treue.engine.earning.limiting import chosen_days_of
from treue.engine.rewards.by_itself import READY
from treue.engine.state import FORFEIT, INACTIVITY
from treue.programme.records import LEVEL_WARNING, PARTICIPATION
from treue.words.explanation import Naming, Story
from treue.words.units import amount_in_words, plain_amount

MACHINE = re.compile(r"[{}]|&&|\|\||==|!=|>=|<=|\bNone\b|\bTrue\b|\bFalse\b|\w_\w|Fraction|Decimal")
"""What nobody should read in a text."""
Numbers = Callable[[Naming, Story, Any], Iterator[str]]
_UNTOLD_WHERE_TAKEN = ("spend", "automatic_reward", "expiry", "availability", "reward_granted")
"""Kinds that name each thing that was taken by itself."""


def numbers_of(naming: Naming, story: Story) -> Iterator[str]:
    """Everything of the story's figures that its text has to have."""
    for name, value in story.figures.items():
        yield from NUMBERS[name](naming, story, value)


def _nothing(_naming: Naming, _story: Story, _value: Any) -> Iterator[str]:
    """What is no number, or is told by others: which ones the tables says."""
    yield from ()


def _shares(naming: Naming, _story: Story, shares: Any) -> Iterator[str]:
    units, words = naming.programme.units, naming.language
    for _, unit, amount, *cut in shares:
        yield words.number(plain_amount(abs(amount), units[unit].decimals))
        yield from (amount_in_words(words, units[unit], wanted) for wanted in cut[:1])


def _amounts(naming: Naming, _story: Story, amounts: Any) -> Iterator[str]:
    # What was handed on and paid at once leaves nothing that changed.
    yield from (naming.amount(unit, abs(amount)) for unit, amount in amounts.items() if amount)


def _taken(naming: Naming, story: Story, amounts: Any) -> Iterator[str]:
    if story.kind in _UNTOLD_WHERE_TAKEN:
        yield from (naming.amount(one.unit, one.amount) for one in story.movements)
    else:
        yield from _amounts(naming, story, amounts)


def _lots(naming: Naming, story: Story, lots: Any) -> Iterator[str]:
    for unit, amount, available, expires in lots:
        yield naming.amount(unit, amount)
        if expires is not None:
            yield _moment(naming, expires)
        if datetime.fromisoformat(available) > story.decided_at:
            yield _moment(naming, available)


def _instant(naming: Naming, _story: Story, instant: Any) -> Iterator[str]:
    yield _moment(naming, instant)


def _standing(naming: Naming, _story: Story, standing: Any) -> Iterator[str]:
    # The end of the grace is told when somebody leaves; when it is over, nothing is ahead.
    yield from [_moment(naming, standing["closes_at"])] if standing["closes_at"] is not None else []


def _climbs(naming: Naming, _story: Story, climbs: Any) -> Iterator[str]:
    for ladder, level, starts, ends, _ in climbs:
        yield from (_moment(naming, instant) for instant in (starts, ends) if instant is not None)
        known = naming.programme.ladders.get(ladder)
        yield from [level] if known is not None and known.participation is not None else []


def _extensions(naming: Naming, _story: Story, extensions: Any) -> Iterator[str]:
    for seq, _, end in extensions:
        yield naming.language.number(seq)
        yield from [_moment(naming, end)] if end is not None else []


def _dues(naming: Naming, _story: Story, dues: Any) -> Iterator[str]:
    told = (INACTIVITY, FORFEIT, READY, PARTICIPATION, LEVEL_WARNING)
    yield from (_moment(naming, instant) for kind, _, instant in dues if instant is not None and kind in told)


def _money(naming: Naming, _story: Story, money: Any) -> Iterator[str]:
    minor, currency = money
    yield naming.language.money(Money(abs(minor), currency))


def _gives(naming: Naming, _story: Story, gives: Any) -> Iterator[str]:
    for value in gives.values():
        found = [value, *value.values()] if isinstance(value, Mapping) else []
        for one in found:
            if isinstance(one, Mapping) and one.keys() == {"minor", "currency"}:
                yield naming.language.money(Money(one["minor"], one["currency"]))


def _redemption(naming: Naming, _story: Story, redemption: Any) -> Iterator[str]:
    yield naming.language.number(redemption[0])


def _number(naming: Naming, _story: Story, number: Any) -> Iterator[str]:
    yield naming.language.number(number)


def _waits(naming: Naming, _story: Story, waits: Any) -> Iterator[str]:
    reward, place = waits
    yield naming.reward(reward)
    yield from [naming.language.number(place)] if place else []


def _places(naming: Naming, story: Story, places: Any) -> Iterator[str]:
    for waits in places:
        yield from _waits(naming, story, waits)


def _missing(naming: Naming, story: Story, missing: Any) -> Iterator[str]:
    if "lacking" in story.figures:
        yield naming.amount(story.figures["lacking"], missing)


def _purchases(naming: Naming, _story: Story, purchases: Any) -> Iterator[str]:
    yield naming.language.number(abs(purchases))


def _given_twice(naming: Naming, _story: Story, rules: Any) -> Iterator[str]:
    yield from (naming.rule(rule) for rule in rules)


def _counts(naming: Naming, story: Story, counts: Any) -> Iterator[str]:
    metrics = {metric.key: metric for metric in naming.programme.metrics.values() if not metric.parts}
    rights = {chosen_days_of(right) for right in naming.programme.rights}
    totals: dict[str, int] = {}
    for name, amount, *rest in counts:
        if name in rights and story.kind == "day_chosen":
            day = date.fromisoformat(rest[0]) if rest else local_day(story.occurred_at, naming.programme.zone)
            yield naming.language.date(day)
        elif name in metrics and rest[1:] and metrics[name].counts == "distinct":
            yield naming.language.quoted(rest[1])
        elif name in metrics and rest[1:]:
            yield naming.figure(metrics[name], int(rest[1]))
        elif name in metrics:
            totals[name] = totals.get(name, 0) + amount
    yield from (naming.figure(metrics[name], abs(amount)) for name, amount in totals.items() if amount)


def _donations(naming: Naming, _story: Story, donations: Any) -> Iterator[str]:
    yield from (naming.money(abs(minor)) for _, _, minor, _ in donations)


def _perks(_naming: Naming, _story: Story, perks: Any) -> Iterator[str]:
    yield from (perk.removesuffix(".") for _, perk in perks)


def _order(naming: Naming, _story: Story, order: Any) -> Iterator[str]:
    yield naming.language.number(order)


def _in_programme(naming: Naming, _story: Story, minor: Any) -> Iterator[str]:
    yield naming.money(minor)


def _lines(naming: Naming, _story: Story, lines: Any) -> Iterator[str]:
    for line, quantity, _, amount, bought, _ in lines:
        yield from map(naming.language.number, (line, Decimal(quantity), Decimal(bought)))
        yield from [naming.money(amount)] if amount else []


def _entitled(naming: Naming, _story: Story, entitled: Any) -> Iterator[str]:
    for _, unit, before, after in entitled:
        yield from (naming.amount(unit, amount) for amount in (before, after, abs(before - after)))


def _of_units(naming: Naming, _story: Story, amounts: Any) -> Iterator[str]:
    yield from (naming.amount(unit, abs(amount)) for *_, unit, amount in amounts)


def _budget_uses(naming: Naming, story: Story, uses: Any) -> Iterator[str]:
    # A piece of a reward, or a use of a code, is one; what was left before is told from what was read.
    if story.kind == "return":
        yield from (naming.amount(unit, abs(amount)) for _, unit, _, amount in uses if unit in naming.programme.units)


def _moment(naming: Naming, instant: str) -> str:
    return naming.moment(datetime.fromisoformat(instant))


NUMBERS: Mapping[str, Numbers] = {
    "shares": _shares,
    "given": _amounts,
    "taken": _taken,
    "debt": _amounts,
    "lots": _lots,
    "reward": lambda naming, _story, reward: iter([naming.reward(reward)]),
    "gives": _gives,
    "to_pay": _money,
    "usable_until": _instant,
    "code": _nothing,
    "redemption": _redemption,
    "granted_for": _number,
    "standing": _standing,
    "purchases": _purchases,
    "given_twice": _given_twice,
    # An internal number and a rank among the members, neither of which anybody would know.
    "household": _nothing,
    "missing": _missing,
    "lacking": _nothing,
    "until": _instant,
    "counts": _counts,
    "climbs": _climbs,
    "extensions": _extensions,
    "dues": _dues,
    "every": _nothing,
    "budget_uses": _budget_uses,
    "waits": _waits,
    "places": _places,
    "donations": _donations,
    "perks": _perks,
    # What was paid and the rate are told from the order, as long as it is kept.
    "paid": _nothing,
    "exchange": _nothing,
    "order": _order,
    "lines": _lines,
    "amount": _in_programme,
    "whole": _nothing,
    "money": _in_programme,
    "unmade": _nothing,
    # The internal id of somebody who was merged.
    "owner": _nothing,
    "entitled": _entitled,
    "expired": _of_units,
    "forgiven": _of_units,
}
"""By key of the figures: what the text has to have of it."""
