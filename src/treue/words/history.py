"""What an event did for a member, in one sentence: which rule gave what, and why less where it was cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from treue.domain.books import Cause
from treue.domain.money import Money
from treue.domain.reasons import Reason
from treue.programme.records import Reward, Unit
from treue.words.happenings import cause_in_words
from treue.words.languages import Language, mark
from treue.words.reasons import reason_in_words
from treue.words.units import amount_in_words, plain_amount, reward_name

Move = tuple[str, str, str, int]
"""(cause, source, unit, change of what the member holds), scaled."""


_FOR_REWARDS = frozenset({Cause.SPENT, Cause.REDEEMED, Cause.GIVEN_BACK, Cause.REVOKED})
"""Causes whose source is a reward."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids in a history stand for."""

    units: Mapping[str, Unit]
    rewards: Mapping[str, Reward]


def effect_in_words(
    language: Language, names: Names, refused: str | None, figures: Mapping[str, Any], moves: Iterable[Move]
) -> str:
    """The effect of one event, from its stored figures and transfers, without a full stop."""
    if refused is not None:
        return language.say("refused: {reason}", reason=reason_in_words(language, Reason(refused)))
    phrases = shares_in_words(language, names, figures.get("shares", ()))
    # What was earned is told by the shares, which also know what was cut; what was owed has no change of its own.
    owed = dict(figures.get("debt", {}))
    if "order" in figures:
        return ", ".join(_returned(language, names, figures, moves, owed)) or language.say("no change")
    for cause, source, unit, change in moves:
        if cause == Cause.DEBT_MADE:
            phrases.append(_move(language, names, cause, source, unit, owed.get(unit, 0)))
        elif cause != Cause.EARNED:
            phrases.append(_move(language, names, cause, source, unit, change))
    reward = figures.get("reward") or next(iter(figures.get("waits", ())), None)
    if reward is not None and not phrases:
        # What was got for nothing, used, sent or waited for moved no units; the kind of the event says which.
        phrases.append(_reward(language, names, reward))
    phrases += _besides(language, figures)
    return ", ".join(phrases) or language.say("no change")


def _besides(language: Language, figures: Mapping[str, Any]) -> Iterator[str]:
    """What rules did besides giving units."""
    for rule, cause, minor, currency in figures.get("donations", ()):
        money = language.money(Money(abs(minor), currency))
        if minor > 0:
            yield language.say("{money} given to {cause} by rule {rule}", money=money, cause=cause, rule=rule)
        else:
            yield language.say("{money} for {cause} taken back", money=money, cause=cause)
    for rule, perk in figures.get("perks", ()):
        yield language.say("{perk} by rule {rule}", perk=perk, rule=rule)


def _returned(
    language: Language,
    names: Names,
    figures: Mapping[str, Any],
    moves: Iterable[Move],
    owed: Mapping[str, int],
) -> list[str]:
    """What a return did: one phrase for each rule and unit, wherever the units were taken from."""
    changes: dict[tuple[str, str], int] = {}
    paid: list[Move] = []
    for cause, source, unit, change in moves:
        if cause == Cause.RETURNED:
            changes[source, unit] = changes.get((source, unit), 0) + change
        elif cause == Cause.DEBT_PAID:
            paid.append((cause, source, unit, change))
    phrases = []
    for (source, unit), change in changes.items():
        amount = amount_in_words(language, names.units[unit], abs(change))
        if change > 0:
            phrases.append(language.say("{amount} by rule {rule} given back", amount=amount, rule=source))
        else:
            phrases.append(cause_in_words(language, Cause.RETURNED, amount, source))
    for unit, expired in figures.get("expired", ()):
        told = amount_in_words(language, names.units[unit], expired)
        phrases.append(language.say("{amount} had expired already", amount=told))
    for unit, debt in owed.items():
        if debt > 0:
            told = amount_in_words(language, names.units[unit], debt)
            phrases.append(language.say("{amount} owed, because they were used", amount=told))
    forgiven: dict[str, int] = {}
    for _, unit, missing in figures.get("forgiven", ()):
        forgiven[unit] = forgiven.get(unit, 0) + max(0, missing)
    for unit, missing in forgiven.items():
        if missing:
            told = amount_in_words(language, names.units[unit], missing)
            phrases.append(language.say("{amount} forgiven, because they were used", amount=told))
    return [*phrases, *(_move(language, names, *move) for move in paid)]


def shares_in_words(language: Language, names: Names, shares: Iterable[Sequence[Any]]) -> list[str]:
    """A phrase for each share: `37 points by rule base`, then `12 more by rule double-produce`."""
    phrases: list[str] = []
    told: set[str] = set()
    for rule, unit_id, given, *cut in shares:
        unit = names.units[unit_id]
        first = unit_id not in told
        told.add(unit_id)
        if cut:
            phrases.append(_cut(language, unit, rule, given, *cut))
        elif given < 0:
            amount = _number(language, unit, -given)
            phrases.append(language.say("{amount} less by rule {rule}", amount=amount, rule=rule))
        elif first:
            phrases.append(cause_in_words(language, Cause.EARNED, amount_in_words(language, unit, given), rule))
        else:
            amount = _number(language, unit, given)
            phrases.append(language.say("{amount} more by rule {rule}", amount=amount, rule=rule))
    return phrases


_CUTS = {
    Reason.BUDGET_CUT: mark("{given} of {wanted} by rule {rule} because its budget is used up"),
    Reason.CAP_CUT: mark("{given} of {wanted} by rule {rule} because one member gets no more by it in this time"),
    Reason.SHARED_CAP_CUT: mark(
        "{given} of {wanted} by rule {rule} because all members together get no more by it in this time"
    ),
}


def _cut(language: Language, unit: Unit, rule: str, given: int, wanted: int, reason: str) -> str:
    return language.say(
        _CUTS[Reason(reason)],
        given=_number(language, unit, given),
        wanted=amount_in_words(language, unit, wanted),
        rule=rule,
    )


def _move(language: Language, names: Names, cause: str, source: str, unit_id: str, change: int) -> str:
    amount = amount_in_words(language, names.units[unit_id], abs(change))
    if cause == Cause.ADJUSTED:
        amount = f"{'+' if change > 0 else '-'}{amount}"
    if cause in _FOR_REWARDS:
        source = _reward(language, names, source)
    return cause_in_words(language, Cause(cause), amount, source)


def _reward(language: Language, names: Names, reward: str) -> str:
    known = names.rewards.get(reward)
    return reward if known is None else reward_name(language, known)


def _number(language: Language, unit: Unit, amount: int) -> str:
    return language.number(plain_amount(amount, unit.decimals))
