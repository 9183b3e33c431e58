"""Every scenario once more, through HTTP: the answers and the members at the end are those of the engine alone.

What the API has no form for (joining in the past, fields that a document declares of lines) goes to the desk directly.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.api.conftest import Caller
from tests.processing.shop import Shop, new_key, opened
from tests.scenarios.in_memory import MemoryShop
from tests.scenarios.language import all_scenarios
from tests.scenarios.on_postgres import PostgresShop
from tests.scenarios.story import Scenario
from tests.scenarios.told import Answer
from treue.access.keys import create
from treue.access.scopes import Role
from treue.app import service_at
from treue.domain.events import (
    Adjustment,
    CancelRedemption,
    CustomEvent,
    Gift,
    Left,
    Purchase,
    ReissueRedemption,
    Rejoined,
    Return,
    Spend,
)
from treue.domain.money import Money
from treue.domain.orders import Line, OrderReference, Receipt
from treue.domain.reasons import Reason
from treue.domain.values import FieldValue
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk
from treue.processing.gathering import Item
from treue.processing.processor import Beside
from treue.words.units import plain_amount

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
# They report what the form of the API refuses before anything is decided.
REFUSED_BEFORE = (
    "each leg of a flight is looked up in a table of cabin and region",
    "an event the document does not know, or with other fields, is refused and recorded; a field may be left out",
    "a line is known by its position, its id, or its sku where no other has it",
)
SCENARIOS = [scenario for scenario in all_scenarios() if scenario.name not in REFUSED_BEFORE]
Wish = tuple[str, Any]


@dataclass(frozen=True)
class HttpDesk(Desk):
    """A desk whose commands go through HTTP wherever the API has a form for them."""

    caller: Caller | None = None
    scenario: Scenario | None = None

    async def run(
        self,
        items: Sequence[Item],
        *,
        follow_clock: bool = False,  # noqa: ARG002 - no scenario lets the clock follow
        beside: Beside | None = None,  # noqa: ARG002 - and none writes anything beside
    ) -> list[Outcome]:
        return [await self._ask(item) for item in items]

    async def _ask(self, item: Item) -> Outcome:
        assert self.caller is not None
        assert self.scenario is not None
        wish = asked_for(item, self.scenario) if isinstance(item, Command) else None
        if wish is None or not isinstance(item, Command):
            (outcome,) = await self.processor.run([item])
            return outcome
        path, body = wish
        key = {"idempotency_key": item.request_key} if item.request_key is not None else {}
        return await outcome_of(self, await self.caller.post(path, body, **key), item, self.scenario)


def asked_for(command: Command, scenario: Scenario) -> Wish | None:
    """Path and body of the call, or None where the API has no form for the command."""
    member = command.member
    if member.kind not in ("external", "card", "order") or command.actor != "test":
        return None
    if command.approval is not None or "four_eyes_above" in scenario.document:
        # Who asked and who agrees are people there, and keys here.
        return None
    word = f"{member.kind}:{member.value}"
    body: dict[str, Any]
    match command.event:
        case Purchase(at, order) if not order.attributes and not any(one.tax or one.attributes for one in order.lines):
            told = {"currency": order.currency, "lines": [line_of(one) for one in order.lines]}
            told |= {name: getattr(order, name) for name in ("kind", "channel", "store", "till", "partner")}
            body = {
                "event": "purchase",
                "occurred_at": at.isoformat(),
                "order": told,
                "receipt": receipt_of(command.receipt),
            }
        case CustomEvent(name, at, fields):
            body = {
                "event": name,
                "occurred_at": at.isoformat(),
                "fields": {key: plain(one) for key, one in fields.items()},
            }
        case Return(at, order, lines, amount):
            back = [{"line": one.line, "quantity": number(one.quantity), "amount": one.amount} for one in lines]
            body = {
                "event": "return",
                "occurred_at": at.isoformat(),
                "order": order_of(order),
                "lines": back,
                "amount": amount,
            }
        case _:
            return wish_of(command, scenario, f"/members/{word}")
    body |= {"source": command.source, "external_id": command.external_id}
    return "/events", body if member.kind == "order" else {**body, "member": word}


def wish_of(command: Command, scenario: Scenario, place: str) -> Wish | None:
    match command.event:
        case Spend(reward, price, amount, store, channel):
            wanted = scenario.programme.rewards.get(reward)
            body: dict[str, Any] = {"reward": reward, "price": price + 1, "store": store, "channel": channel}
            if amount is not None and wanted is None:
                return None
            if amount is not None and wanted is not None:
                body["amount"] = amount_of(scenario, wanted.unit, amount)
            return f"{place}/redemptions", body
        case Adjustment(unit, amount, wording, allow_debt) if unit in scenario.programme.units and amount:
            amounts = {"unit": unit, "amount": amount_of(scenario, unit, amount)}
            return f"{place}/adjustments", {**amounts, "reason": wording, "allow_debt": allow_debt}
        case Gift(unit, amount) if unit in scenario.programme.units and command.other is not None and amount > 0:
            to = f"{command.other.kind}:{command.other.value}"
            return f"{place}/gifts", {"to": to, "unit": unit, "amount": amount_of(scenario, unit, amount)}
        case CancelRedemption(redemption, wording):
            return f"{place}/redemptions/{redemption}/cancel", {"reason": wording or None}
        case ReissueRedemption(redemption):
            return f"{place}/redemptions/{redemption}/reissue", None
        case Left():
            return f"{place}/leave", None
        case Rejoined():
            return f"{place}/rejoin", None
    return None


async def outcome_of(desk: Desk, answer: httpx.Response, command: Command, scenario: Scenario) -> Outcome:
    """The outcome that the answer tells of."""
    told = answer.json()
    if answer.headers["content-type"] == "application/problem+json":
        assert told["code"] in tuple(Reason), (told["code"], told.get("detail"), told.get("faults"))
        more = told.get("more", {})
        unit = more.get("unit", "")
        missing = scenario.scaled(unit, more["missing"]) if "missing" in more else 0
        figures = {"until": until_of(more.get("until")), "lacking": unit}
        return Outcome("refused", reason=Reason(told["code"]), missing=missing, figures=figures)
    figures = {
        "given": {unit: scenario.scaled(unit, amount) for unit, amount in told["given"].items()},
        "taken": {unit: scenario.scaled(unit, amount) for unit, amount in told["taken"].items()},
        "shares": [(one["rule"], one["unit"], scenario.scaled(one["unit"], one["given"])) for one in told["shares"]],
        "until": until_of(told["until"]),
        "to_pay": told["to_pay"],
        "gives": told["gives"] or {},
        "code": told["code"] is not None,
    }
    return Outcome(
        "repeated" if "idempotent-replayed" in answer.headers else told["status"],
        member_id=await known(desk, command.member),
        member_seq=told["event"],
        reason=Reason(told["reason"]) if told["reason"] else None,
        figures=figures,
        approval_id=int(told["request"]) if told["request"] else None,
    )


def until_of(text: str | None) -> str | None:
    """The instant as figures keep it."""
    return datetime.fromisoformat(text).isoformat() if text is not None else None


async def known(desk: Desk, member: MemberReference) -> int | None:
    async with desk.pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT member_id FROM identity WHERE programme_id = %s AND kind = %s AND value = %s",
            (desk.programme_id, member.kind, member.value),
        )
        row = await cursor.fetchone()
    return row[0] if row else None


def line_of(line: Line) -> dict[str, Any]:
    names = ("sku", "amount", "discount", "name", "category", "brand", "id")
    told = {name: getattr(line, name) for name in names}
    return {**told, "quantity": number(line.quantity), "tags": list(line.tags), "kind": line.kind.value}


def receipt_of(receipt: Receipt | None) -> dict[str, Any] | None:
    if receipt is None:
        return None
    names = {"store": receipt.store, "till": receipt.till, "number": receipt.number}
    return {**names, "business_date": receipt.business_date.isoformat()}


def order_of(order: OrderReference) -> dict[str, Any]:
    if order.receipt is not None:
        return {"receipt": receipt_of(order.receipt)}
    return {"source": order.source, "external_id": order.external_id}


def plain(value: FieldValue) -> Any:
    match value:
        case Decimal():
            return float(value)
        case Money(minor, currency):
            return f"{Decimal(minor).scaleb(-2)} {currency}"
        case tuple():
            return [plain(one) for one in value]
        case Mapping():
            return {key: plain(one) for key, one in value.items()}
        case bool() | int() | str():
            return value
    return str(value)


def number(quantity: Decimal | None) -> str | None:
    return None if quantity is None else str(quantity)


def amount_of(scenario: Scenario, unit: str, scaled: int) -> str:
    return str(plain_amount(scaled, scenario.programme.units[unit].decimals))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[scenario.name for scenario in SCENARIOS])
def test_through_http_as_in_memory(scenario: Scenario, shared_database: str) -> None:
    async def story() -> None:
        memory = MemoryShop(scenario)
        service = service_at(shared_database, {"TREUE_DATABASE_URL": shared_database})
        async with opened(shared_database, scenario.document, starts_at=scenario.clock, key=new_key()) as shop:
            secret = await create(shop.desk, "test", Role.OWNER, actor="test")
            transport: Any = httpx.ASGITransport(service)  # type: ignore[arg-type]  # Litestar types its scope closer
            async with service.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://treue") as client:
                fields = (shop.desk.pool, shop.desk.programme_id, shop.desk.key, shop.desk.sandbox)
                desk = HttpDesk(
                    *(*fields, shop.desk.processor, shop.desk.ids), caller=Caller(client, secret), scenario=scenario
                )
                through_http = PostgresShop(Shop(desk), scenario)
                answers = await through_http.play()
                expected = [as_told(one) for one in memory.play()]

                assert [as_told(one) for one in answers] == expected
                for name in scenario.then:
                    assert await through_http.told(name) == memory.told(name)
                assert await shop.verify() == []

    asyncio.run(story())


def as_told(answer: Answer) -> Answer:
    """Without what a problem does not tell: whether it was told before, and figures of what was refused."""
    if answer.reason is not None and answer.status in ("refused", "repeated"):
        return Answer("refused", answer.reason, answer.missing, until=answer.until)
    return replace(answer, lacking=None)
