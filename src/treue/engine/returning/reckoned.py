"""What a return was found to mean for its order: the part of its read-set that other decisions do not have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from treue.domain.reasons import Reason
from treue.engine.returning.keeping import Totals
from treue.engine.tallies import Count


@dataclass(frozen=True, slots=True)
class Entitled:
    """What the order is entitled to of a rule and unit, scaled, before and after the return.

    `lot` is the lot of the order that the rule filled. The instants are its own: what comes back to the member, because
    an earlier return took too much, lives as long as it would have.
    """

    rule: str
    unit: str
    before: int
    after: int
    lot: int
    available_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Bought:
    """What was bought in a line: quantity as text, and paid in minor units."""

    quantity: str
    paid: int


@dataclass(frozen=True, slots=True)
class Reckoning:
    """Everything about an order that a return is decided from."""

    order: int
    """The number of the order's event."""
    refused: Reason | None = None
    totals: Totals = field(default_factory=Totals)
    """What came back over all returns, this one included."""
    bought: Mapping[int, Bought] = field(default_factory=dict)
    """By place in the order: the lines of which something came back."""
    paid: int | None = None
    """What was paid for the order; unknown where neither its lines nor its sum are kept."""
    entitled: tuple[Entitled, ...] = ()
    """Where the return changes something."""
    counts: tuple[Count, ...] = ()
    budget_uses: tuple[tuple[str, str, str, int], ...] = ()
    expired: tuple[tuple[str, int], ...] = ()
    """By unit: what expired of the order's lots and was not yet counted as taken back."""
    forgiven: tuple[tuple[str, str, int], ...] = ()
    """(rule, unit, amount): what earlier returns could not take and nobody owes."""
    given_back: tuple[int, ...] = ()
    """The numbers of earlier returns of the order that gave back; their lots are the order's own as well."""
    unmade: bool = False
    """Whether with this return nothing of the order is kept any more."""
    owner: int | None = None
    """The internal id of the member whose order it was, where he was merged into the one who returns."""
    by_proportion: bool = False
    """Whether it was reckoned in proportion to the money, without deciding the order again (R5.2)."""
    ungranted: tuple[str, ...] = ()
    """Rewards that rules had granted for the order and would not grant for what is kept, one by one."""
