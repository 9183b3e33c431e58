"""Checking a document, before anything is published and without a database."""

from __future__ import annotations

import gc
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.exits import ExitCode
from treue.cli.options import AsJson, LanguageCode

if TYPE_CHECKING:
    from treue.usecases.programmes.check import Check
    from treue.words.languages import Language

_PAUSE_SECONDS = 0.05


@application.command()
def check(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The document: a file or a folder.", show_default=False)],
    watch: Annotated[
        bool, typer.Option("--watch", help="Check again whenever a file of it is saved, until Ctrl-C.")
    ] = False,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Check a programme's document: everything that is wrong with it, each with its place and its remedy.

    Warnings keep nothing from being a document; one that says 'not_yet_available' keeps it from being published.
    """
    from treue.usecases.programmes.check import check as check_document

    words = language_for(context, language)
    if watch:
        _watch(words, path, as_json)
        return
    found = check_document(path)
    if as_json:
        _print(found)
    else:
        _tell(words, found)
    if found.errors:
        raise typer.Exit(ExitCode.WRONG_INPUT)


def _watch(words: Language, path: Path, as_json: bool) -> None:
    from treue.usecases.programmes.check import watch as watch_document

    if not as_json:
        typer.echo(words.say("Watching {path}; Ctrl-C ends it.", path=path), err=True)
    try:
        for found in watch_document(path, lambda: time.sleep(_PAUSE_SECONDS)):
            if as_json:
                _print(found, on_one_line=True)
            else:
                _tell(words, found)
            # What is remembered stays until the end; looking through it for garbage doubles the time of some checks.
            gc.freeze()
    except KeyboardInterrupt:
        # It ends as it was asked to.
        return


def _tell(words: Language, found: Check) -> None:
    for fault in found.faults:
        typer.echo(str(fault), err=True)
    errors, warnings = len(found.errors), len(found.warnings)
    if errors:
        typer.echo(
            words.count("The document has {number} error.", "The document has {number} errors.", errors, number=errors)
        )
    elif found.can_be_published:
        typer.echo(words.say("The document of '{programme}' can be published.", programme=found.programme))
    else:
        typer.echo(
            words.count(
                "The document has no errors; {number} warning. It cannot be published yet.",
                "The document has no errors; {number} warnings. It cannot be published yet.",
                warnings,
                number=warnings,
            )
        )


def _print(found: Check, *, on_one_line: bool = False) -> None:
    from msgspec.structs import asdict

    from treue.forms.documents import check_shape

    print_json(asdict(check_shape(found)), on_one_line=on_one_line)
