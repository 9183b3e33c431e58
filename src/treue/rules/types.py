"""The types an expression can have, and what a value of each type is in Python.

| type     | value in Python                                                             |
|----------|-----------------------------------------------------------------------------|
| string   | `str` in Unicode normal form C                                              |
| bool     | `bool`                                                                      |
| int      | `int`                                                                       |
| decimal  | finite `Decimal`, `Fraction` or `int`; results of arithmetic are `Fraction` |
| money    | `int` minor units of the programme's currency; `Fraction` after `*` and `/` |
| instant  | aware `datetime`                                                            |
| list<T>  | `tuple` of values of T                                                      |
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Value = str | bool | int | Decimal | Fraction | datetime | tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Type:
    """A type; `element` is set for lists only."""

    name: Literal["string", "bool", "int", "decimal", "money", "instant", "list"]
    element: Type | None = None

    def __str__(self) -> str:
        return f"list<{self.element}>" if self.name == "list" else self.name

    @property
    def is_number(self) -> bool:
        """Whether plain numbers of this type can be added and multiplied with each other."""
        return self.name in ("int", "decimal")

    @property
    def default(self) -> Value:
        """What an optional field of this type reads as where it is absent."""
        return _DEFAULTS[self.name]


STRING = Type("string")
BOOL = Type("bool")
INT = Type("int")
DECIMAL = Type("decimal")
MONEY = Type("money")
INSTANT = Type("instant")

FIELD_TYPES: dict[str, Type] = {kind.name: kind for kind in (STRING, INT, DECIMAL, BOOL, MONEY)}
"""The types a field of a custom event can be declared with, by name."""

_DEFAULTS: dict[str, Value] = {"string": "", "bool": False, "int": 0, "decimal": Decimal(0), "money": 0, "list": ()}


def list_of(element: Type) -> Type:
    """The type of a list whose items have the type `element`."""
    return Type("list", element)


def comparable(left: Type, right: Type) -> bool:
    """Whether values of the two types can be equal: the same type, or int with decimal."""
    if left.element is not None and right.element is not None:
        return comparable(left.element, right.element)
    return left == right or (left.is_number and right.is_number)
