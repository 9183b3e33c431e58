"""Amounts of units as they are typed."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from treue.forms.faults import WrongInput

if TYPE_CHECKING:
    from treue.programme.records import Programme, Unit

_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d+)?", re.ASCII)


def unit_of(programme: Programme, word: str) -> Unit:
    """The unit with this id. Raises WrongInput, naming those there are."""
    from treue.forms.amounts import unit_named

    return unit_named(programme, word, "UNIT")


def read_amount(text: str, unit: Unit) -> int:
    """Scaled units of a number like 12.5; zero changes nothing and is refused. Raises WrongInput."""
    from treue.forms.amounts import scaled

    if _NUMBER.fullmatch(text) is None:
        raise WrongInput(f"AMOUNT: '{text}' is not a number; write it like 12 or -12.5, with a point.")
    return scaled(Decimal(text), unit, "AMOUNT")
