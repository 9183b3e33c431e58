"""A member's wallet: balance, open lots, history with reasons; for people and for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer
from msgspec.structs import asdict
from rich.box import SIMPLE_HEAD
from rich.table import Table

from treue.cli.answers import console
from treue.cli.desks import programme_at
from treue.domain.codes import shown_code
from treue.forms.wallets import history_shape, redeemed_shape, units_of, wallet_shape
from treue.processing.versions import Versions
from treue.words.happenings import kind_in_words
from treue.words.history import Names, effect_in_words
from treue.words.languages import Language, mark
from treue.words.levels import progress_in_words
from treue.words.rewards import standing_in_words
from treue.words.units import amount_in_words, plain_amount, programme_name, reward_name, unit_name

if TYPE_CHECKING:
    from treue.programme.records import Programme
    from treue.usecases.members.show import Wallet

_IDENTITIES = {
    "public": mark("Public id: {value}"),
    "external": mark("Id of the shop: {value}"),
    "card": mark("Card: {value}"),
}


def whole_shape(wallet: Wallet, names: Names, programme: Programme, language: Language) -> dict[str, Any]:
    """The wallet with rewards and history, for scripts (docs/command-line.md)."""
    known: dict[str, list[str]] = {kind: [] for kind in _IDENTITIES}
    for kind, value in wallet.identities:
        known.setdefault(kind, []).append(value)
    return {
        "member": next(iter(known["public"]), None),
        "external_ids": known["external"],
        "cards": known["card"],
        **asdict(wallet_shape(wallet, names, programme)),
        "rewards": [redeemed_shape(row, wallet.now) for row in wallet.redemptions],
        "history": [history_shape(row, names, language) for row in wallet.history],
    }


def print_wallet(wallet: Wallet, names: Names, versions: Versions, language: Language) -> None:
    """The wallet for people."""
    out = console()
    programme = programme_at(versions, wallet.now)
    moment = language.moment(wallet.now, programme.zone)
    name = programme_name(language, programme)
    typer.echo(language.say("{programme}, as of {moment}", programme=name, moment=moment))
    for kind, value in wallet.identities:
        typer.echo(language.say(_IDENTITIES[kind], value=value))
    standing = wallet.standing
    if standing.left_at is not None:
        typer.echo(language.say("Left the programme on {day}.", day=language.day(standing.left_at, programme.zone)))
    if standing.closes_at is not None:
        until = language.moment(standing.closes_at, programme.zone)
        typer.echo(language.say("The units stay usable until {moment}.", moment=until))
    out.print(_balances(wallet, names, language))
    for progress in wallet.levels.progress:
        typer.echo(" ".join(progress_in_words(language, programme, progress)))
    lots = _lots(wallet, names, language, programme_at(versions, wallet.now).zone)
    if lots.row_count:
        out.print(lots)
    if wallet.coming:
        out.print(_coming(wallet, names, language, programme.zone))
    if wallet.redemptions:
        out.print(_rewards(wallet, names, language, programme.zone))
    if not wallet.history:
        typer.echo(language.say("Nothing has happened yet."))
        return
    history = _table(language, mark("When"), mark("What"), mark("Effect"))
    for row in wallet.history:
        effect = effect_in_words(language, names, row.refused, row.figures, row.moves)
        when = language.moment(row.occurred_at, programme.zone)
        history.add_row(when, kind_in_words(language, row.kind), effect)
    out.print(history)


def _balances(wallet: Wallet, names: Names, language: Language) -> Table:
    table = _table(language, mark("Balance"), mark("Available"), mark("Pending"), mark("Owed"), numbers_from=1)
    for unit_id in units_of(wallet, names):
        unit = names.units[unit_id]
        holding = wallet.holdings.get(unit_id)
        figures = (holding.available, holding.pending, holding.debt) if holding else (0, 0, 0)
        numbers = (language.number(plain_amount(figure, unit.decimals)) for figure in figures)
        table.add_row(unit_name(language, unit), *numbers)
    return table


def _lots(wallet: Wallet, names: Names, language: Language, zone: Any) -> Table:
    table = _table(language, mark("Open lot"), mark("Earned on"), mark("Available from"), mark("Expires on"))
    for unit_id, holding in wallet.holdings.items():
        for lot in holding.lots:
            expires = language.day(lot.expires_at, zone) if lot.expires_at else language.say("never")
            amount = amount_in_words(language, names.units[unit_id], lot.remaining)
            days = (language.day(lot.earned_at, zone), language.day(lot.available_at, zone))
            table.add_row(amount, *days, expires)
    return table


def _coming(wallet: Wallet, names: Names, language: Language, zone: Any) -> Table:
    """What is lost when, if nothing happens before."""
    table = _table(language, mark("What expires"), mark("Expires at"))
    for each in wallet.coming:
        amount = amount_in_words(language, names.units[each.unit], each.amount)
        table.add_row(amount, language.moment(each.at, zone))
    return table


def _rewards(wallet: Wallet, names: Names, language: Language, zone: Any) -> Table:
    headings = (mark("Number"), mark("Reward"), mark("Since"), mark("Stands"), mark("Usable until"), mark("Code"))
    table = _table(language, *headings)
    for row in wallet.redemptions:
        known = names.rewards.get(row.reward)
        table.add_row(
            str(row.number),
            row.reward if known is None else reward_name(language, known),
            language.day(row.redeemed_at, zone),
            standing_in_words(language, row.standing_at(wallet.now)),
            language.moment(row.usable_until, zone) if row.usable_until is not None else language.say("for ever"),
            shown_code(row.code) if row.code is not None else "",
        )
    return table


def _table(language: Language, *headings: str, numbers_from: int = 99) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for index, heading in enumerate(headings):
        table.add_column(language.say(heading), justify="right" if index >= numbers_from else "left")
    return table
