"""Signing in to the console: who gets in, for how long, and what he may do then."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from tests.web.farm_shop import PASSWORD, console
from treue.access.guessing import FORGOTTEN_AFTER, OF_BOTH, OF_NAME
from treue.access.scopes import Role
from treue.access.sessions import AGE_MAX, IDLE_MAX, NotSignedIn, session_of, sign_in
from treue.access.staff import CannotSetStaff, add, change_roles, remove
from treue.processing.clock import wall_now

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
HERE = "192.0.2.1"


def test_the_right_password_leads_back_to_where_one_wanted_to_go(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader() as reader:
            turned_away = await reader.get("/audit?all=yes")
            assert turned_away.headers["location"] == "/sign-in?next=%2Faudit%3Fall%3Dyes"

            answer = await reader.send(
                "/sign-in", "/sign-in", name="owner", password=PASSWORD, programme="shop", next="/audit"
            )

            assert (answer.status_code, answer.headers["location"]) == (303, "/audit")
            cookie = answer.headers["set-cookie"]
            assert "treue_session=" in cookie
            assert "HttpOnly" in cookie
            assert "SameSite=lax" in cookie
            assert (await reader.get("/audit")).status_code == 200
            assert ("owner", "sign_in") in await shop.audit()

    asyncio.run(story())


def test_a_wrong_name_reads_like_a_wrong_password(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader() as reader:
            for name, password in (
                ("owner", "as the crow swims"),
                ("nobody", PASSWORD),
                ("", ""),
                ("owner", "x" * 999),
            ):
                answer = await reader.sign_in(name, password)

                assert answer.status_code == 422
                assert "Name or password is wrong." in answer.text
                assert "treue_session" not in answer.headers.get("set-cookie", "")
            assert ("?", "sign_in_failed") in await shop.audit()

    asyncio.run(story())


def test_guessing_gets_slower_and_the_right_password_has_to_wait_too(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop:
            now = wall_now()
            free = OF_BOTH.free
            for _ in range(free):
                assert await sign_in(shop.desk, "owner", "wrong", address=HERE, now=now) == NotSignedIn("wrong")

            early = await sign_in(shop.desk, "owner", PASSWORD, address=HERE, now=now)
            elsewhere = await sign_in(shop.desk, "owner", PASSWORD, address="192.0.2.2", now=now)
            later = await sign_in(shop.desk, "owner", PASSWORD, address=HERE, now=now + timedelta(seconds=1))

            assert early == NotSignedIn("too_often", now + timedelta(seconds=1))
            assert isinstance(elsewhere, str)
            assert isinstance(later, str)

    asyncio.run(story())


def test_a_hundred_guesses_at_once_are_counted_like_a_hundred_in_a_row(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop:
            now = wall_now()
            guesses = [sign_in(shop.desk, "owner", f"guess {one}", address=HERE, now=now) for one in range(20)]

            answers = await asyncio.gather(*guesses)

            looked_at = [one for one in answers if one == NotSignedIn("wrong")]
            assert len(looked_at) == OF_BOTH.free

    asyncio.run(story())


@pytest.mark.parametrize(("failures", "seconds"), [(0, 0), (4, 0), (5, 1), (6, 2), (10, 32), (15, 900), (10_000, 900)])
def test_each_failure_doubles_the_wait_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert OF_BOTH.wait_after(failures) == timedelta(seconds=seconds)
    assert OF_NAME.wait_after(failures) <= timedelta(minutes=1) < FORGOTTEN_AFTER


def test_a_session_lapses_unused_and_in_the_end_also_used(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop:
            start = wall_now()
            cookie = await sign_in(shop.desk, "owner", PASSWORD, address=HERE, now=start)
            assert isinstance(cookie, str)

            async def lives(after: timedelta) -> bool:
                return await session_of(shop.pool, cookie, start + after) is not None

            assert await lives(IDLE_MAX - timedelta(seconds=1))
            assert not await lives(2 * IDLE_MAX)
            used = timedelta(0)
            while used + IDLE_MAX / 2 < AGE_MAX:
                used += IDLE_MAX / 2
                alive = await lives(used)
                if not alive:
                    break
            assert used >= AGE_MAX - IDLE_MAX / 2
            assert not await lives(AGE_MAX)

    asyncio.run(story())


def test_what_is_no_session_is_none(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop:
            for cookie in ("", "1", "1.", ".x", "x.y", "99999999999.y", "-1.y", "1.\x00", "²3.y"):
                assert await session_of(shop.pool, cookie, wall_now()) is None

    asyncio.run(story())


def test_signing_out_ends_the_session_also_for_who_kept_the_cookie(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("owner") as reader:
            kept = reader.client.cookies["treue_session"]

            answer = await reader.send("/account", "/sign-out")

            assert answer.headers["location"] == "/sign-in"
            assert await session_of(shop.pool, kept, wall_now()) is None
            assert (await reader.get("/")).status_code == 303

    asyncio.run(story())


def test_another_password_ends_every_session(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("owner") as here, shop.reader("owner") as there:
            wrong = await here.send("/account", "/account", password="not this", new_password="a longer password")
            short = await here.send("/account", "/account", password=PASSWORD, new_password="short")
            done = await here.send("/account", "/account", password=PASSWORD, new_password="a longer password")

            assert (wrong.status_code, short.status_code, done.status_code) == (422, 422, 303)
            assert (await there.get("/")).status_code == 303
            assert (await here.sign_in("owner")).status_code == 422
            assert (await here.sign_in("owner", "a longer password")).status_code == 303
            assert ("owner", "staff_password") in await shop.audit()

    asyncio.run(story())


def test_roles_hold_from_the_next_click_on_and_removal_at_once(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("auditor") as reader:
            assert (await reader.get("/audit")).status_code == 200

            await change_roles(shop.desk, "auditor", (Role.CASHIER,), actor="test")
            assert (await reader.get("/audit")).status_code == 403
            await remove(shop.desk, "auditor", actor="test")
            assert (await reader.get("/members")).status_code == 303

    asyncio.run(story())


PLACES = {
    "/audit": {"owner", "finance", "auditor"},
    "/members": {"owner", "marketer", "cashier", "support", "finance", "auditor"},
    "/programme": {"owner", "marketer", "cashier", "support", "finance", "auditor"},
    "/requests": {"owner", "support", "finance"},
}


def test_each_role_sees_its_pages_and_no_other(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop:
            ben = await shop.public_id("ben")
            for role in Role:
                async with shop.reader(role.value) as reader:
                    for place, roles in PLACES.items():
                        expected = 200 if role.value in roles else 403
                        assert (await reader.get(place)).status_code == expected, (role, place)
                    first = await reader.get("/")
                    assert first.status_code == (303 if role is Role.CASHIER else 200)
                    page = (await reader.get(f"/members/{ben}")).text
                    assert ("/adjust" in page) == (role in (Role.OWNER, Role.SUPPORT, Role.FINANCE))
                    assert ("/redeem" in page) == (role in (Role.OWNER, Role.SUPPORT, Role.CASHIER))

    asyncio.run(story())


def test_who_may_not_adjust_cannot_send_the_form_either(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("auditor") as reader:
            ben = await shop.public_id("ben")
            fields = {"unit": "points", "amount": "5", "reason": "mine"}

            answer = await reader.send("/account", f"/members/{ben}/adjust", **fields)

            assert answer.status_code == 403
            assert ("auditor", "adjustment") not in await shop.audit()

    asyncio.run(story())


ELSEWHERE = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "http://elsewhere.example"},
    {"Origin": "null"},
)


def test_a_form_of_another_site_does_nothing(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("owner") as reader:
            ben = await shop.public_id("ben")
            page = (await reader.get(f"/members/{ben}")).text
            token = page.partition('name="form_token" value="')[2].partition('"')[0]
            fields = {"unit": "points", "amount": "5", "reason": "mine", "direction": "give"}
            for headers in ELSEWHERE:
                sent = {**fields, "form_token": token}
                answer = await reader.client.post(f"/members/{ben}/adjust", data=sent, headers=headers)
                assert answer.status_code == 403
            assert (await reader.client.post(f"/members/{ben}/adjust", data=fields)).status_code == 403
            assert ("owner", "adjustment") not in await shop.audit()

    asyncio.run(story())


def test_a_sign_in_never_leads_to_another_site(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop:
            for place in ("//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "x"):
                async with shop.reader() as reader:
                    answer = await reader.send(
                        "/sign-in", "/sign-in", name="owner", password=PASSWORD, programme="shop", next=place
                    )
                    assert answer.headers["location"] == "/"

    asyncio.run(story())


def test_a_name_or_password_that_may_not_be_is_refused(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop:
            for name, password in (
                ("", PASSWORD),
                (" owner", PASSWORD),
                ("owner", PASSWORD),
                ("kim", "short"),
                ("kimkimkimkim", "KimKimKimKim"),
            ):
                with pytest.raises(CannotSetStaff):
                    await add(shop.desk, name, (Role.OWNER,), password, actor="test", now=wall_now())

    asyncio.run(story())
