"""What one expression may read: the names of `names` and `declarations` that its place in the document has.

There is one function for each place: rules for purchases, rules for other events, offers, segments of members.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from treue.rules.declarations import (
    NOTHING_DECLARED,
    Attribute,
    Declarations,
    declared_entries,
    entries_of_members,
    entries_of_partners,
)
from treue.rules.names import AT, LINE, ORDER, VALUE, Entry
from treue.rules.tables import Table
from treue.rules.types import Type

SCOPES: tuple[str, ...] = ("order", "line", "at", "event", "member", "metric", "level", "plan", "partner", "table")
"""The words names begin with; the name of a declared struct is one more where a rule looks at each."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What one expression may read."""

    entries: Mapping[str, Entry]
    """By path."""
    currency: str | None
    """The programme's; None where the document does not say it, which leaves currencies unchecked."""
    absent: Mapping[str, str] = field(default_factory=dict)
    """Scope or path -> why this expression cannot read it, as a sentence."""
    tables: Mapping[str, Table] = field(default_factory=dict)
    """By id."""
    structs: tuple[str, ...] = ()
    """Every struct the document declares; at most one of them is a scope here."""

    @property
    def scopes(self) -> tuple[str, ...]:
        """The words names begin with."""
        return SCOPES + self.structs

    def names(self, scope: str) -> tuple[str, ...]:
        """The names of one scope, in order of declaration."""
        if scope == "table":
            return tuple(self.tables)
        return tuple(entry.name for entry in self.entries.values() if entry.scope == scope)


_NO_FIELDS = "only custom events have fields of their own"
_NO_LINE = "a single line is known only in a rule with 'each: line'"
_NO_ORDER = "an order is known only in rules for purchases"
_NO_EVENT = "a segment is a question about members, not about one event"
_NO_VALUE = "before offers are applied there is order.value, after them order.paid"
_NO_TABLE = "the document declares no look-up table of that name under 'tables'"


def for_purchase(currency: str | None, *, each_line: bool, declared: Declarations = NOTHING_DECLARED) -> Vocabulary:
    """What a rule for purchases can read; `line.*` only where the rule looks at each line."""
    return _of_order(ORDER, currency, each_line, declared, {"order.value": _NO_VALUE})


def for_offer(currency: str | None, *, each_line: bool, declared: Declarations = NOTHING_DECLARED) -> Vocabulary:
    """What an offer can read: as a rule for purchases, but `order.value` in place of `order.paid`."""
    entries = (VALUE, *(entry for entry in ORDER if entry.name != "paid"))
    return _of_order(entries, currency, each_line, declared, {"order.paid": _NO_VALUE})


def for_event(
    currency: str | None,
    fields: Mapping[str, Type | Attribute],
    *,
    each: str | None = None,
    declared: Declarations = NOTHING_DECLARED,
) -> Vocabulary:
    """What a rule for another event can read: its fields, and with `each` those of one declared struct."""
    own = {name: Attribute(kind) if isinstance(kind, Type) else kind for name, kind in fields.items()}
    absent = {"order": _NO_ORDER, "line": _NO_ORDER}
    if not own:
        absent["event"] = _NO_FIELDS
    item = declared_entries(each, declared.structs[each]) if each is not None else ()
    return _vocabulary(
        (*declared_entries("event", own, "record"), *item, *entries_of_partners(declared)),
        currency,
        declared,
        absent | _structs_out_of_reach(declared, each),
    )


def for_members(currency: str | None, *, declared: Declarations = NOTHING_DECLARED) -> Vocabulary:
    """What a segment can read: members, their metrics, levels and plans, and the day it is asked for."""
    absent = dict.fromkeys(("order", "line", "event", "partner"), _NO_EVENT)
    return _vocabulary((), currency, declared, absent | _structs_out_of_reach(declared, None))


def _of_order(
    order: Iterable[Entry], currency: str | None, each_line: bool, declared: Declarations, absent: Mapping[str, str]
) -> Vocabulary:
    line = (*LINE, *declared_entries("line", declared.line)) if each_line else ()
    reasons = {**absent, "event": _NO_FIELDS, **_structs_out_of_reach(declared, None)}
    if not each_line:
        reasons["line"] = _NO_LINE
    own = (*order, *declared_entries("order", declared.order), *line, *entries_of_partners(declared))
    return _vocabulary(own, currency, declared, reasons)


def _structs_out_of_reach(declared: Declarations, each: str | None) -> dict[str, str]:
    return {name: f"one is looked at only in a rule with 'each: {name}'" for name in declared.structs if name != each}


def _vocabulary(
    own: Iterable[Entry], currency: str | None, declared: Declarations, absent: Mapping[str, str]
) -> Vocabulary:
    entries = {entry.path: entry for entry in (*own, *AT, *entries_of_members(declared))}
    return Vocabulary(
        entries, currency, {"table": _NO_TABLE, **absent}, declared.tables, structs=tuple(declared.structs)
    )
