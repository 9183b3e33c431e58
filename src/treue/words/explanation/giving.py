"""What the rules that applied gave: every number, from what was paid to what was credited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from treue.domain.instants import Period
from treue.domain.orders import Line
from treue.domain.reasons import Reason
from treue.engine.tracing import EarnTrace, Given, Held, Multiplied, Room, RuleTrace
from treue.programme.records import EarnRule
from treue.words.document import phrases
from treue.words.explanation.names import Naming
from treue.words.languages import mark
from treue.words.reasons import reason_in_words

_EQUAL = mark("{rule}: {calculation} = {amount}.")
_ROUNDED: Mapping[str, str] = {
    "down": mark("{rule}: {calculation} = {exact}, rounded down to {amount}."),
    "half_up": mark("{rule}: {calculation} = {exact}, rounded to {amount}."),
    "up": mark("{rule}: {calculation} = {exact}, rounded up to {amount}."),
}
_LEFT: Mapping[str, str] = {
    "times": mark("{rule}: at most {limit} for one member; had before: {used}; left now: {left}."),
    "code": mark("{rule}: at most {limit} for one code; used before: {used}; left now: {left}."),
    "member": mark("{rule}: at most {limit} for one member; given before: {used}; left now: {left}."),
    "household": mark("{rule}: at most {limit} for one household; given before: {used}; left now: {left}."),
    "all": mark("{rule}: at most {limit} for all members together; given before: {used}; left now: {left}."),
}
_BASES: Mapping[str, str] = {
    "list": mark("{money} before discounts"),
    "net": mark("{money} without tax"),
}


def giving_in_words(naming: Naming, trace: EarnTrace, lines: Sequence[Line]) -> Iterator[str]:
    """The sentences about every rule that counted, in document order."""
    for one in trace.rules:
        if not one.applied:
            continue
        for given in one.given:
            # Where a plain number was cut, the cut tells all of it.
            is_told = _calculation(naming, one, given) is None and any(held.unit == given.unit for held in one.held)
            if given.beaten_by is None and not is_told:
                yield _given(naming, one, given, lines)
        for multiplied in one.multiplied:
            if multiplied.indices != ():
                yield _multiplied(naming, one, multiplied, lines)
        for held in one.held:
            yield _held(naming, one, held)
        yield from _besides(naming, one.rule)


def _besides(naming: Naming, rule: EarnRule) -> Iterator[str]:
    """What a rule that applied does besides giving units."""
    words = {"rule": naming.rule(rule.id)}
    if rule.reward is not None:
        sentence = mark("{rule}: it grants {reward}; what came of that is told by an event of its own.")
        yield naming.say(sentence, **words, reward=naming.reward(rule.reward))
    for right, days in rule.granted_days.items():
        more, name = phrases.length(naming.language, Period(days, "days")), naming.named("entitlement", [right])
        yield naming.say("{rule}: {days} more to choose with {right}.", **words, days=more, right=name)
    for cause, money in rule.donations.items():
        yield _donation(naming, rule.id, cause, money.minor)
    if rule.perk is not None:
        yield naming.say("{rule}: staff does this besides: {perk}.", **words, perk=rule.perk.removesuffix("."))


def besides_stored_in_words(naming: Naming, figures: Mapping[str, Any]) -> Iterator[str]:
    """The same from the stored figures alone, as far as they have it."""
    for rule, cause, minor, _ in figures.get("donations", ()):
        if minor > 0:
            yield _donation(naming, rule, cause, minor)
    for rule, perk in figures.get("perks", ()):
        yield naming.say(
            "{rule}: staff does this besides: {perk}.", rule=naming.rule(rule), perk=perk.removesuffix(".")
        )


def _donation(naming: Naming, rule: str, cause: str, minor: int) -> str:
    words = {"rule": naming.rule(rule), "cause": naming.named("cause", [cause]), "money": naming.money(minor)}
    return naming.say("{rule}: {money} to {cause} in the member's name.", **words)


def room_in_words(naming: Naming, trace: EarnTrace) -> Iterator[str]:
    """What is left of the limits that did not cut."""
    for one in trace.rules:
        for room in one.room:
            yield naming.say(_LEFT[_counted_of(room)], rule=naming.rule(one.rule.id), **_numbers_of(naming, room))


def _counted_of(room: Room) -> str:
    if room.of_code:
        return "code"
    if not room.unit:
        return "times"
    if room.of_all:
        return "all"
    return "household" if room.limit.by_household else "member"


def _numbers_of(naming: Naming, room: Room) -> dict[str, str]:
    window = naming.window(room.limit.window)
    amounts = (room.limit.amount, room.used, room.left)
    if room.unit:
        limit, used, left = (naming.amount(room.unit, amount) for amount in amounts)
    else:
        limit, used, left = (f"{naming.language.number(amount)} ×" for amount in amounts)
    return {"limit": f"{limit} {window}", "used": used, "left": left}


def beaten_in_words(naming: Naming, trace: EarnTrace, lines: Sequence[Line]) -> Iterator[str]:
    """The sentences about rules that another rule of their group left without effect."""
    for one in trace.rules:
        for given in one.given:
            if given.beaten_by is not None:
                sentence = (
                    mark("{rule}: it would give {amount}, but of this group only the first rule counts: {other}.")
                    if one.rule.pick == "first"
                    else mark("{rule}: it would give {amount}, but of this group only the best rule counts: {other}.")
                )
                amount = naming.amount(given.unit, given.amount)
                other = naming.rule(given.beaten_by)
                yield naming.say(sentence, rule=naming.label(one, lines, given.indices), amount=amount, other=other)
        for multiplied in one.multiplied:
            if multiplied.beaten_by is not None and multiplied.indices == ():
                yield naming.say(
                    "{rule}: × {factor} does not count, because {other} of the same group multiplies by more.",
                    rule=naming.rule(one.rule.id),
                    factor=naming.exact(multiplied.factor),
                    other=naming.rule(multiplied.beaten_by),
                )


def shares_in_words(naming: Naming, shares: Sequence[Sequence[Any]]) -> Iterator[str]:
    """What was given, from the stored figures alone, where no more is kept."""
    for rule, unit, given, *cut in shares:
        name, amount = naming.rule(rule), naming.amount(unit, given)
        if not cut:
            yield naming.say("{rule}: {amount}.", rule=name, amount=amount)
            continue
        wanted, reason = cut
        yield naming.say(
            "{rule}: {given} of {wanted}. {reason}",
            rule=name,
            given=amount,
            wanted=naming.amount(unit, wanted),
            reason=reason_in_words(naming.language, Reason(reason)),
        )


def _given(naming: Naming, trace: RuleTrace, given: Given, lines: Sequence[Line]) -> str:
    rule = naming.label(trace, lines, given.indices)
    amount = naming.amount(given.unit, given.amount)
    if given.is_undefined:
        return naming.say(
            "{rule}: not every amount could be calculated; what has no value counts as 0, so it gives {amount}.",
            rule=rule,
            amount=amount,
        )
    calculation = _calculation(naming, trace, given)
    if calculation is None:
        return naming.say("{rule}: {amount}.", rule=rule, amount=amount)
    if given.exact == given.amount:
        return naming.say(_EQUAL, rule=rule, calculation=calculation, amount=amount)
    exact = naming.bare(given.unit, given.exact)
    return naming.say(_ROUNDED[trace.rule.rounding], rule=rule, calculation=calculation, exact=exact, amount=amount)


def _calculation(naming: Naming, trace: RuleTrace, given: Given) -> str | None:
    """What stands before the equals sign; None where a plain number is given for the event as a whole."""
    calculation = _without_rate(naming, trace, given)
    if trace.rule.rate is None:
        return calculation
    bare = calculation or naming.rate(given.unit, given.rate)
    return naming.say("{calculation} × {rate} (your rate)", calculation=bare, rate=naming.exact(given.step_rate))


def _without_rate(naming: Naming, trace: RuleTrace, given: Given) -> str | None:
    rule = trace.rule
    plain = sum(given.values, Fraction(0))
    if rule.per is not None:
        money = naming.money(int(plain))
        base = money if rule.base == "paid" else naming.say(_BASES[rule.base], money=money)
        give, per = naming.rate(given.unit, given.rate * rule.per.minor), naming.money(rule.per.minor)
        if given.steps is None:
            return naming.say("{base} × {give} per {per}", base=base, give=give, per=per)
        steps = naming.exact(Fraction(given.steps))
        return naming.say("{steps} full steps of {per} in {base} × {give}", steps=steps, per=per, base=base, give=give)
    gives = rule.give[given.unit]
    every = [gives.otherwise, *gives.levels.values()]
    amount = next((one.amount for one in every if one is not None and one.amount is not None), None)
    if amount is not None:
        # By level there may be several; what is told is how it is calculated, not at which level.
        words = naming.expression(rule, "give", amount.tree) if not gives.levels else None
        return words or naming.say("calculated")
    if rule.each == "event":
        return None
    return naming.say(
        "{count} × {give}", count=naming.exact(Fraction(len(given.indices))), give=naming.rate(given.unit, given.rate)
    )


def _multiplied(naming: Naming, trace: RuleTrace, multiplied: Multiplied, lines: Sequence[Line]) -> str:
    unit = multiplied.unit
    change = multiplied.after - multiplied.before
    sentence = mark("{rule}: × {factor} changes nothing in {before}.")
    if change > 0:
        sentence = mark("{rule}: × {factor} makes {after} of {before}; that is {change} more.")
    elif change < 0:
        sentence = mark("{rule}: × {factor} makes {after} of {before}; that is {change} less.")
    return naming.say(
        sentence,
        rule=naming.label(trace, lines, multiplied.indices or ()),
        factor=naming.exact(multiplied.factor),
        before=naming.amount(unit, multiplied.before),
        after=naming.amount(unit, multiplied.after),
        change=naming.amount(unit, abs(change)),
    )


def _held(naming: Naming, trace: RuleTrace, held: Held) -> str:
    share = next(share for share in trace.shares if share.unit == held.unit)
    limit = f"{naming.amount(held.unit, held.limit.amount)} {naming.window(held.limit.window)}"
    sentence = mark(
        "{rule}: {given} of {wanted}. At most for all members together: {limit}; given before: {used}; left: {left}."
    )
    if held.reason is Reason.CAP_CUT:
        sentence = mark(
            "{rule}: {given} of {wanted}. At most for one member: {limit}; given before: {used}; left: {left}."
        )
        if held.limit.by_household:
            sentence = mark(
                "{rule}: {given} of {wanted}. At most for one household: {limit}; given before: {used}; left: {left}."
            )
    elif held.refuses:
        sentence = mark(
            "{rule}: {given} of {wanted}, because not all of it fits. At most for all members together: {limit}; given "
            "before: {used}; left: {left}."
        )
    return naming.say(
        sentence,
        rule=naming.rule(trace.rule.id),
        given=naming.amount(held.unit, share.given),
        wanted=naming.amount(held.unit, share.wanted),
        limit=limit,
        used=naming.amount(held.unit, held.used),
        left=naming.amount(held.unit, held.left),
    )
