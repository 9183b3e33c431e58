"""The same scenario through the HTTP service: each step is the call that a shop would make for it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx

from tests.api.conftest import Caller
from tests.scenarios.said import json_of, receipt_json
from tests.scenarios.story import Asked, Closing, Decline, Delivery, Erasure, Retirement, Scenario, Switching, Turn
from tests.scenarios.told import Answer, HoldingTold, LotTold, MemberTold, answer_of, redemption_sentence, sentence
from treue.access.keys import create
from treue.access.scopes import Role
from treue.domain.events import (
    Adjustment,
    AwaitSeat,
    CancelRedemption,
    CustomEvent,
    DayChosen,
    Event,
    FloorSet,
    Gift,
    GiveUpSeat,
    HeadNamed,
    HouseholdEntered,
    HouseholdFounded,
    HouseholdLeft,
    Joined,
    Left,
    Merge,
    OpeningBalance,
    Purchase,
    PurchasesShared,
    ReissueRedemption,
    Rejoined,
    ReportDelivery,
    Return,
    Spend,
    UseRedemption,
)
from treue.domain.orders import Line, Order
from treue.domain.reasons import Reason
from treue.domain.requests import RequestFault
from treue.processing.commands import MemberReference
from treue.processing.desk import Desk

_SEEN_BEFORE = ("unknown_unit", "unknown_event", "wrong_fields", "unknown_line")
Asking = tuple[str, str, Any]
"""Method, path and body."""


def why_not(scenario: Scenario) -> str | None:
    """What of the scenario nobody asks for over HTTP; it is played at the desk instead."""
    for step in scenario.steps:
        match step:
            case Retirement():
                return "what is kept no longer goes by a job of whoever keeps the books"
            case Closing():
                return "the books are closed by whoever keeps them"
            case list() if len(step) > 1:
                return "which commands share a batch is not for callers to say"
            case list():
                if (reason := _why_not(step[0], scenario)) is not None:
                    return reason
    events = [asked.command.event for step in scenario.steps if isinstance(step, list) for asked in step]
    if any(isinstance(event, UseRedemption) for event in events) and any(_is_paid_out(one, scenario) for one in events):
        return "pay-outs are reported by whoever keeps the books"
    if any(isinstance(step, Erasure) and step.name in scenario.then for step in scenario.steps):
        return "who was erased is told from the books alone"
    return None


def _is_paid_out(event: Event, scenario: Scenario) -> bool:
    reward = scenario.programme.rewards.get(event.reward) if isinstance(event, Spend) else None
    return reward is not None and "money" in reward.gives


def _why_not(asked: Asked, scenario: Scenario) -> str | None:
    command = asked.command
    if asked.expected.get("then") in _SEEN_BEFORE:
        return "it is wrong as it is written, which its reader says before anything is decided"
    if command.external_id is None and isinstance(command.event, Purchase | Return | CustomEvent):
        return "facts over HTTP always have a key of their own"
    if asked.inherited and isinstance(command.event, UseRedemption):
        return "a reward is used by its code, whoever had got it"
    match command.event:
        case Joined(occurred_at) if occurred_at is not None:
            return "over HTTP people join now; members of old come by import"
        case Purchase(order=order) if order.attributes or any(line.attributes for line in order.lines):
            return "attributes of orders are not read from JSON yet"
        case OpeningBalance(earned_at=earned_at, expires_at=expires_at):
            zone = scenario.programme.zone
            moments = [moment.astimezone(zone) for moment in (earned_at, expires_at) if moment is not None]
            if any(moment.hour or moment.minute for moment in moments):
                return "balances are brought in by day"
    if command.person is not None and command.person.attributes:
        return "attributes of members are not read from JSON yet"
    return None


def as_over_http(asked: Asked, answer: Answer) -> Answer:
    """What the engine answered as a caller over HTTP is told it."""
    if answer.reason is not None and answer.reason != Reason.ORDER_AWAITED:
        # A refusal is told the same each time, with its reason and what helps.
        return Answer("refused", answer.reason, answer.missing, until=answer.until)
    if isinstance(asked.command.event, Joined):
        # Whoever joins is told who he is; what joining gave stands in his history.
        return Answer(answer.status)
    return replace(answer, lacking=None)


class HttpShop:
    """A scenario at the service."""

    def __init__(self, client: httpx.AsyncClient, desk: Desk, scenario: Scenario) -> None:
        self._client = client
        self._desk = desk
        self._scenario = scenario
        self._callers: dict[str, Caller] = {}
        self._requests: dict[str, str] = {}
        self._codes: dict[tuple[str, int], str] = {}
        self._keys: dict[int, str] = {}

    async def play(self) -> list[Answer]:
        """The answers to all commands, in order."""
        answers: list[Answer] = []
        for step in self._scenario.steps:
            match step:
                case Turn(to=to):
                    await self._done("PUT", "/programme/clock", {"now": to.isoformat()})
                case Delivery(reward=reward, pieces=pieces):
                    await self._done("POST", f"/rewards/{reward}/stock", {"pieces": pieces})
                case Erasure(name=name):
                    await self._done("DELETE", f"/members/external:{name}")
                case Decline(key=key):
                    await self._done("POST", f"/approvals/{self._requests[key]}/decline")
                case Switching(node=(kind, node), stops=stops, starts_at=starts_at):
                    body = {"kind": kind, "node": node, **({"starts_at": starts_at.isoformat()} if starts_at else {})}
                    await self._done("POST", f"/programme/{'stops' if stops else 'resumptions'}", body)
                case [asked]:
                    answers.append(await self._answered(asked))
        return answers

    async def told(self, name: str) -> MemberTold:
        """The member at the end, without the time lines of levels, of which a wallet tells the present."""
        caller = await self._caller("test")
        wallet, history, redemptions = [
            (await caller.get(f"/members/external:{name}{path}")).raise_for_status().json()
            for path in ("/wallet", "/events?limit=200", "/redemptions")
        ]
        assert history["next"] is None or len(history["events"]) == 200
        holdings = {
            unit: HoldingTold(
                self._scaled(unit, balance["available"]),
                self._scaled(unit, balance["pending"]),
                self._scaled(unit, balance["debt"]),
                tuple(self._lot(unit, lot) for lot in balance["lots"]),
            )
            for unit, balance in wallet["balances"].items()
        }
        sentences = tuple(
            sentence(
                event["kind"],
                event["refused"],
                [
                    (move["cause"], move["source"], move["unit"], self._scaled(move["unit"], move["change"]))
                    for move in event["moves"]
                ],
            )
            for event in reversed(history["events"])
        )
        redeemed = tuple(
            redemption_sentence(one["number"], one["reward"], one["standing"]) for one in redemptions["redemptions"]
        )
        return MemberTold(holdings, sentences, {}, redeemed)

    async def _answered(self, asked: Asked) -> Answer:
        command = asked.command
        if command.approval is not None:
            caller = await self._caller(command.approval.actor)
            answer = await caller.post(f"/approvals/{self._requests[command.request_key or '']}/approve")
            return self._answer(answer, asked)
        caller = await self._caller(command.actor)
        if isinstance(command.event, UseRedemption):
            await self._look_at_codes(command.member.value)
        method, path, body = self._asking(asked)
        # A fact that only a receipt identifies comes with a key of its own each time.
        key = command.request_key or secrets.token_hex(8)
        answer = await caller.ask(method, path, body, idempotency_key=key)
        told = self._answer(answer, asked)
        if answer.is_success:
            said = answer.json()
            if command.request_key is not None and said.get("request") is not None:
                self._requests[command.request_key] = said["request"]
            if said.get("code") is not None:
                self._codes[(command.member.value, said["event"])] = said["code"]
        return told

    def _asking(self, asked: Asked) -> Asking:
        command, event = asked.command, asked.command.event
        name = command.member.value
        member = f"/members/external:{name}"
        other = f"external:{command.other.value}" if command.other is not None else ""
        redemption = f"{member}/redemptions/{asked.inherited or getattr(event, 'redemption', '')}"
        match event:
            case Joined():
                return "POST", "/members", {"external_id": name, **self._person(asked)}
            case Purchase(occurred_at, order):
                return "POST", "/events", {**self._fact(asked, occurred_at), "order": _order(order)}
            case CustomEvent(kind, occurred_at, fields):
                told = {key: json_of(value) for key, value in fields.items()}
                return "POST", "/events", {**self._fact(asked, occurred_at), "event": kind, "fields": told}
            case Return():
                return "POST", "/events", {**self._fact(asked, event.occurred_at), **_return(event)}
            case Spend(reward, price, amount):
                body = {"reward": reward, "price": price + 1, "amount": self._amount_of(reward, amount)}
                places = ("store", "channel", "partner", "country", "cause", "address")
                return (
                    "POST",
                    f"{member}/redemptions",
                    body | {at: getattr(event, at) for at in places if getattr(event, at)},
                )
            case CancelRedemption(wording=wording):
                return "POST", f"{redemption}/cancel", {"reason": wording or None}
            case ReissueRedemption():
                return "POST", f"{redemption}/reissue", None
            case ReportDelivery(state=state):
                return "POST", f"{redemption}/delivery", {"state": state}
            case UseRedemption(number, issue, order, line):
                code = self._codes[(name, issue or number)]
                return "POST", "/codes/use", {"code": code, "order": order, "line": line}
            case AwaitSeat(reward):
                return "POST", f"{member}/seats", {"reward": reward}
            case GiveUpSeat(reward):
                return "POST", f"{member}/seats", {"reward": reward, "waits": False}
            case Adjustment(unit, amount, wording, allow_debt):
                body = {"unit": unit, "amount": self._plain(unit, amount), "reason": wording, "allow_debt": allow_debt}
                return "POST", f"{member}/adjustments", body
            case Gift(unit, amount):
                return "POST", f"{member}/gifts", {"to": other, "unit": unit, "amount": self._plain(unit, amount)}
            case Merge():
                return "POST", f"{member}/merges", {"merged": other}
            case Left():
                return "POST", f"{member}/leave", None
            case Rejoined():
                return "POST", f"{member}/rejoin", None
            case HouseholdFounded():
                return "POST", f"{member}/household", None
            case HouseholdEntered():
                return "POST", f"/members/{other}/household/members", {"member": f"external:{name}"}
            case HouseholdLeft():
                return "POST", f"{member}/household/leave", None
            case HeadNamed():
                return "POST", f"{member}/household/head", None
            case PurchasesShared(shared):
                return "PUT", f"{member}/household/sharing", {"shared": shared}
            case OpeningBalance():
                return "POST", f"{member}/opening-balances", self._balance(event, str(command.request_key))
            case DayChosen(right, day):
                return "POST", f"{member}/days", {"right": right, "day": day and day.isoformat()}
            case FloorSet():
                body = {"level": event.level, "reason": event.wording, "way": event.by}
                until = {"until": event.until.isoformat()} if event.until is not None else {}
                return "PUT", f"{member}/levels/{event.ladder}", body | until
        raise AssertionError(f"{event} has no call")

    def _answer(self, response: httpx.Response, asked: Asked) -> Answer:
        body = response.json()
        if not response.is_success:
            assert response.headers["content-type"] == "application/problem+json", response.text
            more = body.get("more", {})
            unit = more.get("unit")
            missing = self._scaled(unit, more["missing"]) if "missing" in more else 0
            until = datetime.fromisoformat(more["until"]).isoformat() if "until" in more else None
            # A member in the path who is not there is a path that is not there.
            reason = Reason.UNKNOWN_MEMBER if body["code"] == RequestFault.NOT_FOUND else body["code"]
            return Answer("refused", reason, missing, until=until)
        repeated = response.headers.get("idempotent-replayed") == "true"
        if isinstance(asked.command.event, Joined):
            return Answer("repeated" if repeated else "decided")
        pays = body["to_pay"]
        figures = {
            "given": {unit: self._scaled(unit, amount) for unit, amount in body["given"].items()},
            "taken": {unit: self._scaled(unit, amount) for unit, amount in body["taken"].items()},
            "shares": [(one["rule"], one["unit"], self._scaled(one["unit"], one["given"])) for one in body["shares"]],
            "gives": body["gives"] or {},
            "to_pay": pays,
            "code": body["code"] is not None,
            "donations": [(one["rule"], one["cause"], one["minor"], one["currency"]) for one in body["donations"]],
            "perks": [(one["rule"], one["perk"]) for one in body["perks"]],
        }
        return answer_of("repeated" if repeated else body["status"], body["reason"], 0, figures)

    async def _look_at_codes(self, name: str) -> None:
        """What came by itself shows its code in the wallet."""
        shown = await (await self._caller("test")).get(f"/members/external:{name}/redemptions")
        for one in shown.json()["redemptions"]:
            if one["code"] is not None:
                self._codes.setdefault((name, int(one["number"])), one["code"])

    async def _caller(self, actor: str) -> Caller:
        if actor not in self._callers:
            secret = await create(self._desk, actor, Role.OWNER, actor="test", requests_per_minute=60_000)
            self._callers[actor] = Caller(self._client, secret)
        return self._callers[actor]

    async def _done(self, method: str, path: str, body: Any = None) -> None:
        answer = await (await self._caller("test")).ask(method, path, body, idempotency_key=secrets.token_hex(8))
        assert answer.is_success, answer.text

    def _fact(self, asked: Asked, occurred_at: datetime) -> dict[str, Any]:
        command = asked.command
        fact: dict[str, Any] = {"event": "purchase", "occurred_at": occurred_at.isoformat()}
        if command.member != MemberReference("order", ""):
            fact["member"] = f"external:{command.member.value}"
        if command.external_id is not None:
            fact |= {"source": command.source, "external_id": command.external_id}
        if command.receipt is not None:
            fact["receipt"] = receipt_json(command.receipt)
        return fact

    def _person(self, asked: Asked) -> dict[str, Any]:
        person = asked.command.person
        if person is None:
            return {}
        told: dict[str, Any] = {"language": person.language} if person.language else {}
        if person.birth_month is not None:
            year = f"{person.birth_year}-" if person.birth_year else ""
            told["birthday"] = f"{year}{person.birth_month:02}-{person.birth_day:02}"
        return told

    def _balance(self, event: OpeningBalance, key: str) -> dict[str, Any]:
        zone = self._scenario.programme.zone
        ends = event.expires_at
        return {
            "source": "old-till",
            "external_id": key,
            "unit": event.unit,
            "amount": self._plain(event.unit, event.amount),
            "earned_on": event.earned_at.astimezone(zone).date().isoformat(),
            "expires_on": None if ends is None else (ends.astimezone(zone).date() - timedelta(days=1)).isoformat(),
            "note": event.note,
        }

    def _amount_of(self, reward: str, amount: int | None) -> str | None:
        found = self._scenario.programme.rewards.get(reward)
        if amount is None or found is None:
            return None if amount is None else str(amount)
        return self._plain(found.unit, amount)

    def _plain(self, unit: str, amount: int) -> str:
        known = self._scenario.programme.units.get(unit)
        return str(Decimal(amount).scaleb(-known.decimals if known is not None else 0))

    def _scaled(self, unit: str, amount: str) -> int:
        return self._scenario.scaled(unit, amount)

    def _lot(self, unit: str, lot: Mapping[str, Any]) -> LotTold:
        ends = lot["expires_at"]
        return LotTold(
            self._scaled(unit, lot["left"]),
            self._scaled(unit, lot["amount"]),
            datetime.fromisoformat(lot["available_at"]),
            datetime.fromisoformat(ends) if ends is not None else None,
        )


def _order(order: Order) -> dict[str, Any]:
    words = ("currency", "kind", "channel", "store", "partner", "country")
    told = {word: getattr(order, word) for word in words if getattr(order, word)}
    return {**told, "lines": [_line(line) for line in order.lines]}


def _line(line: Line) -> dict[str, Any]:
    told = {name: value for name, value in asdict(line).items() if value and name != "attributes"}
    return {**told, "amount": line.amount, "quantity": float(line.quantity)}


def _return(event: Return) -> dict[str, Any]:
    named = event.order
    order = {"receipt": receipt_json(named.receipt)} if named.receipt else asdict(named)
    lines = [
        {
            "line": back.line,
            **({"quantity": float(back.quantity)} if back.quantity is not None else {}),
            **({"amount": back.amount} if back.amount is not None else {}),
        }
        for back in event.lines
    ]
    amount = {"amount": event.amount} if event.amount is not None else {}
    order = {name: value for name, value in order.items() if value}
    return {"event": "return", "order": order, "lines": lines, **amount}
