"""What this release carries out: one list of the keys, for the whole program.

A document may use more, because it can be checked, explained and compared; it cannot be published then. A key that the
engine learns is added here, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from treue.domain.instants import Period
from treue.domain.money import Money
from treue.programme.faults import NOT_YET_AVAILABLE
from treue.programme.known_events import EVENTS
from treue.programme.locating import Keys
from treue.programme.meaning import MeaningChecker
from treue.programme.records import BUILT_IN_EVENTS
from treue.programme.schema.document import Document
from treue.programme.schema.part import keys_of
from treue.rules.types import FIELD_TYPES, Type

Form = Callable[[Any, Document], bool]


def _any(_value: Any, _document: Document) -> bool:
    return True


def _period(value: Any, _document: Document) -> bool:
    return isinstance(value, Period)


def _numbers(value: Any, _document: Document) -> bool:
    return isinstance(value, dict) and all(isinstance(one, Decimal) for one in value.values())


def _one_cost(value: Any, _document: Document) -> bool:
    # No units at all is a fault already, or goes with money.
    return len(value) <= 1


def _event(value: Any, document: Document) -> bool:
    # An event that nobody declares is a fault already.
    return value in BUILT_IN_EVENTS or value in document.events or value not in EVENTS


def _line(value: Any, _document: Document) -> bool:
    return bool(value == "line")


def _money(value: Any, _document: Document) -> bool:
    return isinstance(value, Money)


def _fields(value: Any, _document: Document) -> bool:
    return isinstance(value, dict) and all(one in FIELD_TYPES.values() for one in value.values() if _is_type(one))


def _is_type(value: Any) -> bool:
    return isinstance(value, Type | BaseModel)


RUNNING: Mapping[str, Form] = {
    "treue": _any,
    "programme.id": _any,
    "programme.name": _any,
    "programme.currency": _any,
    "programme.time_zone": _any,
    "programme.languages": _any,
    "programme.law": _any,
    "programme.accepts.late": _any,
    "programme.accepts.early": _any,
    "programme.close_grace": _any,
    "units.*.name": _any,
    "units.*.decimals": _any,
    "units.*.available": _period,
    "units.*.expires": _period,
    "events.*": _fields,
    "earn.*.id": _any,
    "earn.*.event": _event,
    "earn.*.each": _line,
    "earn.*.when": _any,
    "earn.*.give": _numbers,
    "earn.*.per": _money,
    "earn.*.multiply": _numbers,
    "earn.*.budget": _numbers,
    "rewards.*.id": _any,
    "rewards.*.name": _any,
    "rewards.*.cost": _one_cost,
    "rewards.*.gives.product": _any,
    "rewards.*.gives.effect": _any,
    "rewards.*.stock": _any,
    "transfers.units": _any,
    "transfers.minimum": _any,
    "transfers.maximum": _any,
    "adjustments.four_eyes_above": _any,
    "adjustments.reasons": _any,
}
"""Keys that run, '*' for any id or place in a list -> which of their forms do."""


def check_running(checker: MeaningChecker) -> None:
    """Notes once for each place what is not carried out yet."""
    _visit(checker, checker.form.document, (), "")


def _visit(checker: MeaningChecker, part: Any, keys: Keys, pattern: str) -> None:
    form = RUNNING.get(pattern)
    if form is not None:
        if not form(part, checker.form.document):
            key = keys[-2] if isinstance(keys[-1], int) else keys[-1]
            _report(checker, keys, f"this form of '{key}' is not carried out yet")
    elif isinstance(part, BaseModel) and (not pattern or _leads_on(pattern)):
        written = part.model_fields_set
        for name, key in keys_of(type(part)):
            if name not in written:
                continue
            value = getattr(part, name)
            if value == type(part).model_fields[name].get_default(call_default_factory=True):
                # A default that is written out changes nothing.
                continue
            _visit(checker, value, (*keys, key), f"{pattern}.{key}" if pattern else key)
    elif isinstance(part, dict) and _leads_on(pattern):
        for key, value in part.items():
            _visit(checker, value, (*keys, key), f"{pattern}.*")
    elif isinstance(part, list) and _leads_on(pattern):
        for index, value in enumerate(part):
            _visit(checker, value, (*keys, index), f"{pattern}.*")
    else:
        _report(checker, keys, f"'{keys[-1]}' is not carried out yet")


def _leads_on(pattern: str) -> bool:
    return any(running.startswith(f"{pattern}.") for running in RUNNING)


def _report(checker: MeaningChecker, keys: Keys, problem: str) -> None:
    remedy = "the document can be checked and explained with it, but not published"
    checker.report(NOT_YET_AVAILABLE, keys, problem, remedy, at_key=not isinstance(keys[-1], int))
