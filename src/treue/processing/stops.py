"""Which rules and rewards of a programme are stopped when, from the switches that were recorded (docs/rules.md R11.4).

What was said last counts: of the switches of a node that are effective by an instant the one recorded last decides. So
whoever resumes a rule now need not know of a stop that was planned for next week.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from treue.engine.state import NOTHING_STOPPED, Node
from treue.store.stoppages import read_switches


@dataclass(frozen=True, slots=True)
class Switch:
    """A node is stopped from an instant on, or resumed."""

    node: Node
    effective_at: datetime
    stops: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """A time in which a node is stopped: the start belongs to it, the end does not; None is for good."""

    node: Node
    starts_at: datetime
    ends_at: datetime | None


class Stops:
    """All switches of a programme, in the order in which they were recorded."""

    def __init__(self, switches: Sequence[Switch] = ()) -> None:
        self._switches = tuple(switches)
        self._instants = sorted({switch.effective_at for switch in switches})
        self._stopped = [self._stopped_at(instant) for instant in self._instants]
        self.count = len(self._switches)

    def at(self, instant: datetime) -> frozenset[Node]:
        """The nodes that are stopped at the instant."""
        index = bisect_right(self._instants, instant) - 1
        return self._stopped[index] if index >= 0 else NOTHING_STOPPED

    def after(self, switch: Switch) -> Stops:
        """The same with one more switch."""
        return Stops((*self._switches, switch))

    def of(self, node: Node) -> list[Stop]:
        """The times in which the node is stopped, in order."""
        stops: list[Stop] = []
        since: datetime | None = None
        for instant, stopped in zip(self._instants, self._stopped, strict=True):
            if node in stopped:
                since = since or instant
            elif since is not None:
                stops.append(Stop(node, since, instant))
                since = None
        return stops if since is None else [*stops, Stop(node, since, None)]

    def not_over(self, now: datetime) -> list[Stop]:
        """What is stopped now or will be, by node, then in order."""
        nodes = sorted({switch.node for switch in self._switches})
        return [stop for node in nodes for stop in self.of(node) if stop.ends_at is None or stop.ends_at > now]

    def _stopped_at(self, instant: datetime) -> frozenset[Node]:
        last = {switch.node: switch.stops for switch in self._switches if switch.effective_at <= instant}
        return frozenset(node for node, stops in last.items() if stops)


async def load_stops(connection: AsyncConnection[Any], programme_id: int) -> Stops:
    """Everything that was stopped and resumed so far."""
    rows = await read_switches(connection, programme_id)
    return Stops([Switch((kind, node), effective_at, stops) for kind, node, effective_at, stops in rows])
