"""The checks that hold everywhere: ids that are declared, texts in every language, money in one currency."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from treue.domain.calendar import Limit
from treue.domain.money import Money
from treue.programme.locating import Keys
from treue.programme.meaning import MeaningChecker
from treue.programme.schema.audience import Timed
from treue.programme.schema.earning import EarnPart
from treue.programme.schema.ladders import LevelPart
from treue.programme.schema.memberships import PartnerRate
from treue.programme.schema.references import Reference, ToUnit
from treue.programme.schema.values import Translated
from treue.programme.walking import Visit
from treue.rules.types import Type

_CODES = {"unit": "unknown_unit", "event": "unknown_event"}


def check_everywhere(checker: MeaningChecker, visits: list[Visit]) -> None:
    """Notes what is wrong with single values, wherever they stand."""
    for visit in visits:
        value = visit.value
        if isinstance(value, Reference):
            _reference(checker, visit, value)
        elif isinstance(value, Translated):
            checker.names(visit.keys, value)
        elif isinstance(value, Money):
            _money(checker, visit.keys, value)
        elif isinstance(value, Type):
            _type(checker, visit.keys, value)
        elif isinstance(value, Timed):
            _span(checker, visit.keys, value.from_, value.until)
        elif isinstance(value, dict) and not visit.is_key:
            _amounts(checker, visit, value)
    _unique(checker)


def _reference(checker: MeaningChecker, visit: Visit, reference: Reference) -> None:
    known = checker.declared.of(reference.kind)
    if reference in known or (reference.kind == "perk" and not known):
        return
    keys = visit.keys
    if checker.declared.is_archived(reference.kind, reference):
        problem = f"'{reference}' is finished and in the archive"
        checker.report("archived_reference", keys, problem, "name another one, or take it out", at_key=visit.is_key)
        return
    if reference.kind == "unit":
        otherwise = f"the units are {', '.join(sorted(known))}" if known else "declare it under 'units'"
    elif reference.kind == "event":
        otherwise = f"the events are {', '.join(known)}; others are declared under 'events'"
    else:
        several = f"{reference.kind}s are" if known else ""
        otherwise = f"the {several} {', '.join(known[:20])}" if known else f"declare the {reference.kind} first"
    code = _CODES.get(reference.kind, "unknown_reference")
    checker.unknown(code, keys, reference.kind, reference, sorted(known), otherwise, at_key=visit.is_key)


def _money(checker: MeaningChecker, keys: Keys, money: Money) -> None:
    currency = checker.form.currency
    if currency is not None and money.currency != currency:
        problem = f"'{money}' is not in the programme's currency"
        checker.report("currency_mismatch", keys, problem, f"write the amount in {currency}")


def _type(checker: MeaningChecker, keys: Keys, kind: Type) -> None:
    name = kind.element.struct if kind.element is not None else kind.struct
    known = checker.declared.of("type")[1:]
    if name and name not in known:
        words = ("string", "int", "decimal", "bool", "money", "date", *known)
        otherwise = (
            f"write {', '.join(words[:-1])} or {words[-1]}" if not known else f"the types are {', '.join(words)}"
        )
        checker.unknown("unknown_reference", keys, "type", name, words, otherwise, at_key=False)


def _span(checker: MeaningChecker, keys: Keys, first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        problem = f"the last day, {last}, is before the first, {first}"
        checker.report("dates_reversed", (*keys, "until"), problem, "let it end later, or begin earlier")


def _amounts(checker: MeaningChecker, visit: Visit, amounts: Mapping[Any, Any]) -> None:
    if _are_factors(visit.keys, visit.parts[-1] if visit.parts else None):
        return
    for name, value in amounts.items():
        if not isinstance(name, ToUnit):
            return
        for keys, amount in _numbers((*visit.keys, name), value):
            checker.amount(keys, name, amount)


def _are_factors(keys: Keys, part: BaseModel | None) -> bool:
    """Whether the amounts multiply, or count for each amount of money, which needs no whole units."""
    if isinstance(part, EarnPart | LevelPart) and keys[-1] == "multiply":
        return True
    return (isinstance(part, EarnPart) and part.per is not None and keys[-1] == "give") or isinstance(part, PartnerRate)


def _numbers(keys: Keys, value: Any) -> list[tuple[Keys, Decimal]]:
    if isinstance(value, Decimal):
        return [(keys, value)]
    if isinstance(value, Limit):
        return [(keys, value.count)]
    if isinstance(value, dict):
        return [found for key, below in value.items() for found in _numbers((*keys, str(key)), below)]
    if isinstance(value, list):
        return [found for index, below in enumerate(value) for found in _numbers((*keys, index), below)]
    return []


def _unique(checker: MeaningChecker) -> None:
    """Every id is written once in its list; a faulty item counts too."""
    for section, listed in checker.declared.lists.items():
        seen: set[str] = set()
        for keys, identity in listed:
            if identity in seen:
                problem = f"'{identity}' is the id of another one in '{section}'"
                checker.report_written("duplicate_id", keys, problem, "give each its own id")
            seen.add(identity)
