"""What a programme declares itself, between JSON and values: fields of events, attributes of members, orders and lines.

Each value is checked against its declared type, and every fault is noted with its place; nothing is converted
silently. A decimal number may be written as a number, which is read exactly as it stands, or as a text. What is left
out is absent: the document asks for it with `has()`, or says what it then reads as.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from treue.domain.money import Money, parse_money
from treue.domain.values import FieldValue
from treue.forms.checked_json import unknown, unlike
from treue.forms.plain_values import DECIMALS_MAX, DIGITS_MAX, WHOLE_MAX, Text, is_exact
from treue.forms.wanted import LIST, OBJECT
from treue.processing.fields import plain_decimal
from treue.programme.records import Programme
from treue.rules.types import Type
from treue.words.sentences import Sentence, sentence

_DECIMAL = re.compile(rf"-?[0-9]{{1,{DIGITS_MAX}}}(\.[0-9]{{1,{DECIMALS_MAX}}})?")
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_WANTED: Mapping[str, Sentence] = {
    "string": sentence("a text in one line, at most 200 characters,"),
    "int": sentence("a whole number between -2^53 and 2^53"),
    "decimal": sentence('a decimal number like 12.5 or "12.5", with at most {most} decimals,', most=DECIMALS_MAX),
    "bool": sentence("true or false"),
    "date": sentence("a day like 2026-03-01"),
    "list": LIST,
    "struct": OBJECT,
}


@dataclass(slots=True)
class DeclaredReader:
    """Reads values by what one version of a programme declares, and notes whatever is wrong with them."""

    programme: Programme
    currencies: Sequence[str] = ()
    """In which currencies money may be besides the programme's own: that of the order."""
    faults: list[Sentence] = field(default_factory=list)

    def read(self, values: object, declared: Mapping[str, Type], scope: str, path: str) -> dict[str, FieldValue]:
        """The values by name, as far as they are right; `scope` is where they are declared, `path` where they stand."""
        if not isinstance(values, Mapping):
            self.faults.append(unlike(path, OBJECT, values))
            return {}
        self.faults += [unknown(f"{path}.{name}", name, declared) for name in values if name not in declared]
        read: dict[str, FieldValue] = {}
        for name, kind in declared.items():
            if (
                name in values
                and (value := self._value(kind, values[name], f"{scope}.{name}", f"{path}.{name}")) is not None
            ):
                read[name] = value
        return read

    def _value(self, kind: Type, value: Any, scope: str, path: str) -> FieldValue | None:
        """The value as it is kept, or None with at least one fault more."""
        match kind.name, value:
            case "list", list() if kind.element is not None:
                found = [self._value(kind.element, one, scope, f"{path}[{at}]") for at, one in enumerate(value, 1)]
                return tuple(one for one in found if one is not None)
            case "struct", dict():
                return self.read(value, self.programme.structs.get(kind.struct, {}), f"type.{kind.struct}", path)
        read = self._plain(kind.name, value)
        choices = self.programme.choices.get(scope)
        if read is None or (choices is not None and read not in choices):
            wanted = (
                self._wanted(kind.name) if choices is None else sentence("one of {words}", words=", ".join(choices))
            )
            self.faults.append(unlike(path, wanted, value))
            return None
        return read

    def _plain(self, kind: str, value: Any) -> FieldValue | None:
        match kind, value:
            case "string", str():
                return _text(value)
            case "bool", bool():
                return value
            case (("int" | "decimal"), int()) if not isinstance(value, bool) and abs(value) <= WHOLE_MAX:
                return value
            case "decimal", Decimal() if is_exact(value):
                return _shortest(value)
            case "decimal", str() if _DECIMAL.fullmatch(value):
                return _shortest(Decimal(value))
            case "date", str() if _DAY.fullmatch(value):
                return _day(value)
            case "money", str():
                return self._money(value)
        return None

    def _money(self, value: str) -> Money | None:
        try:
            money = parse_money(value)
        except ValueError:
            return None
        return money if money.currency in self._known_currencies() and abs(money.minor) <= WHOLE_MAX else None

    def _known_currencies(self) -> list[str]:
        return list(dict.fromkeys((self.programme.currency, *self.currencies)))

    def _wanted(self, kind: str) -> Sentence:
        if kind != "money":
            return _WANTED[kind]
        listed = " / ".join(self._known_currencies())
        return sentence("an amount of money like '12.50 {currency}'", currency=listed)


def written(value: FieldValue) -> Any:
    """The value as programs read it, which is how they may send it again.

    A decimal number is a text, so that no reader of JSON makes a binary fraction of it.
    """
    match value:
        case Money():
            return str(value)
        case Decimal():
            return plain_decimal(value)
        case date():
            return value.isoformat()
        case tuple():
            return [written(one) for one in value]
        case Mapping():
            return {name: written(one) for name, one in value.items()}
    return value


def as_json(text: str, kind: Type, currency: str) -> Any:
    """What somebody wrote where there are only texts, in a file or a command, as JSON would have it.

    An amount of money without its currency is one of `currency`; a list has commas between its items. What is not of
    its type stays as it is, for the reader to refuse.
    """
    match kind.name:
        case "int" if _WHOLE.fullmatch(text):
            return int(text)
        case "bool":
            return {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), text)
        case "money" if _DECIMAL.fullmatch(text):
            return f"{text} {currency}"
        case "list" if kind.element is not None:
            parts = [part.strip() for part in text.split(",")]
            return [as_json(part, kind.element, currency) for part in parts if part]
    return text


def _shortest(number: Decimal) -> Decimal | int:
    """1, 1.0 and "1.00" are the same content, however they are written."""
    return int(number) if number == number.to_integral_value() else number


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _text(value: str) -> str | None:
    composed = unicodedata.normalize("NFC", value)
    try:
        msgspec.convert(composed, Text)
    except msgspec.ValidationError:
        return None
    return composed
