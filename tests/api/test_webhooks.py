"""Webhooks over HTTP: one is added, tried, changed, gets a new secret, fails, is enabled and replayed, and removed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Caller, Service, told
from tests.api.test_events import bought
from tests.delivery.receiver import answering, receiving
from treue.access.scopes import Role, Scope
from treue.delivery.webhooks.deployment_key import read_key
from treue.delivery.webhooks.dispatching import Dispatcher
from treue.delivery.webhooks.egress import allowed_networks
from treue.delivery.webhooks.sending import Sender

pytestmark = pytest.mark.postgres

CRM = {"url": "https://crm.example/treue", "topics": ["balance.changed"]}
LOOPBACK = {"TREUE_WEBHOOK_NETWORKS": "127.0.0.1"}


async def added(caller: Caller, url: str = "https://crm.example/treue", key: str = "add") -> Any:
    answer = await caller.post("/webhooks", {**CRM, "url": url}, idempotency_key=key)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def audited(service: Service) -> list[tuple[str, str]]:
    desk = await service.desk()
    async with service.pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT actor, action FROM audit WHERE programme_id = %s AND action LIKE 'webhook%%' ORDER BY audit_id",
            [desk.programme_id],
        )
        return [(actor, action) for actor, action in await cursor.fetchall()]


def test_a_webhook_is_added_once_and_its_secret_is_shown_in_that_answer_only(shared_database: str) -> None:
    async def story(service: Service) -> None:
        office = await service.caller(name="office")
        first = await office.post("/webhooks", CRM, idempotency_key="k")
        again = await office.post("/webhooks", CRM, idempotency_key="k")
        other = await office.post("/webhooks", {**CRM, "topics": ["level.changed"]}, idempotency_key="k")
        without = await office.post("/webhooks", CRM)

        assert (first.status_code, first.json()["ahead_days"]) == (201, 30)
        assert first.json()["secret"].startswith("whsec_")
        assert (again.content, again.headers["idempotent-replayed"]) == (first.content, "true")
        assert (other.status_code, other.json()["code"]) == (409, "key_reused")
        assert (without.status_code, without.json()["code"]) == (400, "key_missing")
        (listed,) = (await office.get("/webhooks")).json()["webhooks"]
        assert (listed["webhook"], listed["url"], listed["waiting"]) == (first.json()["webhook"], CRM["url"], 0)
        assert "secret" not in listed
        assert await audited(service) == [("key:office", "webhook_added")]

    told(shared_database, story)


def test_a_new_secret_is_made_once_and_the_former_one_signs_until_the_overlap_is_over(shared_database: str) -> None:
    async def story(service: Service) -> None:
        async with receiving() as receiver:
            office = await service.caller()
            hook = await added(office, receiver.url)
            place = f"/webhooks/{hook['webhook']}"
            first = await office.post(f"{place}/secret", {"overlap_hours": 2}, idempotency_key="r")
            again = await office.post(f"{place}/secret", {"overlap_hours": 2}, idempotency_key="r")
            other = await office.post(f"{place}/secret", {"overlap_hours": 3}, idempotency_key="r")
            tried = (await office.post(f"{place}/test")).json()

            assert (again.content, again.headers["idempotent-replayed"]) == (first.content, "true")
            assert (other.status_code, other.json()["code"]) == (409, "key_reused")
            assert (tried["delivered"], tried["status"], tried["sentence"]) == (True, 204, "")
            (message,) = receiver.received
            for secret in (hook["secret"], first.json()["secret"]):
                assert message.verified(secret)["type"] == "webhook.test"
            second = await office.post(f"{place}/secret", {"overlap_hours": 0}, idempotency_key="s")
            assert second.json()["secret"] not in (hook["secret"], first.json()["secret"])
            # The first request cannot tell its secret any more: it makes a new one.
            late = await office.post(f"{place}/secret", {"overlap_hours": 2}, idempotency_key="r")
            assert late.json()["secret"] not in (first.json()["secret"], second.json()["secret"])
            repeated = await office.post("/webhooks", {**CRM, "url": receiver.url}, idempotency_key="add")
            assert (repeated.status_code, repeated.json()["code"]) == (409, "key_reused")

    told(shared_database, story, **LOOPBACK)


def test_a_change_is_made_as_it_was_read_and_what_waits_goes_to_the_new_address(shared_database: str) -> None:
    async def story(service: Service) -> None:
        office = await service.caller()
        place = f"/webhooks/{(await added(office))['webhook']}"
        tag = (await office.get(place)).headers["etag"]

        changed = await office.ask("PATCH", place, {"url": "https://new.example/", "ahead_days": 7}, if_match=tag)
        stale = await office.ask("PATCH", place, {"ahead_days": 8}, if_match=tag)
        blind = await office.ask("PATCH", place, {"ahead_days": 8})
        inside = await office.ask("PATCH", place, {"url": "ftp://new.example/"}, if_match="*")

        found = changed.json()
        assert (found["url"], found["ahead_days"], found["topics"]) == (
            "https://new.example/",
            7,
            ["balance.changed"],
        )
        assert changed.headers["etag"] != tag
        assert (stale.status_code, blind.status_code) == (412, 428)
        assert (inside.status_code, inside.json()["code"]) == (422, "wrong_input")
        assert "is no URL that a message can be posted to" in inside.json()["faults"][0]

    told(shared_database, story)


def test_a_webhook_that_fails_is_seen_mended_and_replayed(shared_database: str) -> None:
    async def story(service: Service) -> None:
        async with (
            receiving(answering(410), answering(204)) as receiver,
            Sender(allowed_networks("127.0.0.1")) as sender,
        ):
            office = await service.caller(name="office")
            name = (await added(office, receiver.url))["webhook"]
            await office.post("/events", bought(1000, "1"))
            await deliver(service, sender)

            (dead,) = (await office.get(f"/webhooks/{name}/deliveries?standing=dead")).json()["deliveries"]
            early = await office.post(f"/webhooks/{name}/replay", {"message": None})
            enabled = await office.post(f"/webhooks/{name}/enable")
            replayed = await office.post(f"/webhooks/{name}/replay", {"message": None})
            await deliver(service, sender)
            page = (await office.get(f"/webhooks/{name}/deliveries?limit=1")).json()
            after = (await office.get(f"/webhooks/{name}/deliveries?limit=1&cursor={page['next']}")).json()

            assert (dead["topic"], dead["status"], dead["fault"]) == ("balance.changed", 410, "status")
            assert (early.status_code, early.json()["code"]) == (409, "not_possible")
            assert early.json()["detail"] == f"The webhook {name} is disabled; enable it first."
            assert (enabled.json()["disabled_at"], enabled.json()["dead"]) == (None, 1)
            assert replayed.json() == {"webhook": name, "replayed": 1}
            assert [one["standing"] for one in page["deliveries"]] == ["delivered"]
            assert after == {"deliveries": [], "next": None}
            assert [one.webhook_id for one in receiver.received] == [dead["message"]] * 2

    told(shared_database, story, **LOOPBACK)


async def deliver(service: Service, sender: Sender) -> None:
    """Everything that is due, as a worker does it."""
    dispatcher = Dispatcher(service.pool, read_key(service.key_file), sender)
    while await dispatcher.turn():
        await dispatcher.drain()


def test_a_webhook_is_disabled_by_staff_and_removed(shared_database: str) -> None:
    async def story(service: Service) -> None:
        office = await service.caller(name="office")
        place = f"/webhooks/{(await added(office))['webhook']}"
        await office.post("/events", bought(1000, "1"))

        disabled = [(await office.post(f"{place}/disable")).json() for _ in range(2)]
        removed = await office.ask("DELETE", place)
        gone = await office.get(place)

        assert [(one["disabled_because"], one["waiting"], one["dead"]) for one in disabled] == [("staff", 0, 1)] * 2
        assert (removed.status_code, gone.status_code) == (204, 404)
        assert [action for _, action in await audited(service)] == [
            "webhook_added",
            "webhook_disabled",
            "webhook_removed",
        ]

    told(shared_database, story)


def test_a_trial_does_not_reach_addresses_inside(shared_database: str) -> None:
    async def story(service: Service) -> None:
        async with receiving() as receiver:
            german = Caller(service.client, (await service.caller()).secret, "de")
            name = (await added(german, receiver.url))["webhook"]

            tried = (await german.post(f"/webhooks/{name}/test")).json()

            assert (tried["delivered"], tried["fault"], receiver.received) == (False, "forbidden_address", [])
            assert tried["sentence"].startswith("führt zu einer inneren Adresse")

    told(shared_database, story)


def test_only_the_owner_manages_webhooks_unless_a_key_is_narrowed_to_it(shared_database: str) -> None:
    async def story(service: Service) -> None:
        for role in set(Role) - {Role.OWNER}:
            assert (await (await service.caller(role)).get("/webhooks")).status_code == 403, role
        narrow = await service.caller(name="crm", scopes={Scope.WEBHOOKS_MANAGE})

        assert (await narrow.get("/webhooks")).json() == {"webhooks": []}
        assert (await narrow.get("/members")).status_code == 403

    told(shared_database, story)
