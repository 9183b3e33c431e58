"""Counted rights: a member chooses his days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import language_for
from treue.cli.application import application
from treue.cli.desks import at_desk, programme_at
from treue.cli.instants import read_day
from treue.cli.keys import actor_of, take_key
from treue.cli.options import Actor, AsJson, Key, LanguageCode, MemberWord, ProgrammeId

if TYPE_CHECKING:
    from treue.processing.commands import Outcome
    from treue.processing.desk import Desk
    from treue.programme import Programme
    from treue.words.history import Names


@application.command()
def choose(
    context: typer.Context,
    programme: ProgrammeId,
    member: MemberWord,
    right: Annotated[str, typer.Argument(metavar="RIGHT", help="Id of the counted right.", show_default=False)],
    day: Annotated[
        str | None, typer.Option(metavar="DAY", help="The day he chooses, like 2026-03-01; today without it.")
    ] = None,
    actor: Actor = None,
    key: Key = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """A member uses a counted right on a day: today or a later one.

    What the programme gives on chosen days counts for what he buys on that day from then on.
    """
    from treue.cli.outcomes import end_with
    from treue.domain.instants import local_day
    from treue.forms.names import names_of
    from treue.usecases.members.show import find
    from treue.usecases.rights.choose_day import choose_day

    words = language_for(context, language)
    staff, request_key = actor_of(actor), take_key(context, key)
    wanted = None if day is None else read_day("--day", day)

    async def run(desk: Desk) -> tuple[Outcome, Names, Programme, date]:
        member_id = await find(desk, member)
        outcome = await choose_day(desk, member_id, right, actor=staff, request_key=request_key, day=wanted)
        versions, now = await desk.versions(), await desk.now()
        known = programme_at(versions, now)
        return outcome, names_of(versions, now), known, local_day(now, known.zone)

    outcome, names, known, today = at_desk(context, programme, run)
    found = known.rights.get(right)
    name = right if found is None else found.names.get(words.code) or next(iter(found.names.values()))
    done = words.say("Chosen: {day}, with {right}.", day=words.date(wanted or today), right=name)
    end_with(context, outcome, names, words, done=done, member=member, as_json=as_json)
