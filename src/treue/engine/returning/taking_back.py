"""Taking back what an order is not entitled to any more (docs/rules.md R6.4), and the levels that stood on it (R6.5).

From the order's own lots first, pending or available; then what expired of them, or was forfeited, counts as taken
back; then other available lots in spend order. What is missing then becomes debt, or is forgiven; but unused rewards
that came by themselves cover it first: they are void, and what they had cost comes back (`voiding`). Pending lots of
other orders are never touched. Units of the order that paid a debt were used like units that were spent: they are
taken elsewhere, or owed again.

Of one who left, and whose units are forfeited, nothing can be taken and nothing is owed; nor does he get anything back
(R9.3). What his return would have moved is noted as forgiven, so that the order's entitlement and the books agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from treue.domain.books import Account, Cause, Lot, LotUse, Transfer
from treue.engine.crediting import pay_debt_from_new, take
from treue.engine.decision import Decision, ReadSet
from treue.engine.donating import donations_in
from treue.engine.levels.losing import without_support
from treue.engine.returning.reckoned import Entitled, Reckoning
from treue.engine.returning.standing import RETURN
from treue.engine.returning.voiding import Voiding
from treue.engine.state import State, spend_order
from treue.programme.records import Programme


def take_back(programme: Programme, state: State, occurred_at: datetime, reckoning: Reckoning) -> Decision:
    """The return's decision; `state.lots` holds every open lot of the member."""
    if reckoning.refused is not None:
        return Decision(RETURN, occurred_at, ReadSet(state.now, reckoning=reckoning), refused=reckoning.refused)
    taking = _Taking(programme, state, reckoning)
    for one, change in _netted(reckoning.entitled):
        if change < 0:
            taking.take(one, -change)
        else:
            taking.give(one, change)
    if not state.standing.is_closed:
        taking.voiding.ungrant(reckoning)
    lost = without_support(programme, state, occurred_at, reckoning.counts)
    units = dict.fromkeys(one.unit for one in reckoning.entitled)
    read_set = ReadSet(
        state.now,
        tuple((unit, owed) for unit in units if (owed := state.debts.get(unit))),
        budgets=lost.counted,
        lots=taking.used(),
        vouchers=tuple(taking.voiding.voided),
        tallies=tuple(state.tallies.asked.items()),
        levels=lost.read,
        reckoning=reckoning,
        joined=state.profile.joined if programme.counts_from_joining else None,
    )
    return Decision(
        RETURN,
        occurred_at,
        read_set,
        transfers=tuple(taking.transfers),
        lots=tuple(taking.new_lots),
        budget_uses=reckoning.budget_uses,
        donations=donations_in(reckoning.counts, programme.currency),
        counts=reckoning.counts,
        climbs=lost.climbs,
        then=(*lost.then, *taking.voiding.events()),
        returned=reckoning,
        expired=tuple((unit, amount) for unit, amount in taking.expired.items() if amount),
        forgiven=tuple((*effect, amount) for effect, amount in taking.forgiven.items() if amount),
    )


def _netted(entitled: Sequence[Entitled]) -> list[tuple[Entitled, int]]:
    """(what a rule gave, its change), without what one rule loses and another gains in the same lot.

    Rounding moves a unit from rule to rule like that: nothing has to be taken from the member for it.
    """
    changes = [one.after - one.before for one in entitled]
    for gaining, one in enumerate(entitled):
        for losing, other in enumerate(entitled):
            if changes[gaining] > 0 > changes[losing] and (one.unit, one.lot) == (other.unit, other.lot):
                moved = min(changes[gaining], -changes[losing])
                changes[gaining] -= moved
                changes[losing] += moved
    return [(one, change) for one, change in zip(entitled, changes, strict=True) if change]


class _Taking:
    """One return at work: what is left of the lots while it takes from them."""

    def __init__(self, programme: Programme, state: State, reckoning: Reckoning) -> None:
        self._programme = programme
        self._state = state
        self._reckoning = reckoning
        self._left = {(lot.seq, lot.no): lot.remaining for lot in state.lots}
        # With a merge the lots became lots of the merge; they are taken like any other.
        self._seqs = {reckoning.order, *reckoning.given_back} if reckoning.owner is None else set()
        self._expired = dict(reckoning.expired)
        self._forgiven = {(rule, unit): amount for rule, unit, amount in reckoning.forgiven}
        self.voiding = Voiding(state)
        self.transfers: list[Transfer] = []
        self.new_lots: list[Lot] = []
        self.expired: dict[str, int] = {}
        self.forgiven: dict[tuple[str, str], int] = {}

    def take(self, one: Entitled, amount: int) -> None:
        """Take so many units that the rule gave."""
        missing = self._take_from(one, self._own(one), amount)
        counted = min(missing, self._expired.get(one.unit, 0))
        if counted:
            self._expired[one.unit] -= counted
            self.expired[one.unit] = self.expired.get(one.unit, 0) + counted
            missing -= counted
        missing = self._take_from(one, self._others(one.unit), missing)
        if not missing:
            return
        is_closed = self._state.standing.is_closed
        covered = 0 if is_closed else self.voiding.cover(one.unit, missing)
        if covered < missing and (self._programme.missing_units == "clamp" or is_closed):
            self._forgive(one, missing - covered)
            missing = covered
        if not missing:
            return
        self.transfers.append(
            Transfer(one.unit, Account.DEBT, Account.ISSUED, missing, self._state.now, Cause.DEBT_MADE, one.rule)
        )

    def give(self, one: Entitled, amount: int) -> None:
        """Give back what an earlier return of the order took and would not take now; what it forgave first."""
        forgiven = amount
        if not self._state.standing.is_closed:
            forgiven = min(amount, max(0, self._forgiven.get((one.rule, one.unit), 0)))
        if forgiven:
            self._forgive(one, -forgiven)
            amount -= forgiven
        if not amount:
            return
        state = self._state
        lot = Lot(
            *(state.next_seq, len(self.new_lots), one.unit, amount, amount),
            *(state.now, one.available_at, one.expires_at),
        )
        self.transfers.append(
            Transfer(one.unit, Account.ISSUED, Account.MEMBER, amount, state.now, Cause.RETURNED, one.rule, lot.no)
        )
        owed = state.debts.get(one.unit, 0) + sum(self._debt_change(moved, one.unit) for moved in self.transfers)
        paid, lot = pay_debt_from_new(replace(state, debts={**state.debts, one.unit: owed}), lot)
        self.transfers += paid
        self.new_lots.append(lot)

    def _forgive(self, one: Entitled, amount: int) -> None:
        self.forgiven[one.rule, one.unit] = self.forgiven.get((one.rule, one.unit), 0) + amount

    def used(self) -> tuple[Lot, ...]:
        """The lots it took from, as they stood before, and those of rewards that are void."""
        used = {(use.seq, use.no) for moved in self.transfers for use in moved.uses}
        taken = tuple(lot for lot in self._state.lots if (lot.seq, lot.no) in used)
        return (*taken, *(lot for lot in self.voiding.lots() if lot not in taken))

    def _own(self, one: Entitled) -> list[Lot]:
        """The order's lots of the unit, the one that the rule filled first."""
        order = self._reckoning.order
        lots = [lot for lot in self._state.lots if lot.seq in self._seqs and lot.unit == one.unit]
        return sorted(lots, key=lambda lot: ((lot.seq, lot.no) != (order, one.lot), spend_order(lot)))

    def _others(self, unit: str) -> list[Lot]:
        return [lot for lot in self._state.available_lots(unit) if lot.seq not in self._seqs]

    def _take_from(self, one: Entitled, lots: list[Lot], amount: int) -> int:
        """Takes up to the amount; answers what is missing then."""
        open_lots = [replace(lot, remaining=left) for lot in lots if (left := self._left[lot.seq, lot.no])]
        uses: tuple[LotUse, ...] = take(open_lots, amount)
        if not uses:
            return amount
        for use in uses:
            self._left[use.seq, use.no] -= use.amount
        taken = sum(use.amount for use in uses)
        now = self._state.now
        self.transfers.append(
            Transfer(one.unit, Account.MEMBER, Account.ISSUED, taken, now, Cause.RETURNED, one.rule, uses=uses)
        )
        return amount - taken

    @staticmethod
    def _debt_change(moved: Transfer, unit: str) -> int:
        if moved.unit != unit:
            return 0
        return moved.amount * ((moved.debit is Account.DEBT) - (moved.credit is Account.DEBT))
