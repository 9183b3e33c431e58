"""A scenario on the engine alone: `decide`, `settle` and `advance`, and a dictionary for what was asked before.

It is the smallest thing that behaves as docs/rules.md R1.5 and R3 say, without locks, rows or batches.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from tests.scenarios.memory_books import Member, MemoryBooks, OrderId
from tests.scenarios.story import Asked, Closing, Decline, Delivery, Erasure, Retirement, Scenario, Switching, Turn
from tests.scenarios.told import (
    Answer,
    HoldingTold,
    LotTold,
    MemberTold,
    answer_of,
    redemption_sentence,
    told_lines,
)
from treue.domain.events import (
    WISHES,
    CancelRedemption,
    Event,
    Gift,
    HeadNamed,
    HouseholdEntered,
    HouseholdFounded,
    Joined,
    Merge,
    Purchase,
    Return,
)
from treue.domain.reasons import Reason
from treue.engine.approving import needs_approval
from treue.engine.deciding import kind_of, occurred_at
from treue.engine.decision import Decision, ReadSet
from treue.engine.households.belonging import before_all, invited
from treue.engine.leaving import absence
from treue.engine.levels.places import free_places
from treue.engine.pairing import Pair, Side, decide_both, refused_pair
from treue.engine.returning.standing import standing_of
from treue.engine.state import State, order_of
from treue.engine.timeliness import untimely
from treue.processing.commands import Command, Person
from treue.processing.figures import figures_of
from treue.processing.stops import Switch
from treue.processing.work import profile_of


@dataclass(frozen=True, slots=True)
class _Request:
    content: tuple[object, ...]
    actor: str
    declined: bool = False


@dataclass(frozen=True, slots=True)
class _Stored:
    owner: str
    content: tuple[object, ...]
    answer: Answer
    order: OrderId
    """What it was decided as."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    command: Command
    content: tuple[object, ...]
    key: tuple[str, str | None]
    reported_at: datetime


_AWAITED = Answer("parked", Reason.ORDER_AWAITED.value)


class MemoryShop(MemoryBooks):
    """Members, keys and a clock, in dictionaries."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(scenario)
        self._scenario = scenario
        self._keys: dict[object, _Stored] = {}
        self._waiting: list[_Waiting] = []
        self._requests: dict[str, _Request] = {}

    def play(self) -> list[Answer]:
        """The answers to all commands, in order."""
        answers: list[Answer] = []
        for step in self._scenario.steps:
            match step:
                case Turn(to=to):
                    self._now = to
                case Delivery(reward=reward, pieces=pieces):
                    self._scarce.stock[reward] += pieces
                case Erasure(name=name):
                    self._settle(self._members[name])
                    self._forget_calendar(self._members[name])
                    self._members[name].erased = self._members[name].state.is_erased = True
                    free_places(self._members[name].state)
                    for queue in self._scarce.queues.values():
                        queue.pop(self._members[name].state.member, None)
                    self._meet()
                case Retirement(key=key):
                    stored = self._keys["fact", key]
                    self._orders[stored.order] = replace(self._orders[stored.order], order=None, read_set=None)
                case Decline(key=key):
                    self._requests[key] = replace(self._requests[key], declined=True)
                case Switching(node=node, stops=stops, starts_at=starts_at):
                    self._stops = self._stops.after(Switch(node, starts_at or self._now, stops))
                case Closing():
                    # What is booked where does not change what anybody holds.
                    continue
                case _:
                    answers += [self._answer(asked) for asked in step]
        return answers

    def told(self, name: str) -> MemberTold:
        """The member at the end."""
        member = self._members[self._survivor(name)]
        self._settle(member)
        state = member.state
        holdings: dict[str, HoldingTold] = {}
        for unit in state.booked.keys() | state.debts.keys():
            first_out = self._programme.units[unit].first_out
            lots = sorted((lot for lot in state.lots if lot.unit == unit), key=order_of(first_out))
            holdings[unit] = HoldingTold(
                state.available(unit),
                sum(lot.remaining for lot in lots if lot.available_at > state.now),
                state.debts.get(unit, 0),
                tuple(LotTold(lot.remaining, lot.amount, lot.available_at, lot.expires_at) for lot in lots),
            )
        redemptions = tuple(self._redemptions(member, state.now))
        lines = told_lines(state.levels, self._programme.zone)
        return MemberTold(holdings, tuple(member.history), lines, redemptions)

    def _redemptions(self, member: Member, now: datetime, prefix: str = "") -> Iterator[str]:
        for one in member.state.redemptions.values():
            standing = "over" if one.standing == "open" and one.is_over(now) else one.standing
            yield redemption_sentence(f"{prefix}{one.seq}", one.reward, standing)
        for number, name in member.merged:
            yield from self._redemptions(self._members[name], now, f"{prefix}{number}.")

    def _answer(self, asked: Asked) -> Answer:
        command, event, name = asked.command, asked.command.event, self._survivor(asked.command.member.value)
        content = (event, command.receipt, command.other)
        key = ("fact", command.external_id) if command.external_id else ("request", command.request_key)
        if key[1] is not None and (stored := self._keys.get(key)) is not None:
            if self._members[stored.owner].erased:
                return Answer("refused", Reason.UNKNOWN_MEMBER.value)
            # A return is the same return, whoever presents it.
            is_his = isinstance(event, Return) or self._survivor(stored.owner) == name
            if stored.content != content or not is_his:
                return Answer("refused", Reason.KEY_REUSED.value)
            return _repeated(stored.answer)
        if isinstance(event, Return):
            return self._return(command, event, content, key)
        if isinstance(event, Joined):
            if name in self._members:
                return Answer("refused", Reason.ALREADY_MEMBER.value)
            profile = profile_of(command.person or Person())
            state = State(self._now, scarce=self._scarce, profile=profile, member=len(self._members) + 1)
            self._members[name] = Member(state, self._now)
        member = self._members.get(name)
        if member is None or member.erased:
            return Answer("refused", Reason.UNKNOWN_MEMBER.value)
        if asked.inherited:
            return self._change_inherited(member, asked, content, key)
        return self._decide(member, command, content, key)

    def _change_inherited(
        self, survivor: Member, asked: Asked, content: tuple[object, ...], key: tuple[str, str | None]
    ) -> Answer:
        """What becomes of a reward that a merged member got."""
        merges = asked.inherited.split(".")[:-1]
        member = survivor
        for merge in merges:
            member = self._members[dict(member.merged)[int(merge)]]
        self._settle(survivor)
        if (gone := absence(survivor.state.standing, asked.command.event)) is not None:
            return Answer("refused", gone.value)
        member.state.now = survivor.state.now
        answer = self._decide(member, asked.command, content, key)
        if answer.status == "decided" and isinstance(asked.command.event, CancelRedemption):
            self._follow(*self._hand_on(member, by_return=False))
        member.state.dues.clear()
        return answer

    def _return(
        self, command: Command, event: Return, content: tuple[object, ...], key: tuple[str, str | None]
    ) -> Answer:
        for waiting in self._waiting:
            if waiting.key == key:
                return _AWAITED if waiting.content == content else Answer("refused", Reason.KEY_REUSED.value)
        order = self._keys.get(event.order.receipt or ("fact", event.order.external_id))
        if order is None:
            if (reason := untimely(self._programme, self._now, event.occurred_at)) is not None:
                return Answer("refused", reason.value)
            self._waiting.append(_Waiting(command, content, key, self._now))
            return _AWAITED
        holder = self._members[self._survivor(order.owner)]
        if holder.erased:
            return Answer("refused", Reason.UNKNOWN_MEMBER.value)
        return self._decide(holder, command, content, key, order)

    def _decide_awaited(self, member: Member, used: set[object]) -> None:
        found = [one for one in self._waiting if _order_key(one.command.event) in used]
        self._waiting = [one for one in self._waiting if one not in found]
        for one in found:
            order = self._keys[_order_key(one.command.event)]
            self._decide(member, one.command, one.content, one.key, order, one.reported_at)

    def _decide(
        self,
        member: Member,
        command: Command,
        content: tuple[object, ...],
        key: tuple[str, str | None],
        order: _Stored | None = None,
        reported_at: datetime | None = None,
    ) -> Answer:
        event, name, receipt = command.event, self._survivor(command.member.value), command.receipt
        earlier = self._keys.get(receipt) if receipt is not None else None
        if earlier is not None and self._survivor(earlier.owner) == name and earlier.content == content:
            return _repeated(earlier.answer)
        self._settle(member)
        pair: Pair | None = None
        if earlier is not None:
            decision = _refused(event, member.state, Reason.RECEIPT_CREDITED)
        elif occurred_at(event, member.state.now) < self._scenario.clock:
            decision = _refused(event, member.state, Reason.NO_VERSION_THEN)
        elif isinstance(event, Gift | Merge):
            pair = self._pair(member, name, event, command)
            decision = pair.own.decision
        else:
            member.state.stopped = self._stops.at(occurred_at(event, member.state.now))
            if order is not None:
                bought_by = order.order[0]
                merged = self._number(bought_by) if self._members[bought_by] is not member else None
                member.state.returning = replace(self._orders[order.order], reported_at=reported_at, owner=merged)
                member.state.inherited = self._inherited(member)
            event, decision = self._decided(member, event, command)
        answer = self._answer_of(decision)
        if decision.refused is not None:
            receipt = None
        if decision.refused is not None and (isinstance(event, WISHES) or (key[1] is None and receipt is None)):
            return answer
        event = pair.own.event if pair is not None else event
        if (waits := self._waits(command, event, decision, content)) is not None:
            return waits
        self._record(member, decision)
        if isinstance(event, Joined):
            for due in self._announced:
                self._announce(member, due, None)
        owner = name if order is None else self._survivor(order.owner)
        seq = member.state.next_seq - 1
        bought = event.order if isinstance(event, Purchase) else None
        self._orders[owner, seq] = standing_of(self._programme, seq, bought, decision)
        stored = _Stored(owner, content, answer, (owner, seq))
        used: set[object] = {one for one in (key if key[1] is not None else None, receipt) if one is not None}
        self._keys |= dict.fromkeys(used, stored)
        if pair is not None and pair.other is not None and command.other is not None:
            self._record_other(name, self._survivor(command.other.value), pair.other, isinstance(event, Merge))
        self._give_back(member, decision)
        self._follow(member, decision)
        if isinstance(event, Purchase):
            self._decide_awaited(member, used)
        return answer

    def _answer_of(self, decision: Decision) -> Answer:
        refused = decision.refused.value if decision.refused else None
        figures = figures_of(decision, self._programme.zone)
        return answer_of("refused" if refused else "decided", refused, decision.missing, figures)

    def _pair(self, member: Member, name: str, wish: Gift | Merge, command: Command) -> Pair:
        """Both sides; members are named by numbers of this scenario."""
        other_name = self._survivor(command.other.value) if command.other is not None else ""
        other = self._members.get(other_name)
        if other is None or other.erased:
            return refused_pair(wish, member.state, Reason.UNKNOWN_OTHER)
        if other is member:
            return refused_pair(wish, member.state, Reason.SAME_MEMBER)
        self._settle(other)
        numbers = {each: number for number, each in enumerate(self._members, 1)}
        return decide_both(self._programme, member.state, wish, other.state, numbers[name], numbers[other_name])

    def _record_other(self, name: str, other_name: str, side: Side, merges: bool) -> None:
        other = self._members[other_name]
        self._record(other, side.decision)
        if merges:
            other.merged_into = name
            self._members[name].merged.append((self._members[name].state.next_seq - 1, other_name))
            other.state.dues.clear()
        self._follow(other, side.decision)

    def _waits(self, command: Command, event: Event, decision: Decision, content: tuple[object, ...]) -> Answer | None:
        """What is answered while a second actor has to agree; None where nobody has to, or he did."""
        key = command.request_key or ""
        known = self._requests.get(key)
        if command.approval is not None:
            if known is None or known.declined:
                return Answer("refused", Reason.NOT_WAITING.value)
            return Answer("refused", Reason.SAME_ACTOR.value) if command.approval.actor == known.actor else None
        if not needs_approval(self._programme, event, decision):
            return None
        if known is None:
            self._requests[key] = _Request(content, command.actor)
        elif known.content != content:
            return Answer("refused", Reason.KEY_REUSED.value)
        elif known.declined:
            return Answer("refused", Reason.DECLINED.value)
        return Answer("waiting")

    def _decided(self, member: Member, event: Event, command: Command) -> tuple[Event, Decision]:
        state = member.state
        match event:
            case HouseholdFounded():
                event = HouseholdFounded(1 + max(one.state.belonging.household for one in self._members.values()))
            case HeadNamed():
                event = before_all(state)
            case HouseholdEntered():
                host = self._members.get(self._survivor(command.other.value if command.other else ""))
                if host is not None and not host.erased:
                    self._settle(host)
                    state.now = max(state.now, host.state.now)
                known = None if host is None or host.erased else host.state
                met = invited(self._programme, state, event, known)
                if isinstance(met, Reason):
                    return event, _refused(event, state, met)
                event = met
        return event, self._decide_with_pool(member, event)[1]


def _order_key(event: Event) -> object:
    assert isinstance(event, Return)
    return event.order.receipt or ("fact", event.order.external_id)


def _refused(event: Event, state: State, reason: Reason) -> Decision:
    return Decision(kind_of(event), occurred_at(event, state.now), ReadSet(state.now), refused=reason)


def _repeated(answer: Answer) -> Answer:
    return replace(answer, status="repeated")
