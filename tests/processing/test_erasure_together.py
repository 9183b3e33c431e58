"""Erasing one of two: what leads to the person goes on every side, and the other side keeps its books (R4.9)."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tests.processing.shop import Shop, adjusting, giving, merging, opened, purchase
from tests.processing.test_erasure import places_of
from treue.domain.events import Adjustment, Joined
from treue.domain.reasons import Reason
from treue.processing.commands import Command, MemberReference, Person
from treue.usecases.approvals.approve import approve
from treue.usecases.approvals.decline import decline
from treue.usecases.approvals.show import UnknownRequest, waiting
from treue.usecases.members.erase import erase

pytestmark = pytest.mark.postgres

DOCUMENT = """\
units: {points: {name: {en: [point, points]}}}
earn: [{id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}]
transfers: {units: [points]}
adjustments: {four_eyes_above: {points: 500}}
"""
PERSONAL = ("zenobia", "Zenobia", "xenia", "Xenia")


async def join_by_name(shop: Shop, name: str) -> int:
    """A member with a name and a card."""
    person = Person(name.capitalize(), f"{name}@quandt.example")
    member = MemberReference("external", name)
    (outcome,) = await shop.run(Command(member, Joined(), "test", f"j {name}", person=person, cards=(f"card-{name}",)))
    assert outcome.member_id is not None
    return outcome.member_id


@pytest.mark.parametrize("erased", ["zenobia", "berta"])
def test_one_side_of_a_gift_is_erased_and_the_other_one_stays(erased: str, database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            ids = {name: await join_by_name(shop, name) for name in ("zenobia", "berta")}
            await shop.run(purchase("zenobia", 5000, "p"), giving("zenobia", "berta", 20, "g"))
            other = "berta" if erased == "zenobia" else "zenobia"

            assert await erase(shop.desk, ids[erased], actor="dpo")

            words = tuple(word for word in (erased, erased.capitalize()))
            assert await places_of(shop, words) == []
            assert await shop.figures(other) == ((20 if other == "berta" else 30), 0, 0)
            assert await shop.verify() == []
            refused = giving(other, erased, 1, "g2") if other == "zenobia" else giving(erased, other, 1, "g2")
            (outcome,) = await shop.run(refused)
            assert outcome.reason in (Reason.UNKNOWN_OTHER, Reason.UNKNOWN_MEMBER)

    asyncio.run(story())


def test_who_was_merged_into_an_erased_member_goes_with_him(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            survivor, merged = await join_by_name(shop, "zenobia"), await join_by_name(shop, "xenia")
            await shop.run(purchase("xenia", 5000, "p", store="xenia's corner"), merging("zenobia", "xenia", "m"))
            assert await shop.rows("SELECT name, email FROM person") == [("Zenobia", "zenobia@quandt.example")]

            assert await erase(shop.desk, survivor, actor="dpo")

            assert await places_of(shop, PERSONAL) == []
            assert await shop.rows("SELECT count(*) FROM event_readset") == [(0,)]
            by_number = replace(purchase("x", 100, "q"), member=MemberReference("id", str(merged)))
            (outcome,) = await shop.run(by_number)
            assert outcome.reason is Reason.UNKNOWN_MEMBER
            assert await shop.verify() == []

    asyncio.run(story())


def test_what_the_survivor_left_open_about_himself_is_filled(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await shop.join("anna")
            await join_by_name(shop, "xenia")

            await shop.run(merging("anna", "xenia", "m"))

            assert await shop.rows("SELECT name, email FROM person") == [("Xenia", "xenia@quandt.example")]
            assert await shop.id_of("card-xenia") == await shop.id_of("anna")

    asyncio.run(story())


def test_what_the_other_one_told_counts_at_once_and_in_the_next_batch(database: str) -> None:
    document = (
        "attributes: {member: {student: bool, club: string}}\n"
        "units: {points: {name: {en: [point, points]}}}\n"
        "earn:\n"
        "  - {id: lessons, event: purchase, give: {points: 3}, when: member.student}\n"
        "  - {id: words, event: purchase, give: {points: 5}, when: member.language == 'nds'}\n"
        "  - {id: club, event: purchase, give: {points: 7}, when: member.club == 'hers'}\n"
    )

    async def story() -> None:
        async with opened(database, document) as shop:
            hers = Person(attributes={"club": "hers"})
            theirs = Person(language="nds", attributes={"student": True, "club": "theirs"})
            for name, person in (("anna", hers), ("xenia", theirs)):
                await shop.run(Command(MemberReference("external", name), Joined(), "test", name, person=person))

            await shop.run(merging("anna", "xenia", "m"), purchase("anna", 100, "in the same batch"))
            assert await shop.figures("anna") == (15, 0, 0)
            await shop.run(purchase("anna", 100, "in the next one"))

            assert await shop.figures("anna") == (30, 0, 0)
            assert await shop.rows("SELECT DISTINCT member_id FROM member_attribute") == [(await shop.id_of("anna"),)]
            assert await shop.verify() == []

    asyncio.run(story())


def test_a_waiting_request_goes_with_the_member(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            member_id = await join_by_name(shop, "zenobia")
            wish = Adjustment("points", 501, "for dear zenobia")
            (asked,) = await shop.run(Command(MemberReference("external", "zenobia"), wish, "clerk", "k"))
            assert asked.status == "waiting"
            assert asked.approval_id is not None
            assert [row.approval_id for row in await waiting(shop.desk)] == [asked.approval_id]

            assert await erase(shop.desk, member_id, actor="dpo")

            assert await waiting(shop.desk) == []
            assert await places_of(shop, PERSONAL) == []
            with pytest.raises(UnknownRequest):
                await approve(shop.desk, asked.approval_id, actor="head")

    asyncio.run(story())


def test_the_audit_names_who_asked_and_who_agreed(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await shop.join("anna")
            asked = replace(adjusting("anna", 501, "k"), actor="clerk")
            (first,) = await shop.run(asked)
            assert first.approval_id is not None
            assert (await approve(shop.desk, first.approval_id, actor="clerk")).reason is Reason.SAME_ACTOR

            both = await asyncio.gather(*(approve(shop.desk, first.approval_id, actor=f"head {n}") for n in range(4)))

            assert sorted(outcome.status for outcome in both) == ["decided", "repeated", "repeated", "repeated"]
            assert await shop.figures("anna") == (501, 0, 0)
            ((actor, approved_by),) = await shop.rows(
                "SELECT actor, detail ->> 'approved_by' FROM audit WHERE action = 'adjustment'"
            )
            assert actor == "clerk"
            assert await shop.rows("SELECT state, decided_by FROM approval") == [("approved", approved_by)]
            assert not await decline(shop.desk, first.approval_id, actor="head")
            assert await shop.verify() == []

    asyncio.run(story())


def test_of_agreeing_and_declining_at_once_one_wins(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await shop.join("anna")
            asked = await shop.run(*(adjusting("anna", 501, f"k{number}") for number in range(6)))
            numbers = [each.approval_id for each in asked if each.approval_id is not None]
            assert len(numbers) == 6

            agreed, declined = await asyncio.gather(
                asyncio.gather(*(approve(shop.desk, number, actor="head") for number in numbers)),
                asyncio.gather(*(decline(shop.desk, number, actor="other") for number in numbers)),
            )

            assert [outcome.accepted for outcome in agreed] == [not each for each in declined]
            assert await shop.figures("anna") == (501 * sum(outcome.accepted for outcome in agreed), 0, 0)

    asyncio.run(story())


def test_a_key_that_is_free_again_asks_anew(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await shop.join("anna")
            (first,) = await shop.run(adjusting("anna", 501, "k"))
            assert first.approval_id is not None
            await approve(shop.desk, first.approval_id, actor="head")
            assert (await shop.run(adjusting("anna", 501, "k")))[0].status == "repeated"
            await shop.rows("UPDATE claim SET lapses_at = lapses_at - interval '31 days' WHERE kind = 'request'")

            (again,) = await shop.run(adjusting("anna", 501, "k"))

            assert again.status == "waiting"
            assert again.approval_id not in (None, first.approval_id)
            assert await shop.figures("anna") == (501, 0, 0)

    asyncio.run(story())
