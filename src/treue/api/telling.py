"""How the API tells what became of a command: the outcome, or a problem where it was refused."""

from __future__ import annotations

from msgspec.structs import replace

from treue.api.calls import Answer, Answered
from treue.api.problems import STATUS, Problem, refused
from treue.api.visits import Visit
from treue.domain.reasons import Reason
from treue.forms.names import names_of
from treue.forms.outcomes import lacking_unit, outcome_shape, sentence_of
from treue.processing.commands import Outcome
from treue.programme.records import Unit
from treue.words.history import Names, effect_in_words
from treue.words.languages import Language

REPLAYED = {"Idempotent-Replayed": "true"}
"""The header of an answer that was given before."""


async def tell(
    visit: Visit, outcome: Outcome, *, member: str | None = None, lacking: Unit | None = None, status: int | None = None
) -> Answer:
    """The outcome as an answer; a repeated one answers the same body as the first time.

    `member` is how the caller named him, `lacking` the unit that is asked for.
    """
    versions, now = await visit.desk.versions(), await visit.desk.now()
    names = names_of(versions, now)
    programme = (versions.at(now) or versions.first).programme
    lacking = lacking_unit(outcome, names, lacking)
    done = done_in_words(visit.language, names, outcome)
    sentence = sentence_of(outcome, visit.language, lacking, done, programme.zone)
    shape = outcome_shape(outcome, names, lacking, member, sentence)
    if outcome.status == "parked" and outcome.reason is Reason.ORDER_AWAITED:
        return Answered(shape, STATUS[Reason.ORDER_AWAITED])
    if outcome.status == "waiting":
        return Answered(shape, 202)
    if not outcome.accepted:
        return problem_of_outcome(visit.language, outcome, sentence, shape.missing)
    headers = REPLAYED if outcome.status == "repeated" else {}
    return Answered(replace(shape, status="decided"), status, headers)


def problem_of_outcome(language: Language, outcome: Outcome, sentence: str, missing: object = None) -> Problem:
    """A refused or parked outcome as a problem; a fact that was recorded nevertheless has its number in it."""
    reason = outcome.reason or Reason.PARKED
    return refused(
        language,
        reason,
        sentence,
        missing=missing,
        until=outcome.figures.get("until"),
        event=outcome.member_seq,
        parked=str(outcome.parked_id) if outcome.parked_id is not None else None,
    )


def done_in_words(language: Language, names: Names, outcome: Outcome) -> str:
    """What a decision did, as a sentence."""
    if not outcome.accepted:
        return ""
    effect = effect_in_words(language, names, None, outcome.figures, ())
    return f"{effect[:1].upper()}{effect[1:]}."
