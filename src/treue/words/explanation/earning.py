"""Events that earn: purchases, joining, and the programme's own events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from treue.domain.events import Event, Purchase
from treue.domain.money import Money
from treue.domain.orders import Line, LineKind
from treue.engine.decision import Share
from treue.engine.exchange import exchanged
from treue.engine.tracing import EarnTrace, retrace
from treue.words.explanation.booked import booked_in_words
from treue.words.explanation.giving import (
    beaten_in_words,
    besides_stored_in_words,
    giving_in_words,
    room_in_words,
    shares_in_words,
)
from treue.words.explanation.missing import held_off, near_misses
from treue.words.explanation.names import Naming
from treue.words.explanation.story import Story
from treue.words.languages import mark

GAVE = mark("What it gave")
BECAME = mark("What became of it")

Told = tuple[str, list[str]]
"""A heading, marked for translation, and its sentences."""


def earning_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """What each rule gave, what became of it, what kept others off, and what was narrowly missed."""
    trace = trace_of(naming, story)
    lines = goods_of(story.event)
    if trace is None:
        shares = shares_in_words(naming, story.figures.get("shares", ()))
        stored = [*shares, *besides_stored_in_words(naming, story.figures)]
        yield GAVE, stored or [naming.say("No rule gave anything.")]
        yield BECAME, list(booked_in_words(naming, story))
        yield (
            mark("What can no longer be told"),
            [naming.say("What the rules looked at is no longer kept. What they gave stays as it was booked.")],
        )
        return
    yield GAVE, list(giving_in_words(naming, trace, lines)) or [naming.say("No rule gave anything.")]
    yield BECAME, list(booked_in_words(naming, story))
    yield mark("What the limits leave"), list(room_in_words(naming, trace))
    yield mark("What did not count"), [*beaten_in_words(naming, trace, lines), *held_off(naming, trace)]
    yield mark("What was narrowly missed"), near_misses(naming, trace, lines)


def trace_of(naming: Naming, story: Story) -> EarnTrace | None:
    """The trace, where enough was kept and it comes to what was booked: the recorded outcome always stands (R5.2)."""
    if story.event is None or story.read_set is None:
        return None
    trace = retrace(naming.programme, story.event, story.read_set)
    return trace if as_stored(trace.shares) == [list(share) for share in story.figures.get("shares", ())] else None


def as_stored(shares: Sequence[Share]) -> list[list[Any]]:
    """The shares as stored figures have them."""
    return [
        [share.rule, share.unit, share.given, *([] if share.cut is None else [share.wanted, share.cut.value])]
        for share in shares
    ]


def order_in_words(naming: Naming, story: Story) -> Iterator[str]:
    """What was bought, where there is an order."""
    if not isinstance(story.event, Purchase):
        return
    order = story.event.order

    def told(minor: int) -> str:
        return naming.language.money(Money(minor, order.currency))

    yield naming.say("Paid for goods: {money}.", money=told(order.paid))
    if (exchange := story.figures.get("exchange")) is not None:
        rate = Decimal(exchange[1])
        yield naming.say(
            "One {currency} counts as {rate} {programme}; that makes {money}.",
            currency=order.currency,
            rate=naming.exact(Fraction(rate)),
            programme=naming.programme.currency,
            money=naming.money(exchanged(naming.programme, order, rate).paid),
        )
    if len(goods := goods_of(story.event)) > 1:
        yield naming.say("Goods: {lines}.", lines=naming.lines(goods))
    rest = sum(line.paid for line in order.lines if line.kind is not LineKind.GOODS)
    if rest:
        yield naming.say("Paid for shipping, deposits and the like, which earns nothing: {money}.", money=told(rest))


def goods_of(event: Event | None) -> tuple[Line, ...]:
    """The lines that earn."""
    if not isinstance(event, Purchase):
        return ()
    return tuple(line for line in event.order.lines if line.kind is LineKind.GOODS)
