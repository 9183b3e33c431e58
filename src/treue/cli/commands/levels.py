"""Levels set by hand."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import language_for
from treue.cli.application import application
from treue.cli.desks import at_desk, programme_at
from treue.cli.instants import read_day
from treue.cli.keys import actor_of, one_line, take_key
from treue.cli.options import Actor, AsJson, Key, LanguageCode, MemberWord, ProgrammeId

if TYPE_CHECKING:
    from treue.processing.commands import Outcome
    from treue.processing.desk import Desk
    from treue.programme import Programme
    from treue.words.history import Names


class Way(StrEnum):
    """How a level is set."""

    STAFF = "staff"
    INVITATION = "invitation"
    STATUS_MATCH = "status_match"


@application.command()
def level(
    context: typer.Context,
    programme: ProgrammeId,
    member: MemberWord,
    ladder: Annotated[str, typer.Argument(metavar="LADDER", help="Id of the ladder.", show_default=False)],
    level: Annotated[str, typer.Argument(metavar="LEVEL", help="Id of the level.", show_default=False)],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why.", show_default=False)],
    by: Annotated[Way, typer.Option(help="What it is; staff may set any level.")] = Way.STAFF,
    until: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="The last day; without it, as long as the document says, or for ever."),
    ] = None,
    actor: Actor = None,
    key: Key = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Set a level below which a member does not fall.

    He still rises by what he buys. Where staff set a level, it takes the place of every level that was set before.
    """
    from treue.cli.outcomes import end_with
    from treue.forms.names import names_of
    from treue.usecases.levels.set_level import set_level
    from treue.usecases.members.show import find
    from treue.words.levels import ladder_name, level_name

    words = language_for(context, language)
    staff, request_key, wording = actor_of(actor), take_key(context, key), one_line("--reason", reason)
    last_day = None if until is None else read_day("--until", until)

    async def run(desk: Desk) -> tuple[Outcome, Names, Programme]:
        outcome = await set_level(
            desk,
            await find(desk, member),
            ladder,
            level,
            wording,
            actor=staff,
            request_key=request_key,
            by=by.value,
            until=last_day,
        )
        versions, now = await desk.versions(), await desk.now()
        return outcome, names_of(versions, now), programme_at(versions, now)

    outcome, names, known = at_desk(context, programme, run)
    done = words.say(
        "Set. {ladder}: not below {level}.",
        ladder=ladder_name(words, known, ladder),
        level=level_name(words, known, level),
    )
    end_with(context, outcome, names, words, done=done, member=member, as_json=as_json)
