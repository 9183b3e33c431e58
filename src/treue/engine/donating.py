"""What rules give to causes in a member's name: money of the operator, counted by cause and local day (R4.1).

It moves no units, so it is no transfer of a unit's books. It is counted like everything else that is counted of a
member, told apart by rule: kept with the decision, taken back by returns, rebuilt and proven.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from treue.domain.money import Money
from treue.engine.tallies import Count
from treue.programme.records import EarnRule

_CAUSE = "cause."
Donation = tuple[str, str, Money]
"""(rule, cause, money); below nothing where a return takes it back."""


def donated_to(cause: str) -> str:
    """The tally of what was given to the cause, in minor units."""
    return _CAUSE + cause


def counts_of_donations(rules: Iterable[EarnRule], day: date) -> list[Count]:
    """What the rules that applied give to causes."""
    return [
        Count(donated_to(cause), day, money.minor, rule.id) for rule in rules for cause, money in rule.donations.items()
    ]


def donations_in(counts: Iterable[Count], currency: str) -> tuple[Donation, ...]:
    """What a decision gave to causes, from what it counted."""
    return tuple(
        (count.value, count.name.removeprefix(_CAUSE), Money(count.amount, currency))
        for count in counts
        if count.name.startswith(_CAUSE)
    )
