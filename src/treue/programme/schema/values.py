"""Values of a document, each with its form, its sentence when the form is wrong, and its JSON Schema.

Every reader takes a plain value of `source.plain` and answers the value the programme uses, or raises the fault of its
form. `fault_details` gives code, problem and remedy back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from treue.domain.instants import Period, PeriodUnit, zone
from treue.domain.money import Money, is_currency, parse_money
from treue.programme.source import Unreadable
from treue.rules.problems import suggestion

NUMBER_MAX = 2**53
TEXT_MAX = 200
LONG_TEXT_MAX = 4000
_ID = re.compile(r"[a-z][a-z0-9_-]{0,63}")
ID_PATTERN = f"^{_ID.pattern}$"
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_PERIOD = re.compile(r"([0-9]{1,9}) (minute|hour|day|week|month|year)s?")
_KEYWORDS = ("true", "false", "in", "has")
_UNITS_IN_A_CENTURY: dict[PeriodUnit, int] = {
    "minutes": 100 * 366 * 24 * 60,
    "hours": 100 * 366 * 24,
    "days": 100 * 366,
    "weeks": 100 * 53,
    "months": 1200,
    "years": 100,
}


def fault(code: str, problem: str, remedy: str) -> PydanticCustomError:
    """A fault of form, in the shape in which validation collects it."""
    return PydanticCustomError("fault", "{problem}", {"code": code, "problem": problem, "remedy": remedy})


def kind_of(value: object) -> str:
    """What a person would call the value."""
    match value:
        case None:
            return "nothing"
        case bool():
            return f"'{str(value).lower()}'"
        case Decimal():
            return f"the number {shown_number(value)}"
        case str():
            return f"the text '{value if len(value) <= 60 else value[:57] + '...'}'"
        case list():
            return "a list"
        case _:
            return "a mapping"


def shown_number(number: Decimal) -> str:
    """The number without an exponent."""
    return f"{number:f}"


def wrong_type(value: object, wanted: str) -> PydanticCustomError:
    """The fault of a value that is something else than `wanted`."""
    if value is None:
        return fault("empty_value", f"the value is missing; {wanted} belongs here", "write it, or delete the key")
    return fault("wrong_type", f"here is {kind_of(value)}; {wanted} belongs here", "change the value")


def _text(value: object, wanted: str = "a text") -> str:
    if isinstance(value, Unreadable) or not isinstance(value, str):
        if isinstance(value, Decimal | bool):
            shown = shown_number(value) if isinstance(value, Decimal) else str(value).lower()
            raise fault("wrong_type", f"here is {kind_of(value)}; {wanted} belongs here", f"write it as '{shown}'")
        raise wrong_type(value, wanted)
    return value


def read_text(value: object) -> str:
    """A text for people, in one line."""
    text = _text(value)
    if not text.strip() or not text.isprintable():
        raise fault("text_form", "the text is blank or has control characters", "write words, in one line")
    if len(text) > TEXT_MAX:
        raise fault("text_form", f"the text has {len(text)} characters; {TEXT_MAX} are allowed", "shorten it")
    return text


def read_long_text(value: object) -> str:
    """A text for people, in several lines if need be."""
    text = _text(value)
    if not text.strip() or not text.replace("\n", " ").isprintable():
        raise fault("text_form", "the text is blank or has control characters", "write words")
    if len(text) > LONG_TEXT_MAX:
        raise fault("text_form", f"the text has {len(text)} characters; {LONG_TEXT_MAX} are allowed", "shorten it")
    return text


def expression_text(value: object, wanted: str) -> str:
    """The text of an expression; what it says is checked where it is known what it can read."""
    return _text(value, wanted)


def read_id(value: object) -> str:
    """An id, for instance 'free-coffee'."""
    text = _text(value, "an id")
    if _ID.fullmatch(text) is None:
        remedy = "begin with a small letter; then small letters, digits, '-' and '_', at most 64"
        raise fault("id_form", f"{kind_of(text)} is not an id", remedy)
    return text


def read_field_name(value: object) -> str:
    """The name of a field of a custom event, usable in expressions."""
    text = _text(value, "a field name")
    if _FIELD.fullmatch(text) is None or text in _KEYWORDS:
        remedy = "begin with a small letter; then small letters, digits and '_'; not true, false, in, has"
        raise fault("field_form", f"{kind_of(text)} is not a field name", remedy)
    return text


def read_currency(value: object) -> str:
    """A currency code."""
    text = _text(value, "a currency")
    if not is_currency(text):
        raise fault("currency_form", f"{kind_of(text)} is not a currency", "write three capital letters, like EUR")
    return text


def read_language(value: object) -> str:
    """A language code."""
    text = _text(value, "a language")
    if _LANGUAGE.fullmatch(text) is None:
        raise fault("language_form", f"{kind_of(text)} is not a language", "write two small letters, like de")
    return text


def read_money(value: object) -> Money:
    """An amount of money above zero, for instance '1.00 EUR'."""
    if isinstance(value, Decimal):
        remedy = f"write the currency too, like {shown_number(value)} EUR"
        raise fault("money_form", f"here is {kind_of(value)} without a currency", remedy)
    text = _text(value, "an amount of money")
    if len(text) > 40:
        raise fault("money_form", f"{kind_of(text)} is not an amount of money", "write it like 30.00 EUR")
    try:
        money = parse_money(text)
    except ValueError as error:
        raise fault("money_form", _problem_part(str(error)), "write it like 30.00 EUR") from None
    if money.minor <= 0:
        raise fault("amount_not_positive", f"'{text}' is not above zero", "write an amount above zero")
    if money.minor > NUMBER_MAX:
        raise fault("number_size", f"'{text}' is more than any shop takes", "write a smaller amount")
    return money


def read_period(value: object) -> Period:
    """A period that begins with what happened: 'after 14 days'."""
    text = _text(value, "a period")
    if not text.startswith("after "):
        raise fault("period_form", f"{kind_of(text)} is not a period", "write it like 'after 12 months'")
    return _period(text.removeprefix("after "), "after 12 months")


def read_duration(value: object) -> timedelta:
    """A length of time that every day has alike: '30 days'."""
    period = _period(_text(value, "a period"), "30 days")
    if period.unit in ("months", "years"):
        raise fault("period_form", f"'{period}' is not always the same length of time", "write it in days or weeks")
    return timedelta(**{period.unit: period.count})


def read_bare_period(value: object) -> Period:
    """A period: '12 months'."""
    return _period(_text(value, "a period"), "12 months")


def _period(text: str, example: str) -> Period:
    match = _PERIOD.fullmatch(text)
    if match is None:
        units = "minutes, hours, days, weeks, months or years"
        raise fault("period_form", f"{kind_of(text)} is not a period", f"write it like '{example}', in {units}")
    units_by_name: dict[str, PeriodUnit] = {unit[:-1]: unit for unit in _UNITS_IN_A_CENTURY}
    period = Period(int(match.group(1)), units_by_name[match.group(2)])
    if not 0 < period.count <= _UNITS_IN_A_CENTURY[period.unit]:
        raise fault("period_size", f"'{text}' is no time or more than a hundred years", f"write it like '{example}'")
    return period


def read_zone(value: object) -> ZoneInfo:
    """A time zone of the IANA data, for instance Europe/Berlin."""
    text = _text(value, "a time zone")
    try:
        return zone(text)
    except (ValueError, OSError):
        remedy = suggestion(text, _zone_names(), "write one like Europe/Berlin")
        raise fault("unknown_zone", f"{kind_of(text)} is not a time zone", remedy) from None


@cache
def _zone_names() -> tuple[str, ...]:
    return tuple(files("tzdata").joinpath("zones").read_text("utf-8").split())


def read_amount(value: object) -> Decimal:
    """A number above zero."""
    if not isinstance(value, Decimal):
        if isinstance(value, str):
            raise fault("wrong_type", f"here is {kind_of(value)}; a number belongs here", "write it without quotes")
        raise wrong_type(value, "a number")
    if value <= 0:
        raise fault("amount_not_positive", f"{shown_number(value)} is not above zero", "write a number above zero")
    if value > NUMBER_MAX:
        raise fault("number_size", f"{shown_number(value)} is more than can be counted", f"at most {NUMBER_MAX}")
    return value


def read_decimals(value: object) -> int:
    """How many decimals a unit has."""
    if not isinstance(value, Decimal):
        raise wrong_type(value, "a number from 0 to 4")
    if value not in range(5):
        raise fault("wrong_value", f"a unit cannot have {shown_number(value)} decimals", "write a number from 0 to 4")
    return int(value)


def read_format(value: object) -> Literal[1]:
    """The version of the document's format."""
    if not isinstance(value, Decimal) or value != 1:
        if value is None:
            raise wrong_type(value, "the number 1")
        raise fault("format_version", f"the format version is {kind_of(value)}", "write 'treue: 1'")
    return 1


def read_names(value: object) -> Any:
    """A name: one text for all languages, kept under '*', or a text by language."""
    if isinstance(value, dict | Unreadable):
        return value
    if not isinstance(value, str):
        raise wrong_type(value, "a text, or a text for each language,")
    return {"*": value}


class Translated(dict[str, str]):
    """Texts by language; '*' is the one text of all languages."""

    __slots__ = ()


def _read_name_key(value: object) -> str:
    return "*" if value == "*" else read_language(value)


def one_of(*allowed: str) -> Any:
    """A text out of a few."""
    return PlainValidator(lambda value: _one_of(value, allowed), json_schema_input_type=str)


def _one_of(value: object, allowed: Iterable[str]) -> str:
    words = list(allowed)
    text = value if isinstance(value, str) else None
    if text in words:
        return text
    choice = f"write {', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else f"write {words[0]}"
    if value is None:
        raise fault("empty_value", "the value is missing", choice)
    if text is None:
        raise fault("wrong_type", f"here is {kind_of(value)}", choice)
    raise fault("wrong_value", f"{kind_of(text)} is not possible here", suggestion(text, words, choice))


def _form(reader: Callable[[object], Any], schema: dict[str, Any]) -> tuple[PlainValidator, WithJsonSchema]:
    return PlainValidator(reader), WithJsonSchema(schema)


Text = Annotated[str, *_form(read_text, {"type": "string", "minLength": 1, "maxLength": TEXT_MAX})]
Id = Annotated[str, *_form(read_id, {"type": "string", "pattern": ID_PATTERN})]
FieldName = Annotated[str, *_form(read_field_name, {"type": "string", "pattern": f"^{_FIELD.pattern}$"})]
Currency = Annotated[str, *_form(read_currency, {"type": "string", "pattern": "^[A-Z]{3}$"})]
Language = Annotated[str, *_form(read_language, {"type": "string", "pattern": "^[a-z]{2}$"})]
NameKey = Annotated[str, *_form(_read_name_key, {"type": "string", "pattern": "^[a-z]{2}$"})]
MoneyAmount = Annotated[Money, *_form(read_money, {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)? [A-Z]{3}$"})]
AfterPeriod = Annotated[Period, *_form(read_period, {"type": "string", "pattern": f"^after {_PERIOD.pattern}$"})]
Duration = Annotated[
    timedelta, *_form(read_duration, {"type": "string", "pattern": f"^{_PERIOD.pattern}$", "examples": ["30 days"]})
]
Zone = Annotated[ZoneInfo, *_form(read_zone, {"type": "string", "examples": ["Europe/Berlin"]})]
Amount = Annotated[Decimal, *_form(read_amount, {"type": "number", "exclusiveMinimum": 0, "maximum": NUMBER_MAX})]
Decimals = Annotated[int, *_form(read_decimals, {"type": "integer", "minimum": 0, "maximum": 4})]
Format = Annotated[Literal[1], *_form(read_format, {"const": 1})]
LongText = Annotated[str, *_form(read_long_text, {"type": "string", "minLength": 1, "maxLength": LONG_TEXT_MAX})]
Names = Annotated[
    dict[NameKey, Text],
    BeforeValidator(read_names, json_schema_input_type=str | dict[Language, Text]),
    AfterValidator(Translated),
]
LongTexts = Annotated[
    dict[NameKey, LongText],
    BeforeValidator(read_names, json_schema_input_type=str | dict[Language, LongText]),
    AfterValidator(Translated),
]


def _problem_part(sentence: str) -> str:
    return sentence.partition(";")[0]
