"""Rewards: prices scaled, effects as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from treue.domain.instants import Period
from treue.domain.money import Money
from treue.programme.compiling.expressions import Expressions
from treue.programme.compiling.parts import audience_of, in_each, limits_of, timing_of
from treue.programme.locating import Keys
from treue.programme.records import LIFETIME, AnyAmount, Limit, Price, Reward, Unit
from treue.programme.schema.document import Document
from treue.programme.schema.part import keys_of
from treue.programme.schema.rewards import RewardPart


def reward_of(
    index: int, part: RewardPart, document: Document, units: Mapping[str, Unit], expressions: Expressions
) -> Reward:
    """The reward as the engine knows it."""
    languages = tuple(document.programme.languages)
    keys: Keys = ("rewards", index)
    others = [Price(_scaled(other.cost or {}, units), other.money) for other in part.or_for]
    return Reward(
        id=part.id,
        names=in_each(languages, part.name or {"*": part.id}),
        prices=(Price(_scaled(part.cost, units), part.money), *others),
        gives=_effect(part, document, languages),
        limited=part.stock is not None,
        timing=timing_of(part, document),
        audience=audience_of(part),
        when=expressions.condition((*keys, "when"), part.when),
        per_member=(*limits_of(part.per_member), *limits_of(part.per_household, by_household=True)),
        in_all=(*limits_of(part.in_all), *_seats(part)),
        any_amount=_any_amount(part, units),
        automatic=part.automatic,
        valid=part.valid,
        cancel=part.cancel,
        reissue=part.reissue,
        given_units=_scaled(part.gives.units or {}, units),
        lives=None if part.gives.gift_card is None else part.gives.gift_card.lives,
        prices_in={other.country: Price(_scaled(other.cost, units), value=other.value) for other in part.prices},
        causes=_causes(part, document, languages),
        seats=None if part.gives.experience is None else part.gives.experience.seats,
        has_waiting_list=part.gives.experience is not None
        and part.gives.experience.seats is not None
        and part.gives.experience.waiting_list,
        is_delivered=part.delivery is not None or part.adapter is not None,
        needs_address=part.delivery is not None and part.delivery.address,
        level=_level(part, document),
    )


def _scaled(cost: Mapping[Any, Decimal], units: Mapping[str, Unit]) -> dict[str, int]:
    return {str(unit): int(amount * units[unit].scale) for unit, amount in cost.items()}


def _any_amount(part: RewardPart, units: Mapping[str, Unit]) -> AnyAmount | None:
    if part.any_amount is None or len(part.cost) != 1:
        return None
    (unit,) = part.cost
    scale = units[unit].scale
    step = part.any_amount.step
    return AnyAmount(
        str(unit),
        int(part.any_amount.minimum * scale),
        1 if step is None else int(step * scale),
        part.any_amount.each,
    )


def _effect(part: RewardPart, document: Document, languages: tuple[str, ...]) -> dict[str, Any]:
    """What the member gets, how it reaches him, and how it is treated for value added tax.

    What it leads to goes with its name: whoever has it may use it when the document does not know it any more.
    """
    gives: dict[str, Any] = _plain(part.gives)
    if part.gives.offer is not None:
        names = {offer.id: offer.name or {"*": offer.id} for offer in document.offers}
        gives["offer"] = {"id": part.gives.offer, "name": in_each(languages, names[part.gives.offer])}
    if part.gives.tickets is not None:
        raffles = {raffle.id: raffle.name for raffle in document.raffles}
        gives["tickets"] = [
            {"raffle": str(raffle), "name": in_each(languages, raffles[raffle]), "number": str(number)}
            for raffle, number in part.gives.tickets.items()
        ]
    if part.delivery is not None:
        gives["delivery"] = {"by": part.delivery.by, **_plain(part.delivery)}
    elif part.adapter is not None:
        gives["delivery"] = {"by": "supplier"}
    if part.adapter is not None:
        gives["delivery"]["adapter"] = str(part.adapter)
    if part.vat is not None:
        gives["vat"] = part.vat.written
    return gives


def _seats(part: RewardPart) -> tuple[Limit, ...]:
    """Seats are pieces that are never more: given altogether, for ever."""
    experience = part.gives.experience
    return () if experience is None or experience.seats is None else (Limit(experience.seats, LIFETIME),)


def _causes(part: RewardPart, document: Document, languages: tuple[str, ...]) -> dict[str, dict[str, str]]:
    if part.gives.donation is None:
        return {}
    named = part.gives.donation.cause
    wanted = document.causes if named is None else {named: document.causes[str(named)]}
    return {str(cause): in_each(languages, declared.name) for cause, declared in wanted.items()}


def _level(part: RewardPart, document: Document) -> tuple[str, str] | None:
    wanted = part.gives.upgrade
    for ladder, declared in document.ladders.items():
        if any(level.id == wanted for level in declared.levels):
            return str(ladder), str(wanted)
    return None


def _plain(value: Any) -> Any:
    """The effect without what is not said, in values that can be stored as they are."""
    if isinstance(value, BaseModel):
        written = value.model_fields_set
        return {key: _plain(getattr(value, name)) for name, key in keys_of(type(value)) if name in written}
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, bool | int):
        return value
    if isinstance(value, Money):
        return {"minor": value.minor, "currency": value.currency}
    if isinstance(value, Period | Decimal):
        return str(value)
    return str(value)
