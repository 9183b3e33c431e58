"""Stopping one rule or reward that goes wrong, and resuming it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.desks import at_desk, programme_at
from treue.cli.faults import Refused
from treue.cli.instants import read_instant
from treue.cli.keys import actor_of, one_line
from treue.cli.options import Actor, AsJson, LanguageCode, ProgrammeId

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from treue.processing.desk import Desk
    from treue.processing.stops import Switch
    from treue.usecases.programmes.switching import Switched
    from treue.words.languages import Language

Kind = Annotated[str, typer.Argument(metavar="KIND", help="What it is: rule or reward.", show_default=False)]
NodeId = Annotated[str, typer.Argument(metavar="ID", help="Its id in the document.", show_default=False)]
From = Annotated[str | None, typer.Option("--from", metavar="INSTANT", help="From when on; now without it.")]
Note = Annotated[str | None, typer.Option(metavar="TEXT", help="A remark that stays with it.")]


@application.command()
def halt(
    context: typer.Context,
    programme: ProgrammeId,
    kind: Kind,
    node: NodeId,
    starts_at: From = None,
    note: Note = None,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Stop a rule or reward that goes wrong, without a new version.

    What was decided stays. What occurs from then on is decided without it, until it is resumed.
    """
    from treue.usecases.programmes.stop_node import stop_node
    from treue.words.stops import stopped_in_words

    words, name, remark = language_for(context, language), actor_of(actor), _note(note)
    switch, zone = _switch(
        context,
        words,
        programme,
        starts_at,
        lambda desk, instant: stop_node(desk, (kind, node), actor=name, starts_at=instant, note=remark),
    )
    if as_json:
        _print_switch(programme, switch)
        return
    typer.echo(stopped_in_words(words, programme, switch.node, switch.effective_at, None, zone))


@application.command()
def resume(
    context: typer.Context,
    programme: ProgrammeId,
    kind: Kind,
    node: NodeId,
    starts_at: From = None,
    note: Note = None,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Resume a rule or reward that was halted; a stop that is planned for later is called off.

    Nothing is given later for what occurred meanwhile.
    """
    from treue.usecases.programmes.resume_node import resume_node
    from treue.words.stops import resumed_in_words

    words, name, remark = language_for(context, language), actor_of(actor), _note(note)
    switch, zone = _switch(
        context,
        words,
        programme,
        starts_at,
        lambda desk, instant: resume_node(desk, (kind, node), actor=name, starts_at=instant, note=remark),
    )
    if as_json:
        _print_switch(programme, switch)
        return
    typer.echo(resumed_in_words(words, programme, switch.node, switch.effective_at, zone))


def _note(note: str | None) -> str:
    return one_line("--note", note) if note is not None else ""


def _switch(
    context: typer.Context,
    words: Language,
    programme: str,
    starts_at: str | None,
    ask: Callable[[Desk, datetime | None], Awaitable[Switched]],
) -> tuple[Switch, ZoneInfo]:
    """The switch that was recorded, and the programme's zone. Raises Refused, with the reason in words."""
    from treue.words.reasons import reason_in_words

    async def run(desk: Desk) -> tuple[Switched, ZoneInfo]:
        zone = programme_at(await desk.versions(), await desk.now()).zone
        instant = read_instant("--from", starts_at, zone) if starts_at is not None else None
        return await ask(desk, instant), zone

    switched, zone = at_desk(context, programme, run)
    if switched.refused is not None:
        raise Refused(reason_in_words(words, switched.refused))
    return switched.switch, zone


def _print_switch(programme: str, switch: Switch) -> None:
    kind, node = switch.node
    shape = {"programme": programme, "kind": kind, "node": node, "stopped": switch.stops, "from": switch.effective_at}
    print_json(shape)
