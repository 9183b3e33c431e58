"""What a reward consists of and how it stands, in a few words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from treue.domain.money import Money
from treue.programme.records import Unit
from treue.words.languages import Language, in_language, mark
from treue.words.units import unit_name

STANDINGS: Mapping[str, str] = {
    "open": mark("open"),
    "used": mark("used"),
    "cancelled": mark("given back"),
    "over": mark("over"),
}


DELIVERIES: Mapping[str, str] = {
    "open": mark("to be sent"),
    "sent": mark("on its way"),
    "arrived": mark("arrived"),
}


def delivery_in_words(language: Language, state: str) -> str:
    """How far a reward that is sent has come."""
    return language.say(DELIVERIES[state])


def standing_in_words(language: Language, standing: str) -> str:
    """How a reward that a member got stands."""
    return language.say(STANDINGS[standing])


def gives_in_words(language: Language, gives: Mapping[str, Any], units: Mapping[str, Unit]) -> str:
    """What a reward consists of, from the effect that is stored with it; empty where the name says it all."""
    said = [say(language, gives[kind], units) for kind, say in _KINDS.items() if kind in gives]
    return ", ".join(said)


def _text(_language: Language, value: Any, _units: Mapping[str, Unit]) -> str:
    return str(value)


def _percent(language: Language, value: Any, _units: Mapping[str, Unit]) -> str:
    return language.say("{percent} % off", percent=language.number(Decimal(value)))


def _off(language: Language, value: Any, _units: Mapping[str, Unit]) -> str:
    return language.say("{amount} off", amount=_money(language, value))


def _worth(language: Language, value: Any, _units: Mapping[str, Unit]) -> str:
    return language.say("worth {amount}", amount=_money(language, value))


def _paid_out(language: Language, value: Any, _units: Mapping[str, Unit]) -> str:
    return language.say("{amount} to your own account", amount=_money(language, value))


def _donation(language: Language, value: Any, _units: Mapping[str, Unit]) -> str:
    return language.say(
        "{amount} for {cause}", amount=_money(language, value["amount"]), cause=in_language(value["name"], language)
    )


def _line(language: Language, value: Any, _units: Mapping[str, Unit]) -> str:
    if "up_to" in value:
        return language.say("one article of the basket, up to {amount}", amount=_money(language, value["up_to"]))
    return language.say("one article of the basket")


def _gift_card(language: Language, value: Any, _units: Mapping[str, Unit]) -> str:
    amount = _money(language, value["value"])
    if value.get("partners"):
        return language.say("a gift card of {amount} that several partners take", amount=amount)
    return language.say("a gift card of {amount}", amount=amount)


def _offer(language: Language, value: Any, _units: Mapping[str, Unit]) -> str:
    return language.say("a voucher for {offer}", offer=in_language(value["name"], language))


def _tickets(language: Language, value: Any, _units: Mapping[str, Unit]) -> str:
    return ", ".join(
        language.count(
            "{number} ticket of {raffle}",
            "{number} tickets of {raffle}",
            1 if one["number"] == "1" else 2,
            number=language.number(Decimal(one["number"])),
            raffle=in_language(one["name"], language),
        )
        for one in value
    )


def _experience(language: Language, value: Any, _units: Mapping[str, Unit]) -> str:
    place = [in_language(value["place"], language)] if "place" in value else []
    return ", ".join([*place, value["at"]] if "at" in value else place)


def _other_units(language: Language, value: Any, units: Mapping[str, Unit]) -> str:
    amounts = [(Decimal(amount), units[unit]) for unit, amount in value.items() if unit in units]
    return ", ".join(f"{language.number(amount)} {unit_name(language, unit, amount)}" for amount, unit in amounts)


def _money(language: Language, value: Mapping[str, Any]) -> str:
    return language.money(Money(value["minor"], value["currency"]))


_KINDS: Mapping[str, Callable[[Language, Any, Mapping[str, Unit]], str]] = {
    "product": _text,
    "effect": _text,
    "percent": _percent,
    "amount": _off,
    "offer": _offer,
    "tickets": _tickets,
    "gift_card": _gift_card,
    "line": _line,
    "experience": _experience,
    "donation": _donation,
    "money": _paid_out,
    "units": _other_units,
    "value": _worth,
}
