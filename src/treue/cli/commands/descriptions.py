"""A document in words: the terms its members read, and the page its staff reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.options import AsJson, LanguageCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from treue.usecases.programmes.describe import Described

DocumentPath = Annotated[
    Path, typer.Argument(metavar="PATH", help="The document: a file or a folder.", show_default=False)
]


@application.command()
def terms(context: typer.Context, path: DocumentPath, as_json: AsJson = False, language: LanguageCode = None) -> None:
    """Write the member terms of a document, as Markdown. They are a draft for counsel, not legal advice.

    What only the operator can add is listed on standard error.
    """
    from treue.usecases.programmes.describe import describe_terms

    _print(context, describe_terms, path, as_json, language)


@application.command()
def guide(context: typer.Context, path: DocumentPath, as_json: AsJson = False, language: LanguageCode = None) -> None:
    """Write the staff guide of a document, as Markdown."""
    from treue.usecases.programmes.describe import describe_guide

    _print(context, describe_guide, path, as_json, language)


def _print(
    context: typer.Context, describe: Callable[[Path, str], Described], path: Path, as_json: bool, code: str | None
) -> None:
    from treue.usecases.programmes.publish import DocumentFaults

    words = language_for(context, code)
    described = describe(path, words.code)
    if described.text is None:
        raise DocumentFaults(described.faults)
    if as_json:
        print_json({"language": words.code, "text": described.text, "to_be_filled": list(described.missing)})
        return
    typer.echo(described.text, nl=False)
    if described.missing:
        keys = ", ".join(described.missing)
        typer.echo(words.say("Still to be written into the document by the operator: {keys}", keys=keys), err=True)
