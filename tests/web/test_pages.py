"""What the pages of the console say, and what they do: exact numbers, in the name of who is signed in."""

from __future__ import annotations

import asyncio
import re
from html import unescape

import pytest
from psycopg.types.json import Jsonb

from tests.processing.shop import publish_text
from tests.web.farm_shop import DOCUMENT, PASSWORD, console
from treue.access.scopes import Role
from treue.access.staff import add
from treue.processing.clock import wall_now
from treue.processing.desk import open_desk
from treue.store.audits import insert_audit
from treue.usecases.members.erase import erase
from treue.usecases.members.show import find, show

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


def words_of(text: str) -> str:
    """The page as it is read, without its markup."""
    return " ".join(unescape(re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", text, flags=re.DOTALL)).split())


def test_the_overview_counts_what_happened(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("owner") as reader:
            said = words_of((await reader.get("/")).text)

            assert "Members 3" in said
            # Anna and Ben bought; Cleo only joined.
            assert "Active 2 bought in the last 90 days, 67% of members" in said
            assert "Orders 1 in June 2026; 2 in the month before" in said
            # 15 for joining, 40 + 90 + 12, and 2 x 50 because Anna is at Gold since the second purchase.
            assert "Outstanding: Points 257 worth €2.57, held by 3 members" in said
            assert "Gold 1 member · 33%" in said
            assert "Welcome 15 of 20 points · 75%" in said
            assert "April 2026 55 0 0" in said
            assert "May 2026 102 0 0" in said
            assert "June 2026 100 0 0" in said
            assert "Nothing waits for you." in said

    asyncio.run(story())


FOUND = {
    "4711": ["Anna Weiß"],
    "471": ["Anna Weiß", "Ben Östlund"],
    "ann": ["Anna Weiß"],
    "WEIß": ["Anna Weiß"],
    "östl": ["Ben Östlund"],
    "änd cleo": ["Cleo Änderle"],
    "ben@exa": ["Ben Östlund"],
    "example.org": ["Anna Weiß", "Ben Östlund", "Cleo Änderle"],
    "anna östlund": [],
    "'; drop table member; --": [],
    "a\\'b | !c:*": [],
    "b": [],
    "": ["Anna Weiß", "Ben Östlund", "Cleo Änderle"],
}


def test_members_are_found_by_the_beginning_of_what_they_are_known_by(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("cashier") as reader:
            for typed, names in FOUND.items():
                answer = await reader.client.get("/members", params={"q": typed}, headers={"HX-Request": "true"})

                said = words_of(answer.text)
                assert "<html" not in answer.text
                assert [name for name in ("Anna Weiß", "Ben Östlund", "Cleo Änderle") if name in said] == names, typed
            public_id = await shop.public_id("anna")
            by_id = await reader.client.get("/members", params={"q": public_id.lower()[:9]})
            assert "Anna Weiß" in by_id.text

    asyncio.run(story())


def test_a_member_is_shown_with_everything_he_has(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("support", "de") as reader:
            anna = await shop.public_id("anna")
            said = words_of((await reader.get(f"/members/{anna}")).text)

            assert "Anna Weiß" in said
            assert "Karte 4711" in said
            assert "Punkte 235 verfügbar" in said
            assert "Stufe Gold" in said
            assert "100 Punkte 01.06.2026 01.06.2027" in said
            assert "+100 Punkte" in said
            assert "50 Punkte nach Regel „Jeder Einkauf“, 50 mehr nach Regel „Gold“" in said

            piece = await reader.get(f"/members/{anna}/events/6", hx_request="true")
            assert "<html" not in piece.text
            assert "50,00 € × 1 Punkt je 1,00 € = 50" in words_of(piece.text)

    asyncio.run(story())


def test_an_adjustment_is_booked_once_with_its_reason_and_who_did_it(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("support") as reader:
            ben = await shop.public_id("ben")
            page, place = f"/members/{ben}", f"/members/{ben}/adjust"
            fields = {"unit": "points", "amount": "30", "direction": "give", "reason": "goodwill", "key": "k1"}

            first = await reader.send(page, place, **fields)
            again = await reader.send(page, place, **fields)

            assert (first.status_code, first.headers["location"]) == (303, f"{page}?done=4")
            assert again.headers["location"] == f"{page}?done=4"
            wallet = await show(shop.desk, await find(shop.desk, "ben"))
            assert wallet.holdings["points"].available == 5 + 12 + 30
            assert "+30 points: goodwill" in words_of((await reader.get(page)).text)
            assert (await shop.audit()).count(("support", "adjustment")) == 1

    asyncio.run(story())


def test_taking_more_than_there_is_is_refused_and_keeps_what_was_typed(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("support") as reader:
            ben = await shop.public_id("ben")
            fields = {"unit": "points", "amount": "18", "direction": "take", "reason": "wrong till"}

            answer = await reader.send(f"/members/{ben}", f"/members/{ben}/adjust", **fields)

            assert answer.status_code == 409
            assert "1 point is missing." in words_of(answer.text)
            assert 'value="wrong till"' in answer.text
            allowed = await reader.send(f"/members/{ben}", f"/members/{ben}/adjust", **fields, allow_debt="yes")
            assert allowed.status_code == 303
            assert "1 owed" in words_of((await reader.get(f"/members/{ben}")).text)

    asyncio.run(story())


def test_what_is_no_amount_is_told_and_books_nothing(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("support") as reader:
            ben = await shop.public_id("ben")
            for amount in ("0", "-3", "1.5", "1e99", "NaN", "many", ""):
                fields = {"unit": "points", "amount": amount, "direction": "give", "reason": "goodwill"}
                answer = await reader.send(f"/members/{ben}", f"/members/{ben}/adjust", **fields)

                assert answer.status_code == 422, amount
                assert "Write a number above zero" in words_of(answer.text)
            assert ("support", "adjustment") not in await shop.audit()

    asyncio.run(story())


def test_above_the_limit_a_second_person_agrees_and_nobody_to_his_own(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("owner") as owner, shop.reader("second") as second:
            ben = await shop.public_id("ben")
            fields = {"unit": "points", "amount": "501", "direction": "give", "reason": "lottery"}

            asked = await owner.send(f"/members/{ben}", f"/members/{ben}/adjust", **fields)

            assert asked.headers["location"] == f"/members/{ben}?done=waiting"
            assert "1 request waits for a second person" in words_of((await owner.get("/")).text)
            listed = (await owner.get("/requests")).text
            number = listed.partition("/requests/")[2].partition("/")[0]
            assert "Somebody else has to agree." in words_of(listed)
            own = await owner.send("/requests", f"/requests/{number}/agree")
            assert own.status_code == 409
            agreed = await second.send("/requests", f"/requests/{number}/agree")
            assert agreed.headers["location"] == "/requests?done=agreed"
            wallet = await show(shop.desk, await find(shop.desk, "ben"))
            assert wallet.holdings["points"].available == 17 + 501
            late = await owner.client.post(f"/requests/{number}/decline", data={"form_token": "made up"})
            assert late.status_code == 403

    asyncio.run(story())


def test_a_reward_is_redeemed_with_a_note(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("cashier") as reader:
            ben = await shop.public_id("ben")

            done = await reader.send(
                f"/members/{ben}", f"/members/{ben}/redeem", reward="coffee", note="with oat milk", key="c1"
            )
            again = await reader.send(
                f"/members/{ben}", f"/members/{ben}/redeem", reward="coffee", note="with oat milk", key="c1"
            )
            short = await reader.send(
                f"/members/{ben}", f"/members/{ben}/redeem", reward="coffee", note="in a cup", key="c2"
            )

            assert done.headers["location"] == again.headers["location"] == f"/members/{ben}?done=4"
            assert short.status_code == 409
            assert "3 points are missing." in words_of(short.text)
            assert (await shop.audit())[-2:] == [("cashier", "spend"), ("cashier", "spend_note")]
            async with shop.reader("auditor") as auditor:
                assert "note: with oat milk" in words_of((await auditor.get("/audit")).text)

    asyncio.run(story())


def test_the_programme_stands_in_cards_beside_its_terms(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("marketer", "de") as reader:
            said = words_of((await reader.get("/programme")).text)

            assert "Jeder Einkauf base" in said
            assert "Bedingungen" in said or "Hofladen" in said
            assert "15 von 20 Punkte" in said
            assert "1: ab 03.03.2026" in said

    asyncio.run(story())


def test_the_trail_goes_back_page_by_page_to_its_beginning(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("auditor") as reader:
            desk = shop.desk
            async with shop.pool.connection() as connection:
                for number in range(60):
                    detail = Jsonb({"reward": "coffee", "quantity": number})
                    await insert_audit(connection, desk.programme_id, desk.new_id(), None, "store", "stock", detail)

            first = (await reader.get("/audit")).text
            older = first.partition('href="/audit?before=')[2].partition('"')[0]
            second = (await reader.get(f"/audit?before={older}")).text

            rows = first.count("<tr>") - 1 + second.count("<tr>") - 1
            people = [one for one in await shop.audit() if one[0] != "system"]
            assert rows == len(people)
            assert "pieces: 59" in words_of(first)
            assert "Version published" in words_of(second)
            assert 'href="/audit?before=' not in second

    asyncio.run(story())


def test_another_programme_is_not_seen(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop:
            await publish_text(shop.pool, DOCUMENT, key="other")
            desk = await open_desk(shop.pool, "other")
            await add(desk, "owner", (Role.OWNER,), PASSWORD, actor="test", now=wall_now())
            anna = await shop.public_id("anna")
            async with shop.reader() as reader:
                assert (await reader.sign_in("owner", programme="other")).status_code == 303

                assert (await reader.get(f"/members/{anna}")).status_code == 404
                assert "Anna" not in (await reader.get("/members")).text
                assert "Anna" not in (await reader.get("/members?q=4711")).text
                assert "anna" not in (await reader.get("/audit")).text

    asyncio.run(story())


def test_who_was_erased_is_found_nowhere(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("owner") as reader:
            anna = await shop.public_id("anna")
            await erase(shop.desk, await find(shop.desk, "anna"), actor="test")

            assert (await reader.get(f"/members/{anna}")).status_code == 404
            for place in ("/", "/members", "/members?q=4711", "/members?q=weiß", "/audit"):
                page = (await reader.get(place)).text
                assert "Anna" not in page
                assert anna not in page

    asyncio.run(story())


def test_figures_that_take_long_appear_by_themselves(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("owner") as reader:
            with monkeypatch.context() as patch:
                # Nobody has any patience: every count takes longer.
                patch.setattr("treue.usecases.overview.count._PATIENCE_S", 0)
                page = (await reader.get("/")).text
            assert "The figures are being counted." in words_of(page)
            assert 'hx-get="/?part=body"' in page
            assert "Latest decisions" in page

            piece = await reader.get("/?part=body", hx_request="true")

            assert "<html" not in piece.text
            assert "Members 3" in words_of(piece.text)

    asyncio.run(story())
