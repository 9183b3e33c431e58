"""An event as units see it: what it is called, and what conditions over it can look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from treue.domain.books import Lot
from treue.engine.decision import Decision, ReadSet
from treue.engine.occasion import Occasion
from treue.engine.state import State
from treue.rules.condition import Condition


@dataclass(slots=True)
class Happening:
    """What happened, under every name by which a document can name it. The occasion is made when it is asked for."""

    names: frozenset[str]
    make: Callable[[], Occasion]
    _made: Occasion | None = field(default=None, init=False)

    @property
    def occasion(self) -> Occasion:
        """What conditions can look at."""
        if self._made is None:
            self._made = self.make()
        return self._made

    def meets(self, events: Iterable[str], when: Condition | None) -> bool:
        """Whether it is one of the events and the condition holds."""
        if self.names.isdisjoint(events):
            return False
        if when is None:
            return True
        occasion = self.occasion
        return when.holds(occasion.order, None, occasion.at, occasion.fields, occasion.facts)


def lots_left(state: State, decision: Decision, unit: str) -> list[Lot]:
    """The open lots of the unit, as far as they are there before the decision and after it."""
    used: dict[tuple[int, int], int] = {}
    for transfer in decision.transfers:
        for use in transfer.uses:
            used[use.seq, use.no] = used.get((use.seq, use.no), 0) + use.amount
    left = [
        replace(lot, remaining=lot.remaining - used.get((lot.seq, lot.no), 0)) for lot in state.lots if lot.unit == unit
    ]
    return [lot for lot in left if lot.remaining]


def having_read(read_set: ReadSet, state: State, lots: Iterable[Lot]) -> ReadSet:
    """The read-set with these lots, as the decision found them."""
    known = {(lot.seq, lot.no) for lot in read_set.lots}
    wanted = {(lot.seq, lot.no) for lot in lots} - known
    found = tuple(lot for lot in state.lots if (lot.seq, lot.no) in wanted)
    return replace(read_set, lots=(*read_set.lots, *found)) if found else read_set
