"""Reports: figures that can be asked for again at any time and are the same; and closing a period."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.desks import at_desk, programme_at
from treue.cli.faults import Refused
from treue.cli.instants import read_instant
from treue.cli.keys import actor_of
from treue.cli.options import Actor, AsJson, LanguageCode, ProgrammeId
from treue.cli.progress import counting
from treue.forms.faults import WrongInput

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from treue.processing.desk import Desk
    from treue.usecases.books.close_period import Closed
    from treue.usecases.books.report import BooksReport

report = typer.Typer(no_args_is_help=True, help="Figures that stay the same whenever they are asked for.")
application.add_typer(report, name="report")


class By(StrEnum):
    """The parts of a report."""

    DAY = "day"
    MONTH = "month"


@report.command("books")
def books(
    context: typer.Context,
    programme: ProgrammeId,
    as_of: Annotated[str | None, typer.Option(metavar="INSTANT", help="Effective up to here.")] = None,
    known_at: Annotated[str | None, typer.Option(metavar="INSTANT", help="Booked up to here; now without it.")] = None,
    by: Annotated[By | None, typer.Option(metavar="SPAN", help="Also by day or by month.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Rows for a spreadsheet, one figure each.")] = False,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Units issued, spent, expired, adjusted and outstanding.

    The same two instants give the same figures for ever. Without --as-of it is the instant of --known-at.
    """
    from treue.cli.books_report import print_report, report_rows, report_shape
    from treue.usecases.books.report import report_books

    words = language_for(context, language)
    if as_csv and as_json:
        raise WrongInput("--csv, --json: name one of them.")

    async def run(desk: Desk) -> tuple[BooksReport, ZoneInfo]:
        versions = await desk.versions()
        zone = programme_at(versions, await desk.now()).zone
        effective = read_instant("--as-of", as_of, zone) if as_of is not None else None
        booked = read_instant("--known-at", known_at, zone) if known_at is not None else None
        figures = await report_books(desk, as_of=effective, known_at=booked, by=by.value if by else None)
        return figures, programme_at(versions, figures.known_at).zone

    figures, zone = at_desk(context, programme, run)
    if as_json:
        print_json({"programme": programme, **report_shape(figures, by.value if by else None)})
    elif as_csv:
        typer.echo(report_rows(figures), nl=False)
    else:
        print_report(programme, figures, by.value if by else None, zone, words)


@application.command("close-period")
def close(
    context: typer.Context,
    programme: ProgrammeId,
    until: Annotated[str, typer.Argument(metavar="DAY", help="The last day of the period.", show_default=False)],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Close the books up to a day, for ever. What is about it and comes later counts in the open period, marked."""
    from treue.usecases.books.close_period import close_period

    words = language_for(context, language)
    name = actor_of(actor)
    day = _day_of(until)
    question = words.say(
        "Close the books of '{programme}' up to and including {day}? This cannot be undone.",
        programme=programme,
        day=words.date(day),
    )
    if not yes and not typer.confirm(question, err=True):
        raise Refused(words.say("Nothing was closed."))

    async def run(desk: Desk) -> Closed:
        with counting(words.say("Deciding what time brought")) as progress:
            return await close_period(desk, day, actor=name, progress=progress)

    closed = at_desk(context, programme, run)
    if as_json:
        print_json({"programme": programme, "until": closed.until, "is_new": closed.is_new})
    elif closed.is_new:
        typer.echo(
            words.say(
                "The books of '{programme}' are closed up to and including {day}.",
                programme=programme,
                day=words.date(day),
            )
        )
    else:
        typer.echo(words.say("They were closed up to this day already; nothing was changed."))


def _day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongInput(f"DAY: '{text}' is not a day; write it like 2026-06-30.") from None
