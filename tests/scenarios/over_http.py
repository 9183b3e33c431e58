"""The same scenario through the HTTP service: each step is the call that a shop would make for it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx

from tests.api.conftest import Caller
from tests.processing.shop import Shop
from tests.scenarios.bodies import is_line, order_json, return_json
from tests.scenarios.on_postgres import command_of, retire, told_answer
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
from treue.domain.reasons import Reason
from treue.domain.requests import RequestFault
from treue.processing.commands import MemberReference
from treue.usecases.books.close_period import close_period
from treue.usecases.members.show import find

Asking = tuple[str, str, Any]
"""Method, path and body."""


class HttpShop:
    """A scenario at the service."""

    def __init__(self, client: httpx.AsyncClient, shop: Shop, scenario: Scenario) -> None:
        self._client = client
        self._shop = shop
        self._desk = shop.desk
        self._scenario = scenario
        self._callers: dict[str, Caller] = {}
        self._requests: dict[str, str] = {}
        self._codes: dict[tuple[str, str], str] = {}
        self._reported: set[tuple[Any, ...]] = set()
        self.erased: dict[str, int] = {}
        """Whom nobody finds any more, and how the books call him."""

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
                    self.erased[name] = await find(self._desk, name)
                    await self._done("DELETE", f"/members/external:{name}")
                case Retirement(key=key):
                    # As whoever keeps the books does it, on the command line.
                    await retire(self._shop, self._scenario, key)
                case Closing(until=until):
                    assert (await close_period(self._desk, until, actor="test")).is_new
                case Decline(key=key):
                    await self._done("POST", f"/approvals/{self._requests[key]}/decline")
                case Switching(node=(kind, node), stops=stops, starts_at=starts_at):
                    body = {"kind": kind, "node": node, **({"starts_at": starts_at.isoformat()} if starts_at else {})}
                    await self._done("POST", f"/programme/{'stops' if stops else 'resumptions'}", body)
                case list() if len(step) > 1 and all(is_line(asked) for asked in step):
                    answers += await self._answered_lines(step)
                case list():
                    # Which commands share a batch is not for callers to say: they ask one after the other.
                    answers += [await self._answered(asked) for asked in step]
        return answers

    async def is_nobody(self, name: str) -> bool:
        """Whether no caller finds anybody by this name."""
        answer = await (await self._caller("test")).get(f"/members/external:{name}")
        return answer.status_code == 404

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

    async def _answered_lines(self, step: Sequence[Asked]) -> list[Answer]:
        """What is reported together, one fact a line."""
        bodies = [
            {**self._asking(asked)[2], **({"key": key} if (key := asked.command.request_key) else {})} for asked in step
        ]
        caller = await self._caller(step[0].command.actor)
        headers = {"authorization": f"Bearer {caller.secret}", "content-type": "application/x-ndjson"}
        content = b"\n".join(json.dumps(body).encode() for body in bodies)
        answer = await self._client.post("/v1/events/lines", content=content, headers=headers)
        told = [json.loads(line) for line in answer.raise_for_status().text.splitlines()]
        answers = []
        for one, asked in zip(told, step, strict=True):
            command = asked.command
            # A line that comes again gets the same answer, without a word about it.
            named = (command.source, command.external_id, command.request_key, command.receipt)
            status = {"status": "repeated"} if named in self._reported else {}
            self._reported.add(named)
            is_taken = "problem" not in one
            answers.append(self._taken({**one["outcome"], **status}) if is_taken else self._refused(one["problem"]))
        return answers

    async def _answered(self, asked: Asked) -> Answer:
        command = asked.command
        if isinstance(command.event, UseRedemption):
            await self._look_at_codes(command.member.value)
            if self._code_of(asked) is None:
                # Nobody can present what has no code: staff hands it over, and money is paid out.
                (outcome,) = await self._desk.run([await command_of(self._desk, asked)])
                return told_answer(outcome)
        if command.approval is not None:
            caller = await self._caller(command.approval.actor)
            answer = await caller.post(f"/approvals/{self._requests[command.request_key or '']}/approve")
            return self._answer(answer, asked)
        caller = await self._caller(command.actor)
        method, path, body = self._asking(asked)
        # A fact that a receipt identifies needs no other key.
        needs_key = command.request_key is not None or not is_line(asked)
        headers = {"idempotency_key": command.request_key or secrets.token_hex(8)} if needs_key else {}
        answer = await caller.ask(method, path, body, **headers)
        told = self._answer(answer, asked)
        if answer.is_success:
            said = answer.json()
            if command.request_key is not None and said.get("request") is not None:
                self._requests[command.request_key] = said["request"]
            if said.get("code") is not None:
                self._codes[(command.member.value, str(said["event"]))] = said["code"]
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
                return "POST", "/events", {**self._fact(asked, occurred_at), "order": order_json(order)}
            case CustomEvent(kind, occurred_at, fields):
                told = {key: json_of(value) for key, value in fields.items()}
                return "POST", "/events", {**self._fact(asked, occurred_at), "event": kind, "fields": told}
            case Return():
                return "POST", "/events", {**self._fact(asked, event.occurred_at), **return_json(event)}
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
            case UseRedemption(order=order, line=line):
                code = self._code_of(asked)
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

    def _code_of(self, asked: Asked) -> str | None:
        used = asked.command.event
        assert isinstance(used, UseRedemption), used
        return self._codes.get((asked.command.member.value, asked.inherited or str(used.issue or used.redemption)))

    def _answer(self, response: httpx.Response, asked: Asked) -> Answer:
        body = response.json()
        if not response.is_success:
            assert response.headers["content-type"] == "application/problem+json", response.text
            return self._refused(body)
        repeated = response.headers.get("idempotent-replayed") == "true"
        if isinstance(asked.command.event, Joined):
            return Answer("repeated" if repeated else "decided")
        return self._taken({**body, "status": "repeated" if repeated else body["status"]})

    def _refused(self, problem: Mapping[str, Any]) -> Answer:
        more = problem.get("more", {})
        unit = more.get("unit")
        missing = self._scaled(unit, more["missing"]) if "missing" in more else 0
        until = datetime.fromisoformat(more["until"]).isoformat() if "until" in more else None
        # A member in the path who is not there is a path that is not there.
        reason = Reason.UNKNOWN_MEMBER if problem["code"] == RequestFault.NOT_FOUND else problem["code"]
        return Answer("refused", reason, missing, until=until)

    def _taken(self, body: Mapping[str, Any]) -> Answer:
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
        return answer_of(body["status"], body["reason"], 0, figures)

    async def _look_at_codes(self, name: str) -> None:
        """What came by itself shows its code in the wallet."""
        shown = await (await self._caller("test")).get(f"/members/external:{name}/redemptions")
        for one in shown.json()["redemptions"]:
            if one["code"] is not None:
                self._codes.setdefault((name, one["number"]), one["code"])

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
        if person.attributes:
            told["attributes"] = {name: json_of(value) for name, value in person.attributes.items()}
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
