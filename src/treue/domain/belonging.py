"""A member's place in a household (docs/rules.md R9.1)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Belonging:
    """The household a member belongs to, 0 for none, and his place in it.

    Of its members the one with the lowest place is the head: who founded it, then who has been in it longest, unless
    somebody else was named.
    """

    household: int = 0
    place: int = 0
    shares_purchases: bool = False
    """Whether he agrees that the others see what he bought."""

    @property
    def is_somewhere(self) -> bool:
        """Whether he belongs to a household at all."""
        return self.household != 0


NOWHERE = Belonging()
"""Somebody who belongs to no household."""
