"""Checking a document, before anything is published and without a database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.exits import ExitCode
from treue.cli.options import AsJson, LanguageCode


@application.command()
def check(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The document: a file or a folder.", show_default=False)],
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Check a programme's document: everything that is wrong with it, each with its place and its remedy.

    Warnings keep nothing from being a document; one that says 'not_yet_available' keeps it from being published.
    """
    from treue.usecases.programmes.check import check as check_document

    words = language_for(context, language)
    found = check_document(path)
    if as_json:
        print_json(
            {
                "programme": found.programme,
                "version_hash": found.version_hash,
                "can_be_published": found.can_be_published,
                "faults": [
                    {
                        "severity": fault.severity,
                        "code": fault.code,
                        "file": fault.file,
                        "line": fault.line,
                        "column": fault.column,
                        "path": fault.path,
                        "problem": fault.problem,
                        "remedy": fault.remedy,
                    }
                    for fault in found.faults
                ],
            }
        )
    else:
        for fault in found.faults:
            typer.echo(str(fault), err=True)
        errors, warnings = len(found.errors), len(found.warnings)
        if errors:
            typer.echo(
                words.count(
                    "The document has {number} error.", "The document has {number} errors.", errors, number=errors
                )
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
    if found.errors:
        raise typer.Exit(ExitCode.WRONG_INPUT)
