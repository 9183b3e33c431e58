"""The programme over HTTP: what it is, checking, comparing, publishing, stopping."""

from __future__ import annotations

import pytest

from tests.api.conftest import SHOP, Service, told
from tests.api.test_events import bought
from tests.processing.shop import new_key

pytestmark = pytest.mark.postgres


def document(service: Service, text: str = SHOP) -> dict[str, str]:
    return {"programme.yaml": text.replace("id: shop", f"id: {service.programme}", 1)}


def test_the_key_says_which_programme_it_is(shared_database: str) -> None:
    async def story(service: Service) -> None:
        shape = (await (await service.caller()).get("/programme", accept_language="de")).json()

        assert (shape["programme"], shape["name"], shape["currency"]) == (service.programme, "Hofladen", "EUR")
        assert (shape["version"], shape["is_sandbox"], shape["stopped"]) == (1, True, [])

    told(shared_database, story)


def test_a_document_is_checked_with_every_fault_at_its_place(shared_database: str) -> None:
    async def story(service: Service) -> None:
        editor = await service.caller()
        wrong = document(service, SHOP.replace("cost: {points: 10}", "cost: {miles: 10}"))

        found = (await editor.post("/programme/check", {"parts": wrong})).json()
        strange = await editor.post("/programme/check", {"parts": {"../programme.yaml": "treue: 1"}})

        errors = [fault for fault in found["faults"] if fault["severity"] == "error"]
        assert [(fault["code"], fault["line"], fault["path"]) for fault in errors] == [
            ("unknown_unit", 16, "rewards[coffee].cost.miles")
        ]
        assert (found["programme"], found["can_be_published"]) == (None, False)
        assert strange.status_code == 422

    told(shared_database, story)


def test_a_version_is_compared_and_published_as_an_edit_of_the_one_before(shared_database: str) -> None:
    async def story(service: Service) -> None:
        editor = await service.caller()
        tag = (await editor.get("/programme/versions/latest")).headers["etag"]
        cheaper = document(service, SHOP.replace("cost: {points: 10}", "cost: {points: 8}"))
        place = "/programme/document"

        blind = await editor.ask("PUT", place, {"parts": cheaper})
        compared = (await editor.post("/programme/diff", {"parts": cheaper})).json()
        published = await editor.ask("PUT", place, {"parts": cheaper}, if_match=tag)
        same = await editor.ask("PUT", place, {"parts": cheaper}, if_match=published.headers["etag"])
        overlapping = document(service, SHOP.replace("cost: {points: 10}", "cost: {points: 9}"))
        late = await editor.ask("PUT", place, {"parts": overlapping}, if_match=tag)
        listed = (await editor.get("/programme/versions")).json()["versions"]
        rewards = (await editor.get("/rewards")).json()["rewards"]

        assert (tag, blind.status_code, published.headers["etag"]) == ('"1"', 428, '"2"')
        assert [(each["node"], each["change"]) for each in compared["changes"]] == [("rewards[coffee]", "changed")]
        assert (published.json()["version"], published.json()["is_new"]) == (2, True)
        assert (same.json()["version"], same.json()["is_new"]) == (2, False)
        assert (late.status_code, late.json()["code"]) == (409, "not_possible")
        assert [(each["version"], each["published_by"]) for each in listed] == [(1, "test"), (2, "key:owner-key")]
        assert rewards[0]["prices"] == [{"units": {"points": "8"}, "money": None}]

    told(shared_database, story)


def test_a_document_of_another_programme_is_not_published(shared_database: str) -> None:
    async def story(service: Service) -> None:
        other = SHOP.replace("id: shop", f"id: {new_key()}", 1)

        answer = await (await service.caller()).ask(
            "PUT", "/programme/document", {"parts": {"programme.yaml": other}}, if_match="*"
        )

        assert answer.status_code == 422
        assert answer.json()["faults"][0].startswith("body: parts: this is 'shop-")

    told(shared_database, story)


def test_a_version_that_makes_units_worth_less_is_refused_in_the_callers_language(shared_database: str) -> None:
    async def story(service: Service) -> None:
        dearer = document(service, SHOP.replace("cost: {points: 10}", "cost: {points: 15}"))

        answer = await (await service.caller()).ask(
            "PUT", "/programme/document", {"parts": dearer}, if_match="*", accept_language="de"
        )

        assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")
        assert "migrate" in answer.json()["detail"]
        assert answer.json()["title"] == "So, wie es steht, ist das nicht möglich."

    told(shared_database, story)


def test_a_reward_is_stopped_and_resumed(shared_database: str) -> None:
    async def story(service: Service) -> None:
        caller = await service.caller()
        await caller.post("/events", bought(5000, "1"))
        coffee = {"kind": "reward", "node": "coffee"}
        path = "/members/external:anna/redemptions"

        stopped = await caller.post("/programme/stops", coffee)
        twice = await caller.post("/programme/stops", coffee)
        refused = await caller.post(path, {"reward": "coffee"}, idempotency_key="1")
        listed = (await caller.get("/rewards")).json()["rewards"]
        await caller.post("/programme/resumptions", coffee)
        again = await caller.post(path, {"reward": "coffee"}, idempotency_key="1")
        unknown = await caller.post("/programme/stops", {"kind": "reward", "node": "tea"})

        assert (stopped.status_code, stopped.json()["stopped"]) == (200, True)
        assert (twice.status_code, twice.json()["code"]) == (409, "already_stopped")
        assert (refused.status_code, refused.json()["code"]) == (409, "reward_stopped")
        assert [each["is_stopped"] for each in listed] == [True, False]
        assert again.status_code == 201
        assert unknown.status_code == 404

    told(shared_database, story)
