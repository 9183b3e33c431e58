"""The names every programme has: the one place where they are declared, with types, words and known values.

Their words are source text like any sentence of `treue.words`; another language translates them in its catalogue.

What a document declares itself (attributes, metrics, ladders, plans, tables, fields of events) joins them through
`declarations`. An entry that is `optional` may be absent: it reads as its default, and `has()` asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from treue.domain.orders import LineKind
from treue.rules.at import WEEKDAYS
from treue.rules.facts import Place
from treue.rules.types import DATE, DECIMAL, INT, MONEY, STRING, Type, Value, list_of

Words = str | Mapping[str, str]
"""What every programme has, in the source language, which the catalogues translate; or what a document calls it, by
language."""
NO_WORDS: Words = ""
_NO_WORDS: Mapping[str, Words] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of the vocabulary."""

    scope: str
    name: str
    type: Type
    words: Words
    """What it is, as the subject of a sentence: 'the category'. Nothing where a document declares it without a name."""
    optional: bool = False
    values: tuple[str, ...] = ()
    """All values a string can have, where they are known."""
    default: Value | None = None
    """What it reads as where it is absent; None leaves that to the type."""
    place: Place = "record"
    value_words: Mapping[str, Words] = field(default_factory=lambda: _NO_WORDS)
    """Known value -> its words."""
    counted: tuple[str, str] | None = None
    """What a number counts, one and several, in the source language: ("{count} month", "{count} months")."""

    @property
    def path(self) -> str:
        """As written in expressions, for instance 'line.category'."""
        return f"{self.scope}.{self.name}"

    @property
    def absent_value(self) -> Value | None:
        """What it reads as where it is absent; None where there is no such value and `has()` must guard it."""
        return self.type.default if self.default is None else self.default


def _text(scope: str, name: str, words: str) -> Entry:
    return Entry(scope, name, STRING, words, optional=True)


def _derived(name: str, kind: Type, words: str, *, optional: bool = False) -> Entry:
    return Entry("order", name, kind, words, optional=optional, place="derived")


_DAYS = ("{count} day", "{count} days")
_MONTHS = ("{count} month", "{count} months")
_YEARS = ("{count} year", "{count} years")

ORDER = (
    Entry("order", "paid", MONEY, "what was paid for goods"),
    Entry("order", "currency", STRING, "the currency of the order"),
    _text("order", "kind", "the kind of order"),
    _text("order", "channel", "the sales channel"),
    _text("order", "store", "the store"),
    _text("order", "till", "the till"),
    _text("order", "partner", "the partner who sold"),
    _text("order", "country", "the country"),
    _derived("quantity", DECIMAL, "the quantity of all goods"),
    _derived("lines", INT, "the number of lines with goods"),
    _derived("shipping", MONEY, "what was paid for shipping"),
    _derived("tags", list_of(STRING), "the tags of the goods", optional=True),
)
VALUE = Entry(
    "order",
    "value",
    MONEY,
    "the value of the order",
    place="fact",
)
"""What earlier lanes left of the order (docs/rules.md R7.4): offers read it in place of `order.paid`."""

LINE = (
    Entry("line", "sku", STRING, "the article number"),
    _text("line", "name", "the article's name"),
    _text("line", "category", "the category"),
    _text("line", "brand", "the brand"),
    Entry(
        "line",
        "kind",
        STRING,
        "what the line sells",
        values=tuple(kind.value for kind in LineKind),
        value_words={
            "goods": "goods",
            "shipping": "shipping",
            "fee": "a fee",
            "deposit": "a deposit",
            "donation": "a donation",
            "gift_card": "a gift card",
            "stored_value": "stored value",
        },
    ),
    Entry(
        "line",
        "tags",
        list_of(STRING),
        "the article's tags",
        optional=True,
    ),
    Entry("line", "quantity", DECIMAL, "the quantity"),
    Entry("line", "amount", MONEY, "the gross price before discounts"),
    Entry("line", "discount", MONEY, "the discount"),
    Entry("line", "paid", MONEY, "what was paid for the line"),
)
AT = (
    Entry("at", "weekday", STRING, "the day of the week", values=WEEKDAYS),
    Entry("at", "date", DATE, "the day"),
    Entry("at", "year", INT, "the year"),
    Entry("at", "quarter", INT, "the quarter"),
    Entry("at", "month", INT, "the month"),
    Entry("at", "day", INT, "the day of the month"),
    Entry("at", "hour", INT, "the hour of the day"),
)


def _member(
    name: str,
    kind: Type,
    words: str,
    *,
    optional: bool = False,
    counted: tuple[str, str] | None = None,
) -> Entry:
    return Entry("member", name, kind, words, optional=optional, place="fact", counted=counted)


MEMBER = (
    _member("joined", DATE, "the day of joining"),
    _member("days", INT, "the time since joining", counted=_DAYS),
    _member("months", INT, "the time since joining", counted=_MONTHS),
    _member("birthday_month", INT, "the month of birth", optional=True),
    _member("age", INT, "the member's age", optional=True, counted=_YEARS),
    _member("language", STRING, "the member's language", optional=True),
)
"""Days and months are full ones, counted to the event's local day. `segments` comes with the declarations."""
SEGMENTS = Entry("member", "segments", list_of(STRING), "the member's segments", optional=True, place="fact")
"""Its values are the declared segments."""

PARTNER = (Entry("partner", "id", STRING, "the partner", optional=True, place="fact"),)

PLAN_STATES: Mapping[str, Words] = {
    "trial": "on trial",
    "running": "running",
    "paused": "paused",
    "cancelled": "cancelled and running out",
}
"""The states in which a plan is known to be; a member without it, or after its end, has none."""


def source_texts() -> tuple[str | tuple[str, str], ...]:
    """Every word of the vocabulary that catalogues translate; one and several where a number is counted."""
    entries = (*ORDER, VALUE, *LINE, *AT, *MEMBER, SEGMENTS, *PARTNER)
    states = tuple(PLAN_STATES.values())
    words = [entry.words for entry in entries] + [one for entry in entries for one in entry.value_words.values()]
    counted = [entry.counted for entry in entries if entry.counted is not None]
    return tuple(dict.fromkeys([*(one for one in (*words, *states) if isinstance(one, str)), *counted]))
