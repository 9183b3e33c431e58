"""The same scenario through the processor on a real database."""

from __future__ import annotations

from dataclasses import replace

from tests.processing.shop import Shop
from tests.scenarios.story import Asked, Closing, Decline, Delivery, Erasure, Retirement, Scenario, Switching, Turn
from tests.scenarios.told import (
    Answer,
    HoldingTold,
    LotTold,
    MemberTold,
    answer_of,
    redemption_sentence,
    sentence,
    told_lines,
)
from treue.domain.events import RedemptionChange, Return
from treue.domain.orders import OrderReference
from treue.processing.commands import Approval, Command, MemberReference, Outcome
from treue.processing.desk import Desk
from treue.processing.fingerprint import order_key_of
from treue.usecases.approvals.decline import decline
from treue.usecases.books.close_period import close_period
from treue.usecases.members.erase import erase
from treue.usecases.members.settled import UnknownMember
from treue.usecases.members.show import find, show
from treue.usecases.programmes.resume_node import resume_node
from treue.usecases.programmes.stop_node import stop_node
from treue.usecases.programmes.turn_clock import turn_clock
from treue.usecases.redemptions.named import redemption_named
from treue.usecases.stock.receive import receive


class PostgresShop:
    """A scenario at a desk."""

    def __init__(self, shop: Shop, scenario: Scenario) -> None:
        self._shop = shop
        self._scenario = scenario
        self._ids: dict[str, int] = {}
        self._requests: dict[str, int] = {}

    async def play(self) -> list[Answer]:
        """The answers to all commands, in order."""
        desk, answers = self._shop.desk, list[Answer]()
        for step in self._scenario.steps:
            match step:
                case Turn(to=to):
                    await turn_clock(desk, to, actor="test")
                case Delivery(reward=reward, pieces=pieces):
                    await receive(desk, reward, pieces, actor="test")
                case Erasure(name=name):
                    assert await erase(desk, self._ids[name], actor="test")
                case Retirement(key=key):
                    await retire(self._shop, self._scenario, key)
                case Closing(until=until):
                    assert (await close_period(desk, until, actor="test")).is_new
                case Decline(key=key):
                    assert await decline(desk, self._requests[key], actor="test")
                case Switching(node=node, stops=stops, starts_at=starts_at):
                    switch = stop_node if stops else resume_node
                    switched = await switch(desk, node, actor="test", starts_at=starts_at)
                    assert switched.refused is None, switched
                case _:
                    outcomes = await desk.run([await self._command(asked) for asked in step])
                    answers += [told_answer(outcome) for outcome in outcomes]
                    for asked, outcome in zip(step, outcomes, strict=True):
                        if outcome.member_id is not None:
                            self._ids.setdefault(asked.command.member.value, outcome.member_id)
                        if outcome.approval_id is not None and asked.command.request_key is not None:
                            self._requests[asked.command.request_key] = outcome.approval_id
        return answers

    async def _command(self, asked: Asked) -> Command:
        command = await command_of(self._shop.desk, asked)
        if command.approval is None or command.request_key is None:
            return command
        return replace(command, approval=Approval(self._requests[command.request_key], command.approval.actor))

    async def told(self, name: str) -> MemberTold:
        """The member at the end."""
        return await member_told(self._shop.desk, name, self._scenario, self._ids.get(name))


async def command_of(desk: Desk, asked: Asked) -> Command:
    """As the use cases do it: the number that a wallet shows leads to the member it was made for."""
    command = asked.command
    if not asked.inherited or not isinstance(command.event, RedemptionChange):
        return command
    owner, number = await redemption_named(desk, await find(desk, command.member.value), asked.inherited)
    event = replace(command.event, redemption=number)
    return replace(command, member=MemberReference("id", str(owner)), event=event)


async def retire(shop: Shop, scenario: Scenario, key: str) -> None:
    """As the retention of line data does it, but for one order: noted first, then payload and read-set go."""
    desk = shop.desk
    order_key = order_key_of(Return(scenario.clock, OrderReference("tills", key)))
    await shop.rows(
        "INSERT INTO retirement (programme_id, retired_at, audit_id, lines_before, payloads_before) "
        "SELECT e.programme_id, e.decided_at, %s, e.local_day + 1, e.local_day "
        "FROM claim c JOIN event e USING (programme_id, member_id, member_seq) "
        "WHERE c.programme_id = %s AND c.key_hash = %s",
        *(desk.new_id(), desk.programme_id, order_key),
    )
    for table in ("event_payload", "event_readset"):
        await shop.rows(
            f"DELETE FROM {table} d USING claim c WHERE c.programme_id = %s AND c.key_hash = %s "
            "AND (d.programme_id, d.member_id, d.member_seq) = (c.programme_id, c.member_id, c.member_seq)",
            *(desk.programme_id, order_key),
        )
    await shop.rows(
        "INSERT INTO retirement (programme_id, retired_at, audit_id, lines_before, payloads_before) "
        "SELECT programme_id, now(), min(audit_id), max(local_day) + 1, min(local_day) FROM event "
        "WHERE programme_id = %s GROUP BY programme_id",
        shop.desk.programme_id,
    )


async def member_told(desk: Desk, name: str, scenario: Scenario, number: int | None = None) -> MemberTold:
    """The member as the books know him; who was erased is known by his number alone."""
    try:
        member_id = await find(desk, name)
    except UnknownMember:
        if number is None:
            raise
        member_id = number
    wallet = await show(desk, member_id, history_max=1000)
    holdings = {
        unit: HoldingTold(
            holding.available,
            holding.pending,
            holding.debt,
            tuple(LotTold(lot.remaining, lot.amount, lot.available_at, lot.expires_at) for lot in holding.lots),
        )
        for unit, holding in wallet.holdings.items()
    }
    history = [sentence(row.kind, row.refused, row.moves) for row in reversed(wallet.history)]
    redemptions = tuple(
        redemption_sentence(one.name, one.reward, one.standing_at(wallet.now)) for one in wallet.redemptions
    )
    lines = told_lines(wallet.levels.lines, scenario.programme.zone)
    return MemberTold(holdings, tuple(history), lines, redemptions)


def told_answer(outcome: Outcome) -> Answer:
    reason = outcome.reason.value if outcome.reason else None
    return answer_of(outcome.status, reason, outcome.missing, outcome.figures)
