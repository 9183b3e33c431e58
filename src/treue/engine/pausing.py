"""Units whose age stands still while something holds (docs/rules.md R4.7).

What holds is read from level time lines, which are known ahead: so the end of a lot is known ahead too, and moves only
when a time line does. `resume` adds the paused time, as the wall clock counts it, to the end the lot was issued with.
`restart` gives a lot that lived through the end of a pause what the unit's policy gives, counted from that instant. A
lot that never ends is left alone, and so is what is due for inactivity: that is no age.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from treue.domain.books import Lot
from treue.domain.instants import wall_clock_later
from treue.engine.applying import climbed
from treue.engine.decision import Decision, Extension
from treue.engine.happening import having_read, lots_left
from treue.engine.lifetimes import CALENDAR_END, ending_by, expires_at
from treue.engine.state import Interval, State
from treue.programme.records import Pause, Programme, Unit
from treue.rules.at import At
from treue.rules.facts import Facts
from treue.rules.tree import Read, walk

Levels = Mapping[str, tuple[Interval, ...]]
_EVER = datetime.min.replace(tzinfo=UTC)


class Stretch(NamedTuple):
    """A pause: from its start up to, not including, its end; None is for ever."""

    starts: datetime
    ends: datetime | None


def paused(programme: Programme, state: State, decision: Decision) -> Decision:
    """The decision with the ends that its new lots have, and that its new time lines give to all others."""
    for unit in programme.units.values():
        if unit.pause is not None:
            decision = _of_unit(programme, state, decision, unit, unit.pause)
    return decision


def _of_unit(programme: Programme, state: State, decision: Decision, unit: Unit, pause: Pause) -> Decision:
    ladders = _ladders(pause)
    climbs = [climb for climb in decision.climbs if climb.ladder in ladders]
    own = [lot for lot in decision.lots if lot.unit == unit.id]
    if not climbs and not own:
        return decision
    before = {ladder: state.levels.get(ladder, ()) for ladder in ladders}
    levels = dict(before)
    for climb in climbs:
        levels[climb.ladder] = climbed(levels.get(climb.ladder, ()), climb.intervals)
    stretches = pauses(pause, levels, programme.zone)
    ends = {(lot.seq, lot.no): end_of(lot, unit, stretches, levels, programme.zone) for lot in own}
    others = lots_left(state, decision, unit.id) if climbs else []
    moved = {
        (lot.seq, lot.no): end
        for lot in others
        if (end := end_of(lot, unit, stretches, levels, programme.zone)) != lot.expires_at
    }
    kept = [one for one in decision.extensions if (one.seq, one.no) not in ends.keys() | moved.keys()]
    changed = [lot for lot in own if ends[lot.seq, lot.no] != lot.issued_end]
    told = [Extension(lot.seq, lot.no, ends[lot.seq, lot.no]) for lot in changed]
    told += [Extension(*key, end) for key, end in moved.items()]
    known = dict(decision.read_set.levels)
    # That a ladder had no line yet is kept where the decision had looked at it.
    read = {**known, **{name: line for name, line in before.items() if line or name in known}}
    read_set = replace(decision.read_set, levels=tuple(sorted(read.items())))
    return replace(
        decision,
        read_set=having_read(read_set, state, others),
        lots=tuple(lot.ending(ends[lot.seq, lot.no]) if (lot.seq, lot.no) in ends else lot for lot in decision.lots),
        extensions=(*kept, *told),
    )


def pauses(pause: Pause, levels: Levels, zone: ZoneInfo) -> list[Stretch]:
    """The stretches of time in which the condition holds, in order."""
    cuts = sorted(
        {_EVER}
        | {
            instant
            for line in levels.values()
            for interval in line
            for instant in (interval.starts, interval.ends)
            if instant is not None
        }
    )
    found: list[Stretch] = []
    for start, end in zip(cuts, [*cuts[1:], None], strict=True):
        at = At.of(max(start, _FIRST), zone)
        if not pause.holds.holds(None, None, at, {}, Facts(level=_held(levels, start))):
            continue
        if found and found[-1].ends == start:
            found[-1] = Stretch(found[-1].starts, end)
        else:
            found.append(Stretch(start, end))
    return found


def end_of(lot: Lot, unit: Unit, stretches: Iterable[Stretch], levels: Levels, zone: ZoneInfo) -> datetime | None:
    """When the lot ends, with every pause that it lives to see."""
    issued = lot.issued_end
    if issued is None or unit.pause is None:
        return issued
    end: datetime = issued
    born = lot.available_at if unit.counted_from == "available" else lot.earned_at
    for stretch in stretches:
        starts = max(stretch.starts, born)
        if stretch.ends is not None and stretch.ends <= born:
            continue
        if starts >= end:
            break
        if stretch.ends is None:
            return ending_by(unit, lot.earned_at, None, zone)
        later = _after_pause(unit, end, Stretch(starts, stretch.ends), stretch.ends, levels, zone)
        if later is None:
            return ending_by(unit, lot.earned_at, None, zone)
        end = later
    return ending_by(unit, lot.earned_at, end, zone)


def _after_pause(
    unit: Unit, end: datetime, stretch: Stretch, over: datetime, levels: Levels, zone: ZoneInfo
) -> datetime | None:
    assert unit.pause is not None, "only units that have a pause are asked"
    if unit.pause.then == "restart":
        fresh = expires_at(unit.expires.at(tuple(_held(levels, over).values())), over, zone)
        # What a rule gave for longer than the unit's policy says is not shortened by a pause.
        return None if fresh is None else max(end, fresh)
    try:
        return min(wall_clock_later(end, stretch.starts, over, zone), CALENDAR_END)
    except OverflowError:
        return None


def _held(levels: Levels, at: datetime) -> dict[str, str]:
    return {
        ladder: interval.level
        for ladder, line in levels.items()
        for interval in line
        if interval.starts <= at and (interval.ends is None or at < interval.ends)
    }


def _ladders(pause: Pause) -> set[str]:
    return {node.name for node in walk(pause.holds.tree) if isinstance(node, Read) and node.scope == "level"}


# The first instant that has a local time in every zone.
_FIRST = datetime(1, 1, 3, tzinfo=UTC)
