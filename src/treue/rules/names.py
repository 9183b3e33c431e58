"""The names every programme has: the one place where they are declared, with types, words and known values.

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

Words = Mapping[str, str]
"""Language -> text."""
_NO_WORDS: Mapping[str, Words] = MappingProxyType({})
_NO_COUNT: Mapping[str, tuple[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of the vocabulary."""

    scope: str
    name: str
    type: Type
    words: Words
    """What it is, by language, as the subject of a sentence: 'the category'."""
    optional: bool = False
    values: tuple[str, ...] = ()
    """All values a string can have, where they are known."""
    default: Value | None = None
    """What it reads as where it is absent; None leaves that to the type."""
    place: Place = "record"
    value_words: Mapping[str, Words] = field(default_factory=lambda: _NO_WORDS)
    """Known value -> its words."""
    counted: Mapping[str, tuple[str, str]] = field(default_factory=lambda: _NO_COUNT)
    """What a number counts, by language, one and several: ('month', 'months')."""

    @property
    def path(self) -> str:
        """As written in expressions, for instance 'line.category'."""
        return f"{self.scope}.{self.name}"

    @property
    def absent_value(self) -> Value | None:
        """What it reads as where it is absent; None where there is no such value and `has()` must guard it."""
        return self.type.default if self.default is None else self.default


def _text(scope: str, name: str, en: str, de: str) -> Entry:
    return Entry(scope, name, STRING, {"en": en, "de": de}, optional=True)


def _derived(name: str, kind: Type, en: str, de: str, *, optional: bool = False) -> Entry:
    return Entry("order", name, kind, {"en": en, "de": de}, optional=optional, place="derived")


def _counted(one: str, several: str, eine: str, mehrere: str) -> Mapping[str, tuple[str, str]]:
    return {"en": (one, several), "de": (eine, mehrere)}


_DAYS = _counted("day", "days", "Tag", "Tage")
_MONTHS = _counted("month", "months", "Monat", "Monate")
_YEARS = _counted("year", "years", "Jahr", "Jahre")

ORDER = (
    Entry("order", "paid", MONEY, {"en": "what was paid for goods", "de": "was für Waren bezahlt wurde"}),
    Entry("order", "currency", STRING, {"en": "the currency of the order", "de": "die Währung der Bestellung"}),
    _text("order", "kind", "the kind of order", "die Art der Bestellung"),
    _text("order", "channel", "the sales channel", "der Vertriebsweg"),
    _text("order", "store", "the store", "die Filiale"),
    _text("order", "till", "the till", "die Kasse"),
    _text("order", "partner", "the partner who sold", "der Partner, der verkauft hat"),
    _derived("quantity", DECIMAL, "the quantity of all goods", "die Menge aller Waren"),
    _derived("lines", INT, "the number of lines with goods", "die Zahl der Positionen mit Waren"),
    _derived("shipping", MONEY, "what was paid for shipping", "was für den Versand bezahlt wurde"),
    _derived("tags", list_of(STRING), "the tags of the goods", "die Kennzeichen der Waren", optional=True),
)
VALUE = Entry(
    "order",
    "value",
    MONEY,
    {"en": "the value of the order", "de": "der Wert der Bestellung"},
    place="fact",
)
"""What earlier lanes left of the order (docs/rules.md R7.4): offers read it in place of `order.paid`."""

LINE = (
    Entry("line", "sku", STRING, {"en": "the article number", "de": "die Artikelnummer"}),
    _text("line", "name", "the article's name", "der Name des Artikels"),
    _text("line", "category", "the category", "die Warengruppe"),
    _text("line", "brand", "the brand", "die Marke"),
    Entry(
        "line",
        "kind",
        STRING,
        {"en": "what the line sells", "de": "was die Position verkauft"},
        values=tuple(kind.value for kind in LineKind),
        value_words={
            "goods": {"en": "goods", "de": "Waren"},
            "shipping": {"en": "shipping", "de": "Versand"},
            "fee": {"en": "a fee", "de": "eine Gebühr"},
            "deposit": {"en": "a deposit", "de": "Pfand"},
            "donation": {"en": "a donation", "de": "eine Spende"},
            "gift_card": {"en": "a gift card", "de": "eine Geschenkkarte"},
            "stored_value": {"en": "stored value", "de": "Guthaben"},
        },
    ),
    Entry(
        "line",
        "tags",
        list_of(STRING),
        {"en": "the article's tags", "de": "die Kennzeichen des Artikels"},
        optional=True,
    ),
    Entry("line", "quantity", DECIMAL, {"en": "the quantity", "de": "die Menge"}),
    Entry("line", "amount", MONEY, {"en": "the gross price before discounts", "de": "der Bruttopreis vor Rabatten"}),
    Entry("line", "discount", MONEY, {"en": "the discount", "de": "der Rabatt"}),
    Entry("line", "paid", MONEY, {"en": "what was paid for the line", "de": "was für die Position bezahlt wurde"}),
)
AT = (
    Entry("at", "weekday", STRING, {"en": "the day of the week", "de": "der Wochentag"}, values=WEEKDAYS),
    Entry("at", "date", DATE, {"en": "the day", "de": "der Tag"}),
    Entry("at", "year", INT, {"en": "the year", "de": "das Jahr"}),
    Entry("at", "quarter", INT, {"en": "the quarter", "de": "das Quartal"}),
    Entry("at", "month", INT, {"en": "the month", "de": "der Monat"}),
    Entry("at", "day", INT, {"en": "the day of the month", "de": "der Tag des Monats"}),
    Entry("at", "hour", INT, {"en": "the hour of the day", "de": "die Stunde des Tages"}),
)


def _member(
    name: str,
    kind: Type,
    en: str,
    de: str,
    *,
    optional: bool = False,
    counted: Mapping[str, tuple[str, str]] = _NO_COUNT,
) -> Entry:
    words = {"en": en, "de": de}
    return Entry("member", name, kind, words, optional=optional, place="fact", counted=counted)


MEMBER = (
    _member("joined", DATE, "the day of joining", "der Tag des Beitritts"),
    _member("days", INT, "the time since joining", "die Zeit seit dem Beitritt", counted=_DAYS),
    _member("months", INT, "the time since joining", "die Zeit seit dem Beitritt", counted=_MONTHS),
    _member("birthday_month", INT, "the month of birth", "der Geburtsmonat", optional=True),
    _member("age", INT, "the member's age", "das Alter des Mitglieds", optional=True, counted=_YEARS),
    _member("language", STRING, "the member's language", "die Sprache des Mitglieds", optional=True),
)
"""Days and months are full ones, counted to the event's local day. `segments` comes with the declarations."""

PARTNER = (Entry("partner", "id", STRING, {"en": "the partner", "de": "der Partner"}, optional=True, place="fact"),)

PLAN_STATES: Mapping[str, Words] = {
    "trial": {"en": "on trial", "de": "in der Probezeit"},
    "running": {"en": "running", "de": "in Kraft"},
    "paused": {"en": "paused", "de": "ausgesetzt"},
    "cancelled": {"en": "cancelled and running out", "de": "gekündigt und noch in Kraft"},
}
"""The states in which a plan is known to be; a member without it, or after its end, has none."""
