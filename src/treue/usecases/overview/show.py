"""What is shown at a glance beside the figures: budgets, the latest decisions, and what needs a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from treue.access.guessing import GUESSED
from treue.domain.ids import first_id_at
from treue.domain.instants import local_day
from treue.domain.windows import label
from treue.engine.time import TIME_KINDS
from treue.processing.clock import wall_now
from treue.processing.desk import Desk
from treue.programme.records import Limit, Programme
from treue.store.approvals import WaitingRow, list_waiting
from treue.store.overview import (
    DecisionRow,
    GuessedRow,
    ParkedRow,
    list_guesses,
    list_parked,
    read_budgets,
    read_latest,
)
from treue.store.webhooks import Troubled, list_troubled
from treue.usecases.returns.list_waiting import WaitingReturn
from treue.usecases.returns.list_waiting import list_waiting as list_waiting_returns
from treue.words.audit import ACTIONS

LATEST = 8
GUESSES_SHOWN = timedelta(days=1)
OF_A_KIND = 3
"""Of the latest decisions so many of one kind are shown: a busy till would hide all else."""
_LOOKED_AT = 300
PARKED_MAX = 100


@dataclass(frozen=True, slots=True)
class BudgetUse:
    """What a rule may give in its window of today, and what it has given; without a unit, pieces of a reward."""

    rule: str
    unit: str
    limit: Limit
    used: int


@dataclass(frozen=True, slots=True)
class Glance:
    """A programme at `now`."""

    now: datetime
    programme: Programme
    budgets: tuple[BudgetUse, ...]
    latest: tuple[DecisionRow, ...]
    requests: tuple[WaitingRow, ...]
    parked: tuple[ParkedRow, ...]
    returns: tuple[WaitingReturn, ...]
    """Only those that a person should look at."""
    webhooks: tuple[Troubled, ...]
    """Those that are disabled, or gave messages up."""
    guesses: tuple[GuessedRow, ...]
    """Who asked for many codes or cards that do not exist, within a day."""

    @property
    def needs(self) -> int:
        """How many things wait for a person."""
        waiting = (self.requests, self.parked, self.returns, self.webhooks, self.guesses)
        return sum(len(each) for each in waiting)


async def glance(desk: Desk) -> Glance:
    """Read it; each part with few rows, whatever the programme has."""
    now, versions = await desk.now(), await desk.versions()
    programme = (versions.at(now) or versions.first).programme
    async with desk.pool.connection() as connection:
        used = await read_budgets(connection, desk.programme_id)
        latest = await read_latest(
            connection,
            desk.programme_id,
            LATEST,
            of_a_kind=OF_A_KIND,
            looked_at=_LOOKED_AT,
            no_events=ACTIONS,
            by_time=TIME_KINDS,
        )
        requests = await list_waiting(connection, desk.programme_id)
        parked = await list_parked(connection, desk.programme_id, PARKED_MAX)
        webhooks = await list_troubled(connection, desk.programme_id)
        guesses = await list_guesses(connection, desk.programme_id, first_id_at(wall_now() - GUESSES_SHOWN), GUESSED)
    today = local_day(now, programme.zone)
    budgets = tuple(
        BudgetUse(rule, unit, limit, used.get((rule, unit, label(limit.window, today)), 0))
        for rule, unit, limit in programme.scarce
    )
    returns = tuple(one for one in await list_waiting_returns(desk) if one.for_review)
    # What was written last was chosen; it is read in the order in which it happened, as its instants say.
    told = sorted(latest, key=lambda row: row.occurred_at, reverse=True)
    seen = tuple(told), tuple(requests), tuple(parked), returns
    return Glance(now, programme, budgets, *seen, tuple(webhooks), tuple(guesses))
