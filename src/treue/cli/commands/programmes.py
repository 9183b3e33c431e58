"""Programmes: publishing, listing, and the clock of a sandbox."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import console, language_for, plain_table, print_json
from treue.cli.application import application
from treue.cli.desks import at_database, at_desk, programme_at
from treue.cli.faults import Refused
from treue.cli.instants import read_instant
from treue.cli.keys import actor_of
from treue.cli.options import Actor, AsJson, LanguageCode, ProgrammeId
from treue.cli.progress import counting

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from treue.processing.desk import Desk, Pool
    from treue.processing.stops import Stop
    from treue.processing.versions import Versions
    from treue.words.languages import Language


@application.command()
def publish(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The document: a file or a folder.", show_default=False)],
    start: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="When the version starts; now without it.")
    ] = None,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="A trial, whose clock is turned by hand.")] = False,
    edited_from: Annotated[
        int | None, typer.Option(metavar="VERSION", help="The version this is an edit of; later ones are merged.")
    ] = None,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Publish a programme's document as its next version. It is checked first, as a whole."""
    from treue.usecases.programmes.publish import publish as publish_document
    from treue.usecases.programmes.succession import WouldWorsen

    words = language_for(context, language)
    name = actor_of(actor)
    zone = _zone_of(path)
    starts_at = read_instant("--start", start, zone) if start is not None else None
    try:
        published = at_database(
            context,
            lambda pool: publish_document(
                pool, path, actor=name, starts_at=starts_at, sandbox=sandbox, edited_from=edited_from
            ),
        )
    except WouldWorsen as refusal:
        raise Refused(refusal.told(words)) from refusal
    if as_json:
        shape = {"programme": published.key, "version": published.version, "starts_at": published.starts_at}
        print_json(
            {
                **shape,
                "is_new": published.is_new,
                "merged_with": published.merged_with,
                "idle_migrations": [str(node) for node in published.idle],
            }
        )
        return
    values = {
        "version": published.version,
        "programme": published.key,
        "start": words.moment(published.starts_at, zone),
    }
    if published.is_new:
        typer.echo(words.say("Published version {version} of '{programme}'; it starts on {start}.", **values))
        if published.merged_with is not None:
            typer.echo(words.say("It also holds the edits up to version {version}.", version=published.merged_with))
        if published.idle:
            typer.echo(
                words.say(
                    "Nothing gets worse about what `migrate` names here: {nodes}. Take it out.",
                    nodes=", ".join(str(node) for node in published.idle),
                )
            )
    else:
        typer.echo(
            words.say(
                "This is version {version} of '{programme}' already, starting on {start}; nothing was changed.",
                **values,
            )
        )


@application.command()
def programmes(context: typer.Context, as_json: AsJson = False, language: LanguageCode = None) -> None:
    """List the programmes that are published here, and what of them is stopped now or will be."""
    words = language_for(context, language)
    listed = at_database(context, _list)
    if as_json:
        print_json(
            {
                "programmes": [
                    {
                        "programme": desk.key,
                        "sandbox": desk.sandbox,
                        "now": now,
                        "latest_version": versions.latest,
                        "names": dict(programme_at(versions, now).names),
                        "stopped": [_stop_shape(stop) for stop in versions.stops.not_over(now)],
                    }
                    for desk, now, versions in listed
                ]
            }
        )
        return
    if not listed:
        typer.echo(words.say("No programme is published here yet. Publish one with: treue publish PATH"))
        return
    from treue.words.stops import stopped_in_words
    from treue.words.units import programme_name

    headings = (
        words.say("Programme"),
        words.say("Name"),
        words.say("Kind"),
        words.say("Latest version"),
        words.say("Now"),
    )
    table = plain_table(*headings)
    for desk, now, versions in listed:
        programme = programme_at(versions, now)
        kind = words.say("sandbox") if desk.sandbox else words.say("live")
        moment = words.moment(now, programme.zone)
        table.add_row(desk.key, programme_name(words, programme), kind, str(versions.latest), moment)
    console().print(table)
    for desk, now, versions in listed:
        zone = programme_at(versions, now).zone
        for stop in versions.stops.not_over(now):
            typer.echo(stopped_in_words(words, desk.key, stop.node, stop.starts_at, stop.ends_at, zone))


@application.command()
def clock(
    context: typer.Context,
    programme: ProgrammeId,
    turn_to: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="Turn the clock of a sandbox forward to here.")
    ] = None,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Show what the programme calls now, or turn it in a sandbox.

    Turning goes forward only, and decides in order all that the time between brings.
    """
    from treue.usecases.programmes.turn_clock import turn_clock

    words = language_for(context, language)
    name = actor_of(actor)

    async def run(desk: Desk) -> tuple[bool, datetime, ZoneInfo, int | None]:
        versions = await desk.versions()
        zone = programme_at(versions, await desk.now()).zone
        settled = None
        if turn_to is not None:
            instant = read_instant("--turn-to", turn_to, zone)
            with counting(words.say("Deciding what time brought")) as progress:
                settled = await turn_clock(desk, instant, actor=name, progress=progress)
        return desk.sandbox, await desk.now(), zone, settled

    sandbox, now, zone, settled = at_desk(context, programme, run)
    if as_json:
        print_json({"programme": programme, "sandbox": sandbox, "now": now, "members_settled": settled})
        return
    moment = words.moment(now, zone)
    if not sandbox:
        typer.echo(words.say("'{programme}' is live: it is {moment}.", programme=programme, moment=moment))
        return
    typer.echo(words.say("The clock of '{programme}' stands at {moment}.", programme=programme, moment=moment))
    if settled is not None:
        _say_settled(settled, words)


@application.command()
def settle(
    context: typer.Context, programme: ProgrammeId, as_json: AsJson = False, language: LanguageCode = None
) -> None:
    """Decide what time has brought the members nobody touched, for instance units that expired.

    A member who buys or is looked at is settled anyway. Doing this late, twice or never changes no figure but those of
    the programme as a whole, so once a day is enough.
    """
    from treue.usecases.programmes.settle_due import settle_due

    words = language_for(context, language)

    async def run(desk: Desk) -> int:
        with counting(words.say("Deciding what time brought")) as progress:
            return await settle_due(desk, progress)

    settled = at_desk(context, programme, run)
    if as_json:
        print_json({"programme": programme, "members_settled": settled})
    else:
        _say_settled(settled, words)


def _say_settled(settled: int, words: Language) -> None:
    typer.echo(
        words.count(
            "For {number} member something was due.",
            "For {number} members something was due.",
            settled,
            number=words.number(settled),
        )
    )


def _stop_shape(stop: Stop) -> dict[str, object]:
    kind, node = stop.node
    return {"kind": kind, "node": node, "from": stop.starts_at, "until": stop.ends_at}


def _zone_of(path: Path) -> ZoneInfo:
    from treue.programme import read_programme
    from treue.usecases.programmes.publish import DocumentFaults

    programme, faults = read_programme(path)
    if programme is None:
        raise DocumentFaults(faults)
    return programme.zone


async def _list(pool: Pool) -> list[tuple[Desk, datetime, Versions]]:
    from treue.processing.desk import desk_of
    from treue.store.programmes import list_programmes

    async with pool.connection() as connection:
        rows = await list_programmes(connection)
    desks = [await desk_of(pool, row) for row in rows]
    return [(desk, await desk.now(), await desk.versions()) for desk in desks]
