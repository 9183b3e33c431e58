"""How the API tells what became of commands: the outcome, or a problem where it was refused."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from treue.api.calls import Answer, Answered
from treue.api.problems import STATUS, Problem, refused
from treue.api.visits import Visit
from treue.domain.reasons import Reason
from treue.forms.names import names_of
from treue.forms.outcomes import OutcomeShape, lacking_unit, outcome_shape, sentence_of
from treue.processing.clock import wall_now
from treue.processing.commands import Outcome
from treue.processing.desk import Desk
from treue.programme.records import Unit
from treue.usecases.members.find import member_named
from treue.words.history import Names, effect_in_words
from treue.words.languages import Language

REPLAYED = {"Idempotent-Replayed": "true"}
"""The header of an answer that was given before."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells outcomes in the language of one visit, in the words of the programme as it is."""

    language: Language
    names: Names
    zone: ZoneInfo

    def tell(self, outcome: Outcome, member: str | None, lacking: Unit | None = None) -> OutcomeShape | Problem:
        """The outcome; one that is repeated is told as it was the first time."""
        lacking = lacking_unit(outcome, self.names, lacking)
        sentence = sentence_of(outcome, self.language, lacking, self._done(outcome), self.zone)
        shape = outcome_shape(outcome, self.names, lacking, member, sentence)
        if outcome.accepted:
            return replace(shape, status="decided")
        if outcome.status == "waiting" or outcome.reason is Reason.ORDER_AWAITED:
            return shape
        return refused(
            self.language,
            outcome.reason or Reason.PARKED,
            sentence,
            missing=shape.missing,
            unit=lacking.id if lacking is not None and shape.missing is not None else None,
            until=shape.until,
            # A refused fact is recorded nevertheless.
            event=outcome.member_seq,
            parked=shape.parked,
        )

    def _done(self, outcome: Outcome) -> str:
        if not outcome.accepted:
            return ""
        effect = effect_in_words(self.language, self.names, None, outcome.figures, ())
        return f"{effect[:1].upper()}{effect[1:]}."


async def teller(visit: Visit) -> Teller:
    """Whoever tells of what was decided just now."""
    versions = await visit.desk.versions_lately()
    # Names change seldom, so the clock of a sandbox is not asked for them.
    return Teller(visit.language, names_of(versions, wall_now()), versions.first.programme.zone)


async def tell(visit: Visit, outcome: Outcome, *, member: str | None = None, lacking: Unit | None = None) -> Answer:
    """The outcome as an answer. `member` is how the caller named him, `lacking` the unit that is asked for."""
    told = (await teller(visit)).tell(outcome, member, lacking)
    if isinstance(told, Problem):
        return told
    if not outcome.accepted:
        return Answered(told, STATUS[Reason.ORDER_AWAITED])
    return Answered(told, headers=REPLAYED if outcome.status == "repeated" else {})


class Wish(Protocol):
    """A use case that asks something for one member, once for each request key."""

    def __call__(self, desk: Desk, member_id: int, /, *, actor: str, request_key: str) -> Awaitable[Outcome]: ...


async def tell_wish(visit: Visit, wish: Wish, *, lacking: Unit | None = None) -> Answer:
    """Ask it for the member whom the path names, by the key of the request, and tell what became of it."""
    member_id = await member_named(visit.desk, visit.member())
    outcome = await wish(visit.desk, member_id, actor=visit.actor, request_key=visit.needed_key)
    return await tell(visit, outcome, member=visit.path["member"], lacking=lacking)
