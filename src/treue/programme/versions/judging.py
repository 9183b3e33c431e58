"""Whether one value of a document is worse for members than another, by what the value means.

Each judgement takes the value before and after, which differ. What cannot be compared, such as two conditions, counts
as worse: a notice too many harms nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from treue.domain.calendar import Limit, Window
from treue.domain.instants import Period
from treue.domain.money import Money
from treue.programme.schema.amounts import Expression

Judgement = Callable[[Any, Any], bool]

_MINUTES = {"minutes": 1, "hours": 60}
_DAYS = {"days": 1, "weeks": 7}
_MONTHS = {"months": 1, "years": 12}
_SPANS = ("day", "week", "month", "quarter", "year")


def is_less(old: Any, new: Any) -> bool:
    """Whether the number, money, length or amount by level is less, for anybody; absent is nothing."""
    if old is None or new is None:
        return new is None
    if isinstance(old, dict) or isinstance(new, dict):
        before, after = _by_level(old), _by_level(new)
        pairs = ((_of_level(before, level), _of_level(after, level)) for level in {*before, *after})
        return any(one != other and is_less(one, other) for one, other in pairs if one is not None)
    match old, new:
        case Period(), Period():
            return is_shorter(old, new)
        case Money(), Money():
            return new.currency != old.currency or new.minor < old.minor
        case (Expression(), _) | (_, Expression()):
            return True
        case (Decimal() | int(), Decimal() | int()):
            return bool(new < old)
    return True


def is_shorter(old: Period, new: Period) -> bool:
    """Whether the new period ends before the old one for some beginning; months and days differ."""
    for units in (_MINUTES, _DAYS, _MONTHS):
        if old.unit in units and new.unit in units:
            return new.count * units[new.unit] < old.count * units[old.unit]
    if old.unit in _MINUTES or new.unit in _MINUTES:
        return _hours(new, 28, 23) < _hours(old, 31, 25)
    return _hours(new, 28, 24) < _hours(old, 31, 24)


def is_tighter(old: Any, new: Any) -> bool:
    """Whether limits, perhaps by unit, allow less: one of the new ones follows from none of the old ones."""
    if isinstance(new, dict):
        return any(is_tighter((old or {}).get(unit), limits) for unit, limits in new.items())
    before = _limits(old)
    return any(
        not any(one.window == limit.window and one.count <= limit.count for one in before) for limit in _limits(new)
    )


def lowered(old: Any, new: Any) -> bool:
    """What members get is less, or gone."""
    return old is not None and is_less(old, new)


def raised(old: Any, new: Any) -> bool:
    """What members give is more, or new."""
    return new is not None and is_less(new, old)


def capped(old: Any, new: Any) -> bool:
    """What members get has a bound that is new or lower."""
    return new is not None and (old is None or is_less(old, new))


def coarser(old: Decimal | None, new: Decimal | None) -> bool:
    """An amount that was a multiple of the step is none of the new step."""
    return new is not None and (old is None or old % new != 0)


def lost(old: Any, new: Any) -> bool:
    """It was there and is not any more."""
    return bool(old) and not new


def gained(old: Any, new: Any) -> bool:
    """It was not there and is now."""
    return bool(new) and not old


def changed(_old: Any, _new: Any) -> bool:
    """Any other value is worse, or cannot be compared."""
    return True


def replaced(old: Any, _new: Any) -> bool:
    """What was there is gone or another; something new is no loss."""
    return old is not None


def demanded(_old: Any, new: Any) -> bool:
    """There is a condition that is new or another."""
    return new is not None


def fewer(old: Iterable[str] | None, new: Iterable[str] | None) -> bool:
    """Somebody or something of the old list is not on the new one; no list is everybody."""
    return new is not None and (old is None or bool(set(old) - set(new)))


def more(old: Iterable[str], new: Iterable[str]) -> bool:
    """The new list, of what is left out, names something the old one does not."""
    return bool(set(new) - set(old))


def sooner(old: date | None, new: date | None) -> bool:
    """The last day is new or earlier."""
    return new is not None and (old is None or new < old)


def rarer(old: str | None, new: str | None) -> bool:
    """Once in a longer span, or in a span at all."""
    return new is not None and (old is None or _SPANS.index(new) > _SPANS.index(old))


def falls(*words: str) -> Judgement:
    """A choice that stands later in this list, best first."""
    return lambda old, new: words.index(new) > words.index(old)


def becomes(word: str) -> Judgement:
    """A choice that is worse than all others."""
    return lambda _old, new: new == word


def dearer(old: Mapping[Any, Decimal] | None, new: Mapping[Any, Decimal] | None) -> tuple[str, ...]:
    """The units of which a cost takes more than it did."""
    before = old or {}
    return tuple(str(unit) for unit, amount in (new or {}).items() if unit not in before or amount > before[unit])


def _by_level(value: Any) -> Mapping[Any, Any]:
    return value if isinstance(value, dict) else {"otherwise": value}


def _of_level(by_level: Mapping[Any, Any], level: str) -> Any:
    return by_level.get(level, by_level.get("otherwise"))


def _limits(limits: Any) -> list[Limit]:
    listed = [] if limits is None else limits if isinstance(limits, list) else [limits]
    # A budget without a window is one for ever.
    return [one if isinstance(one, Limit) else Limit(one, Window("lifetime")) for one in listed]


def _hours(period: Period, days_of_a_month: int, hours_of_a_day: int) -> Decimal:
    if period.unit in _MINUTES:
        return Decimal(period.count * _MINUTES[period.unit]) / 60
    if period.unit in _DAYS:
        return Decimal(period.count * _DAYS[period.unit] * hours_of_a_day)
    return Decimal(period.count * _MONTHS[period.unit] * days_of_a_month * hours_of_a_day)
