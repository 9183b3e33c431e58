"""Rewards that came by themselves and are void because of a return (docs/rules.md R7.7).

What a return finds missing is covered by unused ones, the latest first: what they had cost comes back and pays for it.
One that was used or sent, or whose time is over, brings nothing back; nor does what others of the household had lent
for it. Those of members who were merged into the one who returns are his as well.

What a rule granted for the order cost nothing; it is void as long as it is unused, if the rule would not grant it for
what is kept.
"""

from __future__ import annotations

from treue.domain.books import Lot
from treue.domain.events import VoidRedemption
from treue.engine.returning.reckoned import Reckoning
from treue.engine.rewards.changing import still_holds
from treue.engine.rewards.redemption import Redemption
from treue.engine.state import State


class Voiding:
    """One return at work: which redemptions it makes void, and what of their cost is not used for it yet."""

    def __init__(self, state: State) -> None:
        self.voided: list[Redemption] = []
        self._state = state
        self._every = (*state.redemptions.values(), *state.inherited)
        self._unused = sorted(
            (one for one in self._every if one.is_automatic and _is_unused(state, one)),
            key=lambda one: (one.redeemed_at, one.seq),
        )
        self._back: dict[str, int] = {}

    def cover(self, unit: str, missing: int) -> int:
        """How much of what is missing comes back with redemptions that are void then."""
        while self._back.get(unit, 0) < missing:
            latest = next((one for one in reversed(self._unused) if any(lot.unit == unit for lot in _own(one))), None)
            if latest is None:
                break
            self._unused.remove(latest)
            self.voided.append(latest)
            for lot in _own(latest):
                self._back[lot.unit] = self._back.get(lot.unit, 0) + lot.remaining
        covered = min(missing, self._back.get(unit, 0))
        self._back[unit] = self._back.get(unit, 0) - covered
        return covered

    def ungrant(self, reckoning: Reckoning) -> None:
        """What rules granted for the order and would not grant for what is kept of it is void, while it is unused."""
        order, owner, state = reckoning.order, reckoning.owner or 0, self._state
        of_order = [one for one in reversed(self._every) if (one.granted_for, one.owner) == (order, owner)]
        for reward in reckoning.ungranted:
            unused = (one for one in of_order if one.reward == reward and one not in self.voided)
            if (found := next((one for one in unused if _is_unused(state, one)), None)) is not None:
                self.voided.append(found)

    def events(self) -> tuple[VoidRedemption, ...]:
        """What follows from the return."""
        return tuple(VoidRedemption(one.seq, one.owner) for one in self.voided)

    def lots(self) -> tuple[Lot, ...]:
        """The lots that the voided ones consist of, which had to be untouched."""
        gave = {(lot.seq, lot.no) for one in self.voided for lot in one.gave}
        return tuple(lot for lot in self._state.lots if (lot.seq, lot.no) in gave)


def _is_unused(state: State, redemption: Redemption) -> bool:
    if redemption.standing != "open" or redemption.is_over(state.now):
        return False
    if redemption.delivery in ("sent", "arrived"):
        return False
    return not redemption.gave if redemption.owner else still_holds(state, redemption)


def _own(redemption: Redemption) -> list[Lot]:
    """What the member himself paid for it."""
    lent = {seq for seq, _ in redemption.lenders}
    return [lot for lot in redemption.paid if lot.seq not in lent]
