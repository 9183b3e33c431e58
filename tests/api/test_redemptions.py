"""Rewards, units and histories over HTTP."""

from __future__ import annotations

import asyncio

import pytest

from tests.api.conftest import Service, told
from tests.api.test_events import bought

pytestmark = pytest.mark.postgres

ANNA = "/members/external:anna"
CODES = """\
treue: 1
programme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en]}
units: {points: {name: {en: [point, points]}}}
transfers: {units: [points]}
adjustments: {four_eyes_above: {points: 500}}
earn: [{id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}]
rewards:
  - {id: voucher, cost: {points: 10}, gives: {percent: 10}, valid: 30 days, reissue: true}
"""


def test_rewards_are_listed_in_the_callers_language_with_what_is_left(shared_database: str) -> None:
    async def story(service: Service) -> None:
        rewards = (await (await service.caller()).get("/rewards", accept_language="de")).json()["rewards"]

        assert [(each["reward"], each["name"], each["left"]) for each in rewards] == [
            ("coffee", "Kaffee", None),
            ("mug", "mug", 0),
        ]
        assert rewards[0]["prices"] == [{"units": {"points": "10"}, "money": None}]

    told(shared_database, story)


def test_a_balance_worth_one_is_redeemed_once_by_fifty_at_once(shared_database: str) -> None:
    async def story(service: Service) -> None:
        till = await service.caller()
        await till.post("/events", bought(1900, "1"))

        answers = await asyncio.gather(
            *(
                till.post(f"{ANNA}/redemptions", {"reward": "coffee"}, idempotency_key=f"{number}")
                for number in range(50)
            )
        )
        wallet = (await till.get(f"{ANNA}/wallet")).json()

        assert sorted(answer.status_code for answer in answers) == [201] + [409] * 49
        refused = next(answer.json() for answer in answers if answer.status_code == 409)
        assert (refused["code"], refused["detail"], refused["more"]) == (
            "insufficient_units",
            "1 point is missing.",
            {"missing": "1", "unit": "points"},
        )
        assert wallet["balances"]["points"]["available"] == "9"

    told(shared_database, story)


def test_a_wish_without_a_key_is_not_performed(shared_database: str) -> None:
    async def story(service: Service) -> None:
        answer = await (await service.caller()).post(f"{ANNA}/redemptions", {"reward": "coffee"})

        assert (answer.status_code, answer.json()["code"]) == (400, "key_missing")

    told(shared_database, story)


def test_a_redemption_is_cancelled_with_a_reason(shared_database: str) -> None:
    async def story(service: Service) -> None:
        till = await service.caller()
        await till.post("/events", bought(1000, "1"))
        number = (await till.post(f"{ANNA}/redemptions", {"reward": "coffee"}, idempotency_key="1")).json()["event"]

        back = await till.post(f"{ANNA}/redemptions/{number}/cancel", {"reason": "cold"}, idempotency_key="2")
        listed = (await till.get(f"{ANNA}/redemptions")).json()["redemptions"]

        assert back.json()["given"] == {"points": "10"}, back.text
        assert [(each["number"], each["standing"]) for each in listed] == [(str(number), "cancelled")]

    told(shared_database, story)


def test_staff_gives_units_and_says_why(shared_database: str) -> None:
    async def story(service: Service) -> None:
        support = await service.caller()
        path = f"{ANNA}/adjustments"

        given = await support.post(path, {"unit": "stars", "amount": "1.5", "reason": "sorry"}, idempotency_key="1")
        exact = await support.post(path, {"unit": "points", "amount": "1.5", "reason": "sorry"}, idempotency_key="2")
        unknown = await support.post(path, {"unit": "miles", "amount": 1, "reason": "sorry"}, idempotency_key="3")

        assert given.json()["given"] == {"stars": "1.5"}, given.text
        assert exact.json()["faults"] == [
            "body: amount: '1.5' is finer than 'points', which is counted in whole numbers."
        ]
        assert unknown.json()["faults"][0].startswith("body: unit: ")

    told(shared_database, story)


def test_a_history_is_read_page_by_page_and_each_event_is_explained(shared_database: str) -> None:
    async def story(service: Service) -> None:
        till = await service.caller()
        for number in range(4):
            await till.post("/events", bought(1000, f"{number}"))

        first = (await till.get(f"{ANNA}/events?limit=3")).json()
        second = (await till.get(f"{ANNA}/events?limit=3&cursor={first['next']}")).json()
        told_ = (await till.get(f"{ANNA}/events/2", accept_language="de")).json()
        beyond = await till.get(f"{ANNA}/events/99")

        assert [each["event"] for each in first["events"]] == [5, 4, 3]
        assert [each["event"] for each in second["events"]] == [2, 1]
        assert second["next"] is None
        assert first["events"][0]["words"] == "10 points by rule base"
        assert told_["title"] == "Ereignis 2: Einkauf"
        assert beyond.status_code == 404

    told(shared_database, story)


def test_a_code_is_used_once_by_twenty_at_once_and_reissued_codes_replace_it(shared_database: str) -> None:
    async def story(service: Service) -> None:
        till = await service.caller()
        await till.post("/events", bought(5000, "1"))
        bought_one = (await till.post(f"{ANNA}/redemptions", {"reward": "voucher"}, idempotency_key="1")).json()
        place = f"{ANNA}/redemptions/{bought_one['event']}"

        new = (await till.post(f"{place}/reissue", idempotency_key="2")).json()
        old = (await till.post("/codes/check", {"code": bought_one["code"]})).json()
        uses = await asyncio.gather(
            *(till.post("/codes/use", {"code": new["code"].lower()}, idempotency_key=f"u{n}") for n in range(20))
        )
        unknown = await till.post("/codes/use", {"code": "0000-0000-0000-0"}, idempotency_key="3")

        assert (old["standing"], old["reward"]) == ("replaced", "voucher")
        assert sorted(answer.status_code for answer in uses) == [200] + [409] * 19
        assert {answer.json().get("code") for answer in uses if answer.status_code == 409} == {"already_used"}
        assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_code")

    told(shared_database, story, CODES)


def test_a_gift_goes_from_one_member_to_the_other(shared_database: str) -> None:
    async def story(service: Service) -> None:
        till = await service.caller()
        await till.post("/events", bought(5000, "1"))
        gift = {"to": "external:ben", "unit": "points", "amount": "20"}

        given = await till.post(f"{ANNA}/gifts", gift, idempotency_key="1")
        nobody = await till.post(f"{ANNA}/gifts", {**gift, "to": "external:nobody"}, idempotency_key="2")
        wallets = [(await till.get(f"/members/external:{name}/wallet")).json() for name in ("anna", "ben")]

        assert given.json()["taken"] == {"points": "20"}, given.text
        assert (nobody.status_code, nobody.json()["code"]) == (422, "unknown_other")
        assert [wallet["balances"]["points"]["available"] for wallet in wallets] == ["30", "20"]

    told(shared_database, story, CODES)


def test_a_return_takes_back_what_the_purchase_gave_and_waits_for_an_order_that_is_not_there(
    shared_database: str,
) -> None:
    async def story(service: Service) -> None:
        till = await service.caller()
        back = {
            "source": "till",
            "external_id": "r-1",
            "event": "return",
            "occurred_at": "2026-06-01T12:00:00Z",
            "order": {"source": "till", "external_id": "1"},
        }

        early = await till.post("/events", back)
        await till.post("/events", bought(5000, "1"))
        again = await till.post("/events", back)
        wallet = (await till.get(f"{ANNA}/wallet")).json()

        assert (early.status_code, early.json()["reason"]) == (202, "order_awaited")
        assert (again.status_code, again.json()["taken"]) == (200, {"points": "50"}), again.text
        assert wallet["balances"]["points"]["available"] == "0"

    told(shared_database, story)


def test_a_large_adjustment_waits_for_another_key(shared_database: str) -> None:
    async def story(service: Service) -> None:
        first, second = await service.caller(name="first"), await service.caller(name="second")
        large = {"unit": "points", "amount": "600", "reason": "opening"}

        waits = await first.post(f"{ANNA}/adjustments", large, idempotency_key="1")
        (listed,) = (await second.get("/approvals")).json()["requests"]
        own = await first.post(f"/approvals/{listed['request']}/approve")
        agreed = await second.post(f"/approvals/{listed['request']}/approve")
        late = await first.post(f"/approvals/{listed['request']}/decline")
        wallet = (await first.get(f"{ANNA}/wallet")).json()

        assert (waits.status_code, waits.json()["status"], waits.json()["request"]) == (
            202,
            "waiting",
            listed["request"],
        )
        assert (listed["amount"], listed["reason"], listed["asked_by"]) == ("600", "opening", "key:first")
        assert (own.status_code, own.json()["code"]) == (403, "same_actor")
        assert (agreed.status_code, agreed.json()["given"]) == (200, {"points": "600"})
        assert (late.status_code, late.json()["code"]) == (409, "not_waiting")
        assert wallet["balances"]["points"]["available"] == "600"

    told(shared_database, story, CODES)
