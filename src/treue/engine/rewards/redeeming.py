"""`redeem`: one reward for its cost, by itself or free of cost, or a refusal with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from treue.domain.books import Account, Cause, Lot, Transfer
from treue.domain.calendar import Window
from treue.domain.events import Handout, Spend
from treue.domain.instants import Period, after, start_of_day
from treue.domain.reasons import Reason
from treue.domain.windows import days_of
from treue.engine.counting import units_spent
from treue.engine.crediting import new_lot, pay_debt_from_new
from treue.engine.decision import Decision, ReadSet
from treue.engine.households.pooling import may_not_spend
from treue.engine.levels.terms import level_term
from treue.engine.occasion import NO_READS, facts_of, held_of
from treue.engine.rewards.effects import cause_of, effect_of, lifted
from treue.engine.rewards.eligibility import country_of, objection_to
from treue.engine.rewards.limits import budgets_of, counts_of_reward, limit_objection
from treue.engine.rewards.prices import FREE, Cost, automatic_cost, lacking, pay, wished_cost
from treue.engine.rewards.redemption import Redemption
from treue.engine.rewards.waiting import is_his_turn, place_of
from treue.engine.state import REWARD, State
from treue.programme.records import Programme, Reward
from treue.rules.at import At
from treue.rules.facts import Facts

SPEND = "spend"
AUTOMATIC = "automatic_reward"
GRANT = "reward_granted"
HANDOUTS = frozenset({AUTOMATIC, GRANT})
_NEEDS_CODE = frozenset(("percent", "amount", "line", "offer", "gift_card", "voucher", "experience"))
_NEVER_SHOWN = frozenset(("donation", "money", "upgrade", "tickets"))


def kind_of_handout(handout: Handout) -> str:
    """What it is called in a member's history."""
    return GRANT if handout.rule else AUTOMATIC


def redeem(programme: Programme, state: State, wish: Spend | Handout) -> Decision:
    """A wish is held to everything the reward asks for. What a rule grants is held to stock and limits alone, since the
    rule says for whom it is; what comes by itself is wished for without a place.
    """
    kind = SPEND if isinstance(wish, Spend) else kind_of_handout(wish)
    reward = programme.rewards.get(wish.reward)
    if reward is None:
        return _refused(kind, ReadSet(state.now), Reason.UNKNOWN_REWARD)
    if (REWARD, reward.id) in state.stopped:
        return _refused(kind, ReadSet(state.now, stopped=((REWARD, reward.id),)), Reason.REWARD_STOPPED)
    at = At.of(state.now, programme.zone)
    is_free = kind == GRANT
    facts = facts_of(programme, state, programme.reads.get(f"reward.{reward.id}", NO_READS), state.now)
    asked = wish if isinstance(wish, Spend) else Spend(reward.id)
    objection = None if is_free else objection_to(programme, reward, asked, at, facts)
    cost = FREE if is_free else _cost(programme, state, reward, wish, country_of(asked, facts))
    cause = cause_of(reward, asked.cause)
    if objection is None and isinstance(cost, Cost):
        objection = limit_objection(programme, state, reward, at.date, level_term(programme, state, state.now))
    read_set = _read(programme, state, reward, at, facts)
    if objection is not None:
        return replace(_refused(kind, read_set, objection.reason), until=objection.until)
    if not is_his_turn(state, reward):
        return _refused(kind, read_set, Reason.SEAT_KEPT)
    if isinstance(cost, Reason):
        return _refused(kind, read_set, cost)
    if isinstance(cause, Reason):
        return _refused(kind, read_set, cause)
    if (reason := _address_objection(reward, wish)) is not None:
        return _refused(kind, read_set, reason)
    if (reason := may_not_spend(programme, state, frozenset(cost.units))) is not None:
        return _refused(kind, read_set, reason)
    if (short := lacking(state, cost)) is not None:
        refused = _refused(kind, read_set, Reason.INSUFFICIENT_UNITS)
        return replace(refused, missing=short.missing, lacking=short.unit)
    decision = _redeemed(programme, state, kind, reward, cost, cause, at, facts, read_set)
    if isinstance(wish, Handout) and wish.order and decision.redeemed is not None:
        decision = replace(decision, redeemed=replace(decision.redeemed, granted_for=wish.order))
    return decision


def _address_objection(reward: Reward, wish: Spend | Handout) -> Reason | None:
    """What comes by itself asks nobody; its address is asked for when it is sent."""
    if not isinstance(wish, Spend) or bool(wish.address) == reward.needs_address:
        return None
    return Reason.ADDRESS_NEEDED if reward.needs_address else Reason.ADDRESS_NOT_NEEDED


def _cost(programme: Programme, state: State, reward: Reward, wish: Spend | Handout, country: str) -> Cost | Reason:
    if isinstance(wish, Spend):
        return wished_cost(programme, reward, wish, country)
    return automatic_cost(programme, state, reward, country)


def _redeemed(
    programme: Programme,
    state: State,
    kind: str,
    reward: Reward,
    cost: Cost,
    cause: str,
    at: At,
    facts: Facts,
    read_set: ReadSet,
) -> Decision:
    paid, used = pay(programme, state, reward, cost)
    given, lots, paid_back = _units(programme, state, reward, held_of(facts))
    amounts = {transfer.unit: transfer.amount for transfer in paid}
    counts = (*counts_of_reward(reward, at.date), *units_spent(programme, amounts, at.date))
    before = {(lot.seq, lot.no): lot for lot in used}
    uses = [use for transfer in paid for use in transfer.uses]
    redemption = Redemption(
        state.next_seq,
        reward.id,
        state.now,
        _usable_until(programme, reward, state.now, at),
        _later(programme, state.now, reward.cancel),
        kind == AUTOMATIC,
        issue=state.next_seq,
        paid=tuple(replace(before[use.seq, use.no], remaining=use.amount) for use in uses),
        gave=tuple(replace(lot, remaining=lot.amount) for lot in lots),
        counts=counts,
        lenders=tuple({use.seq: state.lenders[use.seq] for use in uses if use.seq in state.lenders}.items()),
        money=cost.money,
        paid_to=reward.paid_to,
        delivery="open" if reward.is_delivered else "",
        is_consumed=reward.level is not None,
    )
    units = dict.fromkeys((*amounts, *(lot.unit for lot in lots)))
    debts = tuple((unit, owed) for unit in units if (owed := state.debts.get(unit, 0)))
    decision = Decision(
        kind,
        state.now,
        replace(read_set, debts=debts, lots=used),
        transfers=(*paid, *given, *paid_back),
        lots=lots,
        redeemed=redemption,
        gives=effect_of(reward, cause, cost.value),
        to_pay=cost.money,
        issues_code=_has_code(reward, kind),
        budget_uses=tuple((*key, 1) for key in budgets_of(state, reward.id, at.date, reward.in_all)),
        counts=counts,
        queued=(reward.id, 0) if read_set.queue is not None and read_set.queue[2] else None,
        then=(Handout(reward.id),) if kind == AUTOMATIC and _may_come_again(reward) else (),
    )
    return lifted(programme, state, reward, redemption.usable_until, decision)


def _units(
    programme: Programme, state: State, reward: Reward, held: tuple[str, ...]
) -> tuple[tuple[Transfer, ...], tuple[Lot, ...], tuple[Transfer, ...]]:
    """The units that the reward consists of: transfers, lots as they stand after paying debt, and what paid it."""
    given: list[Transfer] = []
    lots: list[Lot] = []
    paid: list[Transfer] = []
    for no, (unit, amount) in enumerate(reward.given_units.items()):
        lot = new_lot(programme, programme.units[unit], state, no, state.now, amount, held)
        given.append(
            Transfer(unit, Account.ISSUED, Account.MEMBER, amount, state.now, Cause.REDEEMED, reward.id, lot.no)
        )
        paying, lot = pay_debt_from_new(state, lot)
        paid += paying
        lots.append(lot)
    return tuple(given), tuple(lots), tuple(paid)


def _may_come_again(reward: Reward) -> bool:
    """Whether the units for another one may be there: not where it took all of them, nor where it gives its own."""
    return reward.any_amount is None and reward.units_asked.isdisjoint(reward.given_units)


def _has_code(reward: Reward, kind: str) -> bool:
    """Whether the member gets a code to show later: not where the thing itself is handed over at once."""
    if reward.given_units or not _NEVER_SHOWN.isdisjoint(reward.gives):
        return False
    return kind != SPEND or reward.valid is not None or not _NEEDS_CODE.isdisjoint(reward.gives)


def _usable_until(programme: Programme, reward: Reward, now: datetime, at: At) -> datetime | None:
    if reward.valid is not None:
        return _later(programme, now, reward.valid)
    if reward.lives is None:
        return None
    # A gift card lives from the end of the year on.
    year = days_of(Window("calendar", "year"), at.date, None)
    assert year is not None, "every day lies in a year"
    ends = _later(programme, start_of_day(year.last, programme.zone), Period(1, "days"))
    return None if ends is None else _later(programme, ends, reward.lives)


def _later(programme: Programme, instant: datetime, period: Period | None) -> datetime | None:
    """The instant later by the period; None without one, and where the calendar ends before."""
    try:
        return None if period is None else after(instant, period, programme.zone)
    except OverflowError:
        return None


def _read(programme: Programme, state: State, reward: Reward, at: At, facts: Facts) -> ReadSet:
    budgets = state.scarce.budgets
    return ReadSet(
        state.now,
        budgets=tuple((*key, budgets.get(key, 0)) for key in budgets_of(state, reward.id, at.date, reward.in_all)),
        stock=((reward.id, state.scarce.stock.get(reward.id, 0)),) if reward.limited else (),
        tallies=tuple(state.tallies.asked.items()),
        facts=facts,
        joined=state.profile.joined if programme.counts_from_joining else None,
        term=level_term(programme, state, state.now),
        queue=place_of(state, reward),
    )


def _refused(kind: str, read_set: ReadSet, reason: Reason) -> Decision:
    return Decision(kind, read_set.now, read_set, refused=reason)
