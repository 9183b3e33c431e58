"""A household: who belongs to it, what it has together, and what it bought; for people and for scripts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from treue.cli.answers import console
from treue.domain.money import Money
from treue.words.history import Names
from treue.words.languages import Language
from treue.words.units import amount_in_words, plain_amount

if TYPE_CHECKING:
    from treue.store.wallets import Housemate
    from treue.usecases.households.show import Home


def mates_in_words(language: Language, members: Sequence[Housemate]) -> str:
    """Who is in one household, the head first."""
    head, *others = (mate.word for mate in members)
    if not others:
        return language.say("Household of {head} alone.", head=head)
    return language.say("Household of {head} with {others}.", head=head, others=", ".join(others))


def home_shape(home: Home, names: Names) -> dict[str, Any]:
    """The household for scripts."""
    words = {mate.member_id: mate.word for mate in home.members}
    return {
        "now": home.now,
        "members": [
            {"member": mate.word, "head": mate is home.members[0], "shares_purchases": mate.shares_purchases}
            for mate in home.members
        ],
        "available": {
            unit: plain_amount(amount, names.units[unit].decimals) for unit, amount in home.available.items()
        },
        "purchases": None
        if home.purchases is None
        else [
            {
                "member": words[one.member_id],
                "occurred_at": one.occurred_at,
                "paid": one.paid,
                "given": {unit: plain_amount(given, names.units[unit].decimals) for unit, given in one.given.items()},
            }
            for one in home.purchases
        ],
    }


def print_home(home: Home, names: Names, currency: str, language: Language, zone: ZoneInfo) -> None:
    """The household for people."""
    typer.echo(mates_in_words(language, home.members))
    for unit, amount in home.available.items():
        told = amount_in_words(language, names.units[unit], amount)
        typer.echo(language.say("Available together: {amount}.", amount=told))
    if home.purchases is None:
        silent = ", ".join(mate.word for mate in home.members if not mate.shares_purchases)
        typer.echo(language.say("Purchases are shown once these agree as well: {members}.", members=silent))
        return
    words = {mate.member_id: mate.word for mate in home.members}
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in (language.say("When"), language.say("Who"), language.say("Paid")):
        table.add_column(heading)
    for one in home.purchases:
        paid = "" if one.paid is None else language.money(Money(one.paid, currency))
        table.add_row(language.moment(one.occurred_at, zone), words[one.member_id], paid)
    console().print(table)
