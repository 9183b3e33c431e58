"""Pieces that rules, units and rewards are compiled from: values by level, time and audience, limits, names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from treue.domain import calendar
from treue.programme.locating import Keys
from treue.programme.records import Audience, ByLevel, Limit, Timing
from treue.programme.schema.audience import Audience as AudiencePart
from treue.programme.schema.declarations import CalendarPart
from treue.programme.schema.document import Document

Made = TypeVar("Made")
OTHERWISE = "otherwise"


def by_level(value: Any, make: Callable[[Any], Made]) -> ByLevel[Made]:
    """One value for all, or one for each level, as the document writes it."""
    return by_level_at((), value, lambda _keys, one: make(one))


def by_level_at(keys: Keys, value: Any, make: Callable[[Keys, Any], Made]) -> ByLevel[Made]:
    """The same, with the keys that lead to each value."""
    if value is None:
        return ByLevel()
    if not isinstance(value, dict):
        return ByLevel(make(keys, value))
    made = {str(level): make((*keys, str(level)), one) for level, one in value.items()}
    return ByLevel(made.pop(OTHERWISE, None), made)


def timing_of(part: AudiencePart, document: Document) -> Timing | None:
    """The days on which the part holds; None where it always does."""
    if part.from_ is None and part.until is None and part.on is None:
        return None
    return Timing(part.from_, part.until, None if part.on is None else _days(document.calendars[part.on]))


def _days(calendar: CalendarPart) -> ByLevel[frozenset[date]]:
    if isinstance(calendar.days, list):
        return ByLevel(frozenset(calendar.days))
    return by_level(calendar.days, frozenset)


def audience_of(part: AudiencePart) -> Audience | None:
    """Whom the part is for and where; None is everyone everywhere."""
    named = {
        name: frozenset(str(one) for one in found)
        for name in ("levels", "segments", "partners", "countries", "stores", "channels")
        if (found := getattr(part, name))
    }
    return Audience(**named) if named else None


def limits_of(
    limits: calendar.Limit | Iterable[calendar.Limit] | None, scale: int = 1, *, by_household: bool = False
) -> tuple[Limit, ...]:
    """The limits as the engine knows them, with amounts scaled."""
    if limits is None:
        return ()
    several = [limits] if isinstance(limits, calendar.Limit) else limits
    return tuple(Limit(int(one.count * scale), one.window, by_household) for one in several)


def in_each(languages: tuple[str, ...], names: Mapping[str, str]) -> dict[str, str]:
    """The name by language; one written without a language serves for all."""
    return {language: names["*"] if "*" in names else names[language] for language in languages}
