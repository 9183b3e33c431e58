"""The households of a batch: who is in one with whom, and units that change hands so that one of them can spend them.

Whoever is locked is locked with his whole household (`with_mates`), and what is due is settled for all of them in one
order, so that what one decides from the others does not hang on who is looked at first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from treue.domain.events import Event, HeadNamed, HouseholdEntered, HouseholdFounded, PoolGiven
from treue.domain.reasons import Reason
from treue.engine.deciding import decide
from treue.engine.decision import Decision
from treue.engine.households.belonging import before_all, invited
from treue.engine.households.pooling import lent_for, received, recipient, spends, with_pool
from treue.engine.state import State
from treue.processing.versions import Version
from treue.processing.work import Work
from treue.store.reading import MemberRow, read_mates
from treue.store.writing import Rows

Record = Callable[[Work, Decision, Version, Event], int]
"""Enters a decision that follows from another one; answers the number of its event."""


async def with_mates(connection: AsyncConnection[Any], programme_id: int, members: Collection[int]) -> set[int]:
    """The members and everybody in their households."""
    return set(members) | await read_mates(connection, programme_id, members)


def circles(members: Mapping[int, MemberRow], meeting: Iterable[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
    """Member -> everybody of his household and those whom he meets in this batch, himself included."""
    found: dict[int, set[int]] = {member_id: {member_id} for member_id in members}
    first: dict[int, int] = {}
    pairs = [
        (first.setdefault(row.belonging.household, member_id), member_id)
        for member_id, row in members.items()
        if row.belonging.is_somewhere
    ]
    for one, other in (*pairs, *meeting):
        if one in found and other in found and found[one] is not found[other]:
            together = found[one] | found[other]
            found |= dict.fromkeys(together, together)
    return {member_id: tuple(sorted(together)) for member_id, together in found.items()}


def next_due_among(works: Iterable[Work]) -> tuple[Work, tuple[datetime, str, str]] | None:
    """What is due first of these members, and whose it is; at one instant the lowest kind, then the lowest id."""
    found = [(due, work.member_id, work) for work in works if (due := work.next_due()) is not None]
    if not found:
        return None
    due, _, work = min(found, key=lambda one: one[:2])
    return work, due


class Households:
    """Who belongs together among the works of a batch; the states of those know each other as `mates`."""

    def __init__(self, works: Mapping[int, Work], rows: Rows, record: Record, settle: Callable[[Work], None]) -> None:
        self._works = works
        self._rows = rows
        self._record = record
        self._settle = settle
        self._together: dict[int, list[Work]] = {}
        found: dict[int, list[Work]] = {}
        for work in works.values():
            if work.state.belonging.is_somewhere:
                found.setdefault(work.state.belonging.household, []).append(work)
        for household, members in found.items():
            self._meet(household, members)

    def of(self, work: Work) -> list[Work]:
        """The member's household with himself, in order of ids; himself alone where he is in none."""
        if work.erased or not work.state.belonging.is_somewhere:
            return [work]
        return self._together[work.state.belonging.household]

    def see(self, works: Iterable[Work], now: datetime) -> datetime:
        """Move the clocks of all their households on to the same instant, at least to `now`."""
        together = [one for work in works for one in self.of(work)]
        latest = max(one.see(now) for one in together)
        for one in together:
            one.see(latest)
        return latest

    def moved(self, work: Work, household_before: int) -> None:
        """Take over that the member belongs somewhere else now."""
        work.state.mates = ()
        for household in {household_before, work.state.belonging.household} - {0}:
            members = [one for one in self._works.values() if one.state.belonging.household == household]
            self._meet(household, members)

    def completed(
        self, work: Work, event: Event, host: Work | None, version: Version, new_id: Callable[[], int]
    ) -> Event | Reason:
        """The event with what it needs of the household and nobody outside can say, or why it cannot be."""
        match event:
            case HouseholdFounded():
                return HouseholdFounded(new_id())
            case HeadNamed():
                return before_all(work.state)
            case HouseholdEntered():
                return invited(version.programme, work.state, event, None if host is None else host.state)
        return event

    def decide(self, work: Work, event: Event, version: Version) -> tuple[Work, Decision]:
        """Whose decision it is, and the decision, after others of the household handed over what it takes of them."""
        programme = version.programme
        if not work.state.mates or not spends(event):
            return work, decide(programme, work.state, event)
        stopped = work.state.stopped
        work = self._work_of(work, recipient(programme, work.state, event))
        work.state.stopped = stopped
        state, pool = with_pool(programme, work.state)
        if pool:
            planned = decide(programme, state, event)
            if planned.refused is not None:
                return work, planned
            for lent in lent_for(planned, pool):
                self._lend(self._work_of(work, lent.giver), work, PoolGiven(work.member_id, lent.uses), version)
        return work, decide(programme, work.state, event)

    def give_back(self, work: Work, decision: Decision, version: Version) -> None:
        """What a cancelled reward gave back of the lots of others goes on to them, as long as they are members."""
        for lender, uses in decision.owed_back:
            to = self._works.get(lender)
            if to is None or to is work or to.erased:
                continue
            self.see([to], work.state.now)
            self._settle(to)
            if not to.state.standing.is_closed:
                # It is his own again: whatever he buys with it, nobody has lent it to him.
                self._hand_over(work, to, PoolGiven(to.member_id, uses), version, ("giver", "receiver"))

    def _lend(self, giver: Work, to: Work, event: PoolGiven, version: Version) -> None:
        number = self._hand_over(giver, to, event, version, ("lender", "borrower"))
        to.state.lenders[number] = giver.member_id

    def _hand_over(self, giver: Work, to: Work, event: PoolGiven, version: Version, roles: tuple[str, str]) -> int:
        """The number of the event at him who gets it."""
        given = decide(version.programme, giver.state, event)
        arrives = received(given, giver.member_id)
        taken = decide(version.programme, to.state, arrives)
        seq = self._record(giver, given, version, event)
        other_seq = self._record(to, taken, version, arrives)
        own_role, other_role = roles
        self._rows["insert_counterparts"].append((giver.member_id, seq, own_role, to.member_id, other_seq))
        self._rows["insert_counterparts"].append((to.member_id, other_seq, other_role, giver.member_id, seq))
        return other_seq

    def _work_of(self, work: Work, state: State) -> Work:
        return next(one for one in self.of(work) if one.state is state)

    def _meet(self, household: int, members: Iterable[Work]) -> None:
        together = sorted((work for work in members if not work.erased), key=lambda one: one.member_id)
        self._together[household] = together
        for one in together:
            one.state.mates = tuple(other.state for other in together if other is not one)
