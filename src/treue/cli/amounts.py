"""Amounts of units as they are typed: with decimals, for the books without."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from treue.forms.faults import WrongInput

if TYPE_CHECKING:
    from treue.programme.records import Programme, Unit

_NUMBER = re.compile(r"([+-]?)(\d{1,15})(?:\.(\d+))?")


def unit_of(programme: Programme, word: str) -> Unit:
    """The unit with this id. Raises WrongInput, naming those there are."""
    unit = programme.units.get(word)
    if unit is None:
        raise WrongInput(f"UNIT: '{programme.id}' has no unit '{word}'; it has {', '.join(sorted(programme.units))}.")
    return unit


def read_amount(text: str, unit: Unit) -> int:
    """Scaled units of a number like 12.5; zero changes nothing and is refused. Raises WrongInput."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise WrongInput(f"AMOUNT: '{text}' is not a number; write it like 12 or -12.5, with a point.")
    sign, whole, part = match[1], match[2], (match[3] or "").rstrip("0")
    if len(part) > unit.decimals:
        plural = "" if unit.decimals == 1 else "s"
        counted = f"with {unit.decimals} decimal{plural}" if unit.decimals else "in whole numbers"
        raise WrongInput(f"AMOUNT: '{text}' is finer than '{unit.id}', which is counted {counted}.")
    amount = int(whole + part.ljust(unit.decimals, "0"))
    if amount == 0:
        raise WrongInput("AMOUNT: 0 changes nothing; write a number above or below zero.")
    return -amount if sign == "-" else amount
