"""Rewards: what units buy."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import msgspec

from treue.access.scopes import Scope
from treue.api.calls import Answer, Example, call
from treue.api.visits import Visit
from treue.engine.state import REWARD
from treue.programme.records import Programme, Reward
from treue.usecases.stock.receive import list_all
from treue.words.units import plain_amount, reward_name

TOPIC = "Rewards"


class PriceShape(msgspec.Struct, frozen=True):
    """One way to pay for a reward."""

    units: Annotated[dict[str, Decimal], msgspec.Meta(description="Units by their id.")]
    money: Annotated[
        tuple[int, str] | None, msgspec.Meta(description="Money to be paid besides: minor units and currency.")
    ]


class AnyAmountShape(msgspec.Struct, frozen=True):
    """The member says how many units."""

    unit: str
    minimum: Decimal
    step: Decimal
    each: Annotated[tuple[int, str], msgspec.Meta(description="What one whole unit becomes: minor units, currency.")]


class RewardShape(msgspec.Struct, frozen=True):
    """Something units buy."""

    reward: Annotated[str, msgspec.Meta(description="Its id.")]
    name: Annotated[str, msgspec.Meta(description="Its name in the caller's language.")]
    prices: tuple[PriceShape, ...]
    any_amount: AnyAmountShape | None
    gives: dict[str, Any]
    left: Annotated[int | None, msgspec.Meta(description="How many pieces are left, where it is taken from stock.")]
    is_stopped: bool
    is_automatic: Annotated[bool, msgspec.Meta(description="Whether it comes by itself when its units are there.")]


class RewardsShape(msgspec.Struct, frozen=True):
    """The rewards of the version in force, as the document orders them."""

    rewards: tuple[RewardShape, ...]


@call(
    "GET",
    "/rewards",
    Scope.PROGRAMME_READ,
    topic=TOPIC,
    answer=RewardsShape,
    example=Example(
        answer={
            "rewards": [
                {
                    "reward": "coffee",
                    "name": "Coffee",
                    "prices": [{"units": {"points": "10"}, "money": None}],
                    "any_amount": None,
                    "gives": {"product": "coffee"},
                    "left": None,
                    "is_stopped": False,
                    "is_automatic": False,
                }
            ]
        }
    ),
)
async def list_rewards(visit: Visit) -> Answer:
    """List the rewards of the programme as it is now, with prices, stock and what is stopped."""
    now, versions = await visit.desk.now(), await visit.desk.versions()
    programme = (versions.at(now) or versions.first).programme
    stopped = {stop.node for stop in versions.stops.not_over(now) if stop.starts_at <= now}
    stock = {str(row.reward): row.left for row in await list_all(visit.desk)}
    return RewardsShape(
        tuple(
            RewardShape(
                reward=reward.id,
                name=reward_name(visit.language, reward),
                prices=_prices(reward, programme),
                any_amount=_any_amount(reward, programme),
                gives=dict(reward.gives),
                left=stock.get(reward.id) if reward.limited else None,
                is_stopped=(REWARD, reward.id) in stopped,
                is_automatic=reward.automatic,
            )
            for reward in programme.rewards.values()
        )
    )


def _prices(reward: Reward, programme: Programme) -> tuple[PriceShape, ...]:
    return tuple(
        PriceShape(
            {unit: plain_amount(amount, programme.units[unit].decimals) for unit, amount in price.units.items()},
            (price.money.minor, price.money.currency) if price.money is not None else None,
        )
        for price in reward.prices
    )


def _any_amount(reward: Reward, programme: Programme) -> AnyAmountShape | None:
    chosen = reward.any_amount
    if chosen is None:
        return None
    decimals = programme.units[chosen.unit].decimals
    minimum, step = plain_amount(chosen.minimum, decimals), plain_amount(chosen.step, decimals)
    return AnyAmountShape(chosen.unit, minimum, step, (chosen.each.minor, chosen.each.currency))
