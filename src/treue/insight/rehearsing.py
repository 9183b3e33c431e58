"""Rehearsing a programme on past purchases: the engine alone, in memory, without a database.

It decides exactly what the processor decides for the same facts (a test holds the two against each other, transfer for
transfer), because both call the same engine in the same order: what is due first, then the fact, then what follows from
it. Memory grows with the members and their open lots, not with the orders.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from treue.domain.events import CustomEvent, Joined, Purchase
from treue.engine.applying import advance
from treue.engine.deciding import decide
from treue.engine.decision import Decision
from treue.engine.dues import dues_of
from treue.engine.levels.places import key_of
from treue.engine.rewards.redeeming import AUTOMATIC
from treue.engine.state import DueKey, Scarce, State
from treue.engine.time import settle
from treue.engine.time_events import announced_by, is_time_event, next_time_event
from treue.programme.records import Programme

Seen = Callable[[str, Decision], None]
"""Called with the member and each decision, in the order in which they are made."""


@dataclass(slots=True)
class _Member:
    state: State
    settled_until: datetime


class Rehearsal:
    """One programme on one history of facts, which come in order of time; the clock follows them."""

    def __init__(self, programme: Programme, starts_at: datetime, seen: Seen = lambda _member, _decision: None) -> None:
        self.now = starts_at
        self._programme = programme
        self._seen = seen
        placed = [level for ladder in programme.ladders.values() for level in ladder.places]
        limited = {reward.id: 0 for reward in programme.rewards.values() if reward.limited}
        self._scarce = Scarce({key_of(level): 0 for level in placed}, limited)
        self._announced = announced_by([(starts_at, programme)])
        self._members: dict[str, _Member] = {}

    @property
    def members(self) -> int:
        """How many members there are by now."""
        return len(self._members)

    def take(self, member: str, fact: Purchase | CustomEvent) -> Decision:
        """Decide a fact; a member nobody knows joins with it."""
        self.now = max(self.now, fact.occurred_at)
        known = self._members.get(member)
        if known is None:
            known = self._members[member] = _Member(State(self.now, scarce=self._scarce), self.now)
            self._decide(member, known, Joined(fact.occurred_at))
            for due in self._announced:
                self._announce(known, due, None)
        return self._decide(member, known, fact)

    def settle_all(self, until: datetime) -> None:
        """Turn the clock and decide what that brings every member."""
        self.now = max(self.now, until)
        for name, member in self._members.items():
            self._settle(name, member)

    def _decide(self, name: str, member: _Member, event: Joined | Purchase | CustomEvent) -> Decision:
        self._settle(name, member)
        decision = decide(self._programme, member.state, event)
        self._record(name, member, decision)
        self._follow(name, member, decision)
        return decision

    def _settle(self, name: str, member: _Member) -> None:
        state, now = member.state, max(member.state.now, self.now)
        while True:
            dues = dues_of(state, member.settled_until)
            due = min(((at, kind, subject) for (kind, subject), at in dues.items() if at <= now), default=None)
            if due is None:
                break
            at, kind, subject = due
            state.now = at
            decision = settle(self._programme, state, kind, subject, at)
            self._record(name, member, decision)
            if is_time_event((kind, subject)):
                self._announce(member, (kind, subject), at)
            self._follow(name, member, decision)
            member.settled_until = max(member.settled_until, at)
        member.settled_until = state.now = now

    def _follow(self, name: str, member: _Member, decision: Decision) -> None:
        waiting = list(decision.then)
        while waiting:
            following = decide(self._programme, member.state, waiting.pop(0))
            if following.refused is not None and following.kind == AUTOMATIC:
                continue
            self._record(name, member, following)
            waiting += following.then

    def _announce(self, member: _Member, key: DueKey, last: datetime | None) -> None:
        """When the calendar brings it next."""
        state = member.state
        known = None if last is not None else state.now
        following = next_time_event(self._announced, key, state.profile, last, self._programme.zone, known)
        state.dues.pop(key, None)
        if following is not None:
            state.dues[key] = following

    def _record(self, name: str, member: _Member, decision: Decision) -> None:
        advance(member.state, decision)
        self._seen(name, decision)
