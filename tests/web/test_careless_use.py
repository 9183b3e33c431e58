"""What careless, late and hostile use of the pages comes to: each time one effect, and a sentence that helps."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from tests.processing.shop import NOON, fact, order
from tests.web.farm_shop import console
from tests.web.test_pages import words_of
from treue.access.sessions import IDLE_MAX
from treue.domain.events import Joined, LineBack, Purchase, Return
from treue.domain.orders import OrderReference
from treue.processing.commands import Command, MemberReference, Person
from treue.usecases.members.leave import leave
from treue.usecases.members.show import find, show
from treue.usecases.programmes.turn_clock import turn_clock

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


def test_a_form_that_comes_back_with_something_else_in_it_books_nothing_more(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("support") as reader:
            ben = await shop.public_id("ben")
            page, place = f"/members/{ben}", f"/members/{ben}/adjust"
            fields = {"unit": "points", "direction": "give", "reason": "goodwill", "key": "k1"}

            first = await reader.send(page, place, amount="30", **fields)
            other = await reader.send(page, place, amount="31", **fields)

            assert first.status_code == 303
            assert other.status_code == 409
            assert "This form was sent before, with something else in it." in words_of(other.text)
            wallet = await show(shop.desk, await find(shop.desk, "ben"))
            assert wallet.holdings["points"].available == 5 + 12 + 30

    asyncio.run(story())


def test_a_number_that_two_readers_read_differently_is_not_booked(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("support") as reader:
            ben = await shop.public_id("ben")
            for amount in ("1,500", "1.500", "1,500,000", "1 500", "1e2", "+3"):
                fields = {"unit": "points", "amount": amount, "direction": "give", "reason": "goodwill"}
                answer = await reader.send(f"/members/{ben}", f"/members/{ben}/adjust", **fields)

                assert answer.status_code == 422, amount
                assert "without separators of thousands" in words_of(answer.text)
            assert ("support", "adjustment") not in await shop.audit()

    asyncio.run(story())


def test_who_comes_too_late_with_a_form_reads_that_it_was_not_done_and_comes_back_to_its_page(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("support") as reader:
            ben = await shop.public_id("ben")
            page = f"/members/{ben}"
            await reader.get(page)
            async with shop.pool.connection() as connection:
                await connection.execute("UPDATE staff_session SET seen_at = seen_at - %s", (IDLE_MAX,))

            sent = await reader.client.post(
                f"{page}/adjust",
                data={"unit": "points", "amount": "30", "direction": "give", "reason": "late"},
                headers={"Referer": f"http://console{page}?done=4", "Accept-Language": "en"},
            )
            opened = await reader.get("/members?q=anna")
            from_elsewhere = await reader.client.post(f"{page}/adjust", headers={"Referer": "http://evil.example/x"})

            assert sent.headers["location"] == f"/sign-in?next=%2Fmembers%2F{ben}%3Fdone%3D4&ended=form"
            assert opened.headers["location"] == "/sign-in?next=%2Fmembers%3Fq%3Danna&ended=page"
            assert from_elsewhere.headers["location"] == "/sign-in?ended=form"
            assert "so what you sent was not done" in words_of((await reader.get(sent.headers["location"])).text)
            assert "you go on where you were" in words_of((await reader.get(opened.headers["location"])).text)
            assert ("support", "adjustment") not in await shop.audit()

    asyncio.run(story())


def test_who_may_not_reads_who_he_is_and_who_may(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("cashier") as reader:
            answer = await reader.get("/audit")
            said = words_of(answer.text)

            assert answer.status_code == 403
            assert "You are signed in as cashier: Cashier." in said
            assert "This needs another role: Owner, Finance, or Auditor." in said
            # The frame stays, so that he goes on to what he may do.
            assert 'href="/members"' in answer.text
            assert 'href="/audit"' not in answer.text

    asyncio.run(story())


def test_names_are_shown_as_they_are_and_never_run(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("support") as reader:
            name = '<script>alert("x")</script><b>Ö & "Co"</b>'
            person = Person(name, "x@example.org")
            await shop.desk.run(
                [Command(MemberReference("external", "html"), Joined(), "till", "join html", person=person)]
            )
            html = await shop.public_id("html")
            for place in (f"/members/{html}", "/members?q=html"):
                text = (await reader.get(place)).text

                assert "<script>alert" not in text
                assert "<b>" not in text
                assert "&lt;script&gt;alert(&#34;x&#34;)" in text

    asyncio.run(story())


def test_a_long_history_is_read_to_its_end_page_by_page(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("support") as reader:
            await shop.desk.run(
                [fact("ben", Purchase(NOON, order(100 + number)), f"b{number}") for number in range(50)]
            )
            ben = await shop.public_id("ben")
            place, sizes, text = f"/members/{ben}", [], ""
            while place:
                text = (await reader.get(place)).text
                sizes.append(text.count('class="deed-kind'))
                place = text.partition(f'href="/members/{ben}?before=')[2].partition("#")[0]
                place = f"/members/{ben}?before={place}" if place else ""

            # 50 purchases, the one of before, and joining with the level it brought.
            assert sizes == [20, 20, 13]
            assert "Latest" in words_of(text)
            piece = await reader.get(f"/members/{ben}?before=4", hx_request="true")
            assert "<html" not in piece.text
            assert piece.text.count('class="deed-kind') == 3
            assert "Level reached Green" in words_of(piece.text)

    asyncio.run(story())


def test_the_latest_decisions_show_what_is_rare_beside_what_is_frequent(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("owner") as reader:
            back = Return(NOON, OrderReference("tills", "sale 1"), (LineBack(1),))
            await shop.desk.run([fact("anna", back, "back")])
            await shop.desk.run([fact("ben", Purchase(NOON, order(1000)), f"b{number}") for number in range(40)])
            await turn_clock(shop.desk, NOON + timedelta(days=400), actor="owner")

            text = (await reader.get("/")).text
            latest = words_of(text[text.index('id="latest"') :])

            assert latest.count("Purchase ") == 3
            assert latest.count("Return ") == 1
            assert "at most 3 of a kind" in latest
            # What time brought was brought by nobody.
            assert "Units expired" not in latest

    asyncio.run(story())


def test_who_left_can_use_what_he_has_until_a_day_that_is_named(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("support") as reader:
            await leave(shop.desk, await find(shop.desk, "ben"), actor="test", request_key="bye")

            said = words_of((await reader.get(f"/members/{await shop.public_id('ben')}")).text)

            assert "Left the programme on Jun 1, 2026. What is left can be used until Jul 1, 2026, 2:00 PM." in said
            assert "What expires next Jul 1, 2026 17 points" in said
            assert "12 points May 12, 2026 Jul 1, 2026" in said
            # Anna and Cleo are members; only Anna bought.
            figures = words_of((await reader.get("/")).text)
            assert "Members 2" in figures
            assert "Active 1 bought in the last 90 days, 50% of members" in figures
            assert "Gold 1 member · 50%" in figures
            assert "Green 1 member · 50%" in figures

    asyncio.run(story())


def test_a_sandbox_says_on_every_page_where_its_clock_stands(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("owner") as reader:
            anna = await shop.public_id("anna")
            for place in ("/", "/members", f"/members/{anna}", "/programme", "/requests", "/audit", "/account"):
                assert "The clock stands at Jun 1, 2026, 2:00 PM." in words_of((await reader.get(place)).text), place

    asyncio.run(story())
