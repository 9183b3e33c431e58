"""Days, windows, limits and the ways units become available and expire, as a document writes them."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any, cast

from pydantic import PlainValidator, WithJsonSchema

from treue.domain.calendar import (
    MONTHS,
    Availability,
    DayOfMonth,
    DayOfYear,
    Expiry,
    Keeps,
    Lifetime,
    Limit,
    NamedDay,
    Never,
    OnDate,
    Span,
    Window,
)
from treue.domain.instants import Period
from treue.programme.schema import values
from treue.programme.schema.values import NUMBER_MAX, fault, kind_of, read_bare_period, shown_number

_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SPAN = "day|week|month|quarter|year"
_PERIOD = r"[0-9]{1,9} (?:minute|hour|day|week|month|year)s?"
_DAY = rf"([0-9]{{1,2}}) ({'|'.join(MONTHS)})"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _refuse(value: object, what: str, example: str) -> Any:
    if not isinstance(value, str):
        return values.wrong_type(value, what)
    return fault("period_form", f"{kind_of(value)} is not {what}", f"write it like {example}")


def read_date(value: object) -> date:
    """A day, '2027-06-30'."""
    try:
        if isinstance(value, str) and _DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        problem = f"{kind_of(value)} is not a day of the calendar"
        raise fault("date_form", problem, "write a day that exists") from None
    if not isinstance(value, str):
        raise values.wrong_type(value, "a day")
    raise fault("date_form", f"{kind_of(value)} is not a day", "write it like 2027-06-30")


def read_time(value: object) -> time:
    """A time of day, '20:00'."""
    if not isinstance(value, str):
        raise values.wrong_type(value, "a time of day")
    try:
        if len(value) == 5:
            return time.fromisoformat(value)
    except ValueError:
        pass
    raise fault("time_form", f"{kind_of(value)} is not a time of day", "write it like 20:00")


def read_day_of_year(value: object) -> DayOfYear:
    """A day of every year, '30 September'."""
    match = re.fullmatch(_DAY, value) if isinstance(value, str) else None
    if match is None:
        raise _refuse(value, "a day of the year", "'30 September'")
    return _day_of_year(match.group(1), match.group(2))


def _day_of_year(day: str, month: str) -> DayOfYear:
    number = MONTHS.index(month) + 1
    if not 1 <= int(day) <= _LENGTHS[number - 1]:
        raise fault("date_form", f"{month} has no day {day}", "write a day that exists")
    return DayOfYear(int(day), number)


def read_expiry(value: object) -> Expiry:
    """When units expire."""
    text = value if isinstance(value, str) else ""
    if text == "never":
        return Never()
    if match := re.fullmatch(rf"(?:after ({_PERIOD}) )?to end of ({_SPAN})", text):
        period = read_bare_period(match.group(1)) if match.group(1) else None
        return Lifetime(period, _span(match.group(2)))
    if match := re.fullmatch(rf"on {_DAY}(?: at the earliest after ({_PERIOD}))?", text):
        period = read_bare_period(match.group(3)) if match.group(3) else None
        return NamedDay(_day_of_year(match.group(1), match.group(2)), period)
    if text.startswith("on "):
        return OnDate(read_date(text.removeprefix("on ")))
    return values.read_period(value)


def read_availability(value: object) -> Availability:
    """When units can be spent."""
    text = value if isinstance(value, str) else ""
    if match := re.fullmatch(r"day ([0-9]{1,2}) of (next|this) month", text):
        day = int(match.group(1))
        if not 1 <= day <= 31:
            raise fault("date_form", f"no month has a day {day}", "write a day from 1 to 31")
        return DayOfMonth(day, match.group(2) == "next")
    if text.startswith("on "):
        return OnDate(read_date(text.removeprefix("on ")))
    return values.read_period(value)


def read_window(value: object) -> Window:
    """The time a counter looks at."""
    text = value if isinstance(value, str) else ""
    if match := re.fullmatch(rf"calendar ({_SPAN})", text):
        return Window("calendar", _span(match.group(1)))
    if match := re.fullmatch(rf"last ({_PERIOD})", text):
        return Window("rolling", period=read_bare_period(match.group(1)))
    if match := re.fullmatch(r"membership (month|quarter|year)", text):
        return Window("membership", _span(match.group(1)))
    if match := re.fullmatch(rf"year from {_DAY}", text):
        return Window("yearly", "year", start=_day_of_year(match.group(1), match.group(2)))
    match text:
        case "plan period":
            return Window("plan")
        case "level period":
            return Window("level")
        case "lifetime":
            return Window("lifetime")
    example = "'calendar year', 'last 12 months', 'membership year', 'year from 1 July', 'plan period' or 'lifetime'"
    raise _refuse(value, "a window", example)


def read_limit(value: object) -> Limit:
    """So many in a window: '1 per week' is a calendar week, '1 per 7 days' the last seven; a number is for ever."""
    if isinstance(value, Decimal):
        return Limit(_count(value), Window("lifetime"))
    text = value if isinstance(value, str) else ""
    match = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)(?: per (.+))?", text)
    if match is None or len(text) > 60:
        raise _refuse(value, "a limit", "'1 per week', '500 per 30 days' or a number")
    count, unit = _count(Decimal(match.group(1))), match.group(2)
    if unit == "event":
        return Limit(count, Window("event"))
    if unit == "order":
        return Limit(count, Window("order"))
    if unit is None:
        return Limit(count, Window("lifetime"))
    if re.fullmatch(_SPAN, unit):
        return Limit(count, Window("calendar", _span(unit)))
    if re.fullmatch(_PERIOD, unit):
        return Limit(count, Window("rolling", period=read_bare_period(unit)))
    return Limit(count, read_window(unit))


def _count(number: Decimal) -> Decimal:
    if number <= 0:
        raise fault("amount_not_positive", f"{shown_number(number)} is not above zero", "write a number above zero")
    if number > NUMBER_MAX:
        raise fault("number_size", f"{shown_number(number)} is more than can be counted", f"at most {NUMBER_MAX}")
    return number


def read_keeps(value: object) -> Keeps:
    """How long a level is kept."""
    text = value if isinstance(value, str) else ""
    if text == "lifetime":
        return Keeps()
    if match := re.fullmatch(r"rest of (month|quarter|year|membership year)( and next)?", text):
        rest: Any = match.group(1)
        return Keeps(rest_of=rest, and_next=match.group(2) is not None)
    if re.fullmatch(_PERIOD, text):
        return Keeps(period=read_bare_period(text))
    raise _refuse(value, "a time to keep a level", "'rest of year and next', '12 months' or 'lifetime'")


def _span(word: str) -> Span:
    return cast(Span, word)


def _form(reader: Any, pattern: str, **more: Any) -> tuple[PlainValidator, WithJsonSchema]:
    return PlainValidator(reader), WithJsonSchema({"type": "string", "pattern": f"^(?:{pattern})$", **more})


_OPEN_DAY = _DAY.replace("(", "(?:")
_WINDOW = (
    rf"calendar (?:{_SPAN})|last {_PERIOD}|membership (?:month|quarter|year)|year from {_OPEN_DAY}"
    r"|plan period|level period|lifetime"
)
_ON = r"on [0-9]{4}-[0-9]{2}-[0-9]{2}"
Day = Annotated[date, *_form(read_date, _DATE.pattern, examples=["2027-06-30"])]
TimeOfDay = Annotated[time, *_form(read_time, "[0-2][0-9]:[0-5][0-9]", examples=["20:00"])]
YearDay = Annotated[DayOfYear, *_form(read_day_of_year, _OPEN_DAY, examples=["30 September"])]
Length = Annotated[Period, *_form(read_bare_period, _PERIOD, examples=["12 months"])]
ExpiryText = Annotated[
    Expiry,
    *_form(
        read_expiry,
        rf"never|after {_PERIOD}|(?:after {_PERIOD} )?to end of (?:{_SPAN})"
        rf"|on {_OPEN_DAY}(?: at the earliest after {_PERIOD})?|{_ON}",
        examples=["after 12 months to end of quarter"],
    ),
]
AvailabilityText = Annotated[
    Availability,
    *_form(
        read_availability, rf"after {_PERIOD}|day [0-9]{{1,2}} of (?:next|this) month|{_ON}", examples=["after 14 days"]
    ),
]
WindowText = Annotated[Window, *_form(read_window, _WINDOW, examples=["calendar year"])]
LimitText = Annotated[
    Limit,
    PlainValidator(read_limit),
    WithJsonSchema(
        {
            "examples": ["1 per week"],
            "anyOf": [
                {"type": "number", "exclusiveMinimum": 0, "maximum": NUMBER_MAX},
                {
                    "type": "string",
                    "pattern": rf"^[0-9]+(?:\.[0-9]+)?(?: per (?:event|order|{_SPAN}|{_PERIOD}|{_WINDOW}))?$",
                },
            ],
        }
    ),
]
KeepsText = Annotated[
    Keeps,
    *_form(
        read_keeps,
        rf"lifetime|rest of (?:month|quarter|year|membership year)(?: and next)?|{_PERIOD}",
        examples=["rest of year and next"],
    ),
]
