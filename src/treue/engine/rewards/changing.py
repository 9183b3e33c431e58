"""What becomes of a redemption: given back, void because of a return, issued again, used, sent, arrived.

Giving it back, and so its being void, undoes it: the units go back to the lots they were taken from, the piece to the
stock, the count to the limits. A lot that expired meanwhile can be used until `return_grace` after now (docs/rules.md
R6.3). What others of the household had lent is theirs again: the decision says what goes on to whom
(`Decision.owed_back`).
"""

from __future__ import annotations

from dataclasses import replace

from treue.domain.books import Account, Cause, Lot, LotUse, Transfer
from treue.domain.events import (
    CancelRedemption,
    RedemptionChange,
    ReissueRedemption,
    ReportDelivery,
    UseRedemption,
    VoidRedemption,
)
from treue.domain.instants import after, local_day
from treue.domain.reasons import Reason
from treue.engine.crediting import take
from treue.engine.decision import Decision, ReadSet
from treue.engine.rewards.limits import budgets_of
from treue.engine.rewards.redemption import DELIVERIES, Redemption
from treue.engine.state import State, spend_order
from treue.engine.tallies import Count
from treue.programme.records import Programme

CANCELLATION = "redemption_cancelled"
VOID = "redemption_voided"
REISSUE = "redemption_reissued"
USE = "redemption_used"
SENT = "reward_sent"
ARRIVED = "reward_arrived"


def kind_of_change(event: RedemptionChange | VoidRedemption) -> str:
    """What it is called in a member's history."""
    match event:
        case CancelRedemption():
            return CANCELLATION
        case VoidRedemption():
            return VOID
        case ReissueRedemption():
            return REISSUE
        case UseRedemption():
            return USE
        case ReportDelivery(state=state):
            return SENT if state == "sent" else ARRIVED


def change(programme: Programme, state: State, event: RedemptionChange | VoidRedemption) -> Decision:
    """The decision about an earlier redemption; a refusal records nothing."""
    kind = kind_of_change(event)
    redemption = state.redemptions.get(event.redemption)
    if redemption is None:
        return Decision(kind, state.now, ReadSet(state.now), refused=Reason.UNKNOWN_REDEMPTION)
    if (reason := _objection(programme, state, redemption, event)) is not None:
        return Decision(kind, state.now, ReadSet(state.now, redemption=redemption), refused=reason)
    if isinstance(event, CancelRedemption | VoidRedemption):
        return _cancelled(programme, state, redemption, event)
    read_set = ReadSet(state.now, redemption=redemption)
    if isinstance(event, ReportDelivery):
        return Decision(kind, state.now, read_set, changed=replace(redemption, delivery=DELIVERIES[event.state]))
    if isinstance(event, UseRedemption):
        return Decision(kind, state.now, read_set, changed=replace(redemption, standing="used"))
    return Decision(kind, state.now, read_set, changed=replace(redemption, issue=state.next_seq), issues_code=True)


def _objection(
    programme: Programme, state: State, redemption: Redemption, event: RedemptionChange | VoidRedemption
) -> Reason | None:
    if isinstance(event, ReportDelivery):
        return _delivery_objection(redemption, event)
    if redemption.standing == "used" or redemption.is_consumed:
        return Reason.ALREADY_USED
    if redemption.standing == "cancelled":
        return Reason.ALREADY_CANCELLED
    if redemption.is_over(state.now) and not (isinstance(event, CancelRedemption) and event.wording):
        return Reason.REDEMPTION_OVER
    match event:
        case CancelRedemption(wording=""):
            if redemption.delivery in ("sent", "arrived"):
                return Reason.ALREADY_SENT
            if redemption.returnable_until is None or redemption.returnable_until <= state.now:
                return Reason.CANCELLED_TOO_LATE
        case UseRedemption(issue=issue):
            if issue is not None and issue != redemption.issue:
                return Reason.CODE_REPLACED
        case ReissueRedemption():
            reward = programme.rewards.get(redemption.reward)
            if reward is None or not reward.reissue:
                return Reason.NOT_REISSUED
    if isinstance(event, CancelRedemption | VoidRedemption) and not still_holds(state, redemption):
        return Reason.ALREADY_USED
    return None


def _delivery_objection(redemption: Redemption, event: ReportDelivery) -> Reason | None:
    if not redemption.delivery:
        return Reason.NOT_DELIVERED
    if redemption.standing == "cancelled":
        return Reason.ALREADY_CANCELLED
    if redemption.delivery == "arrived":
        return Reason.ALREADY_ARRIVED
    return Reason.ALREADY_SENT if redemption.delivery == event.state else None


def still_holds(state: State, redemption: Redemption) -> bool:
    """Whether the units that the reward consisted of are still there, all of them."""
    held = {(lot.seq, lot.no): lot for lot in state.lots}
    left = [held.get((lot.seq, lot.no)) for lot in redemption.gave]
    return all(lot is not None and lot.remaining == lot.amount for lot in left)


def _cancelled(
    programme: Programme, state: State, redemption: Redemption, event: CancelRedemption | VoidRedemption
) -> Decision:
    revoked = tuple(
        Transfer(
            lot.unit,
            Account.MEMBER,
            Account.ISSUED,
            lot.amount,
            state.now,
            Cause.REVOKED,
            redemption.reward,
            uses=(LotUse(lot.seq, lot.no, lot.amount),),
        )
        for lot in redemption.gave
    )
    back = _Back(programme, state, redemption)
    day = local_day(redemption.redeemed_at, programme.zone)
    budgets = budgets_of(state, redemption.reward, day)
    stock = state.scarce.stock
    counts = tuple(Count(count.name, count.day, -count.amount, count.value) for count in redemption.counts)
    read_set = ReadSet(
        state.now,
        back.debts,
        tuple((*key, state.scarce.budgets[key]) for key in budgets),
        back.lots_before,
        ((redemption.reward, stock[redemption.reward]),) if redemption.reward in stock else (),
        redemption=redemption,
    )
    return Decision(
        kind_of_change(event),
        state.now,
        read_set,
        transfers=(*revoked, *back.transfers, *back.paid),
        lots=back.new,
        changed=replace(redemption, standing="cancelled"),
        to_pay=None if redemption.money is None else replace(redemption.money, minor=-redemption.money.minor),
        budget_uses=tuple((*key, -1) for key in budgets),
        counts=counts,
        reopened=back.reopened,
        owed_back=tuple(back.owed_back.items()),
    )


class _Back:
    """The units of a redemption on their way back, unit by unit: into their lots, and from there to what is owed."""

    def __init__(self, programme: Programme, state: State, redemption: Redemption) -> None:
        self.transfers: tuple[Transfer, ...] = ()
        self.paid: tuple[Transfer, ...] = ()
        self.new: tuple[Lot, ...] = ()
        self.reopened: tuple[Lot, ...] = ()
        self.debts: tuple[tuple[str, int], ...] = ()
        self.owed_back: dict[int, tuple[LotUse, ...]] = {}
        self._lenders = dict(redemption.lenders)
        self._state = state
        self._redemption = redemption
        self._open = {(lot.seq, lot.no): lot for lot in state.lots}
        self.lots_before = tuple(
            self._open[lot.seq, lot.no]
            for lot in (*redemption.gave, *redemption.paid)
            if (lot.seq, lot.no) in self._open
        )
        self._grace_ends = after(state.now, programme.return_grace, programme.zone)
        for unit in dict.fromkeys(lot.unit for lot in redemption.paid):
            # What was used last goes back first; the order shows in the books.
            paid = [lot for lot in reversed(redemption.paid) if lot.unit == unit]
            for lender in dict.fromkeys((None, *(self._lenders.get(lot.seq) for lot in paid))):
                self._give_back(unit, [lot for lot in paid if self._lenders.get(lot.seq) == lender], lender)

    def _give_back(self, unit: str, paid: list[Lot], lender: int | None) -> None:
        state = self._state
        came_from = [self._as_it_ends_now(lot) for lot in paid]
        alive = [lot for lot in came_from if lot.expires_at is None or state.now < lot.expires_at]
        restored: list[Lot] = []
        if alive:
            uses = tuple(LotUse(lot.seq, lot.no, -lot.remaining) for lot in alive)
            self.transfers += (self._transfer(unit, -sum(use.amount for use in uses), None, uses),)
            for lot in alive:
                before = self._open.get((lot.seq, lot.no)) or replace(lot, remaining=0)
                if not before.remaining:
                    self.reopened += (before,)
                restored.append(replace(before, remaining=before.remaining + lot.remaining))
        expired = sum(lot.remaining for lot in came_from if lot not in alive)
        if expired:
            no = len(self.new)
            lot = Lot(state.next_seq, no, unit, expired, expired, state.now, state.now, self._grace_ends)
            self.transfers += (self._transfer(unit, expired, no, ()),)
            self.new += (lot,)
            restored.append(lot)
        if lender is None:
            self._pay_debt(unit, restored)
        else:
            lent = (*alive, *restored[len(alive) :])
            owed = tuple(LotUse(lot.seq, lot.no, lot.remaining) for lot in lent)
            self.owed_back[lender] = (*self.owed_back.get(lender, ()), *owed)

    def _as_it_ends_now(self, lot: Lot) -> Lot:
        """The lot that was taken from; its end may have moved since, as long as something was left of it."""
        held = self._open.get((lot.seq, lot.no))
        return lot if held is None else replace(held, remaining=lot.remaining)

    def _pay_debt(self, unit: str, restored: list[Lot]) -> None:
        owed = self._state.debts.get(unit, 0)
        usable = sorted((lot for lot in restored if lot.is_available(self._state.now)), key=spend_order)
        amount = min(owed, sum(lot.remaining for lot in usable))
        if owed:
            self.debts += ((unit, owed),)
        if not amount:
            return
        uses = take(usable, amount)
        now = self._state.now
        self.paid += (Transfer(unit, Account.MEMBER, Account.DEBT, amount, now, Cause.DEBT_PAID, uses=uses),)
        used = {(use.seq, use.no): use.amount for use in uses}
        self.new = tuple(replace(lot, remaining=lot.remaining - used.get((lot.seq, lot.no), 0)) for lot in self.new)

    def _transfer(self, unit: str, amount: int, lot_no: int | None, uses: tuple[LotUse, ...]) -> Transfer:
        source, now = self._redemption.reward, self._state.now
        return Transfer(
            unit, self._redemption.paid_to, Account.MEMBER, amount, now, Cause.GIVEN_BACK, source, lot_no, uses
        )
