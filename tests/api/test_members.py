"""Members and their cards over HTTP."""

from __future__ import annotations

import pytest

from tests.api.conftest import Service, told

pytestmark = pytest.mark.postgres

ANNA = {"external_id": "4711", "cards": ["C-1"], "name": "Anna", "email": "Anna@Example.org", "phone": "+49 170 1"}


def test_a_member_is_found_by_everything_that_is_known_of_him(shared_database: str) -> None:
    async def story(service: Service) -> None:
        desk = await service.caller()

        made = await desk.post("/members", {**ANNA, "birthday": "02-29"}, idempotency_key="1")
        again = await desk.post("/members", {**ANNA, "birthday": "02-29"}, idempotency_key="1")
        queries = ("email=anna@example.ORG", "phone=%2B491701", "card=C-1", "external_id=4711")
        found = [(await desk.get(f"/members?{query}")).json()["members"] for query in queries]
        by_path = [
            (await desk.get(f"/members/{word}")).json() for word in (made.json()["member"], "external:4711", "card:C-1")
        ]

        assert (made.status_code, made.json()["birthday"]) == (201, "02-29")
        assert (again.content, again.headers["idempotent-replayed"]) == (made.content, "true")
        assert found == [[made.json()]] * 4
        assert by_path == [made.json()] * 3

    told(shared_database, story)


def test_a_person_who_is_wrongly_described_is_told_what_belongs_where(shared_database: str) -> None:
    async def story(service: Service) -> None:
        shop = await service.caller()

        refused = await shop.post("/members", {"name": "", "email": 7}, idempotency_key="1")

        assert refused.status_code == 422
        assert refused.json()["faults"] == [
            "body: email: an e-mail address belongs here; found the number 7.",
            'body: name: a text in one line, 1 to 200 characters, belongs here; found the text "".',
        ]

    told(shared_database, story)


def test_a_taken_card_is_refused(shared_database: str) -> None:
    async def story(service: Service) -> None:
        desk = await service.caller()
        await desk.post("/members", ANNA, idempotency_key="1")

        answer = await desk.post("/members", {"cards": ["C-1"]}, idempotency_key="2")

        assert (answer.status_code, answer.json()["code"]) == (409, "already_member")

    told(shared_database, story)


def test_a_change_says_what_it_was_made_from(shared_database: str) -> None:
    async def story(service: Service) -> None:
        desk = await service.caller()
        tag = (await desk.post("/members", ANNA, idempotency_key="1")).headers["etag"]
        path = "/members/external:4711"

        blind = await desk.ask("PATCH", path, {"name": "Anne"})
        first = await desk.ask("PATCH", path, {"email": "anne@example.org", "phone": None}, if_match=tag)
        late = await desk.ask("PATCH", path, {"name": "Anne"}, if_match=tag)
        after = (await desk.get(path)).json()

        assert (blind.status_code, blind.json()["code"]) == (428, "condition_missing")
        assert (first.status_code, first.json()["phone"]) == (200, None)
        assert (late.status_code, late.json()["code"]) == (412, "edited_meanwhile")
        assert (after["name"], after["email"]) == ("Anna", "anne@example.org")

    told(shared_database, story)


def test_all_members_are_listed_page_by_page(shared_database: str) -> None:
    async def story(service: Service) -> None:
        desk = await service.caller()
        for number in range(3):
            await desk.post("/members", {"external_id": f"{number}"}, idempotency_key=f"{number}")

        first = (await desk.get("/members?limit=3")).json()
        second = (await desk.get(f"/members?limit=3&cursor={first['next']}")).json()
        wrong = await desk.get("/members?cursor=nonsense")

        assert [each["external_ids"] for each in first["members"]] == [["anna"], ["ben"], ["0"]]
        assert ([each["external_ids"] for each in second["members"]], second["next"]) == ([["1"], ["2"]], None)
        assert wrong.json()["faults"] == [
            "query: cursor: this is no cursor; take the one of 'next' in the page before."
        ]

    told(shared_database, story)


def test_a_lost_card_leads_to_nobody_and_goes_to_nobody(shared_database: str) -> None:
    async def story(service: Service) -> None:
        desk = await service.caller()
        await desk.post("/members", ANNA, idempotency_key="1")
        path = "/members/external:4711/cards"

        second = await desk.post(path, {"card": "C-2"})
        lost = await desk.ask("DELETE", f"{path}/C-1")
        found = await desk.get("/members/card:C-1")
        others = await desk.post("/members/external:ben/cards", {"card": "C-1"})
        joining = await desk.post("/members", {"cards": ["C-1"]}, idempotency_key="2")
        replaced = await desk.post(path, {"card": "C-3", "replaces": "C-2"})
        foreign = await desk.ask("DELETE", "/members/external:ben/cards/C-3")

        assert second.json()["cards"] == ["C-1", "C-2"]
        assert (lost.status_code, lost.content) == (204, b"")
        assert found.status_code == 404
        assert [(each.status_code, each.json()["code"]) for each in (others, joining)] == [(409, "already_member")] * 2
        assert (replaced.json()["cards"], replaced.json()["lost_cards"]) == (["C-3"], ["C-1", "C-2"])
        assert foreign.status_code == 404

    told(shared_database, story)


def test_an_erased_member_is_found_by_nothing(shared_database: str) -> None:
    async def story(service: Service) -> None:
        desk = await service.caller()
        public = (await desk.post("/members", ANNA, idempotency_key="1")).json()["member"]

        erased = await desk.ask("DELETE", f"/members/{public}")
        found = [await desk.get(f"/members/{word}") for word in (public, "external:4711", "card:C-1")]
        searched = (await desk.get("/members?email=anna@example.org")).json()

        assert erased.status_code == 204, erased.text
        assert [answer.status_code for answer in found] == [404] * 3
        assert searched == {"members": [], "next": None}

    told(shared_database, story)


def test_a_member_leaves_and_comes_back(shared_database: str) -> None:
    async def story(service: Service) -> None:
        desk = await service.caller()

        left = await desk.post("/members/external:anna/leave", idempotency_key="1")
        twice = await desk.post("/members/external:anna/leave", idempotency_key="2")
        back = await desk.post("/members/external:anna/rejoin", idempotency_key="3")

        assert left.status_code == 200, left.text
        assert (twice.status_code, twice.json()["code"]) == (409, "member_left")
        assert back.status_code == 200

    told(shared_database, story)
