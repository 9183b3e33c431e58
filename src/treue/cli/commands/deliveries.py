"""Rewards that are sent: what is to be sent, what is on its way, what arrived."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from treue.cli.answers import console, language_for, plain_table, print_json
from treue.cli.application import application
from treue.cli.desks import at_desk, programme_at
from treue.cli.keys import actor_of, take_key
from treue.cli.options import Actor, AsJson, Key, LanguageCode, MemberWord, ProgrammeId
from treue.cli.outcomes import end_with_wish

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from treue.processing.desk import Desk
    from treue.store.deliveries import DeliveryRow
    from treue.words.history import Names

delivery = typer.Typer(no_args_is_help=True, help="Rewards that are sent to members.")
application.add_typer(delivery, name="delivery")

Number = Annotated[
    str,
    typer.Argument(metavar="N", help="Number of the reward, as `delivery list` shows it.", show_default=False),
]


@delivery.command("list")
def list_(
    context: typer.Context,
    programme: ProgrammeId,
    arrived: Annotated[bool, typer.Option("--arrived", help="Also those that arrived.")] = False,
    adapter: Annotated[
        str | None, typer.Option("--adapter", help="Only what comes from this outside catalogue.", metavar="NAME")
    ] = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """List the rewards that are to be sent, or on their way."""
    from treue.forms.names import names_of
    from treue.store.deliveries import DeliveriesPage
    from treue.usecases.deliveries.list_all import deliveries
    from treue.words.rewards import delivery_in_words
    from treue.words.units import reward_name

    words = language_for(context, language)

    async def run(desk: Desk) -> tuple[list[DeliveryRow], Names, ZoneInfo]:
        versions, now = await desk.versions(), await desk.now()
        rows = await deliveries(desk, DeliveriesPage(arrived, adapter))
        return rows, names_of(versions, now), programme_at(versions, now).zone

    rows, names, zone = at_desk(context, programme, run)
    if as_json:
        shapes = [
            {
                "member": row.public_id,
                "number": row.name,
                "reward": row.reward,
                "at": row.asked_at,
                "state": row.state,
                "by": row.by,
                "adapter": row.adapter,
                "address": row.address,
            }
            for row in rows
        ]
        print_json({"programme": programme, "deliveries": shapes})
        return
    if not rows:
        typer.echo(words.say("Nothing is to be sent."))
        return
    headings = words.say("Member"), words.say("Number"), words.say("Reward"), words.say("Since")
    table = plain_table(*headings, words.say("Delivery"), words.say("Address"))
    for row in rows:
        known = names.rewards.get(row.reward)
        reward = row.reward if known is None else reward_name(words, known)
        moment, state = words.moment(row.asked_at, zone), delivery_in_words(words, row.state)
        member = row.public_id or words.say("erased")
        table.add_row(member, row.name, reward, moment, state, row.address or "")
    console().print(table)


@delivery.command()
def sent(
    context: typer.Context,
    programme: ProgrammeId,
    member: MemberWord,
    number: Number,
    actor: Actor = None,
    key: Key = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Note that a reward was sent. The member cannot give it back from then on; staff can."""
    _report(context, programme, member, number, "sent", actor, key, language, as_json=as_json)


@delivery.command("arrived")
def arrived_(
    context: typer.Context,
    programme: ProgrammeId,
    member: MemberWord,
    number: Number,
    actor: Actor = None,
    key: Key = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Note that a reward arrived."""
    _report(context, programme, member, number, "arrived", actor, key, language, as_json=as_json)


def _report(
    context: typer.Context,
    programme: str,
    member: str,
    number: str,
    state: Literal["sent", "arrived"],
    actor: str | None,
    key: str | None,
    language: str | None,
    *,
    as_json: bool,
) -> None:
    from treue.usecases.deliveries.report import report

    words = language_for(context, language)
    staff, request_key = actor_of(actor), take_key(context, key)
    wish = partial(report, name=number, state=state, actor=staff, request_key=request_key)
    done = words.say("Noted as sent.") if state == "sent" else words.say("Noted as arrived.")
    end_with_wish(context, programme, member, wish, words, done=done, as_json=as_json)
