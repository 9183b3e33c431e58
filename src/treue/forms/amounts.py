"""Amounts of units as programs write them: exact decimals, for the books scaled to whole numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import msgspec

from treue.forms.faults import WrongInput
from treue.programme.records import Programme, Unit

DIGITS_MAX = 15
Amount = Annotated[
    Decimal,
    msgspec.Meta(description='an amount of units, exact, like "12.5",'),
]


def unit_named(programme: Programme, word: str, place: str) -> Unit:
    """The unit with this id. Raises WrongInput, naming those there are."""
    unit = programme.units.get(word)
    if unit is None:
        raise WrongInput(
            f"{place}: '{programme.id}' has no unit '{word}'; it has {', '.join(sorted(programme.units))}."
        )
    return unit


def scaled(number: Decimal, unit: Unit, place: str) -> int:
    """Scaled units of a number like 12.5; zero changes nothing and is refused. Raises WrongInput."""
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or number.adjusted() >= DIGITS_MAX or exponent < -DIGITS_MAX:
        raise WrongInput(f"{place}: {str(number)[:40]} is not an amount; write it like 12 or -12.5.")
    whole = number.scaleb(unit.decimals)
    if whole != whole.to_integral_value():
        plural = "" if unit.decimals == 1 else "s"
        counted = f"with {unit.decimals} decimal{plural}" if unit.decimals else "in whole numbers"
        raise WrongInput(f"{place}: '{number}' is finer than '{unit.id}', which is counted {counted}.")
    if whole == 0:
        raise WrongInput(f"{place}: 0 changes nothing; write a number above or below zero.")
    return int(whole)
