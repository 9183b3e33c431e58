"""Seats that members wait for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.desks import at_desk
from treue.cli.keys import actor_of, take_key
from treue.cli.options import Actor, AsJson, Key, LanguageCode, MemberWord, ProgrammeId, RewardId
from treue.cli.outcomes import end_with_wish

if TYPE_CHECKING:
    from treue.processing.desk import Desk

seat = typer.Typer(no_args_is_help=True, help="Seats that members wait for.")
application.add_typer(seat, name="seat")


@seat.command()
def wait(
    context: typer.Context,
    programme: ProgrammeId,
    member: MemberWord,
    reward: RewardId,
    actor: Actor = None,
    key: Key = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Let a member wait for a seat. One that becomes free is kept for who waits first; it is taken with `spend`."""
    _wait(context, programme, member, reward, actor, key, language, gives_up=False, as_json=as_json)


@seat.command("give-up")
def give_up(
    context: typer.Context,
    programme: ProgrammeId,
    member: MemberWord,
    reward: RewardId,
    actor: Actor = None,
    key: Key = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Let a member wait no longer; the next one moves up."""
    _wait(context, programme, member, reward, actor, key, language, gives_up=True, as_json=as_json)


@seat.command("list")
def list_(
    context: typer.Context,
    programme: ProgrammeId,
    reward: RewardId,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """List who waits for a seat, who came first before the others."""
    from treue.usecases.seats.wait import waiting_for

    words = language_for(context, language)

    async def run(desk: Desk) -> list[str]:
        return await waiting_for(desk, reward)

    members = at_desk(context, programme, run)
    if as_json:
        print_json({"programme": programme, "reward": reward, "waiting": members})
        return
    if not members:
        typer.echo(words.say("Nobody waits."))
    for place, member in enumerate(members, 1):
        typer.echo(f"{words.number(place)}. {member}")


def _wait(
    context: typer.Context,
    programme: str,
    member: str,
    reward: str,
    actor: str | None,
    key: str | None,
    language: str | None,
    *,
    gives_up: bool,
    as_json: bool,
) -> None:
    from treue.usecases.seats.wait import wait as wait_for

    words = language_for(context, language)
    staff, request_key = actor_of(actor), take_key(context, key)
    wish = partial(wait_for, reward=reward, actor=staff, request_key=request_key, gives_up=gives_up)
    done = words.say("Waits no longer.") if gives_up else words.say("Waits for a seat now.")
    end_with_wish(context, programme, member, wish, words, done=done, as_json=as_json)
