"""A scenario on the engine alone: `decide`, `settle` and `advance`, and a dictionary for what was asked before.

It is the smallest thing that behaves as docs/rules.md R1.5 and R3 say, without locks, rows or batches.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tests.scenarios.language import (
    Answer,
    Asked,
    Delivery,
    Erasure,
    HoldingTold,
    LotTold,
    MemberTold,
    Scenario,
    Switching,
    Turn,
    sentence,
)
from treue.domain.books import Account
from treue.domain.events import Adjustment, Event, Joined, Spend
from treue.domain.reasons import Reason
from treue.engine.applying import advance
from treue.engine.deciding import decide, kind_of, occurred_at
from treue.engine.decision import Decision, ReadSet
from treue.engine.dues import dues_of
from treue.engine.state import DueKey, Profile, Scarce, State, order_of
from treue.engine.time import settle
from treue.engine.time_events import announced_by, is_time_event, next_time_event, time_events_among
from treue.processing.commands import Command, Person
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


class MemoryShop:
    """Members, keys and a clock, in dictionaries."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._programme = scenario.programme
        self._now = scenario.clock
        limited = {reward.id: 0 for reward in scenario.programme.rewards.values() if reward.limited}
        self._scarce = Scarce(stock=limited)
        self._stops = Stops()
        self._announced = announced_by([(scenario.clock, scenario.programme)])
        self._members: dict[str, _Member] = {}
        self._keys: dict[object, _Stored] = {}

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
                    member = self._members[name]
                    member.erased = True
                    for due in time_events_among(tuple(member.state.dues)):
                        del member.state.dues[due]
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
            first_out = self._programme.units[unit].first_out
            lots = sorted((lot for lot in state.lots if lot.unit == unit), key=order_of(first_out))
            holdings[unit] = HoldingTold(
                state.available(unit),
                sum(lot.remaining for lot in lots if lot.available_at > state.now),
                state.debts.get(unit, 0),
                tuple(LotTold(lot.remaining, lot.amount, lot.available_at, lot.expires_at) for lot in lots),
            )
        return MemberTold(holdings, tuple(member.history))

    def _answer(self, asked: Asked) -> Answer:
        command, event, name = asked.command, asked.command.event, asked.command.member.value
        content = (name, event, command.receipt)
        key = ("fact", command.external_id) if command.external_id else ("request", command.request_key)
        if key[1] is not None and (stored := self._keys.get(key)) is not None:
            if self._members[stored.owner].erased:
                return Answer("refused", Reason.UNKNOWN_MEMBER.value)
            if stored.content != content:
                return Answer("refused", Reason.KEY_REUSED.value)
            return _repeated(stored.answer)
        if isinstance(event, Joined):
            if name in self._members:
                return Answer("refused", Reason.ALREADY_MEMBER.value)
            person = command.person or Person()
            birthday = None if person.birth_month is None else (person.birth_month, person.birth_day or 1)
            state = State(self._now, scarce=self._scarce, profile=Profile(birthday=birthday))
            self._members[name] = _Member(state, self._now)
        member = self._members.get(name)
        if member is None or member.erased:
            return Answer("refused", Reason.UNKNOWN_MEMBER.value)
        return self._decide(member, command, content, key)

    def _decide(
        self, member: _Member, command: Command, content: tuple[object, ...], key: tuple[str, str | None]
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
            decision = decide(self._programme, member.state, event)
        answer = _answer_of(decision)
        if decision.refused is not None:
            receipt = None
        wished = isinstance(event, Spend | Adjustment | Joined)
        if decision.refused is not None and (wished or (key[1] is None and receipt is None)):
            return answer
        self._record(member, decision)
        if isinstance(event, Joined):
            for due in self._announced:
                self._announce(member, due, None)
        stored = _Stored(name, content, answer)
        self._keys |= {used: stored for used in (key if key[1] is not None else None, receipt) if used is not None}
        return answer

    def _settle(self, member: _Member) -> None:
        state = member.state
        state.now = max(state.now, self._now)
        while True:
            dues = dues_of(state, member.settled_until)
            due = min(((at, kind, unit) for (kind, unit), at in dues.items() if at <= state.now), default=None)
            if due is None:
                break
            at, kind, unit = due
            self._record(member, settle(self._programme, state, kind, unit, at))
            if is_time_event((kind, unit)):
                self._announce(member, (kind, unit), at)
            member.settled_until = max(member.settled_until, at)
        member.settled_until = state.now

    def _announce(self, member: _Member, key: DueKey, last: datetime | None) -> None:
        """When the calendar brings it next."""
        state = member.state
        following = next_time_event(self._announced, key, state.profile, last, self._programme.zone)
        state.dues.pop(key, None)
        if following is not None:
            state.dues[key] = following

    def _record(self, member: _Member, decision: Decision) -> None:
        advance(member.state, decision)
        refused = decision.refused.value if decision.refused else None
        moves = [
            (moved.cause.value, moved.source, moved.unit, _change(moved.debit, moved.credit) * moved.amount)
            for moved in decision.transfers
        ]
        member.history.append(sentence(decision.kind, refused, moves))


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
