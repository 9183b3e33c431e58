"""Pages of the console in front of many members: how long the service takes for each."""

from __future__ import annotations

import time
from collections.abc import Sequence
from random import Random

from bench.figures import Better, Breakdown, Figure, Measured, Target
from bench.ground import Ground, ground
from bench.loading import Load, Loaded, loaded
from bench.populating import FIRST_NAMES, LAST_NAMES, populate
from bench.serving import served
from treue.access.scopes import Role
from treue.access.sessions import NotSignedIn, sign_in
from treue.access.staff import add
from treue.processing.clock import wall_now
from treue.store.embedded import Server
from treue.usecases.overview.count import count_now

MEMBERS = 20_000
ASKED = 300
"""How often a page is asked for, one after the other."""
SECONDS_MAX = 10
_PASSWORD = "the bench looks at its pages"
_P95_MS = Target(100, Better.LOWER)


async def measure(server: Server, members: int = MEMBERS) -> Measured:
    """p50, p95 and p99 of the overview, of a search while somebody types, and of a member's page.

    Measured where the answer arrives, so the way there and back is in it.
    """
    async with ground(server, "pages", members=0) as place:
        started = time.perf_counter()
        await populate(place, members)
        populated = time.perf_counter() - started
        counted = (await count_now(place.desk)).took_ms
        cookie = await _cookie(place)
        paths = {
            "overview": ["/"] * ASKED,
            "search": _searches(Random(1), members),
            "member": await _member_pages(place),
        }
        async with served(place.conninfo) as port:
            found = {name: await _asked(port, cookie, asked) for name, asked in paths.items()}
    return Measured(
        (
            Figure("pages.members", "generated members", members, ""),
            Figure("pages.generated_seconds", "generating them", populated, "s"),
            Figure("pages.counted_ms", "counting what the overview shows, beside the work", counted, "ms"),
            *[
                Figure(f"pages.{name}_p95_ms", f"{_MEANINGS[name]}: p95", one.share(0.95), "ms", _P95_MS)
                for name, one in found.items()
            ],
        ),
        (
            Breakdown(
                f"Pages of the console with {members:,} members, milliseconds",
                ("p50", "p95", "p99", "longest"),
                tuple(
                    (_MEANINGS[name], (one.share(0.5), one.share(0.95), one.share(0.99), one.milliseconds[-1]))
                    for name, one in found.items()
                ),
            ),
        ),
    )


_MEANINGS = {
    "overview": "the overview",
    "search": "members found while somebody types",
    "member": "the page of a member",
}


async def _asked(port: int, cookie: str, paths: Sequence[str]) -> Loaded:
    # What a process does only once, like reading a template, is not what a page takes.
    await loaded(Load(port, cookie, 1, SECONDS_MAX, "pages", 0, 0, paths=tuple(paths[:10])))
    return await loaded(Load(port, cookie, 1, SECONDS_MAX, "pages", 0, 0, paths=tuple(paths)))


async def _cookie(place: Ground) -> str:
    """The session of somebody who may see everything."""
    await add(place.desk, "owner", [Role.OWNER], _PASSWORD, actor="bench", now=wall_now())
    answer = await sign_in(place.desk, "owner", _PASSWORD, address="127.0.0.1", now=wall_now())
    if isinstance(answer, NotSignedIn):
        raise RuntimeError(f"the bench could not sign in: {answer.reason}")
    return answer


def _searches(chance: Random, members: int) -> list[str]:
    """What is typed: beginnings of names, of two of them, of addresses, of cards and of the shop's own numbers."""
    paths = []
    for place in range(ASKED):
        first, last = chance.choice(FIRST_NAMES).lower(), chance.choice(LAST_NAMES).lower()
        number = chance.randrange(1, members + 1)
        typed = (
            first[: chance.randrange(2, len(first) + 1)],
            last[: chance.randrange(3, len(last) + 1)],
            f"{first}+{last[:3]}",
            f"{first}.{last}",
            f"29{number * 7919 % 100_000_000_000:011}"[: chance.randrange(6, 14)],
            f"copy-{number:08}"[: chance.randrange(7, 14)],
        )[place % 6]
        paths.append(f"/members?q={typed.replace('ö', '%C3%B6')}")
    return paths


async def _member_pages(place: Ground) -> list[str]:
    async with place.pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT value FROM identity WHERE kind = 'public' ORDER BY md5(value) LIMIT %(count)s", {"count": ASKED}
        )
        return [f"/members/{value}" for (value,) in await cursor.fetchall()]
