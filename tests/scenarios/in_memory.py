"""A scenario on the engine alone: `decide`, `settle` and `advance`, and a dictionary for what was asked before.

It is the smallest thing that behaves as docs/rules.md R1.5 and R3 say, without locks, rows or batches.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from tests.scenarios.language import (
    Answer,
    Asked,
    Delivery,
    Erasure,
    HoldingTold,
    LotTold,
    MemberTold,
    Retirement,
    Scenario,
    Switching,
    Turn,
    sentence,
)
from treue.domain.books import Account
from treue.domain.events import Adjustment, Event, Joined, Purchase, Return, Spend
from treue.domain.reasons import Reason
from treue.engine.applying import advance
from treue.engine.deciding import decide, kind_of, occurred_at
from treue.engine.decision import Decision, ReadSet
from treue.engine.returning.standing import Standing, followed, standing_of
from treue.engine.state import Scarce, State, spend_order
from treue.engine.time import dues_of, settle
from treue.engine.timeliness import untimely
from treue.processing.commands import Command
from treue.processing.stops import Stops, Switch


@dataclass(slots=True)
class _Member:
    state: State
    settled_until: datetime
    history: list[str] = field(default_factory=list)
    erased: bool = False


@dataclass(frozen=True, slots=True)
class _Stored:
    owner: str
    content: tuple[object, ...]
    answer: Answer
    order: _OrderId
    """What it was decided as."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    command: Command
    content: tuple[object, ...]
    key: tuple[str, str | None]
    reported_at: datetime


_OrderId = tuple[str, int]
"""(member, number of the event)"""
_AWAITED = Answer("parked", Reason.ORDER_AWAITED.value)


class MemoryShop:
    """Members, keys and a clock, in dictionaries."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._programme = scenario.programme
        self._now = scenario.clock
        limited = {reward.id: 0 for reward in scenario.programme.rewards.values() if reward.limited}
        self._scarce = Scarce(stock=limited)
        self._stops = Stops()
        self._members: dict[str, _Member] = {}
        self._keys: dict[object, _Stored] = {}
        self._orders: dict[_OrderId, Standing] = {}
        self._waiting: list[_Waiting] = []

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
                    self._members[name].erased = True
                case Retirement(key=key):
                    stored = self._keys["fact", key]
                    self._orders[stored.order] = replace(self._orders[stored.order], order=None, read_set=None)
                case Switching(node=node, stops=stops, starts_at=starts_at):
                    self._stops = self._stops.after(Switch(node, starts_at or self._now, stops))
                case _:
                    answers += [self._answer(asked) for asked in step]
        return answers

    def told(self, name: str) -> MemberTold:
        """The member at the end."""
        member = self._members[name]
        self._settle(member)
        state = member.state
        holdings: dict[str, HoldingTold] = {}
        for unit in state.booked.keys() | state.debts.keys():
            lots = sorted((lot for lot in state.lots if lot.unit == unit), key=spend_order)
            holdings[unit] = HoldingTold(
                state.available(unit),
                sum(lot.remaining for lot in lots if lot.available_at > state.now),
                state.debts.get(unit, 0),
                tuple(LotTold(lot.remaining, lot.amount, lot.available_at, lot.expires_at) for lot in lots),
            )
        return MemberTold(holdings, tuple(member.history))

    def _answer(self, asked: Asked) -> Answer:
        command, event, name = asked.command, asked.command.event, asked.command.member.value
        # A return is the same return, whoever presents it.
        content = ("" if isinstance(event, Return) else name, event, command.receipt)
        key = ("fact", command.external_id) if command.external_id else ("request", command.request_key)
        if key[1] is not None and (stored := self._keys.get(key)) is not None:
            if self._members[stored.owner].erased:
                return Answer("refused", Reason.UNKNOWN_MEMBER.value)
            if stored.content != content:
                return Answer("refused", Reason.KEY_REUSED.value)
            return _repeated(stored.answer)
        if isinstance(event, Return):
            return self._return(command, event, content, key)
        if isinstance(event, Joined):
            if name in self._members:
                return Answer("refused", Reason.ALREADY_MEMBER.value)
            self._members[name] = _Member(State(self._now, scarce=self._scarce), self._now)
        member = self._members.get(name)
        if member is None or member.erased:
            return Answer("refused", Reason.UNKNOWN_MEMBER.value)
        return self._decide(member, command, content, key)

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
        if self._members[order.owner].erased:
            return Answer("refused", Reason.UNKNOWN_MEMBER.value)
        return self._decide(self._members[order.owner], command, content, key, order)

    def _decide_awaited(self, member: _Member, used: set[object]) -> None:
        found = [one for one in self._waiting if _order_key(one.command.event) in used]
        self._waiting = [one for one in self._waiting if one not in found]
        for one in found:
            order = self._keys[_order_key(one.command.event)]
            self._decide(member, one.command, one.content, one.key, order, one.reported_at)

    def _decide(
        self,
        member: _Member,
        command: Command,
        content: tuple[object, ...],
        key: tuple[str, str | None],
        order: _Stored | None = None,
        reported_at: datetime | None = None,
    ) -> Answer:
        event, name, receipt = command.event, command.member.value, command.receipt
        earlier = self._keys.get(receipt) if receipt is not None else None
        if earlier is not None and earlier.owner == name and earlier.content == content:
            return _repeated(earlier.answer)
        self._settle(member)
        if earlier is not None:
            decision = _refused(event, member.state, Reason.RECEIPT_CREDITED)
        elif occurred_at(event, member.state.now) < self._scenario.clock:
            decision = _refused(event, member.state, Reason.NO_VERSION_THEN)
        else:
            member.state.stopped = self._stops.at(occurred_at(event, member.state.now))
            if order is not None:
                member.state.returning = replace(self._orders[order.order], reported_at=reported_at)
            decision = decide(self._programme, member.state, event)
        answer = _answer_of(decision)
        if decision.refused is not None:
            receipt = None
        wished = isinstance(event, Spend | Adjustment | Joined)
        if decision.refused is not None and (wished or (key[1] is None and receipt is None)):
            return answer
        self._record(member, decision)
        owner = name if order is None else order.owner
        seq = member.state.next_seq - 1
        bought = event.order if isinstance(event, Purchase) else None
        self._orders[owner, seq] = standing_of(self._programme, seq, bought, decision)
        stored = _Stored(owner, content, answer, (owner, seq))
        used = {one for one in (key if key[1] is not None else None, receipt) if one is not None}
        self._keys |= dict.fromkeys(used, stored)
        if isinstance(event, Purchase):
            self._decide_awaited(member, used)
        return answer

    def _settle(self, member: _Member) -> None:
        state = member.state
        state.now = max(state.now, self._now)
        while True:
            dues = dues_of(state.lots, state.debts, member.settled_until)
            due = min(((at, kind, unit) for (kind, unit), at in dues.items() if at <= state.now), default=None)
            if due is None:
                break
            at, kind, unit = due
            self._record(member, settle(state, kind, unit, at))
            member.settled_until = max(member.settled_until, at)
        member.settled_until = state.now

    def _record(self, member: _Member, decision: Decision) -> None:
        advance(member.state, decision)
        for owner, seq in self._orders:
            if self._members[owner] is member:
                self._orders[owner, seq] = followed(self._orders[owner, seq], decision)
        refused = decision.refused.value if decision.refused else None
        moves = [
            (moved.cause.value, moved.source, moved.unit, _change(moved.debit, moved.credit) * moved.amount)
            for moved in decision.transfers
        ]
        member.history.append(sentence(decision.kind, refused, moves))


def _order_key(event: Event) -> object:
    assert isinstance(event, Return)
    return event.order.receipt or ("fact", event.order.external_id)


def _change(debit: Account, credit: Account) -> int:
    return (credit is Account.MEMBER) - (debit is Account.MEMBER)


def _refused(event: Event, state: State, reason: Reason) -> Decision:
    return Decision(kind_of(event), occurred_at(event, state.now), ReadSet(state.now), refused=reason)


def _repeated(answer: Answer) -> Answer:
    return Answer("repeated", answer.reason, answer.missing, answer.given, answer.taken, answer.shares)


def _answer_of(decision: Decision) -> Answer:
    given: dict[str, int] = {}
    taken: dict[str, int] = {}
    for moved in decision.transfers:
        if moved.credit is Account.MEMBER:
            given[moved.unit] = given.get(moved.unit, 0) + moved.amount
        elif moved.debit is Account.MEMBER and moved.credit is not Account.DEBT:
            taken[moved.unit] = taken.get(moved.unit, 0) + moved.amount
    return Answer(
        "decided" if decision.refused is None else "refused",
        decision.refused.value if decision.refused else None,
        decision.missing,
        tuple(sorted(given.items())),
        tuple(sorted(taken.items())),
        tuple((share.rule, share.unit, share.given) for share in decision.shares),
    )
