"""The names expressions can read: each with its type, its place in the records and its words.

This is the one place where a name is declared; the checker, the readers and the documentation follow it.
An entry that is `optional` reads as its type's default where a till or shop did not send it, and `has()` asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from treue.domain.orders import LineKind
from treue.rules.at import WEEKDAYS
from treue.rules.types import DECIMAL, INT, MONEY, STRING, Type, list_of

Scope = Literal["order", "line", "at", "event"]
SCOPES: tuple[Scope, ...] = ("order", "line", "at", "event")


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of the vocabulary."""

    scope: Scope
    name: str
    type: Type
    words: Mapping[str, str]
    """What it is, by language."""
    optional: bool = False
    values: tuple[str, ...] = ()
    """All values a string can have, where they are known."""

    @property
    def path(self) -> str:
        """As written in expressions, for instance 'line.category'."""
        return f"{self.scope}.{self.name}"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What one expression may read."""

    entries: Mapping[str, Entry]
    """By path."""
    currency: str | None
    """The programme's; None where the document does not say it, which leaves currencies unchecked."""
    absent: Mapping[str, str] = field(default_factory=dict)
    """Scope -> why this expression cannot read it, as a sentence."""

    def names(self, scope: str) -> tuple[str, ...]:
        """The names of one scope, in order of declaration."""
        return tuple(entry.name for entry in self.entries.values() if entry.scope == scope)


def _optional_text(scope: Scope, name: str, en: str, de: str) -> Entry:
    return Entry(scope, name, STRING, {"en": en, "de": de}, optional=True)


ORDER = (
    Entry("order", "paid", MONEY, {"en": "what was paid for goods", "de": "was für Waren bezahlt wurde"}),
    Entry("order", "currency", STRING, {"en": "the currency of the order", "de": "die Währung der Bestellung"}),
    _optional_text("order", "kind", "the kind of order", "die Art der Bestellung"),
    _optional_text("order", "channel", "the sales channel", "der Vertriebsweg"),
    _optional_text("order", "store", "the store", "die Filiale"),
    _optional_text("order", "till", "the till", "die Kasse"),
    _optional_text("order", "partner", "the partner who sold", "der Partner, der verkauft hat"),
)
LINE = (
    Entry("line", "sku", STRING, {"en": "the article number", "de": "die Artikelnummer"}),
    _optional_text("line", "name", "the article's name", "der Name des Artikels"),
    _optional_text("line", "category", "the category", "die Warengruppe"),
    _optional_text("line", "brand", "the brand", "die Marke"),
    Entry(
        "line",
        "kind",
        STRING,
        {"en": "what the line sells", "de": "was die Position verkauft"},
        values=tuple(kind.value for kind in LineKind),
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
    Entry("at", "year", INT, {"en": "the year", "de": "das Jahr"}),
    Entry("at", "month", INT, {"en": "the month, 1 to 12", "de": "der Monat, 1 bis 12"}),
    Entry("at", "day", INT, {"en": "the day of the month", "de": "der Tag des Monats"}),
    Entry("at", "hour", INT, {"en": "the hour of the day, 0 to 23", "de": "die Stunde des Tages, 0 bis 23"}),
)
_NO_FIELDS = "only custom events have fields of their own"
_NO_LINE = "a single line is known only in a rule with 'each: line'"
_NO_ORDER = "an order is known only in rules for purchases"


def for_purchase(currency: str | None, *, each_line: bool) -> Vocabulary:
    """What a rule for purchases can read; `line.*` only where the rule looks at each line."""
    absent = {"event": _NO_FIELDS} if each_line else {"event": _NO_FIELDS, "line": _NO_LINE}
    return Vocabulary(_by_path(ORDER + (LINE if each_line else ()) + AT), currency, absent)


def for_event(currency: str | None, fields: Mapping[str, Type]) -> Vocabulary:
    """What a rule for another event can read: its instant and its declared fields."""
    declared = tuple(
        Entry("event", name, kind, {"en": f"the field {name}", "de": f"das Feld {name}"}, optional=True)
        for name, kind in fields.items()
    )
    absent = {"order": _NO_ORDER, "line": _NO_ORDER}
    return Vocabulary(_by_path(AT + declared), currency, absent if declared else absent | {"event": _NO_FIELDS})


def _by_path(entries: tuple[Entry, ...]) -> dict[str, Entry]:
    return {entry.path: entry for entry in entries}
