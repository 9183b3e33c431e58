"""Exports and imports over HTTP: they run in the background, and no answer waits for them."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest

from tests.api.conftest import Caller, Service, told
from tests.api.test_events import bought

pytestmark = pytest.mark.postgres


async def ended(caller: Caller, place: str) -> dict[str, Any]:
    """The job once it has ended, within half a minute."""
    until = time.monotonic() + 30
    while True:
        job: dict[str, Any] = (await caller.get(place)).json()
        if job["state"] in ("done", "failed") or time.monotonic() > until:
            return job
        await asyncio.sleep(0.1)


async def lines_of(caller: Caller, place: str) -> list[Any]:
    return [json.loads(line) for line in (await caller.get(f"{place}/result")).text.splitlines()]


def test_members_and_bookings_are_exported(shared_database: str) -> None:
    async def story(service: Service) -> None:
        office = await service.caller()
        await office.post("/events", bought(1890, "1"))

        started = [await office.post("/exports", {"kind": kind}) for kind in ("members", "bookings")]
        places = [answer.headers["location"].removeprefix("/v1") for answer in started]
        jobs = [await ended(office, place) for place in places]
        members, bookings = [await lines_of(office, place) for place in places]

        assert [answer.status_code for answer in started] == [202, 202]
        assert [(job["state"], job["done"]) for job in jobs] == [("done", 2), ("done", 1)]
        assert [each["external_ids"] for each in members] == [["anna"], ["ben"]]
        assert [(each["member"], each["amount"], each["credit"]) for each in bookings] == [
            (members[0]["member"], "18", "member")
        ]

    told(shared_database, story)


def test_an_import_takes_what_it_can_and_lists_the_rest(shared_database: str) -> None:
    async def story(service: Service) -> None:
        office = await service.caller()
        lines = [json.dumps(bought(100, str(number))) for number in range(700)]
        lines[41] = json.dumps(bought(100, "41", member="external:nobody"))
        lines[650] = "{}"

        started = await office.client.post(
            "/v1/imports",
            content="\n".join(lines),
            headers={
                "Authorization": f"Bearer {office.secret}",
                "Content-Type": "application/x-ndjson",
                "Accept-Language": "de",
            },
        )
        place = started.headers["location"].removeprefix("/v1")
        job = await ended(office, place)
        rejects = await lines_of(office, place)
        wallet = (await office.get("/members/external:anna/wallet")).json()

        assert (job["state"], job["done"], job["total"], job["refused"]) == ("done", 700, 700, 2)
        assert [(each["line"], each["code"]) for each in rejects] == [(42, "unknown_member"), (651, "wrong_input")]
        assert rejects[0]["sentence"] == "Dieses Mitglied gibt es nicht."
        assert wallet["balances"]["points"]["available"] == "698"

    told(shared_database, story)


def test_an_erased_member_is_in_no_export_any_more(shared_database: str) -> None:
    async def story(service: Service) -> None:
        office = await service.caller()
        place = (await office.post("/exports", {"kind": "members"})).headers["location"].removeprefix("/v1")
        await ended(office, place)

        await office.ask("DELETE", "/members/external:anna")
        between = await office.get(f"{place}/result")
        again = await ended(office, place)

        assert "anna" not in between.text
        assert (again["state"], again["done"]) == ("done", 1)
        assert [each["external_ids"] for each in await lines_of(office, place)] == [["ben"]]

    told(shared_database, story)


def test_there_is_no_job_of_an_unknown_number(shared_database: str) -> None:
    async def story(service: Service) -> None:
        office = await service.caller()

        answers = [await office.get(place) for place in ("/exports/17", "/imports/seventeen", "/exports/17/result")]

        assert [answer.status_code for answer in answers] == [404] * 3

    told(shared_database, story)
