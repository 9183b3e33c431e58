"""Amounts of units as programs write them: exact decimals, for the books scaled to whole numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import msgspec

from treue.forms.faults import WrongInput
from treue.programme.records import Programme, Unit
from treue.words.sentences import sentence

DIGITS_MAX = 15
Amount = Annotated[
    Decimal,
    msgspec.Meta(description='an amount of units, exact, like "12.5",'),
]


def unit_named(programme: Programme, word: str, place: str) -> Unit:
    """The unit with this id. Raises WrongInput, naming those there are."""
    unit = programme.units.get(word)
    if unit is None:
        known = ", ".join(sorted(programme.units))
        raise WrongInput(
            sentence(
                "'{programme}' has no unit '{unit}'; it has {known}.",
                at=place,
                programme=programme.id,
                unit=word,
                known=known,
            )
        )
    return unit


def scaled(number: Decimal, unit: Unit, place: str) -> int:
    """Scaled units of a number like 12.5; zero changes nothing and is refused. Raises WrongInput."""
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or number.adjusted() >= DIGITS_MAX or exponent < -DIGITS_MAX:
        found = str(number)[:40]
        raise WrongInput(sentence("{found} is not an amount; write it like 12 or -12.5.", at=place, found=found))
    whole = number.scaleb(unit.decimals)
    if whole != whole.to_integral_value():
        counted = sentence("in whole numbers")
        if unit.decimals:
            counted = sentence("in steps of {finest}", finest=Decimal(1).scaleb(-unit.decimals))
        raise WrongInput(
            sentence(
                "'{number}' is finer than '{unit}', which is counted {counted}.",
                at=place,
                number=number,
                unit=unit.id,
                counted=counted,
            )
        )
    if whole == 0:
        raise WrongInput(sentence("0 changes nothing; write a number above or below zero.", at=place))
    return int(whole)
