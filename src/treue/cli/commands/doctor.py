"""The doctor: what is wrong with an installation, and what mends it."""

from __future__ import annotations

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.exits import ExitCode
from treue.cli.options import AsJson, LanguageCode
from treue.cli.progress import waiting
from treue.cli.wiring import wiring_of

MARKS = {"good": "+", "notice": "!", "bad": "x"}


@application.command()
def doctor(context: typer.Context, as_json: AsJson = False, language: LanguageCode = None) -> None:
    """Say what is wrong with this installation and how to mend it. Nothing is changed."""
    from treue.usecases.installation.doctor import examine
    from treue.words.doctor import CHECKS, found_in_words, remedy_in_words

    words, wiring = language_for(context, language), wiring_of(context)
    with waiting(words.say("Examining")):
        found = examine(wiring.environ, wiring.database)
    number = sum(one.gravity == "bad" for one in found)
    told = [
        (one, found_in_words(words, one.code, one.values), remedy_in_words(words, one.code, one.values))
        for one in found
    ]
    if as_json:
        findings = [
            {"check": one.check, "gravity": one.gravity, "code": one.code, "found": said, "remedy": remedy}
            for one, said, remedy in told
        ]
        print_json({"well": not number, "findings": findings})
    else:
        for one, said, remedy in told:
            typer.echo(f"{MARKS[one.gravity]} {words.say(CHECKS[one.check])}: {said}")
            if remedy is not None:
                typer.echo(f"    {remedy}")
        if number:
            typer.echo(
                words.count(
                    "{number} thing is to be mended.", "{number} things are to be mended.", number, number=number
                )
            )
        else:
            typer.echo(words.say("Nothing has to be mended."))
    if number:
        raise typer.Exit(ExitCode.REFUSED)
