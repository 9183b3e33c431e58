"""Pay-outs over HTTP: what waits is listed, and what became of it is reported once."""

from __future__ import annotations

import pytest

from tests.api.conftest import Service, told
from treue.access.scopes import Role
from treue.api.cursors import cursor_of

pytestmark = pytest.mark.postgres

CASH = """\
treue: 1
programme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en]}
units: {points: {name: {en: [point, points]}}}
rewards:
  - {id: cash, cost: {points: 10}, any_amount: {minimum: 10, each: 0.10 EUR}, gives: {money: 1.00 EUR}}
  - {id: coffee, cost: {points: 10}, gives: {product: coffee}}
"""
ANNA = "/members/external:anna"


async def redeemed(service: Service, *rewards: tuple[str, str | None]) -> list[str]:
    """Anna has 200 points and redeems these; the numbers of her redemptions."""
    staff = await service.caller(Role.SUPPORT, name="support")
    gift = {"unit": "points", "amount": "200", "reason": "welcome"}
    assert (await staff.post(f"{ANNA}/adjustments", gift, idempotency_key="gift")).status_code == 200
    numbers = []
    for number, (reward, amount) in enumerate(rewards):
        body = {"reward": reward, "amount": amount}
        answer = await staff.post(f"{ANNA}/redemptions", body, idempotency_key=f"r{number}")
        assert answer.status_code == 201, answer.text
        numbers.append(str(answer.json()["event"]))
    return numbers


def test_finance_lists_pays_and_reports_each_pay_out_once(shared_database: str) -> None:
    async def story(service: Service) -> None:
        first, second, coffee = await redeemed(service, ("cash", "25"), ("cash", "10"), ("coffee", None))
        finance = await service.caller(Role.FINANCE, name="finance")
        page = (await finance.get("/payouts?limit=1")).json()
        after = (await finance.get(f"/payouts?limit=1&cursor={page['next']}")).json()
        paid = {"state": "paid", "reference": "SEPA 17"}

        done = await finance.post(f"{ANNA}/redemptions/{first}/payout", paid, idempotency_key="p")
        again = await finance.post(f"{ANNA}/redemptions/{first}/payout", paid, idempotency_key="p")
        twice = await finance.post(f"{ANNA}/redemptions/{first}/payout", paid, idempotency_key="q")
        no_money = await finance.post(f"{ANNA}/redemptions/{coffee}/payout", paid, idempotency_key="c")
        waiting = (await finance.get("/payouts")).json()["payouts"]
        made = (await finance.get("/payouts?which=paid")).json()["payouts"]

        assert [one["number"] for one in (*page["payouts"], *after["payouts"])] == [first, second]
        assert page["payouts"][0]["amount"] == [250, "EUR"]
        assert done.status_code == 200, done.text
        assert (again.content, again.headers["idempotent-replayed"]) == (done.content, "true")
        assert (twice.status_code, twice.json()["code"]) == (409, "already_used")
        assert (no_money.status_code, no_money.json()["code"]) == (404, "unknown_redemption")
        assert [one["number"] for one in waiting] == [second]
        assert [(one["number"], one["paid"], one["reference"]) for one in made] == [(first, True, "SEPA 17")]

    told(shared_database, story, CASH)


def test_a_pay_out_that_fails_gives_the_units_back_and_says_why(shared_database: str) -> None:
    async def story(service: Service) -> None:
        (number,) = await redeemed(service, ("cash", "25"))
        finance = await service.caller(Role.FINANCE)
        place = f"{ANNA}/redemptions/{number}/payout"

        unsaid = await finance.post(place, {"state": "failed"}, idempotency_key="1")
        both = await finance.post(place, {"state": "paid", "reason": "why"}, idempotency_key="2")
        why = {"state": "failed", "reason": "The bank does not know this account"}
        failed = await finance.post(place, why, idempotency_key="3")
        events = (await finance.get(f"{ANNA}/events")).json()["events"]

        assert (unsaid.status_code, both.status_code) == (422, 422)
        assert unsaid.json()["faults"] == ["body: reason: say why where it failed, and only there."]
        assert failed.json()["given"] == {"points": "25"}
        assert events[0]["kind"] == "redemption_cancelled"
        assert (await finance.get("/payouts?which=all")).json() == {"payouts": [], "next": None}
        assert (await finance.get(f"{ANNA}/wallet")).json()["balances"]["points"]["available"] == "200"

    told(shared_database, story, CASH)


def test_a_cashier_neither_sees_nor_reports_pay_outs(shared_database: str) -> None:
    async def story(service: Service) -> None:
        (number,) = await redeemed(service, ("cash", "25"))
        till = await service.caller(Role.CASHIER)

        listed = await till.get("/payouts")
        reported = await till.post(f"{ANNA}/redemptions/{number}/payout", {"state": "paid"}, idempotency_key="1")
        elsewhere = await (await service.caller(Role.FINANCE)).get("/payouts?cursor=AAAA")

        assert (listed.status_code, reported.status_code) == (403, 403)
        assert (elsewhere.status_code, elsewhere.json()["code"]) == (422, "wrong_input")

    told(shared_database, story, CASH)


@pytest.mark.parametrize("path", ["/payouts", "/deliveries"])
@pytest.mark.parametrize("place", [(2**63 - 1, 1, 1), (1, 2**63 - 1, 2**63 - 1), (-1, 0, 0), (0,)])
def test_an_invented_cursor_is_no_place_or_finds_nothing(
    shared_database: str, path: str, place: tuple[int, ...]
) -> None:
    async def story(service: Service) -> None:
        owner = await service.caller(Role.OWNER)

        answer = await owner.get(f"{path}?cursor={cursor_of(*place)}")

        is_a_place = place[0] == 1
        assert answer.status_code == (200 if is_a_place else 422), answer.text

    told(shared_database, story)
