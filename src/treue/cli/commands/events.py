"""What happens to a member: facts from outside, adjustments by staff."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import language_for
from treue.cli.application import application
from treue.cli.desks import at_desk, programme_at
from treue.cli.files import read_file
from treue.cli.keys import actor_of, fact_identity, one_line, take_key
from treue.cli.options import Actor, AsJson, Key, LanguageCode, MemberWord, ProgrammeId

if TYPE_CHECKING:
    from treue.processing.commands import Outcome
    from treue.processing.desk import Desk
    from treue.programme.records import Unit
    from treue.words.history import Names
    from treue.words.languages import Language


@application.command()
def event(
    context: typer.Context,
    programme: ProgrammeId,
    member: MemberWord,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A JSON file; - reads standard input.", show_default=False)
    ],
    source: Annotated[
        str | None, typer.Option(metavar="NAME", help="Where the fact comes from; with --external-id its identity.")
    ] = None,
    external_id: Annotated[str | None, typer.Option(metavar="ID", help="The fact's id at its source.")] = None,
    actor: Actor = None,
    key: Key = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Report a purchase, or an event of the programme's own."""
    from treue.cli.outcomes import end_with
    from treue.forms.events import read_fact
    from treue.forms.names import names_of
    from treue.usecases.events.report import report
    from treue.usecases.members.show import find

    words = language_for(context, language)
    staff = actor_of(actor)
    fact_identity(source, external_id, key)
    request_key = take_key(context, key) if source is None else None
    content, name = read_file(file)

    async def run(desk: Desk) -> tuple[Outcome, Names]:
        versions = await desk.versions()
        fact = read_fact(content, name, versions)
        outcome = await report(
            desk,
            await find(desk, member),
            fact.event,
            actor=staff,
            request_key=request_key,
            source=source,
            external_id=external_id,
            receipt=fact.receipt,
        )
        return outcome, names_of(versions, await desk.now())

    outcome, names = at_desk(context, programme, run)
    done = _effect(outcome, names, words)
    end_with(context, outcome, names, words, done=done, member=member, as_json=as_json)


@application.command(context_settings={"ignore_unknown_options": True})
def adjust(
    context: typer.Context,
    programme: ProgrammeId,
    member: MemberWord,
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="Id of the unit.", show_default=False)],
    amount: Annotated[
        str, typer.Argument(metavar="AMOUNT", help="Units to give, like 12.5; below zero to take.", show_default=False)
    ],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; the member reads it.", show_default=False)],
    allow_debt: Annotated[
        bool, typer.Option("--allow-debt", help="Take more than is available; the rest is owed.")
    ] = False,
    actor: Actor = None,
    key: Key = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Give a member units, or take some, and say why."""
    from treue.cli.amounts import read_amount, unit_of
    from treue.cli.outcomes import end_with
    from treue.forms.names import names_of
    from treue.usecases.members.show import find
    from treue.usecases.units.adjust import adjust as book
    from treue.words.units import amount_in_words

    words = language_for(context, language)
    staff, request_key, wording = actor_of(actor), take_key(context, key), one_line("--reason", reason)

    async def run(desk: Desk) -> tuple[Outcome, Names, Unit, int]:
        versions, now = await desk.versions(), await desk.now()
        wanted = unit_of(programme_at(versions, now), unit)
        scaled = read_amount(amount, wanted)
        outcome = await book(
            desk,
            await find(desk, member),
            unit,
            scaled,
            wording,
            actor=staff,
            request_key=request_key,
            allow_debt=allow_debt,
        )
        return outcome, names_of(versions, now), wanted, scaled

    outcome, names, wanted, scaled = at_desk(context, programme, run)
    written = amount_in_words(words, wanted, abs(scaled))
    if scaled > 0:
        done = words.say("Gave {amount}.", amount=written)
    elif owed := outcome.figures.get("debt", {}).get(unit, 0):
        done = words.say("Took {amount}; owed: {owed}.", amount=written, owed=amount_in_words(words, wanted, owed))
    else:
        done = words.say("Took {amount}.", amount=written)
    end_with(context, outcome, names, words, done=done, member=member, as_json=as_json, lacking=wanted)


def _effect(outcome: Outcome, names: Names, words: Language) -> str:
    from treue.words.history import shares_in_words

    phrases = shares_in_words(words, names, outcome.figures.get("shares", ()))
    if not phrases:
        return words.say("Recorded. No rule gave anything for it.")
    return words.say("Recorded: {effect}.", effect=", ".join(phrases))
