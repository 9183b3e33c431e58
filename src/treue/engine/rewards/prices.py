"""What a reward costs: units of one or several kinds, money besides them, or an amount that the member names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from treue.domain.books import Account, Cause, Lot, Transfer
from treue.domain.events import Spend
from treue.domain.money import Money
from treue.domain.reasons import Reason
from treue.engine.crediting import take
from treue.engine.state import State
from treue.programme.records import AnyAmount, Programme, Reward


@dataclass(frozen=True, slots=True)
class Cost:
    """Scaled units by unit. `money` is paid besides them, at the shop; `value` is what a named amount becomes."""

    units: Mapping[str, int] = field(default_factory=dict)
    money: Money | None = None
    value: Money | None = None


@dataclass(frozen=True, slots=True)
class Lacking:
    """`missing` scaled units more would be needed."""

    unit: str
    missing: int


FREE = Cost()


def wished_cost(programme: Programme, reward: Reward, wish: Spend, country: str = "") -> Cost | Reason:
    """What the wish costs in the country, or why it names no price of the reward."""
    there = reward.prices_in.get(country)
    if there is not None:
        if wish.amount is not None:
            return Reason.AMOUNT_FIXED
        return Cost(there.units, value=there.value) if wish.price == 0 else Reason.UNKNOWN_PRICE
    if reward.any_amount is not None:
        if wish.price != 0:
            return Reason.UNKNOWN_PRICE
        return Reason.AMOUNT_NEEDED if wish.amount is None else _amount_cost(programme, reward.any_amount, wish.amount)
    if wish.amount is not None:
        return Reason.AMOUNT_FIXED
    if not 0 <= wish.price < len(reward.prices):
        return Reason.UNKNOWN_PRICE
    price = reward.prices[wish.price]
    return Cost(price.units, price.money)


def automatic_cost(programme: Programme, state: State, reward: Reward, country: str = "") -> Cost | Reason:
    """What a reward that comes by itself costs now: the first price, or as much as is there in whole steps."""
    there = reward.prices_in.get(country)
    if there is not None:
        return Cost(there.units, value=there.value)
    found = reward.any_amount
    if found is None:
        return Cost(reward.prices[0].units)
    available = state.available(found.unit)
    return _amount_cost(programme, found, available - available % found.step)


def lacking(state: State, cost: Cost) -> Lacking | None:
    """The first unit of which the member has too little."""
    for unit, amount in cost.units.items():
        if (available := state.available(unit)) < amount:
            return Lacking(unit, amount - available)
    return None


def pay(programme: Programme, state: State, reward: Reward, cost: Cost) -> tuple[tuple[Transfer, ...], tuple[Lot, ...]]:
    """One transfer per unit, and the lots that were used as they stood before."""
    transfers: list[Transfer] = []
    used: list[Lot] = []
    for unit, amount in cost.units.items():
        if not amount:
            continue
        lots = state.available_lots(unit, programme.units[unit].first_out)
        uses = take(lots, amount)
        transfers.append(
            Transfer(unit, Account.MEMBER, reward.paid_to, amount, state.now, Cause.SPENT, reward.id, uses=uses)
        )
        taken = {(use.seq, use.no) for use in uses}
        used += [lot for lot in lots if (lot.seq, lot.no) in taken]
    return tuple(transfers), tuple(used)


def _amount_cost(programme: Programme, any_amount: AnyAmount, amount: int) -> Cost | Reason:
    if amount < any_amount.minimum:
        return Reason.BELOW_MINIMUM
    if amount % any_amount.step:
        return Reason.NOT_IN_STEPS
    each = any_amount.each
    value = Fraction(amount * each.minor, programme.units[any_amount.unit].scale)
    return Cost({any_amount.unit: amount}, value=Money(int(value), each.currency))
