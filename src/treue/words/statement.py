"""A member's statement in words: every figure, day and name as text, in the order in which it is read.

What comes out is what every form of the statement says; the forms differ in how they put it on a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from treue.domain.books import Cause
from treue.domain.statement import Ending, Movement, Statement, UnitStatement
from treue.programme.records import Programme, Unit
from treue.words.happenings import kind_in_words, movement_in_words
from treue.words.languages import Language, mark
from treue.words.units import amount_in_words, programme_name, reward_name, rule_name, unit_name

_KNOWN_AS = {
    "public": mark("Member {value}"),
    "external": mark("Id of the shop: {value}"),
    "card": mark("Card {value}"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; `figures` stand in columns to the right. `change` is empty where nothing moved."""

    day: str
    text: str
    change: str
    balance: str


@dataclass(frozen=True, slots=True)
class UnitSheet:
    """The tables of one unit. `holdings` are (what, how much) on the last day, `endings` are (day, how much)."""

    title: str
    opening: Row
    movements: tuple[Row, ...]
    closing: Row
    holdings_title: str
    holdings: tuple[tuple[str, str], ...]
    endings_title: str
    endings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole statement.

    `footer` says on every page whose it is; `page` has the places {page} and {pages}; `empty` is said where there are
    no units.
    """

    language: str
    title: str
    programme: str
    addressee: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    columns: tuple[str, str, str, str]
    units: tuple[UnitSheet, ...]
    empty: str
    footer: tuple[str, ...]
    page: str


@dataclass(frozen=True, slots=True)
class Words:
    """What the ids of a statement stand for: the version in force, and by number those that decided."""

    language: Language
    programme: Programme
    versions: Mapping[int, Programme]

    def unit(self, unit_id: str) -> Unit:
        """The unit as it is called now, or was called when it last moved."""
        candidates = (self.programme, *(self.versions[number] for number in sorted(self.versions, reverse=True)))
        return next(one.units[unit_id] for one in candidates if unit_id in one.units)

    def movement(self, unit_id: str, movement: Movement) -> str:
        """What happened, in the names of the version that decided it."""
        language, programme = self.language, self.versions[movement.version]
        source = movement.source
        if movement.cause in (Cause.EARNED, Cause.RETURNED):
            source = rule_name(language, programme, source)
        elif source in programme.rewards and movement.cause != Cause.ADJUSTED:
            source = reward_name(language, programme.rewards[source])
        owed = amount_in_words(language, self.unit(unit_id), abs(movement.owed_change))
        return movement_in_words(
            language, movement.cause, event=kind_in_words(language, movement.event), source=source, owed=owed
        )


def statement_in_words(statement: Statement, words: Words) -> Sheet:
    """The statement in the language of the words."""
    language = words.language
    span = language.say(
        "{first} to {last}", first=language.date(statement.span.first), last=language.date(statement.span.last)
    )
    order = {kind: place for place, kind in enumerate(_KNOWN_AS)}
    known_as = sorted(statement.identities, key=lambda one: (order[one[0]], one[1]))
    return Sheet(
        language.code,
        language.say("Statement"),
        programme_name(language, words.programme),
        (
            *([statement.name] if statement.name else []),
            *(language.say(_KNOWN_AS[kind], value=value) for kind, value in known_as),
        ),
        (
            (language.say("Period"), span),
            (language.say("Made on"), language.day(statement.now, words.programme.zone)),
        ),
        (language.say("Day"), language.say("What happened"), language.say("Change"), language.say("New balance")),
        tuple(_unit(unit_id, unit, statement, words) for unit_id, unit in statement.units.items()),
        language.say("Nothing was held in this time, and nothing happened."),
        tuple(language.say(_KNOWN_AS[kind], value=value) for kind, value in known_as if kind == "public"),
        # The page numbers are known when the pages are set.
        language.say("Page {page} of {pages}", page="{page}", pages="{pages}"),
    )


def _unit(unit_id: str, told: UnitStatement, statement: Statement, words: Words) -> UnitSheet:
    language, unit = words.language, words.unit(unit_id)
    first, last = language.date(statement.span.first), language.date(statement.span.last)
    name = unit_name(language, unit)

    def figure(amount: int, *, signed: bool = False) -> str:
        return language.figure(Decimal(amount).scaleb(-unit.decimals), unit.decimals, signed=signed)

    closing = told.closing
    return UnitSheet(
        f"{name[:1].upper()}{name[1:]}",
        Row(first, language.say("Balance before"), "", figure(told.opening.balance)),
        tuple(
            Row(
                language.date(movement.day),
                words.movement(unit_id, movement),
                figure(movement.change, signed=True),
                figure(balance),
            )
            for movement, balance in told.running()
        ),
        Row(last, language.say("Balance after"), "", figure(closing.balance)),
        language.say("On {day}", day=last),
        (
            (language.say("Available"), figure(closing.available)),
            (language.say("Pending"), figure(closing.pending)),
            (language.say("Owed"), figure(closing.owed)),
        ),
        language.say("Expires") if told.endings else language.say("Nothing of it expires."),
        tuple(_ending(language, ending, figure(ending.amount)) for ending in told.endings),
    )


def _ending(language: Language, ending: Ending, amount: str) -> tuple[str, str]:
    return language.date(ending.day), amount
