"""Pictures of the console for docs/evidence: a farm shop after a year, with made-up members.

    python -m tests.web.pictures FOLDER

What happens in that year follows from fixed numbers, so a new run shows the same shop.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from tests.processing.shop import NOON, fact, order, publish_text
from tests.web.browsing import Look, chromium, served, visiting
from tests.web.farm_shop import DOCUMENT, PASSWORD
from treue.access.scopes import Role
from treue.access.staff import add
from treue.domain.events import Adjustment, Joined, Purchase, Spend
from treue.processing.clock import wall_now
from treue.processing.commands import Command, MemberReference, Person
from treue.processing.desk import Desk, Pool, open_desk
from treue.store import embedded
from treue.store.connect import open_pool
from treue.store.migrate import migrate

FIRST_NAMES = "Anna Ben Clara David Emma Felix Greta Hannes Ida Jonas Klara Leo Mia Noah Olga Paul Rosa Till".split()
LAST_NAMES = "Weiß Östlund Brandt Krüger Lindner Sommer Voss Yilmaz".split()
MEMBERS = 72
MONTHS = 13
PACE = timedelta(hours=130)
"""Somebody joins, until a few days ago."""
LOOKS = (Look("en", "light", 1280, 860), Look("de", "dark", 1280, 860), Look("de", "light", 390, 800))
PLACES = {"overview": "/", "members": "/members?q=an", "programme": "/programme", "audit": "/audit"}


def main() -> int:
    """Take the pictures."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    # The account of the database has to be able to enter it.
    home = Path(tempfile.mkdtemp(prefix="treue-pictures-", dir="/tmp"))
    home.chmod(0o755)
    try:
        conninfo = embedded.start(home / "home").conninfo
        migrate(conninfo)
        asyncio.run(_year(conninfo))
        with served(conninfo) as address:
            for path in taken(address, folder):
                sys.stdout.write(f"{path}\n")
    finally:
        embedded.stop(home / "home")
        shutil.rmtree(home, ignore_errors=True)
    return 0


def taken(address: str, folder: Path) -> Iterator[Path]:
    """Every page in every look."""
    with chromium() as browser:
        for look in LOOKS:
            with visiting(browser, address, look) as visitor:

                def picture(name: str, shown: Look = look) -> Path:
                    path = folder / f"{name}-{shown}.png"
                    # Nothing blinks in a picture.
                    visitor.page.screenshot(path=path, caret="hide", animations="disabled")
                    return path

                visitor.open("/sign-in")
                yield picture("sign-in")
                visitor.sign_in("owner")
                for name, place in PLACES.items():
                    visitor.open(place)
                    yield picture(name)
                visitor.open("/members?q=anna+weiß")
                visitor.page.click(".found-line")
                visitor.page.click(".deed >> nth=0")
                visitor.page.wait_for_selector(".told")
                yield picture("member")


async def _year(conninfo: str) -> None:
    pool = await open_pool(conninfo)
    try:
        start = NOON - timedelta(days=30 * MONTHS)
        await publish_text(
            pool,
            DOCUMENT.replace("{points: 20}", "{points: 400}").replace("cost: {points: 10}", "cost: {points: 120}"),
            start,
        )
        desk = await open_desk(pool, "shop")
        for number in range(MEMBERS):
            await _turn(pool, start + number * PACE)
            await desk.run([_joining(number)])
            if number % 4 == 3:
                await _shopping(desk, pool, start + number * PACE, number)
        await _turn(pool, NOON)
        await desk.run([_wish("100", Adjustment("points", 40, "jar arrived broken"), "broken")])
        await desk.run([_wish("101", Adjustment("points", 900, "moved from the paper cards"), "paper cards")])
        await desk.run([fact("100", Purchase(NOON, order(6240)), "today")])
        await add(desk, "owner", (Role.OWNER,), PASSWORD, actor="operator", now=wall_now())
    finally:
        await pool.close()


async def _shopping(desk: Desk, pool: Pool, now: datetime, joined: int) -> None:
    """Everybody who joined by now buys something, each as often and as much as his number says."""
    await _turn(pool, now)
    buyers = [number for number in range(joined + 1) if (number * 7 + joined) % 5]
    await desk.run(
        [
            fact(_id(number), Purchase(now, order(900 + (number * 613 + joined * 347) % 7400)), f"{joined} {number}")
            for number in buyers
        ]
    )
    await desk.run([_wish(_id(number), Spend("coffee"), f"coffee {joined}") for number in buyers[:: 2 + joined % 2]])


async def _turn(pool: Pool, now: datetime) -> None:
    async with pool.connection() as connection:
        await connection.execute("UPDATE programme SET sandbox_clock = greatest(sandbox_clock, %s)", (now,))


def _joining(number: int) -> Command:
    first, last = FIRST_NAMES[number % len(FIRST_NAMES)], LAST_NAMES[number % len(LAST_NAMES)]
    person = Person(f"{first} {last}", f"{first.lower()}.{number}@example.org")
    member = MemberReference("external", _id(number))
    return Command(member, Joined(), "till", f"join {number}", person=person, cards=(f"47{number:05}",))


def _wish(name: str, event: Adjustment | Spend, key: str) -> Command:
    return Command(MemberReference("external", name), event, "support", f"{key} {name}")


def _id(number: int) -> str:
    return str(100 + number)


if __name__ == "__main__":
    sys.exit(main())
