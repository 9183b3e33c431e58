"""The published versions of one programme, compiled, which of them is in force when, and what is stopped meanwhile."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from psycopg import AsyncConnection

from treue.domain.calendar import Window
from treue.engine.counting import tally_names
from treue.engine.state import REWARD, RULE, Node
from treue.engine.time_events import announced_by
from treue.processing.apart import apart_at_once
from treue.processing.stops import Stops, load_stops
from treue.programme import read_parts
from treue.programme.known_events import EVENTS
from treue.programme.records import BUILT_IN_EVENTS, FIRST_PURCHASE, PURCHASE, Limit, Metric, Programme, Reads, Unit
from treue.store.programmes import VersionRow, latest_change, read_versions

RUNNABLE_SEMANTICS = frozenset({1})
"""The semantics numbers that this release can still decide by (docs/rules.md R5.2)."""


@dataclass(frozen=True, slots=True)
class Version:
    """One published version; it decides what occurs from `starts_at` until a later version starts."""

    number: int
    starts_at: datetime
    programme: Programme


class Versions:
    """All versions of a programme, at least one, and the stops of their rules and rewards."""

    def __init__(self, versions: Sequence[Version], stops: Stops) -> None:
        if not versions:
            raise ValueError("a programme has at least one version")
        # Where two start at the same instant, the one published later is in force.
        self._ordered = sorted(versions, key=lambda version: (version.starts_at, version.number))
        self._by_number = {version.number: version for version in versions}
        self._starts = [version.starts_at for version in self._ordered]
        self.latest = max(version.number for version in versions)
        self.stops = stops
        self._later: dict[int, list[tuple[Programme, frozenset[str]]]] = {}
        self.metrics = _metrics([version.programme for version in self._ordered])
        units = _units([version.programme for version in self._ordered])
        self.has_households = any(version.programme.members.households is not None for version in self._ordered)
        self.has_inactivity = any(unit.inactivity for unit in units)
        ladders = [ladder for version in self._ordered for ladder in version.programme.ladders.values()]
        self.placed = frozenset(level for ladder in ladders for level in ladder.places)
        """Levels at which any version counts places."""
        self._moving = None if any(ladder.takes_units for ladder in ladders) else _moving_events(units)
        self.limit_windows = _limit_windows([version.programme for version in self._ordered])
        self.reads = _all_reads([version.programme for version in self._ordered])
        self.announced = announced_by([(version.starts_at, version.programme) for version in self._ordered])
        programmes = [version.programme for version in self._ordered]
        self.automatic = frozenset(reward for programme in programmes for reward in programme.automatic)
        self.awaited = frozenset(one.id for each in programmes for one in each.rewards.values() if one.has_waiting_list)
        """Rewards that members can wait for."""
        self.granted = _granted(programmes)
        self.reward_windows = _reward_windows(programmes)
        self.attributes = frozenset(name for version in self._ordered for name in version.programme.attributes)

    def __iter__(self) -> Iterator[Version]:
        """By start, and by number where two start at once."""
        return iter(self._ordered)

    @property
    def first(self) -> Version:
        """The version that started first."""
        return self._ordered[0]

    @property
    def latest_started(self) -> Version:
        """The version that starts last."""
        return self._ordered[-1]

    def at(self, instant: datetime) -> Version | None:
        """The version in force at the instant, or None before the first."""
        index = bisect_right(self._starts, instant) - 1
        return self._ordered[index] if index >= 0 else None

    def counting_later(self, version: Version) -> Sequence[tuple[Programme, frozenset[str]]]:
        """Versions that take over from this one, and the tallies that they count and this one does not."""
        if version.number not in self._later:
            known = tally_names(version.programme)
            found = self._later[version.number] = []
            for later in self._ordered[self._ordered.index(version) + 1 :]:
                if names := tally_names(later.programme) - known:
                    found.append((later.programme, names))
                known |= names
        return self._later[version.number]

    def numbered(self, number: int) -> Version:
        """The version with this number. Raises KeyError where there is none."""
        return self._by_number[number]

    def nodes(self) -> set[Node]:
        """Every rule and reward of every version; an id keeps its meaning from version to version."""
        programmes = [version.programme for version in self._ordered]
        rules = {(RULE, rule.id) for programme in programmes for rule in programme.earn}
        return rules | {(REWARD, reward) for programme in programmes for reward in programme.rewards}

    def moves_lots(self, kind: str) -> bool:
        """Whether an event of the kind may move or take lots whatever it gives."""
        return self._moving is None or kind in self._moving

    def budgets(self) -> list[tuple[str, str, Limit]]:
        """(rule, unit, limit) of every budget of every version."""
        return [budget for version in self._ordered for budget in version.programme.scarce]

    def limited_rewards(self) -> set[str]:
        """The rewards that any version takes from stock."""
        return {
            reward.id for version in self._ordered for reward in version.programme.rewards.values() if reward.limited
        }


def _granted(programmes: Sequence[Programme]) -> dict[str, frozenset[str]]:
    """By kind of event: the rewards that any version grants for it."""
    found: dict[str, frozenset[str]] = {}
    for rule in (rule for programme in programmes for rule in programme.earn if rule.reward is not None):
        kind = PURCHASE if rule.event == FIRST_PURCHASE else rule.event
        found[kind] = found.get(kind, frozenset()) | {str(rule.reward)}
    return found


def _reward_windows(programmes: Sequence[Programme]) -> dict[str, tuple[Window, ...]]:
    """By reward: the windows in which any version counts its pieces."""
    found: dict[str, dict[Window, None]] = {}
    for reward in (reward for programme in programmes for reward in programme.rewards.values()):
        found.setdefault(reward.id, {}).update(dict.fromkeys(limit.window for limit in reward.in_all))
    return {reward: tuple(windows) for reward, windows in found.items() if windows}


def _all_reads(programmes: Sequence[Programme]) -> Reads:
    """What any expression of any version reads; everything that ladders and levels need included."""
    found = Reads()
    for programme in programmes:
        for reads in programme.reads.values():
            found = found | reads
        asked = frozenset(name for ladder in programme.ladders.values() for name in ladder.metrics)
        found = found | Reads(metrics=asked, ladders=frozenset(programme.ladders))
    return found


def _metrics(programmes: Sequence[Programme]) -> tuple[Metric, ...]:
    """The metrics that something reads, one for each tally."""
    found: dict[str, Metric] = {}
    for programme in programmes:
        names = set(_all_reads([programme]).metrics)
        waiting = list(names)
        while waiting:
            parts = set(programme.metrics[waiting.pop()].parts) - names
            names |= parts
            waiting += parts
        found |= {metric.key: metric for name in names if not (metric := programme.metrics[name]).parts}
    return tuple(found.values())


def _limit_windows(programmes: Sequence[Programme]) -> tuple[Window, ...]:
    """Every window in which something is limited for a member."""
    limits = [
        limit
        for programme in programmes
        for rule in programme.earn
        for limit in (*rule.limits, *(cap for caps in rule.caps.values() for cap in caps))
    ]
    limits += [
        limit for programme in programmes for reward in programme.rewards.values() for limit in reward.per_member
    ]
    rights = [right for programme in programmes for right in programme.rights.values()]
    limits += [limit for right in rights for limit in right.limits]
    # A rule asks whether its own day was chosen.
    days = [Window("calendar", "day")] if rights else []
    moves = [Window("calendar", rule.once_per) for unit in _units(programmes) for rule in unit.extend if rule.once_per]
    return tuple(dict.fromkeys((*(limit.window for limit in limits), *days, *moves)))


def _units(programmes: Sequence[Programme]) -> list[Unit]:
    return [unit for programme in programmes for unit in programme.units.values()]


def _moving_events(units: Sequence[Unit]) -> frozenset[str] | None:
    """Kinds of events that look at all open lots; None where every event may."""
    moving = frozenset(
        event for unit in units for event in (*(one.event for one in unit.extend), *(one.event for one in unit.forfeit))
    )
    reported = all(event not in EVENTS or event in BUILT_IN_EVENTS for event in moving)
    return None if any(unit.pause for unit in units) or not reported else moving


async def load_versions(
    connection: AsyncConnection[Any], programme_id: int, known: Mapping[int, Version] = MappingProxyType({})
) -> Versions:
    """Read and compile every published version but those `known` by number, and read what was stopped and resumed.

    Raises ValueError when a stored version no longer passes the checks of this release.
    """
    rows = await read_versions(connection, programme_id)
    unknown = [row for row in rows if row.version not in known]
    fresh = await apart_at_once(lambda: [_compiled(row) for row in unknown]) if unknown else []
    versions = [*(known[row.version] for row in rows if row.version in known), *fresh]
    return Versions(versions, await load_stops(connection, programme_id))


def _compiled(row: VersionRow) -> Version:
    programme, faults = read_parts(row.parts)
    if programme is None:
        listed = "; ".join(str(fault) for fault in faults)
        raise ValueError(f"version {row.version} of the programme cannot be run by this release: {listed}")
    # The text says what is decided, the number fixed at publishing how.
    return Version(row.version, row.starts_at, replace(programme, semantics=row.semantics))


class KnownVersions:
    """The versions of one programme, read again only when something was published, stopped or resumed since."""

    def __init__(self) -> None:
        self._loading = asyncio.Lock()
        self.last: Versions | None = None
        """As they were when they were read last; at least as new as every decision made in this process."""

    async def current(self, connection: AsyncConnection[Any], programme_id: int) -> Versions:
        """All versions, as of the connection's next statement."""
        change = await latest_change(connection, programme_id)
        if (known := self._if_as_new(change)) is not None:
            return known
        async with self._loading:
            # Whoever came at once waits for the first, and finds what that one loaded.
            if (known := self._if_as_new(change)) is None:
                # What was published never changes.
                before = {version.number: version for version in self.last or ()}
                known = self.last = await load_versions(connection, programme_id, before)
            return known

    def _if_as_new(self, change: tuple[int, int]) -> Versions | None:
        known = self.last
        fresh = known is not None and (known.latest, known.stops.count) == change
        return known if fresh else None
