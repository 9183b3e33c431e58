"""Events that move the end of what is open: activity keeps units alive lot by lot.

An event moves every lot of the unit that was earned by then, is still open and ends some time. `skips: month` leaves
out lots that were earned in the month of the event; `once_per: month` lets the events of a month move the wallet once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from treue.domain.books import Lot
from treue.domain.calendar import Span, span_end, span_start
from treue.domain.instants import Period, after, local_day
from treue.engine.decision import Decision, Extension
from treue.engine.happening import Happening, having_read, lots_left
from treue.engine.lifetimes import ending_by, moved_on
from treue.engine.state import State
from treue.engine.tallies import Asked, Count
from treue.programme.records import Extension as Rule
from treue.programme.records import Programme, Unit


def extended(programme: Programme, state: State, happening: Happening, decision: Decision) -> Decision:
    """The decision with the lots whose end it moves."""
    for unit in programme.units.values():
        for index, rule in enumerate(unit.extend):
            if happening.meets((rule.event,), rule.when):
                decision = _by_rule(programme, state, decision, unit, index, rule)
    return decision


def moved_in(unit: str, index: int) -> str:
    """The tally of the days on which the rule moved the end of lots."""
    return f"unit.{unit}.extend.{index}"


def _by_rule(programme: Programme, state: State, decision: Decision, unit: Unit, index: int, rule: Rule) -> Decision:
    zone = programme.zone
    day = local_day(decision.occurred_at, zone)
    name = moved_in(unit.id, index)
    read_set = decision.read_set
    if rule.once_per is not None:
        first, last = span_start(day, rule.once_per), span_end(day, rule.once_per)
        times = state.tallies.total(name, first, last)
        read_set = replace(read_set, tallies=(*read_set.tallies, (Asked(name, first, last), times)))
        if times:
            return replace(decision, read_set=read_set)
    ends = {(one.seq, one.no): one.expires_at for one in decision.extensions}
    moved: list[Extension] = []
    for lot in lots_left(state, decision, unit.id):
        end = ends.get((lot.seq, lot.no), lot.expires_at)
        if end is None or lot.earned_at > decision.occurred_at or _is_skipped(lot, day, rule.skips, zone):
            continue
        later = ending_by(unit, lot.earned_at, _later(lot.issued_end, end, rule.by, zone), zone)
        if later is not None and later > end:
            moved.append(Extension(lot.seq, lot.no, later))
    if not moved:
        return replace(decision, read_set=read_set)
    keys = {(one.seq, one.no) for one in moved}
    lots = [lot for lot in state.lots if (lot.seq, lot.no) in keys]
    counts = (Count(name, day, 1),) if rule.once_per is not None else ()
    return replace(
        decision,
        read_set=having_read(read_set, state, lots),
        extensions=(*(one for one in decision.extensions if (one.seq, one.no) not in keys), *moved),
        counts=(*decision.counts, *counts),
    )


def _is_skipped(lot: Lot, day: date, span: Span | None, zone: ZoneInfo) -> bool:
    return span is not None and span_start(local_day(lot.earned_at, zone), span) == span_start(day, span)


def _later(issued: datetime | None, end: datetime, by: Period, zone: ZoneInfo) -> datetime:
    """The end moved on by the period. Months are added to the date the lot was issued with (R1.2), so that an end on
    the 31st that once fell on the 30th comes back to the 31st.
    """
    if issued is not None and (months := _months(by)):
        before = _months_between(issued, end, zone)
        if before is not None:
            return moved_on(issued, Period(before + months, "months"), zone)
    return moved_on(end, by, zone)


def _months(period: Period) -> int:
    match period.unit:
        case "months":
            return period.count
        case "years":
            return 12 * period.count
        case _:
            return 0


def _months_between(first: datetime, second: datetime, zone: ZoneInfo) -> int | None:
    """The whole months from one to the other; None where it is not a number of months."""
    start, end = local_day(first, zone), local_day(second, zone)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if after(first, Period(months, "months"), zone) == second else None
