"""Amounts, expressions and what can differ by level or partner."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, PlainValidator, WithJsonSchema

from treue.domain.money import Money
from treue.programme.schema import values
from treue.programme.schema.part import BY_KIND, LIST, MAPPING, VALUE
from treue.programme.schema.references import LevelKey, PartnerKey, UnitId
from treue.programme.schema.times import AvailabilityText, ExpiryText, LimitText
from treue.programme.schema.values import (
    NUMBER_MAX,
    Amount,
    MoneyAmount,
    expression_text,
    fault,
    kind_of,
    read_amount,
    read_money,
    shown_number,
)

_MONEY_FORM = {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)? [A-Z]{3}$"}
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class Expression(str):
    """An expression as it is written; its class says what it has to be."""

    __slots__ = ()


class ConditionText(Expression):
    """True or false."""

    __slots__ = ()


class NumberText(Expression):
    """A number."""

    __slots__ = ()


class MoneyText(Expression):
    """An amount of money."""

    __slots__ = ()


class ValueText(Expression):
    """A number or an amount of money."""

    __slots__ = ()


def read_condition(value: object) -> ConditionText:
    """The text of a condition."""
    return ConditionText(expression_text(value, "a condition"))


def read_value(value: object) -> ValueText:
    """The text of an expression that is a number or money."""
    return ValueText(expression_text(value, "an expression"))


def read_amount_or_expression(value: object) -> Decimal | NumberText:
    """A number above zero, or an expression that is one."""
    if isinstance(value, str) and _NUMBER.fullmatch(value) is None and value.strip():
        return NumberText(value)
    return read_amount(value)


def read_money_or_expression(value: object) -> Money | MoneyText:
    """An amount of money, or an expression that is one."""
    if isinstance(value, str) and re.search(r"[a-z]\.[a-z]|[*/+?(\[]", value):
        return MoneyText(value)
    return read_money(value)


def read_share(value: object) -> Decimal:
    """A number above 0 and at most 1."""
    number = read_amount(value)
    if number > 1:
        problem = f"{shown_number(number)} is more than the whole"
        raise fault("wrong_value", problem, "write a share up to 1, like 0.25")
    return number


def read_percent(value: object) -> Decimal:
    """A number above 0 and at most 100."""
    number = read_amount(value)
    if number > 100:
        raise fault("wrong_value", f"{shown_number(number)} percent is more than the whole", "write at most 100")
    return number


def read_threshold(value: object) -> Decimal | Money:
    """A number from 0, or an amount of money."""
    if isinstance(value, Decimal) and value == 0:
        return value
    if isinstance(value, Decimal):
        return read_amount(value)
    return read_money(value)


def read_whole(value: object) -> int:
    """A whole number from 1."""
    number = read_amount(value)
    if number != number.to_integral_value():
        raise fault("wrong_value", f"{shown_number(number)} is not a whole number", "round it")
    return int(number)


def read_whole_or_zero(value: object) -> int:
    """A whole number from 0."""
    return 0 if isinstance(value, Decimal) and value == 0 else read_whole(value)


def read_yes_or_no(value: object) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        if isinstance(value, str):
            raise fault("wrong_type", f"here is {kind_of(value)}; true or false belongs here", "write true or false")
        raise values.wrong_type(value, "true or false")
    return value


def read_constant(value: object) -> Decimal | str | bool | Money:
    """A number, an amount of money, true, false or a text."""
    if isinstance(value, str):
        return read_money(value) if re.fullmatch(r"[0-9]+(\.[0-9]+)? [A-Z]{3}", value) else values.read_text(value)
    if isinstance(value, Decimal | bool):
        return value
    raise values.wrong_type(value, "a single value")


def _form(reader: Any, **schema: Any) -> tuple[PlainValidator, WithJsonSchema]:
    return PlainValidator(reader), WithJsonSchema(schema)


_NUMBER_FORM = {"type": "number", "exclusiveMinimum": 0, "maximum": NUMBER_MAX}
_EXPRESSION_FORM = {"type": "string", "minLength": 1}
_CONDITION_FORM = {**_EXPRESSION_FORM, "examples": ["order.paid >= 30.00 EUR"]}
_VALUE_FORM = {**_EXPRESSION_FORM, "examples": ["order.paid"]}
Condition = Annotated[ConditionText, *_form(read_condition, **_CONDITION_FORM)]
Value = Annotated[ValueText, *_form(read_value, **_VALUE_FORM)]
AmountOrExpression = Annotated[
    Decimal | NumberText,
    *_form(
        read_amount_or_expression, anyOf=[_NUMBER_FORM, {**_EXPRESSION_FORM, "examples": ["order.paid / 2.00 EUR"]}]
    ),
]
MoneyOrExpression = Annotated[Money | MoneyText, *_form(read_money_or_expression, **_EXPRESSION_FORM)]
Share = Annotated[Decimal, *_form(read_share, type="number", exclusiveMinimum=0, maximum=1)]
Percent = Annotated[Decimal, *_form(read_percent, type="number", exclusiveMinimum=0, maximum=100)]
Threshold = Annotated[
    Decimal | Money,
    *_form(read_threshold, anyOf=[{"type": "number", "minimum": 0, "maximum": NUMBER_MAX}, _MONEY_FORM]),
]
Whole = Annotated[int, *_form(read_whole, type="integer", minimum=1, maximum=NUMBER_MAX)]
WholeOrZero = Annotated[int, *_form(read_whole_or_zero, type="integer", minimum=0, maximum=NUMBER_MAX)]
YesOrNo = Annotated[bool, *_form(read_yes_or_no, type="boolean")]
Constant = Annotated[
    Decimal | str | bool | Money,
    *_form(read_constant, anyOf=[{"type": kind} for kind in ("number", "string", "boolean")]),
]

Amounts = Annotated[dict[UnitId, Amount], Field(min_length=1)]
"""Unit id -> number of units."""
AmountByLevel = Annotated[
    Annotated[AmountOrExpression, VALUE] | Annotated[dict[LevelKey, AmountOrExpression], Field(min_length=1), MAPPING],
    BY_KIND,
]
"""One amount for all, or one for each level."""
Gives = Annotated[dict[UnitId, AmountByLevel], Field(min_length=1)]
"""Unit id -> number of units, perhaps by level or by expression."""
Limits = Annotated[Annotated[LimitText, VALUE] | Annotated[list[LimitText], Field(min_length=1), LIST], BY_KIND]
"""One limit, or several that all hold."""
UnitLimits = Annotated[dict[UnitId, Limits], Field(min_length=1)]
"""Unit id -> how many units in which window."""
LimitByLevel = Annotated[
    Annotated[LimitText, VALUE] | Annotated[dict[LevelKey, LimitText], Field(min_length=1), MAPPING], BY_KIND
]
ExpiryByLevel = Annotated[
    Annotated[ExpiryText, VALUE] | Annotated[dict[LevelKey, ExpiryText], Field(min_length=1), MAPPING], BY_KIND
]
AvailabilityByLevel = Annotated[
    Annotated[AvailabilityText, VALUE] | Annotated[dict[LevelKey, AvailabilityText], Field(min_length=1), MAPPING],
    BY_KIND,
]
MoneyByPartner = Annotated[
    Annotated[MoneyAmount, VALUE] | Annotated[dict[PartnerKey, MoneyAmount], Field(min_length=1), MAPPING], BY_KIND
]
"""One amount of money for all partners, or one for each."""
