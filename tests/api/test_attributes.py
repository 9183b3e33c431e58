"""What a programme declares itself comes in over HTTP with its types, decides, and is read back."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import SHOP, Service, told
from tests.api.test_events import bought

PV = SHOP + "  - {id: spare, cost: {points: 1}, gives: {product: spare}}\n"
PV = PV.replace(
    "earn:\n",
    "earn:\n"
    "  - {id: pv, event: purchase, each: line, when: line.pv > 1, give: {stars: line.pv * 2}}\n"
    "  - {id: crew, event: purchase, when: member.staff, give: {stars: 100}}\n",
)


def with_attributes(order: dict[str, Any], *lines: dict[str, Any], external_id: str = "1") -> dict[str, Any]:
    event = bought(1000, external_id)
    event["order"]["attributes"] = order
    event["order"]["lines"] = [{"sku": "a", "amount": 500, "attributes": line} for line in lines]
    return event


def test_attributes_of_lines_decide_to_the_last_decimal(shared_database: str) -> None:
    async def story(service: Service) -> None:
        till = await service.caller()

        answer = await till.post("/events", with_attributes({"theme": "garden"}, {"pv": "1.25"}, {"pv": 0.95}))

        assert answer.status_code == 200, answer.text
        assert answer.json()["given"] == {"stars": "2.5", "points": "10"}

    told(shared_database, story, PV)


def test_wrong_attributes_are_named_in_german_and_use_up_no_key(shared_database: str) -> None:
    async def story(service: Service) -> None:
        till = await service.caller()

        wrong = await till.post(
            "/events", with_attributes({"them": "garden"}, {"pv": True}, {"pv": "1,5"}), accept_language="de"
        )
        right = await till.post("/events", with_attributes({"theme": "garden"}, {"pv": "1.5"}))

        assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_input")
        assert wrong.json()["title"] == "Etwas in der Anfrage ist nicht so, wie es sein muss."
        decimal = 'eine Dezimalzahl wie 12.5 oder "12.5" mit höchstens 6 Nachkommastellen'
        assert wrong.json()["faults"] == [
            "body: order.attributes.them: diesen Schlüssel gibt es nicht; meinten Sie 'theme'? Bekannt sind: "
            "theme, tip.",
            f"body: order.lines[1].attributes.pv: hier gehört {decimal} hin; gefunden: true.",
            f'body: order.lines[2].attributes.pv: hier gehört {decimal} hin; gefunden: der Text "1,5".',
        ]
        assert (right.status_code, right.json()["event"]) == (200, 2)

    told(shared_database, story, PV)


def test_the_same_content_in_another_order_is_the_same_purchase(shared_database: str) -> None:
    async def story(service: Service) -> None:
        till = await service.caller()

        first = await till.post("/events", with_attributes({"theme": "garden"}, {"pv": 12.50, "is_gift": False}))
        again = await till.post("/events", with_attributes({"theme": "garden"}, {"is_gift": False, "pv": "12.5"}))
        other = await till.post("/events", with_attributes({"theme": "garden"}, {"is_gift": False, "pv": "12.51"}))

        assert first.json()["event"] == again.json()["event"] == 2
        assert again.headers["idempotent-replayed"] == "true"
        assert (other.status_code, other.json()["code"]) == (409, "key_reused")

    told(shared_database, story, PV)


def test_attributes_of_members_are_made_changed_taken_away_and_read_back(shared_database: str) -> None:
    async def story(service: Service) -> None:
        desk = await service.caller()
        person = {"external_id": "4711", "attributes": {"staff": True, "shoe_size": 42.50}}

        made = await desk.post("/members", person, idempotency_key="1")
        same = await desk.post(
            "/members", {**person, "attributes": {"shoe_size": "42.5", "staff": True}}, idempotency_key="1"
        )
        bought_as_staff = await desk.post("/events", {**bought(100, "1"), "member": "external:4711"})
        read = await desk.get("/members/external:4711")
        path = "/members/external:4711"
        changed = await desk.ask(
            "PATCH", path, {"attributes": {"staff": None, "shoe_size": 43}}, if_match=read.headers["etag"]
        )
        stale = await desk.ask("PATCH", path, {"attributes": {"staff": True}}, if_match=read.headers["etag"])
        bought_as_guest = await desk.post("/events", {**bought(100, "2"), "member": "external:4711"})
        found = (await desk.get("/members?external_id=4711")).json()["members"]

        assert (made.status_code, made.json()["attributes"]) == (201, {"staff": True, "shoe_size": "42.5"})
        assert same.headers["idempotent-replayed"] == "true"
        assert bought_as_staff.json()["given"] == {"points": "1", "stars": "100"}
        assert (changed.status_code, changed.json()["attributes"]) == (200, {"shoe_size": "43"})
        assert changed.headers["etag"] != read.headers["etag"]
        assert stale.status_code == 412
        assert bought_as_guest.json()["given"] == {"points": "1"}
        assert [one["attributes"] for one in found] == [{"shoe_size": "43"}]

    told(shared_database, story, PV)


def test_whoever_joins_with_wrong_attributes_is_told_all_of_it_and_the_key_is_still_free(shared_database: str) -> None:
    async def story(service: Service) -> None:
        desk = await service.caller()
        person = {"email": "anna", "attributes": {"stuff": True, "shoe_size": "large", "staff": "yes"}}

        wrong = await desk.post("/members", person, idempotency_key="1")
        right = await desk.post("/members", {"email": "anna@example.org"}, idempotency_key="1")
        nothing = await desk.ask("PATCH", "/members/external:anna", {"attributes": None}, if_match="*")

        assert wrong.status_code == 422
        assert wrong.json()["faults"] == [
            'body: email: an e-mail address belongs here; found the text "anna".',
            "body: attributes.stuff: there is no such key; did you mean 'staff'? Known here: staff, shoe_size.",
            'body: attributes.staff: true or false belongs here; found the text "yes".',
            'body: attributes.shoe_size: a decimal number like 12.5 or "12.5", with at most 6 decimals, belongs here; '
            'found the text "large".',
        ]
        assert (right.status_code, right.json()["attributes"]) == (201, {})
        assert nothing.json()["faults"] == [
            "body: attributes: an object with the attributes that the programme declares, by name, belongs here; "
            "found nothing."
        ]

    told(shared_database, story, PV)


def test_a_name_that_is_no_text_is_wrong_input(shared_database: str) -> None:
    async def story(service: Service) -> None:
        desk = await service.caller()

        answer = await desk.post("/members", {"name": 5}, idempotency_key="1", accept_language="de")

        assert answer.json()["faults"] == [
            "body: name: hier gehört ein Text in einer Zeile mit 1 bis 200 Zeichen hin; gefunden: die Zahl 5."
        ]

    told(shared_database, story)


def test_what_is_not_there_is_told_in_the_language_of_the_caller(shared_database: str) -> None:
    async def story(service: Service) -> None:
        desk = await service.caller()

        nobody = await desk.get("/members/external:nobody", accept_language="de")
        event = await desk.get("/members/external:anna/events/9", accept_language="de")
        rule = await desk.post("/programme/stops", {"kind": "rule", "node": "bas"}, accept_language="de")
        no_key = await desk.post("/members", {}, accept_language="de")
        twice = await desk.get("/members?limit=1&limit=2", accept_language="de")

        assert nobody.json()["detail"] == (
            "So ist hier niemand bekannt; nennen Sie eine öffentliche Kennung, oder external: und eine Kennung, oder "
            "card: und eine Nummer."
        )
        assert event.json()["detail"] == (
            "Das Mitglied hat kein Ereignis 9; seine Ereignisse haben die Nummern 1 bis 1."
        )
        assert rule.json()["detail"].endswith("hat kein rule 'bas'; meinten Sie 'base'? es gibt base, long-visit.")
        assert no_key.json()["detail"].startswith("Senden Sie den Kopf Idempotency-Key mit einem Wort")
        assert twice.json()["faults"] == ["query: limit: das steht zweimal da; schreiben Sie es einmal."]

    told(shared_database, story)
