"""The types an expression can have, and what a value of each type is in Python.

| type     | value in Python                                                             |
|----------|-----------------------------------------------------------------------------|
| string   | `str` in Unicode normal form C                                              |
| bool     | `bool`                                                                      |
| int      | `int`                                                                       |
| decimal  | finite `Decimal`, `Fraction` or `int`; results of arithmetic are `Fraction` |
| money    | `int` minor units of the programme's currency; `Fraction` after `*` and `/` |
| date     | `date`                                                                      |
| instant  | aware `datetime`                                                            |
| list<T>  | `tuple` of values of T                                                      |
| a struct | mapping of field to value; read one at a time, with `each`                  |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Value = str | bool | int | Decimal | Fraction | date | datetime | tuple["Value", ...] | Mapping[str, "Value"]


@dataclass(frozen=True, slots=True)
class Type:
    """A type; `element` is set for lists only, `struct` names a struct that the document declares."""

    name: Literal["string", "bool", "int", "decimal", "money", "date", "instant", "list", "struct"]
    element: Type | None = None
    struct: str = ""

    def __str__(self) -> str:
        return f"list<{self.element}>" if self.name == "list" else self.struct or self.name

    @property
    def is_number(self) -> bool:
        """Whether plain numbers of this type can be added and multiplied with each other."""
        return self.name in ("int", "decimal")

    @property
    def default(self) -> Value | None:
        """What an optional field of this type reads as where it is absent; None where no value would be honest."""
        return _DEFAULTS.get(self.name)


STRING = Type("string")
BOOL = Type("bool")
INT = Type("int")
DECIMAL = Type("decimal")
MONEY = Type("money")
DATE = Type("date")
INSTANT = Type("instant")

FIELD_TYPES: dict[str, Type] = {kind.name: kind for kind in (STRING, INT, DECIMAL, BOOL, MONEY)}
"""The types a field of a custom event can be declared with, by name."""

ATTRIBUTE_TYPES: dict[str, Type] = {**FIELD_TYPES, DATE.name: DATE}
"""The types an attribute of a member, an order, a line or a part of an event can be declared with, by name."""

_LIST = re.compile(r"list<\s*([A-Za-z_][A-Za-z0-9_]*)\s*>")

_DEFAULTS: dict[str, Value] = {"string": "", "bool": False, "int": 0, "decimal": Decimal(0), "money": 0, "list": ()}


def list_of(element: Type) -> Type:
    """The type of a list whose items have the type `element`."""
    return Type("list", element)


def struct_of(name: str) -> Type:
    """The type of a struct that the document declares under `name`."""
    return Type("struct", struct=name)


def read_type(text: str, structs: Iterable[str] = ()) -> Type | None:
    """The type written as `decimal`, `list<string>` or, for a declared struct, `list<leg>`; None where it is none.

    A list holds texts, numbers, money, dates or structs; there are no lists of lists.
    """
    found = _LIST.fullmatch(text.strip())
    if found is None:
        return ATTRIBUTE_TYPES.get(text.strip())
    name = found.group(1)
    element = struct_of(name) if name in structs else ATTRIBUTE_TYPES.get(name)
    return None if element is None else list_of(element)


def comparable(left: Type, right: Type) -> bool:
    """Whether values of the two types can be equal: the same type, or int with decimal; structs never."""
    if left.name == "struct":
        return False
    if left.element is not None and right.element is not None:
        return comparable(left.element, right.element)
    return left == right or (left.is_number and right.is_number)
