"""Run the demo: publish, import the year, let members return things and buy rewards, prove, sum up.

The clock stops on the evening of the last purchase, so that the pages show a shop in the middle of its business.

Every step knows what was done before, so a run that was stopped goes on and a finished one changes nothing.
"""

from __future__ import annotations

import importlib.resources
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from treue.domain.events import Spend
from treue.domain.instants import start_of_day
from treue.processing.clock import stopwatch
from treue.processing.commands import Command, MemberReference
from treue.processing.desk import Desk, Pool, UnknownProgramme, open_desk
from treue.processing.proof import Broken, verify
from treue.programme import read_programme
from treue.store.demo import count_levels, count_returns, most_reasons
from treue.store.imports import ImportRun, find_run, is_importing
from treue.store.totals import Totals, members_holding, read_totals
from treue.usecases.books.report import report_books
from treue.usecases.demo.returns import DemoReturns
from treue.usecases.members.show import Wallet, find, show
from treue.usecases.programmes.publish import publish
from treue.usecases.programmes.turn_clock import turn_clock
from treue.usecases.purchases.import_purchases import import_purchases
from treue.usecases.purchases.past import PurchaseSource
from treue.usecases.units.adjust import adjust

PROGRAMME = "demo"
STARTS_ON = date(2017, 1, 1)
ENDS_ON, ENDS_AT = date(2017, 12, 31), time(23, 30)
"""On the clocks of the programme: half an hour after the last purchase."""
UNIT = "points"
LADDER = "club"
SOURCE = "completejourney"
"""What makes the ids of the baskets unique."""
TELLING = 3
"""How many decisions are explained in the end."""
REWARD = "breakfast"
COST = 500
STATEMENT_OF = "1"
"""The household whose statement is shown."""
ASKED_FOR = "2"
"""The household for which more is asked than one person may give."""
ASKED = 900
ASKED_BY = "robin"
ASKED_BECAUSE = "Brought nine full stamp booklets of the former programme"

Step = Callable[[str, int, int], None]
"""Called with the name of a step, what is done of it and what there is in all (0: unknown)."""


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What the demo shows in the end. `seconds` by step are None for what an earlier run did."""

    totals: Totals
    run: ImportRun
    now: datetime
    broken: tuple[Broken, ...]
    statement: Wallet
    returns: int
    levels: Mapping[str, int]
    """Level -> how many members stand there now."""
    outstanding: tuple[tuple[date, int], ...]
    """First day of each month -> scaled units outstanding at its end."""
    telling: tuple[tuple[int, int], ...]
    """(member, number of the event) of the decisions in which most rules had a say."""
    seconds: Mapping[str, float] | None


async def run_demo(
    pool: Pool,
    fingerprint: str,
    open_source: Callable[[], AbstractContextManager[PurchaseSource]],
    *,
    actor: str,
    rejects_path: Path,
    step: Step = lambda _name, _done, _all: None,
) -> DemoReport:
    """Do what is left to be done and report. Raises what publishing and importing raise."""
    with importlib.resources.as_file(importlib.resources.files(__package__).joinpath("programme.yaml")) as path:
        zone = await _publish(pool, path, actor)
    desk = await open_desk(pool, PROGRAMME)
    ends_at = end_of_demo(zone)
    async with pool.connection() as connection:
        earlier = await find_run(connection, desk.programme_id, fingerprint)
    seconds: dict[str, float] = {}
    returns = DemoReturns(actor)

    @contextmanager
    def watched() -> Iterator[PurchaseSource]:
        with open_source() as source:
            yield returns.watching(source)

    async def after_chunk(position: int) -> None:
        if commands := returns.due(SOURCE):
            await desk.run(commands)
        await _buy_rewards(desk, position, actor)

    if earlier is None or earlier.finished_at is None or await desk.now() < ends_at:
        started = stopwatch()
        earlier = await import_purchases(
            desk,
            fingerprint,
            watched,
            actor=actor,
            rejects_path=rejects_path,
            progress=lambda done, of: step("import", done, of),
            after_chunk=after_chunk,
        )
        seconds["import"] = stopwatch() - started
        await _ask_for_a_second_person(desk)
        started = stopwatch()
        if await desk.now() < ends_at:
            await turn_clock(desk, ends_at, actor=actor, progress=lambda done: step("time", done, 0))
        seconds["time"] = stopwatch() - started
    started = stopwatch()
    step("verify", 0, 0)
    broken = await verify(desk)
    seconds["verify"] = stopwatch() - started
    now = await desk.now()
    async with pool.connection() as connection:
        totals = await read_totals(connection, desk.programme_id)
        levels = await count_levels(connection, desk.programme_id, LADDER, now)
        returned = await count_returns(connection, desk.programme_id)
        telling = await most_reasons(connection, desk.programme_id, TELLING)
    books = await report_books(desk, as_of=now, by="month")
    periods = next((unit.periods for unit in books.units if unit.unit == UNIT), ())
    return DemoReport(
        totals,
        earlier,
        now,
        tuple(broken),
        await show(desk, await find(desk, STATEMENT_OF), history_max=8),
        returned,
        levels,
        tuple((period.start, period.held) for period in periods if period.start is not None),
        tuple(telling),
        seconds if "import" in seconds else None,
    )


async def is_done(pool: Pool) -> bool:
    """Whether an earlier run did everything: the clock is turned when all else is done."""
    try:
        desk = await open_desk(pool, PROGRAMME)
    except UnknownProgramme:
        return False
    async with pool.connection() as connection:
        if await is_importing(connection, desk.programme_id):
            return False
    return await desk.now() >= end_of_demo((await desk.versions()).first.programme.zone)


def end_of_demo(zone: ZoneInfo) -> datetime:
    """Where its clock stops."""
    return datetime.combine(ENDS_ON, ENDS_AT, zone)


async def _publish(pool: Pool, path: Path, actor: str) -> ZoneInfo:
    programme, _ = read_programme(path)
    assert programme is not None
    await publish(pool, path, actor=actor, starts_at=start_of_day(STARTS_ON, programme.zone), sandbox=True)
    return programme.zone


async def _buy_rewards(desk: Desk, position: int, actor: str) -> None:
    """Every member buys the reward as often as he can; the keys make it happen once for each position."""
    async with desk.pool.connection() as connection:
        holding = await members_holding(connection, desk.programme_id, UNIT, COST)
    wishes = [
        Command(MemberReference("id", str(member_id)), Spend(REWARD), actor, f"demo {position} {member_id} {number}")
        for member_id, booked in holding
        for number in range(booked // COST)
    ]
    if wishes:
        await desk.run(wishes)


async def _ask_for_a_second_person(desk: Desk) -> None:
    """Leave something to decide for who opens the console: nothing is booked before somebody agrees."""
    member_id = await find(desk, ASKED_FOR)
    await adjust(desk, member_id, UNIT, ASKED, ASKED_BECAUSE, actor=ASKED_BY, request_key="demo request")
