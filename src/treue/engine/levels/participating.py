"""Ladders that are climbed period by period (docs/rules.md R8.1): a step up, the same step, or what a pause does.

The time line of such a ladder holds steps, counted from 1; where it holds nothing the member is at step 1. A step lasts
until the end of a period says otherwise, so nothing is written ahead: what a period brings is known when it is over.

A period's end is due (R1.5) for whoever takes part. He begins with the first event that counts for the ladder, or that
gives units a pause would take, and the period in which that is decided is his first. Where silence changes nothing any
more, nothing is due for him until he begins again: it makes no difference to him, and keeps the books of silent members
short. A period that is over is never decided again (R1.4): a late fact counts in its own period, for the counters, and
a return takes from them, but the step stays.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from treue.domain.books import Account, Cause, Lot, Transfer
from treue.domain.instants import local_day, start_of_day
from treue.domain.windows import days_of
from treue.engine.crediting import take
from treue.engine.decision import Climb, Decision, ReadSet
from treue.engine.leaving import LEFT
from treue.engine.levels.lines import step_at
from treue.engine.moving import MERGED
from treue.engine.occasion import NO_FIELDS, NO_READS, facts_of, tallied
from treue.engine.state import DueKey, Interval, State, order_of
from treue.programme.records import FIRST_STEP, JOINED, PARTICIPATION, Ladder, Participation, Programme
from treue.rules.at import At
from treue.rules.facts import Facts

Outcome = Literal["advance", "hold", "otherwise"]
_LAST_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Step:
    """Where a member stands on a ladder of participation."""

    ladder: str
    step: int
    rate: Decimal
    ends: datetime | None
    """When the period ends that decides about the next step; None where he does not take part."""
    following: tuple[int, Decimal] | None = None
    """The first step of the next rate, and that rate."""
    outcome: Outcome | None = None
    """What the period would bring if it ended as it stands; None where that is not known."""


def standing(programme: Programme, state: State, ladder: Ladder) -> Step:
    """Where the member stands at `state.now`, for reading only; everything due until then is settled."""
    participation = ladder.participation
    assert participation is not None, "only ladders of participation have steps"
    step, ends = step_at(state, ladder, state.now), state.dues.get(_key(ladder))
    outcome = None
    if participation.is_still:
        outcome = _outcome(programme, participation, _facts(programme, state, ladder, state.now), state.now)
    rate, following = participation.rate_of(step), participation.next_rate(step)
    return Step(ladder.id, step, rate, ends, following, outcome)


def taking_part(programme: Programme, state: State, decision: Decision) -> Decision:
    """The decision of an event, with the end of the period it begins to take part in; or with the end of taking part,
    where he leaves."""
    if decision.refused is not None or state.standing.has_left:
        return decision
    for ladder in programme.participating:
        if decision.kind in (LEFT, MERGED):
            decision = _left(state, ladder, decision)
        elif _concerns(ladder, decision):
            decision = _begun(programme, state, ladder, decision)
    return decision


def end_period(programme: Programme, state: State, subject: str, instant: datetime) -> Decision:
    """What the period that ends at the instant brings, with the units a reset takes, and when the next one ends."""
    state.tallies.asked.clear()
    ladder = programme.ladders.get(subject)
    if ladder is None or ladder.participation is None:
        return Decision(PARTICIPATION, instant, ReadSet(instant), dues=(((PARTICIPATION, subject), None),))
    participation = ladder.participation
    facts = _facts(programme, state, ladder, instant - _LAST_INSTANT)
    outcome = _outcome(programme, participation, facts, instant - _LAST_INSTANT)
    line, step = state.levels.get(ladder.id, ()), step_at(state, ladder, instant)
    reached = _moved(participation, outcome, step)
    held = [lot for lot in state.lots if lot.unit in participation.forfeit]
    takes = _resets(participation, outcome)
    is_still = _is_still(programme, state, participation, reached, instant, holds=bool(held) and not takes)
    ends = None if is_still else _period_end(programme, participation, instant, state.profile.joined)
    climbs = () if reached == step else (Climb(ladder.id, (Interval(str(reached), instant, None),)),)
    read_set = ReadSet(
        instant,
        tallies=tuple(state.tallies.asked.items()),
        facts=facts,
        levels=((ladder.id, line[-1:]),) if line else (),
        lots=tuple(held),
        joined=state.profile.joined if programme.counts_from_joining else None,
    )
    units = [unit for unit in participation.forfeit if takes and any(lot.unit == unit for lot in held)]
    transfers = tuple(_forfeit(programme, unit, held, ladder, instant) for unit in units)
    return Decision(PARTICIPATION, instant, read_set, transfers=transfers, climbs=climbs, dues=((_key(ladder), ends),))


def _key(ladder: Ladder) -> DueKey:
    return PARTICIPATION, ladder.id


def _concerns(ladder: Ladder, decision: Decision) -> bool:
    """Whether the end of the period can bring something that it would not bring without the event."""
    participation = ladder.participation
    assert participation is not None, "only ladders of participation are asked"
    if not participation.is_still:
        return True
    counted = any(count.name in participation.tallies for count in decision.counts)
    return counted or any(lot.unit in participation.forfeit for lot in decision.lots)


def _begun(programme: Programme, state: State, ladder: Ladder, decision: Decision) -> Decision:
    participation, read_set = ladder.participation, decision.read_set
    assert participation is not None, "only ladders of participation are begun"
    known = state.dues.get(_key(ladder))
    if known is not None:
        return replace(decision, read_set=replace(read_set, dues=(*read_set.dues, (_key(ladder), known))))
    joined = decision.occurred_at if decision.kind == JOINED else state.profile.joined
    ends = _period_end(programme, participation, state.now, joined)
    if participation.counts.kind == "membership" and decision.kind != JOINED:
        read_set = replace(read_set, joined=joined)
    if ends is None:
        return decision
    return replace(decision, read_set=read_set, dues=(*decision.dues, (_key(ladder), ends)))


def _left(state: State, ladder: Ladder, decision: Decision) -> Decision:
    """Who leaves begins again when he comes back; of who is merged away, no step is left at all."""
    read_set = decision.read_set
    known, line = state.dues.get(_key(ladder)), state.levels.get(ladder.id, ())
    if known is not None:
        read_set = replace(read_set, dues=(*read_set.dues, (_key(ladder), known)))
        decision = replace(decision, dues=(*decision.dues, (_key(ladder), None)))
    if decision.kind == LEFT and step_at(state, ladder, state.now) != FIRST_STEP:
        read_set = replace(read_set, levels=(*read_set.levels, (ladder.id, line[-1:])))
        begins = Climb(ladder.id, (Interval(str(FIRST_STEP), state.now, None),))
        decision = replace(decision, climbs=(*decision.climbs, begins))
    return replace(decision, read_set=read_set)


def _facts(programme: Programme, state: State, ladder: Ladder, at: datetime) -> Facts:
    return facts_of(programme, state, programme.reads.get(f"{PARTICIPATION}.{ladder.id}", NO_READS), at)


def _outcome(programme: Programme, participation: Participation, facts: Facts, instant: datetime) -> Outcome:
    at = At.of(instant, programme.zone)
    if participation.advance.holds(None, None, at, NO_FIELDS, facts):
        return "advance"
    if participation.hold is not None and participation.hold.holds(None, None, at, NO_FIELDS, facts):
        return "hold"
    return "otherwise"


def _moved(participation: Participation, outcome: Outcome, step: int) -> int:
    """The step after a period; beyond the first step of the last rate nobody climbs."""
    if outcome == "advance":
        return max(step, min(step + 1, participation.last_step))
    if outcome == "hold" or participation.otherwise == "hold":
        return step
    return FIRST_STEP if participation.otherwise == "reset" else max(FIRST_STEP, step - 1)


def _resets(participation: Participation, outcome: Outcome) -> bool:
    return outcome == "otherwise" and participation.otherwise == "reset"


def _is_still(
    programme: Programme,
    state: State,
    participation: Participation,
    step: int,
    instant: datetime,
    *,
    holds: bool,
) -> bool:
    """Whether every further period would leave everything as it is, if nothing happened any more; `holds` says whether
    he has units left that a reset would take."""
    if not participation.is_still:
        return False
    day = local_day(instant, programme.zone)
    metrics = [programme.metrics[name] for name in participation.metrics]
    if any(
        tallied(programme, state, metric, day, by_household=metric.by_household)
        for metric in metrics
        if not metric.parts
    ):
        # A fact that came a moment early counts in the period that begins now.
        return False
    silence = Facts(metric={name: programme.metrics[name].told(0) for name in participation.metrics})
    outcome = _outcome(programme, participation, silence, instant)
    return _moved(participation, outcome, step) == step and not (holds and _resets(participation, outcome))


def _period_end(
    programme: Programme, participation: Participation, instant: datetime, joined: datetime | None
) -> datetime | None:
    """The end of the period that contains the instant; None where the calendar has no end for it."""
    zone = programme.zone
    joined_on = None if joined is None else local_day(joined, zone)
    days = days_of(participation.counts, local_day(instant, zone), joined_on)
    try:
        return None if days is None else start_of_day(days.last + timedelta(days=1), zone)
    except OverflowError:
        return None


def _forfeit(programme: Programme, unit: str, lots: list[Lot], ladder: Ladder, instant: datetime) -> Transfer:
    taken = sorted((lot for lot in lots if lot.unit == unit), key=order_of(programme.units[unit].first_out))
    amount = sum(lot.remaining for lot in taken)
    uses = take(taken, amount)
    return Transfer(unit, Account.MEMBER, Account.FORFEITED, amount, instant, Cause.FORFEITED, ladder.id, uses=uses)
