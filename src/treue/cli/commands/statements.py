"""A member's statement for a span of days, as text, CSV or PDF."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import language_for
from treue.cli.application import application
from treue.cli.desks import at_desk
from treue.cli.instants import read_day
from treue.cli.options import LanguageCode, MemberWord, ProgrammeId
from treue.forms.faults import WrongInput

if TYPE_CHECKING:
    from treue.processing.desk import Desk
    from treue.usecases.members.statement import StatementMade
    from treue.words.languages import Language


class Form(StrEnum):
    """How a statement is written."""

    TEXT = "text"
    CSV = "csv"
    PDF = "pdf"


@application.command()
def statement(
    context: typer.Context,
    programme: ProgrammeId,
    member: MemberWord,
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="DAY", help="First day, for instance 2026-01-01; without it 1 January."),
    ] = None,
    last: Annotated[
        str | None, typer.Option("--until", metavar="DAY", help="Last day, included; today without it.")
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="How it is written.")] = Form.TEXT,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where it is written; standard output without it.")
    ] = None,
    language: LanguageCode = None,
) -> None:
    """Write a member's statement: balance before, every movement, balance after, what expires when.

    It is in the member's own language where he has said it and --language says no other.
    """
    from treue.usecases.members.show import find
    from treue.usecases.members.statement import make_statement

    words = language_for(context, language)
    if form is Form.PDF and output is None and sys.stdout.isatty():
        raise WrongInput(words.say("A PDF is not for the terminal; name a file with --output."))
    first_day = read_day("--from", first) if first is not None else None
    last_day = read_day("--until", last) if last is not None else None

    async def run(desk: Desk) -> StatementMade:
        return await make_statement(desk, await find(desk, member), first=first_day, last=last_day)

    made = at_desk(context, programme, run)
    written = _written(made, form, words if language is not None else _language_of(made, words))
    if output is not None:
        output.write_bytes(written)
    elif form is Form.TEXT:
        typer.echo(written.decode(), nl=False)
    else:
        typer.echo(written, nl=False)


def _language_of(made: StatementMade, otherwise: Language) -> Language:
    from treue.words.languages import language, languages

    return language(made.language) if made.language in languages() else otherwise


def _written(made: StatementMade, form: Form, language: Language) -> bytes:
    from treue.words.statement import Words, statement_in_words

    words = Words(language, made.programme, made.versions)
    if form is Form.CSV:
        from treue.rendering.statement_csv import statement_csv

        return statement_csv(made.statement, words)
    sheet = statement_in_words(made.statement, words)
    if form is Form.TEXT:
        from treue.rendering.statement_text import statement_text

        return statement_text(sheet).encode()
    try:
        from treue.rendering.statement_pdf import statement_pdf
    except ModuleNotFoundError as missing:
        raise WrongInput(f"Writing a PDF needs {missing.name}; install it with: pip install 'treue[pdf]'") from missing
    return statement_pdf(sheet, made.statement.now)
