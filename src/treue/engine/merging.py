"""Two members are one person: everything of the one goes to the other (docs/rules.md R9.2).

Units move unchanged. What was counted unites, so counters, limits and levels are those of one person from now on; the
higher level is kept until its end. What a rule gives once and gave to both is named for staff, and not taken back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from treue.domain.achieved import Achieved
from treue.domain.books import Account, Cause, LotUse, Transfer
from treue.domain.events import Merge, MergedAway
from treue.engine.decision import Decision, ReadSet
from treue.engine.earning.limiting import chosen_days_of, uses_of
from treue.engine.levels.lines import climb_between, cut_at, since
from treue.engine.levels.uniting import levels_united
from treue.engine.moving import MERGE, MERGED, move_in
from treue.engine.state import FALLING, INACTIVITY, DueKey, State, spend_order
from treue.engine.tallies import EVER, Count
from treue.programme.records import LIFETIME, Programme


def achieved_by(state: State) -> Achieved:
    """What the member brings besides his units; `state.tallies` has to hold everything that was counted of him."""
    return Achieved(
        tuple((count.name, count.day, count.amount, count.value) for count in state.tallies.everything()),
        state.profile.purchases,
        tuple(
            (name, tuple((one.level, one.starts, one.ends, one.standing) for one in ahead))
            for name, line in sorted(state.levels.items())
            if (ahead := [one for one in line if one.ends is None or one.ends > state.now])
        ),
        tuple((kind, unit, at) for (kind, unit), at in sorted(state.dues.items()) if kind in FALLING),
    )


def hand_over(state: State, event: MergedAway) -> Decision:
    """The side that ends: every lot, available or not, every debt, and what was counted leaves; his levels end."""
    lots = tuple(sorted(state.lots, key=lambda lot: (lot.unit, spend_order(lot))))
    debts = tuple(sorted((unit, owed) for unit, owed in state.debts.items() if owed))
    transfers = [
        Transfer(
            unit,
            Account.MEMBER,
            Account.MOVED,
            sum(lot.remaining for lot in lots if lot.unit == unit),
            state.now,
            Cause.MERGED,
            uses=tuple(LotUse(lot.seq, lot.no, lot.remaining) for lot in lots if lot.unit == unit),
        )
        for unit in dict.fromkeys(lot.unit for lot in lots)
    ]
    transfers += [
        Transfer(unit, Account.MOVED, Account.DEBT, owed, state.now, Cause.DEBT_MOVED) for unit, owed in debts
    ]
    lines = [(name, since(line, state.now)) for name, line in sorted(state.levels.items()) if line]
    climbs = [climb for name, line in lines for climb in climb_between(name, line, cut_at(line, state.now))]
    return Decision(
        MERGED,
        state.now,
        ReadSet(state.now, debts, lots=lots, levels=tuple(lines)),
        transfers=tuple(transfers),
        counts=tuple(Count(name, day, -amount, value) for name, day, amount, value in event.achieved.counts),
        climbs=tuple(climbs),
        purchases=-event.achieved.purchases,
    )


def unite(programme: Programme, state: State, event: Merge) -> Decision:
    """The side that stays: it takes over what the other held, owed and achieved."""
    moved = move_in(MERGE, state, event.lots, event.debts, Cause.MERGED)
    counts = tuple(_counts_united(programme, state, event.achieved))
    twice = _given_twice(programme, state, counts)
    united = levels_united(programme, state, event.achieved, counts)
    read_set = replace(
        moved.read_set,
        budgets=united.counted,
        tallies=tuple(state.tallies.asked.items()),
        levels=united.read,
        joined=state.profile.joined if programme.counts_from_joining else None,
        dues=tuple((key, known) for key, known in state.dues.items() if key[0] in FALLING),
    )
    return replace(
        moved,
        read_set=read_set,
        counts=counts,
        climbs=united.climbs,
        then=united.then,
        purchases=event.achieved.purchases,
        given_twice=twice,
        dues=_dues_united(state, event.achieved),
        places=event.achieved.places,
    )


def _counts_united(programme: Programme, state: State, achieved: Achieved) -> Iterator[Count]:
    """What was counted of the other one; a day that both of them chose is one day."""
    chosen = {chosen_days_of(right) for right in programme.rights}
    for name, day, amount, value in achieved.counts:
        if name not in chosen or not state.tallies.total(name, day, day):
            yield Count(name, day, amount, value)


def _dues_united(state: State, achieved: Achieved) -> tuple[tuple[DueKey, datetime], ...]:
    """When all that is held of a unit is lost together: what happened to either of them kept it from falling silent,
    and of what an event forfeits the first instant counts."""
    found: dict[DueKey, datetime] = {}
    for kind, unit, theirs in achieved.dues:
        own = state.dues.get((kind, unit))
        if own is None or (theirs > own if kind == INACTIVITY else theirs < own):
            found[kind, unit] = theirs
    return tuple(found.items())


def _given_twice(programme: Programme, state: State, counts: tuple[Count, ...]) -> tuple[str, ...]:
    theirs = {count.name for count in counts if count.amount > 0}
    found = []
    for rule in programme.earn:
        for limit in rule.limits:
            name = uses_of(rule.id, limit)
            gives_once = limit.amount == 1 and limit.window == LIFETIME
            if gives_once and name in theirs and state.tallies.total(name, EVER, EVER) > 0:
                found.append(rule.id)
    return tuple(dict.fromkeys(found))
