"""What became of a command, as it is answered to programs: the same record on the command line and over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec

from treue.domain.codes import shown_code
from treue.domain.reasons import Reason
from treue.processing.commands import Outcome
from treue.programme.records import Unit
from treue.words.history import Names
from treue.words.languages import Language
from treue.words.reasons import missing_in_words, reason_in_words, until_in_words
from treue.words.units import plain_amount

Amounts = Annotated[dict[str, Decimal], msgspec.Meta(description="Units by their id.")]


class ShareShape(msgspec.Struct, frozen=True):
    """What one rule gave, and why less where it was cut."""

    rule: str
    unit: str
    given: Decimal
    wanted: Decimal
    reason: str | None = None


class OutcomeShape(msgspec.Struct, frozen=True, kw_only=True):
    """What became of what was asked for or reported."""

    status: Annotated[
        str,
        msgspec.Meta(
            description="`decided`; `refused` where a fact was recorded without effect; `waiting` for a second person; "
            "`parked` for its order, or for a person to look at it; `repeated` for what was done before."
        ),
    ]
    reason: Annotated[str | None, msgspec.Meta(description="Why it was refused, as a code.")] = None
    sentence: Annotated[str, msgspec.Meta(description="The effect or the reason in the caller's language.")]
    member: Annotated[str | None, msgspec.Meta(description="How the member is known.")] = None
    event: Annotated[int | None, msgspec.Meta(description="Its number in the member's history.")] = None
    given: Amounts = {}
    taken: Amounts = {}
    debt: Annotated[dict[str, Decimal], msgspec.Meta(description="Units that are owed because of it.")] = {}
    shares: tuple[ShareShape, ...] = ()
    missing: Annotated[Decimal | None, msgspec.Meta(description="How many units were lacking.")] = None
    reward: Annotated[str | None, msgspec.Meta(description="The reward it is about.")] = None
    gives: Annotated[dict[str, Any] | None, msgspec.Meta(description="What the reward gives.")] = None
    code: Annotated[str | None, msgspec.Meta(description="What the member shows to get it.")] = None
    usable_until: datetime | None = None
    to_pay: Annotated[
        tuple[int, str] | None, msgspec.Meta(description="Money to be paid besides: minor units and currency.")
    ] = None
    until: Annotated[datetime | None, msgspec.Meta(description="From when on a refusal is over.")] = None
    parked: Annotated[str | None, msgspec.Meta(description="The number under which it is kept.")] = None
    request: Annotated[str | None, msgspec.Meta(description="What a second person has to agree to.")] = None


def outcome_shape(
    outcome: Outcome, names: Names, lacking: Unit | None, member: str | None, sentence: str
) -> OutcomeShape:
    """The outcome; `lacking` is the unit that `missing` counts, where the figures name none."""
    figures = outcome.figures
    return OutcomeShape(
        status=outcome.status,
        reason=outcome.reason,
        sentence=sentence,
        member=member,
        event=outcome.member_seq,
        given=_amounts(figures.get("given", {}), names),
        taken=_amounts(figures.get("taken", {}), names),
        debt=_amounts(figures.get("debt", {}), names),
        shares=tuple(_share(share, names) for share in figures.get("shares", ())),
        missing=plain_amount(outcome.missing, lacking.decimals) if lacking and outcome.missing else None,
        reward=figures.get("reward"),
        gives=figures.get("gives"),
        code=shown_code(outcome.code) if outcome.code is not None else None,
        usable_until=_instant(figures.get("usable_until")),
        to_pay=figures.get("to_pay"),
        until=_instant(figures.get("until")),
        parked=str(outcome.parked_id) if outcome.parked_id is not None else None,
        request=str(outcome.approval_id) if outcome.approval_id is not None else None,
    )


def sentence_of(
    outcome: Outcome, language: Language, lacking: Unit | None, done: str, zone: ZoneInfo | None = None
) -> str:
    """The outcome as a sentence; `done` is the one for success, and with a `zone` a refusal says when it is over."""
    if outcome.accepted:
        return done
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


def lacking_unit(outcome: Outcome, names: Names, otherwise: Unit | None = None) -> Unit | None:
    """The unit that `missing` counts."""
    return names.units.get(outcome.figures.get("lacking", "")) or otherwise


def _share(share: list[Any], names: Names) -> ShareShape:
    rule, unit, given, *cut = share
    wanted, reason = cut or (given, None)
    return ShareShape(rule, unit, _amount(given, unit, names), _amount(wanted, unit, names), reason)


def _amounts(amounts: Mapping[str, int], names: Names) -> dict[str, Decimal]:
    return {unit: _amount(amount, unit, names) for unit, amount in amounts.items()}


def _amount(amount: int, unit: str, names: Names) -> Decimal:
    return plain_amount(amount, names.units[unit].decimals)


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text is not None else None
