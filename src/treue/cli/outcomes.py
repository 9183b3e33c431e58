"""What became of a command: as JSON, as a sentence, as an exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from treue.cli.answers import print_json
from treue.cli.desks import at_desk
from treue.cli.exits import ExitCode
from treue.cli.keys import key_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from zoneinfo import ZoneInfo

    from treue.processing.commands import Outcome
    from treue.processing.desk import Desk
    from treue.programme.records import Unit
    from treue.words.history import Names
    from treue.words.languages import Language


def end_with(
    context: typer.Context,
    outcome: Outcome,
    names: Names,
    language: Language,
    *,
    done: str,
    member: str | None,
    as_json: bool,
    lacking: Unit | None = None,
    zone: ZoneInfo | None = None,
) -> None:
    """Answer the outcome and end the command with its exit code.

    `done` is the sentence for success, `member` how the member is known, `lacking` the unit that `missing` counts,
    where the figures name none; with a `zone` a refusal says from when on it is over.
    """
    import msgspec

    from treue.forms.outcomes import lacking_unit, outcome_shape, sentence_of

    lacking = lacking_unit(outcome, names, lacking)
    if outcome.status == "repeated":
        done = f"{done} {language.say('This was done before; nothing was done again.')}"
    sentence = sentence_of(outcome, language, lacking, done, zone)
    code = exit_code_of(outcome)
    if as_json:
        shape = outcome_shape(outcome, names, lacking, member, sentence)
        print_json({**msgspec.structs.asdict(shape), "key": key_of(context)})
    if code is not ExitCode.DONE:
        typer.echo(sentence, err=True)
        if code is ExitCode.UNAVAILABLE:
            typer.echo(f"To ask for exactly this again, and once only, add: --key {key_of(context)}", err=True)
    elif not as_json:
        typer.echo(sentence)
    raise typer.Exit(code)


def end_with_wish(
    context: typer.Context,
    programme: str,
    member: str,
    wish: Callable[[Desk, int], Awaitable[Outcome]],
    words: Language,
    *,
    done: str,
    as_json: bool,
) -> None:
    """Ask something for the member who is known by this word, answer what became of it, and end the command."""
    from treue.forms.names import names_of
    from treue.usecases.members.show import find

    async def run(desk: Desk) -> tuple[Outcome, Names]:
        outcome = await wish(desk, await find(desk, member))
        return outcome, names_of(await desk.versions(), await desk.now())

    outcome, names = at_desk(context, programme, run)
    end_with(context, outcome, names, words, done=done, member=member, as_json=as_json)


def exit_code_of(outcome: Outcome) -> ExitCode:
    """How a command with this outcome ends; a repeated one ends like the first time."""
    from treue.domain.reasons import Reason

    if outcome.status == "parked":
        return ExitCode.PARKED
    if outcome.status == "waiting":
        return ExitCode.WAITING
    if outcome.reason is Reason.IN_PROGRESS:
        return ExitCode.UNAVAILABLE
    return ExitCode.DONE if outcome.accepted else ExitCode.REFUSED
