"""A metric as the engine knows it: what it counts, of which events, over which window (docs/rules.md R1.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import blake2b
from typing import Literal

from treue.domain.calendar import Window
from treue.rules.condition import Condition
from treue.rules.python import Compiled
from treue.rules.tree import Node

Counting = Literal["sum", "events", "distinct", "maximum", "minimum", "earned", "spent", "add", "ratio"]
NUMBER_DECIMALS = 4
"""How finely a metric that is no money and no unit is counted; what is finer is cut off."""


def key_of(name: str, window: Window, *definition: str) -> str:
    """The name of a tally: a metric that is defined anew counts under another one, from the beginning.

    The window does not matter, since days are counted one by one; only what is counted for ever has no days.
    """
    mark = blake2b("\0".join(definition).encode(), digest_size=4).hexdigest()
    return f"metric.{name}.{mark}" + (".ever" if window.kind == "lifetime" else "")


@dataclass(frozen=True, slots=True)
class Metric:
    """A counter of each member."""

    id: str
    counts: Counting
    window: Window
    event: str = ""
    """The events it looks at; empty for units and for metrics made of others."""
    each: Literal["event", "line"] = "event"
    when: Condition | None = None
    tree: Node | None = None
    """What is calculated; None where nothing is."""
    value: Compiled | None = field(default=None, compare=False, repr=False)
    """The same as a function that is called like a condition."""
    unit: str = ""
    """With `earned` and `spent`."""
    parts: tuple[str, ...] = ()
    """With `add` and `ratio`: other metrics."""
    is_money: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    """By language; empty where the document gives it none."""
    decimals: int = 0
    """Of what is counted: 0 for money and numbers of events."""
    by_household: bool = False
    """Whether it is read of all members of a household together; it is counted of each."""
    key: str = ""
    """The name its tally is kept under, see `key_of`."""

    def told(self, tallied: int) -> int | Decimal:
        """The value as expressions read it: money in minor units, a number as a decimal."""
        return tallied if self.is_money else Decimal(tallied).scaleb(-self.decimals)
