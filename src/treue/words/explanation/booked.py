"""What was booked: what was credited, the new lots, what was owed, and levels; all from figures that stay for ever."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from treue.domain.books import Cause
from treue.engine.households.belonging import HOUSEHOLD_KINDS
from treue.engine.levels.lines import floors_of
from treue.engine.rewards.by_itself import READY
from treue.engine.state import FORFEIT, INACTIVITY
from treue.programme.records import LEVEL_WARNING, PARTICIPATION
from treue.words.explanation.names import Naming
from treue.words.explanation.story import Story
from treue.words.languages import mark

_FLOORS = floors_of("")


def booked_in_words(naming: Naming, story: Story, *, tells_taken: bool = True) -> Iterator[str]:
    """What the event changed, from its figures; what it took where nothing else says it."""
    figures = story.figures
    if given := figures.get("given"):
        amounts = naming.language.listed([naming.amount(unit, amount) for unit, amount in given.items()])
        yield naming.say("Credited: {amounts}.", amounts=amounts)
    if tells_taken and (taken := figures.get("taken")):
        amounts = naming.language.listed([naming.amount(unit, amount) for unit, amount in taken.items()])
        yield naming.say("Taken: {amounts}.", amounts=amounts)
    for unit, change in figures.get("debt", {}).items():
        yield from _debt(naming, story, unit, change)
    for unit, amount, available, expires in figures.get("lots", ()):
        yield _lot(naming, story, unit, amount, available, expires)
    for _, cause, minor, _ in figures.get("donations", ()):
        if minor < 0:
            named = naming.named("cause", [cause])
            yield naming.say("Taken back from {cause}: {money}.", cause=named, money=naming.money(-minor))
    for ladder, level, starts, ends, _ in figures.get("climbs", ()):
        yield _level(naming, ladder, level, starts, ends)
    yield from _ends(naming, story)
    for moved in story.movements:
        if moved.cause == Cause.REINSTATED:
            sentence = mark("Came back, because with this event the wallet had not been silent so long: {amount}.")
            yield naming.say(sentence, amount=naming.amount(moved.unit, moved.amount))
        elif moved.cause == Cause.FORFEITED and story.kind == moved.source:
            yield naming.say("Forfeited by this event: {amount}.", amount=naming.amount(moved.unit, moved.amount))
        elif moved.cause == Cause.CHARGED:
            words = {"level": naming.named("level", [moved.source]), "amount": naming.amount(moved.unit, moved.amount)}
            yield naming.say("Taken for {level}: {amount}.", **words)
    yield from _household(naming, story)


def _household(naming: Naming, story: Story) -> Iterator[str]:
    """What leaving and merging make of the place in a household."""
    if story.kind in HOUSEHOLD_KINDS or "household" not in story.figures:
        return
    if story.figures["household"][0]:
        yield naming.say("With it the member has the place of the other account in its household.")
    else:
        yield naming.say("With it the member belongs to no household any more.")


def _ends(naming: Naming, story: Story) -> Iterator[str]:
    """Ends that the event moved, and what falls at an instant that it says."""
    for seq, _, end in story.figures.get("extensions", ()):
        number = naming.language.number(seq)
        if end is None:
            yield naming.say("What event {number} gave never expires from now on.", number=number)
        else:
            moment = naming.moment(datetime.fromisoformat(end))
            yield naming.say(
                "What event {number} gave expires at another time: {moment}.", number=number, moment=moment
            )
    for kind, subject, instant in story.figures.get("dues", ()):
        if instant is not None:
            yield from _due(naming, kind, subject, naming.moment(datetime.fromisoformat(instant)))


def _due(naming: Naming, kind: str, subject: str, moment: str) -> Iterator[str]:
    """What will come at an instant that the event says."""
    if subject in naming.programme.units:
        words = {"units": naming.units(subject), "moment": moment}
        if kind == INACTIVITY:
            yield naming.say("If nothing that counts happens before, all {units} fall on {moment}.", **words)
        elif kind == FORFEIT:
            yield naming.say("All {units} are forfeited on {moment}.", **words)
        elif kind == READY:
            sentence = mark("On {moment} {units} become usable, and rewards that come by themselves are looked at.")
            yield naming.say(sentence, **words)
    elif subject in naming.programme.ladders:
        words = {"ladder": naming.named("ladder", [subject]), "moment": moment}
        if kind == PARTICIPATION:
            yield naming.say("{ladder}: the period that decides next ends on {moment}.", **words)
        elif kind == LEVEL_WARNING:
            yield naming.say(
                "{ladder}: if nothing changes, the member is told on {moment} that a level will be lost.", **words
            )


def _debt(naming: Naming, story: Story, unit: str, change: int) -> Iterator[str]:
    if change > 0:
        yield naming.say("Owed from now on: {amount}.", amount=naming.amount(unit, change))
    elif change < 0:
        owed = dict(story.read_set.debts).get(unit) if story.read_set is not None else None
        amount = naming.amount(unit, -change)
        if owed is None:
            yield naming.say("Of it, {amount} paid what was owed.", amount=amount)
        else:
            left = naming.amount(unit, owed + change)
            yield naming.say("Of it, {amount} paid what was owed; still owed: {left}.", amount=amount, left=left)


def _lot(naming: Naming, story: Story, unit: str, amount: int, available: str, expires: str | None) -> str:
    start = datetime.fromisoformat(available)
    words: dict[str, Any] = {"amount": naming.amount(unit, amount), "start": naming.moment(start)}
    if expires is not None:
        words["end"] = naming.moment(datetime.fromisoformat(expires))
    match start <= story.decided_at, expires is None:
        case True, True:
            sentence = mark("{amount}: usable at once; never expires.")
        case True, False:
            sentence = mark("{amount}: usable at once; expires: {end}.")
        case False, True:
            sentence = mark("{amount}: usable from {start}; never expires.")
        case _:
            sentence = mark("{amount}: usable from {start}; expires: {end}.")
    return naming.say(sentence, **words)


def _level(naming: Naming, ladder: str, level: str, starts: str, ends: str | None) -> str:
    words = {
        "ladder": naming.named("ladder", [ladder.removesuffix(_FLOORS)]),
        "level": naming.named("level", [level]),
        "start": naming.moment(datetime.fromisoformat(starts)),
    }
    known = naming.programme.ladders.get(ladder)
    if known is not None and known.participation is not None:
        return naming.say("{ladder}: step {step} from {start}.", **words, step=level)
    if starts == ends:
        return naming.say("{ladder}: no level from {start}.", **words)
    if ladder.endswith(_FLOORS):
        end = None if ends is None else naming.moment(datetime.fromisoformat(ends))
        if end is None:
            return naming.say("{ladder}: not below {level} from {start}.", **words)
        return naming.say("{ladder}: not below {level} from {start} until {end}.", **words, end=end)
    if ends is None:
        return naming.say("{ladder}: {level} from {start}.", **words)
    end = naming.moment(datetime.fromisoformat(ends))
    return naming.say("{ladder}: {level} from {start} until {end}.", **words, end=end)
