"""One member to whom things happen, on the engine alone."""

from __future__ import annotations

from datetime import datetime

from treue.domain.events import Event, Joined
from treue.engine.applying import advance
from treue.engine.deciding import decide
from treue.engine.decision import Decision
from treue.engine.dues import dues_of_state
from treue.engine.state import State
from treue.engine.time import settle
from treue.programme import Programme


class Story:
    """A member to whom things happen, and every decision about him."""

    def __init__(self, programme: Programme, joined: datetime) -> None:
        self.programme = programme
        self.state = State(joined)
        self.decisions: list[tuple[int, Decision]] = []
        """With the numbers of their events."""
        self.happen(Joined(joined))

    def happen(self, event: Event) -> Decision:
        """The event, decided at the instant to which the story has come."""
        decision = decide(self.programme, self.state, event)
        self.take(decision)
        return decision

    def take(self, decision: Decision) -> None:
        """The decision and all that follows from it."""
        waiting = [decision]
        while waiting:
            one = waiting.pop(0)
            self.decisions.append((self.state.next_seq, one))
            advance(self.state, one)
            for event in one.then:
                self.take(decide(self.programme, self.state, event))

    def look(self, now: datetime) -> None:
        """Everything that is due by now, each as of its instant."""
        while due := min(((at, *key) for key, at in dues_of_state(self.state).items() if at <= now), default=None):
            at, kind, subject = due
            self.state.now = at
            self.take(settle(self.programme, self.state, kind, subject, at))
        self.state.now = now
