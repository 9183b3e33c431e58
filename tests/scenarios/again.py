"""A scenario in memory in which every decision is made a second time, from nothing but what the first one read (R5.1).

It is made as `treue verify --redecide` makes it: from the stored forms of the event and of the read-set. So a scenario
says besides its own story that whatever a decision used is kept beside it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import msgspec

from tests.scenarios.in_memory import MemoryShop
from tests.scenarios.memory_books import Member
from tests.scenarios.story import Scenario
from treue.domain.events import Event, Gift, Merge
from treue.engine.deciding import kind_of, occurred_at
from treue.engine.decision import Decision, ReadSet
from treue.engine.pairing import Pair
from treue.engine.state import State
from treue.engine.time import event_due
from treue.processing.commands import Command
from treue.processing.fingerprint import body_of
from treue.processing.readset import restored, stored
from treue.processing.replay import redecide


class DoubtingShop(MemoryShop):
    """Records no decision that does not come out alike a second time."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(scenario)
        self._decisions: dict[int, tuple[Decision, Event | None]] = {}
        """By the identity of the decision: what it was made of."""

    def _by_event(self, state: State, event: Event) -> Decision:
        decision = super()._by_event(state, event)
        # Also of a refusal that nobody records.
        told = decision.kind, decision.occurred_at, decision.read_set.now
        assert told == (kind_of(event), occurred_at(event, state.now), state.now)
        return self._noted(decision, event)

    def _by_time(self, state: State, kind: str, subject: str, at: datetime) -> Decision:
        event = event_due(self._programme, state, kind, subject, at)
        decision = super()._by_time(state, kind, subject, at)
        assert (decision.kind, decision.occurred_at, decision.read_set.now) == (kind, at, at)
        return self._noted(decision, event)

    def _pair(self, member: Member, name: str, wish: Gift | Merge, command: Command) -> Pair:
        pair = super()._pair(member, name, wish, command)
        for side in (pair.own, pair.other):
            if side is not None:
                self._noted(side.decision, side.event)
        return pair

    def _noted(self, decision: Decision, event: Event | None) -> Decision:
        self._decisions[id(decision)] = decision, event
        return decision

    def _record(self, member: Member, decision: Decision) -> None:
        noted = self._decisions.get(id(decision))
        if noted is not None:
            event = noted[1]
            body = None if event is None else msgspec.json.decode(body_of(event))
            kept = restored(stored(decision.read_set))
            second = redecide(self._programme, decision.kind, member.state.next_seq, body, kept)
            assert _decided(second) == _decided(decision)
        super()._record(member, decision)


def _decided(decision: Decision) -> Decision:
    """What was decided, without what it was decided from. Who lent the units of a reward is in the books already."""
    got = decision.redeemed
    return replace(
        decision,
        read_set=ReadSet(decision.read_set.now),
        redeemed=None if got is None else replace(got, lenders=()),
    )
