"""The books of a scenario in memory: members who are decided for, what time brings them, and their households.

It does what the processor does around the engine, without locks and rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from tests.scenarios.story import Scenario
from tests.scenarios.told import sentence
from treue.domain.books import Account, LotUse
from treue.domain.events import Event, PoolGiven, VoidRedemption
from treue.engine.applying import advance
from treue.engine.deciding import decide
from treue.engine.decision import Decision
from treue.engine.dues import dues_of
from treue.engine.households.pooling import lent_for, received, recipient, spends, with_pool
from treue.engine.levels.places import key_of
from treue.engine.pairing import handed_on
from treue.engine.returning.standing import OrderStanding, followed
from treue.engine.rewards.by_itself import following
from treue.engine.rewards.redeeming import AUTOMATIC
from treue.engine.rewards.redemption import Redemption
from treue.engine.state import DueKey, Scarce, State
from treue.engine.time import settle
from treue.engine.time_events import announced_by, is_time_event, next_time_event, time_events_among
from treue.processing.stops import Stops

OrderId = tuple[str, int]
"""(member, number of the event)"""


@dataclass(slots=True)
class Member:
    state: State
    settled_until: datetime
    history: list[str] = field(default_factory=list)
    erased: bool = False
    merged_into: str | None = None
    merged: list[tuple[int, str]] = field(default_factory=list)
    """(number of the merge, name) of who was merged into him."""


class MemoryBooks:
    """Members in a dictionary, and a clock."""

    def __init__(self, scenario: Scenario) -> None:
        self._programme = scenario.programme
        self._now = scenario.clock
        limited = {reward.id: 0 for reward in scenario.programme.rewards.values() if reward.limited}
        placed = [level for ladder in scenario.programme.ladders.values() for level in ladder.places]
        self._scarce = Scarce({key_of(level): 0 for level in placed}, limited)
        self._stops = Stops()
        self._announced = announced_by([(scenario.clock, scenario.programme)])
        self._members: dict[str, Member] = {}
        self._orders: dict[OrderId, OrderStanding] = {}

    def _number(self, name: str) -> int:
        return list(self._members).index(name) + 1

    def _survivor(self, name: str) -> str:
        member = self._members.get(name)
        return name if member is None or member.merged_into is None else self._survivor(member.merged_into)

    def _by_event(self, state: State, event: Event) -> Decision:
        return decide(self._programme, state, event)

    def _by_time(self, state: State, kind: str, subject: str, at: datetime) -> Decision:
        return settle(self._programme, state, kind, subject, at)

    def _settle(self, member: Member) -> None:
        """Everything that is due for him and his household, in one order."""
        together = self._together(member)
        now = max(self._now, *(one.state.now for one in together))
        while True:
            found = [
                ((at, kind, unit), number, one)
                for number, one in enumerate(together)
                for (kind, unit), at in dues_of(one.state, one.settled_until).items()
                if at <= now
            ]
            if not found:
                break
            (at, kind, unit), _, one = min(found, key=lambda due: due[:2])
            for each in together:
                each.state.now = at
            one.state.stopped = self._stops.at(at)
            decision = self._by_time(one.state, kind, unit, at)
            self._record(one, decision)
            if is_time_event((kind, unit)):
                self._announce(one, (kind, unit), at)
            self._follow(one, decision)
            one.settled_until = max(one.settled_until, at)
        for each in together:
            each.settled_until = each.state.now = now

    def _follow(self, member: Member, decision: Decision) -> None:
        waiting = [(member, event) for event in following(decision, is_erased=member.erased)]
        while waiting:
            whose, event = waiting.pop(0)
            if isinstance(event, VoidRedemption) and event.owner:
                whose = list(self._members.values())[event.owner - 1]
                whose.state.now = member.state.now
            whose, found = self._decide_with_pool(whose, event)
            if found.refused is not None and found.kind == AUTOMATIC:
                continue
            self._record(whose, found)
            self._give_back(whose, found)
            if whose.merged_into is not None:
                whose, found = self._hand_on(whose, by_return=True)
            waiting += [(whose, later) for later in following(found, is_erased=whose.erased)]

    def _hand_on(self, merged: Member, *, by_return: bool) -> tuple[Member, Decision]:
        """What came back to a merged member goes on to the one who stays: he, and his decision."""
        name = next(name for name, one in self._members.items() if one is merged)
        survivor = self._members[self._survivor(name)]
        numbers = self._number(self._survivor(name)), self._number(name)
        pair = handed_on(self._programme, survivor.state, merged.state, *numbers, by_return=by_return)
        assert pair.other is not None
        self._record(merged, pair.other.decision)
        self._record(survivor, pair.own.decision)
        merged.state.dues.clear()
        return survivor, pair.own.decision

    def _inherited(self, survivor: Member) -> list[Redemption]:
        """Rewards that came by themselves to members who were merged into him."""
        return [
            replace(one, owner=number)
            for number, (name, member) in enumerate(self._members.items(), 1)
            if member is not survivor and self._members[self._survivor(name)] is survivor
            for one in member.state.redemptions.values()
            if (one.is_automatic or one.granted_for) and one.standing == "open"
        ]

    def _together(self, member: Member) -> list[Member]:
        """His household, himself included."""
        household = member.state.belonging.household
        if member.erased or not household:
            return [member]
        known = self._members.values()
        return [one for one in known if one.state.belonging.household == household and not one.erased]

    def _decide_with_pool(self, member: Member, event: Event) -> tuple[Member, Decision]:
        if not member.state.mates or not spends(event):
            return member, self._by_event(member.state, event)
        member = self._member_of(recipient(self._programme, member.state, event))
        state, pool = with_pool(self._programme, member.state)
        if pool:
            planned = self._by_event(state, event)
            if planned.refused is not None:
                return member, planned
            for lent in lent_for(planned, pool):
                giver = self._member_of(lent.giver)
                member.state.lenders[member.state.next_seq] = self._number_of(giver)
                self._hand_over(giver, member, lent.uses)
        return member, self._by_event(member.state, event)

    def _give_back(self, member: Member, decision: Decision) -> None:
        for lender, uses in decision.owed_back:
            to = self._members[self._survivor(list(self._members)[lender - 1])]
            if to is member or to.erased:
                continue
            self._settle(to)
            if not to.state.standing.is_closed:
                self._hand_over(member, to, uses)

    def _hand_over(self, giver: Member, to: Member, uses: tuple[LotUse, ...]) -> None:
        to.state.now = max(to.state.now, giver.state.now)
        given = self._by_event(giver.state, PoolGiven(self._number_of(to), uses))
        taken = self._by_event(to.state, received(given, self._number_of(giver)))
        self._record(giver, given)
        self._record(to, taken)

    def _number_of(self, member: Member) -> int:
        return next(number for number, one in enumerate(self._members.values(), 1) if one is member)

    def _member_of(self, state: State) -> Member:
        return next(one for one in self._members.values() if one.state is state)

    def _meet(self) -> None:
        """Whoever belongs together knows of each other."""
        for member in self._members.values():
            member.state.mates = tuple(one.state for one in self._together(member) if one is not member)

    def _forget_calendar(self, member: Member) -> None:
        for due in time_events_among(tuple(member.state.dues)):
            del member.state.dues[due]

    def _announce(self, member: Member, key: DueKey, last: datetime | None) -> None:
        """When the calendar brings it next."""
        state = member.state
        known = None if last is not None else state.now
        following = next_time_event(self._announced, key, state.profile, last, self._programme.zone, known)
        state.dues.pop(key, None)
        if following is not None:
            state.dues[key] = following

    def _record(self, member: Member, decision: Decision) -> None:
        advance(member.state, decision)
        if decision.belonging is not None:
            self._meet()
        back = decision.returned
        for owner, seq in self._orders:
            if back is not None and back.owner is not None:
                if (self._number(owner), seq) == (back.owner, back.order):
                    standing = replace(self._orders[owner, seq], owner=back.owner)
                    self._orders[owner, seq] = followed(standing, decision)
            elif self._members[owner] is member:
                self._orders[owner, seq] = followed(self._orders[owner, seq], decision)
        refused = decision.refused.value if decision.refused else None
        moves = [
            (moved.cause.value, moved.source, moved.unit, _change(moved.debit, moved.credit) * moved.amount)
            for moved in decision.transfers
        ]
        member.history.append(sentence(decision.kind, refused, moves))


def _change(debit: Account, credit: Account) -> int:
    return (credit is Account.MEMBER) - (debit is Account.MEMBER)
