"""What became of a command: as JSON, as a sentence, as an exit code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from treue.cli.answers import print_json
from treue.cli.exits import ExitCode
from treue.cli.keys import key_of

if TYPE_CHECKING:
    from decimal import Decimal
    from zoneinfo import ZoneInfo

    from treue.processing.commands import Outcome
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
    lacking = names.units.get(outcome.figures.get("lacking", "")) or lacking
    sentence = _sentence(outcome, language, lacking, done, zone)
    code = exit_code_of(outcome)
    if as_json:
        print_json(outcome_shape(outcome, names, lacking, member, sentence, key_of(context)))
    if code is not ExitCode.DONE:
        typer.echo(sentence, err=True)
        if code is ExitCode.UNAVAILABLE:
            typer.echo(f"To ask for exactly this again, and once only, add: --key {key_of(context)}", err=True)
    elif not as_json:
        typer.echo(sentence)
    raise typer.Exit(code)


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


def outcome_shape(
    outcome: Outcome, names: Names, lacking: Unit | None, member: str | None, sentence: str, key: str | None
) -> dict[str, Any]:
    """The outcome for scripts (docs/command-line.md)."""
    from treue.domain.codes import shown_code
    from treue.words.units import plain_amount

    figures = outcome.figures
    return {
        "status": outcome.status,
        "reason": outcome.reason,
        "sentence": sentence,
        "member": member,
        "event": outcome.member_seq,
        "given": _amounts(figures.get("given", {}), names),
        "taken": _amounts(figures.get("taken", {}), names),
        "debt": _amounts(figures.get("debt", {}), names),
        "shares": [_share(share, names) for share in figures.get("shares", ())],
        "donations": [
            {"rule": rule, "cause": cause, "minor": minor, "currency": currency}
            for rule, cause, minor, currency in figures.get("donations", ())
        ],
        "perks": [{"rule": rule, "perk": perk} for rule, perk in figures.get("perks", ())],
        "missing": plain_amount(outcome.missing, lacking.decimals) if lacking and outcome.missing else None,
        "reward": figures.get("reward"),
        "gives": figures.get("gives"),
        "code": shown_code(outcome.code) if outcome.code is not None else None,
        "usable_until": figures.get("usable_until"),
        "to_pay": figures.get("to_pay"),
        "until": figures.get("until"),
        "given_twice": figures.get("given_twice", []),
        "parked": str(outcome.parked_id) if outcome.parked_id is not None else None,
        "request": str(outcome.approval_id) if outcome.approval_id is not None else None,
        "key": key,
    }


def _share(share: list[Any], names: Names) -> dict[str, Any]:
    rule, unit, given, *cut = share
    wanted, reason = cut or (given, None)
    return {
        "rule": rule,
        "unit": unit,
        "given": _amount(given, unit, names),
        "wanted": _amount(wanted, unit, names),
        "reason": reason,
    }


def _amounts(amounts: Mapping[str, int], names: Names) -> dict[str, Decimal]:
    return {unit: _amount(amount, unit, names) for unit, amount in amounts.items()}


def _amount(amount: int, unit: str, names: Names) -> Decimal:
    from treue.words.units import plain_amount

    return plain_amount(amount, names.units[unit].decimals)


def _sentence(
    outcome: Outcome, language: Language, lacking: Unit | None, done: str, zone: ZoneInfo | None = None
) -> str:
    from treue.domain.reasons import Reason
    from treue.words.reasons import missing_in_words, reason_in_words, until_in_words

    if outcome.accepted:
        repeated = language.say("This was done before; nothing was done again.")
        return f"{done} {repeated}" if outcome.status == "repeated" else done
    if outcome.status == "waiting":
        return language.say(
            "Nothing was booked yet: a second person has to agree to request {number}.", number=outcome.approval_id
        )
    reason = outcome.reason or Reason.PARKED
    if reason is Reason.INSUFFICIENT_UNITS and lacking is not None and outcome.missing:
        return missing_in_words(language, lacking, outcome.missing)
    sentence = reason_in_words(language, reason)
    if outcome.parked_id is not None:
        kept = language.say("It is kept as number {number}.", number=outcome.parked_id)
        return f"{sentence} {kept}"
    if (until := outcome.figures.get("until")) is not None and zone is not None:
        return f"{sentence} {until_in_words(language, datetime.fromisoformat(until), zone)}"
    return sentence
