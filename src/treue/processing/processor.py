"""The processor: a list of commands in, a list of outcomes out, in one transaction (ARCHITECTURE.md).

Order within the transaction, always the same, so that two processors never wait for each other in a circle:

1. resolve references, and hold the programme's versions and stops as they are
2. lock members, ordered by id; lock the scarce rows the batch can touch, ordered by id
3. read keys and state, in statements of their own, so that they see what the locks waited for
4. settle what is due, decide, in memory
5. write everything, keys last; commit

A key that another transaction took meanwhile makes step 5 fail as a whole; the batch is then run again and finds the
stored answer. A deadlock or a serialisation fault is retried, then the batch is halved. Any other fault halves the
batch too, until the one command that causes it stands alone and is parked with its fault.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import structlog
from psycopg import AsyncConnection, InterfaceError, OperationalError, errors
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from treue.domain.codes import RANDOM_BITS
from treue.domain.ids import IdMaker
from treue.domain.reasons import Reason
from treue.engine.deciding import kind_of
from treue.engine.state import Scarce
from treue.processing.assembling import works_of
from treue.processing.batch import Batch, WindowMissing
from treue.processing.clock import running_time, wall_now
from treue.processing.commands import SYSTEM, Command, Outcome, Settle
from treue.processing.figures import encoded
from treue.processing.fingerprint import Prepared, plain, prepare
from treue.processing.gathering import (
    Item,
    identities_of,
    merged_among,
    more_wanted_by,
    redemptions_named,
    wanted_by,
)
from treue.processing.households import with_mates
from treue.processing.rewards import windows_of_redemptions
from treue.processing.standings import order_keys_of, returning_members, standings_from
from treue.processing.versions import KnownVersions, Versions
from treue.store.arrays import binaries
from treue.store.partitions import known_months, make_months, month_of
from treue.store.queues import read_queues
from treue.store.reading import BudgetWindow, Identity, Snapshot, lock_and_read, read_more, resolve
from treue.store.redemptions import FoundRow, find_redemptions, find_unused_by_itself, read_redemptions
from treue.store.returns import OrderAt, lock_alone, read_orders, resolve_orders, write_waiting
from treue.store.statements import statements
from treue.store.writing import Rows, write

Beside = Callable[[AsyncConnection[Any], Sequence[Item], Sequence[Outcome]], Awaitable[None]]
"""Writes something in the transaction of a batch."""

RETRIES_MAX = 5
# Raised by PostgreSQL where trying again can succeed: another transaction was in the way.
_TRANSIENT = (errors.SerializationFailure, errors.DeadlockDetected, errors.UniqueViolation, errors.LockNotAvailable)
# A server that was made read-only, or was replaced by one that is, as is done where it has no room or fails over.
_LOST = (OperationalError, InterfaceError, errors.ReadOnlySqlTransaction)

log = structlog.get_logger(__name__)


class Unavailable(Exception):
    """The database cannot be reached; what was asked is not known to have happened and may be asked again."""


class NoRoom(Unavailable):
    """The database has no room for it; nothing of it happened, and it may be asked again once there is some."""


class _ProgrammeChanged(Exception):
    """A version was published, or something stopped or resumed, since the processor read them."""


class _OrderUnknown(Exception):
    """A return names an order that is not known: it may wait for it, but only while no other batch brings it."""


class _Merged(Exception):
    """Members whom the batch names were merged into others; what was gathered is about the wrong ones."""


class _HouseholdChanged(Exception):
    """Somebody entered or left the household of a member whom the batch locked, before it was locked."""


class _MembersMissing(Exception):
    """Redemptions may become void whose members, or those who lent for them, were not locked."""

    def __init__(self, members: set[int]) -> None:
        super().__init__(members)
        self.members = members


class _MonthsMissing(Exception):
    """The batch writes days whose partitions do not exist yet."""

    def __init__(self, months: set[date]) -> None:
        super().__init__(months)
        self.months = months


class _BesideFailed(Exception):
    """What was to be written beside a batch could not be; no command is to blame."""


class Processor:
    """Runs batches for one programme. One object per process; batches of one object run one at a time or side by
    side."""

    def __init__(self, pool: AsyncConnectionPool[AsyncConnection[Any]], programme_id: int, worker: int) -> None:
        self._pool = pool
        self._programme_id = programme_id
        self._ids = IdMaker(worker)
        self.known = KnownVersions()
        self._months: set[date] | None = None
        self._survivors: dict[Identity, int] = {}
        """References that lead to another member than they say; a merge is never undone."""

    async def run(
        self,
        items: Sequence[Item],
        *,
        follow_clock: bool = False,
        deciding_s_max: float | None = None,
        beside: Beside | None = None,
    ) -> list[Outcome]:
        """Outcomes of the items, in their order.

        `follow_clock` lets a sandbox's clock move on with the facts. `beside` writes what belongs to the same
        transaction; it is called once in each, with the items decided in it and their outcomes, and again when one is
        retried. With `deciding_s_max` seconds of deciding used up the batch is cut: the list then has the outcomes of
        the first items only, at least one, and the rest is untouched. Raises Unavailable when the database stays away
        or may only be read, and NoRoom when it is full.
        """
        if not items:
            return []
        try:
            return await self._run(items, follow_clock, deciding_s_max, beside)
        except errors.DiskFull as fault:
            raise NoRoom("the database has no room left; make some, then ask again with the same keys") from fault
        except _LOST as fault:
            raise Unavailable("the database cannot be reached; ask again with the same keys") from fault
        except _BesideFailed as failed:
            raise failed.__cause__ or failed from None

    async def _run(
        self, items: Sequence[Item], follow_clock: bool, deciding_s_max: float | None, beside: Beside | None
    ) -> list[Outcome]:
        alone = False
        windows: frozenset[BudgetWindow] = frozenset()
        members: frozenset[int] = frozenset()
        for attempt in range(RETRIES_MAX):
            try:
                return await self._attempt(items, follow_clock, deciding_s_max, beside, windows, members, alone)
            except _OrderUnknown:
                alone = True
            except _ProgrammeChanged:
                self.known.last = None
            except (_Merged, _HouseholdChanged):
                continue
            except WindowMissing as missing:
                # Trying again locks and reads them before anything is decided.
                windows |= missing.windows
            except _MembersMissing as missing:
                members |= missing.members
            except _MonthsMissing as missing:
                await self._make_months(missing.months)
            except _TRANSIENT as fault:
                if len(items) > 1 and attempt >= 1:
                    return await self._halves(items, follow_clock, beside)
                if attempt == RETRIES_MAX - 1:
                    if isinstance(fault, errors.LockNotAvailable):
                        return [Outcome("refused", reason=Reason.IN_PROGRESS)]
                    if isinstance(fault, errors.UniqueViolation):
                        return [await self._park(items[0], fault, beside)]
            except (PoolTimeout, errors.DiskFull, errors.ReadOnlySqlTransaction, _BesideFailed):
                raise
            except _LOST:
                # A broken connection says nothing about the database; the keys tell whether the batch was committed.
                if attempt == RETRIES_MAX - 1:
                    raise
            except Exception as fault:  # noqa: BLE001 - one command must not stop the others, whatever is wrong with it
                if len(items) > 1:
                    return await self._halves(items, follow_clock, beside)
                return [await self._park(items[0], fault, beside)]
        raise Unavailable("other work was in the way five times in a row; ask again with the same keys")

    async def _halves(self, items: Sequence[Item], follow_clock: bool, beside: Beside | None) -> list[Outcome]:
        middle = len(items) // 2
        first = await self._run(items[:middle], follow_clock, None, beside)
        return first + await self._run(items[middle:], follow_clock, None, beside)

    async def _attempt(
        self,
        items: Sequence[Item],
        follow_clock: bool,
        deciding_s_max: float | None,
        beside: Beside | None,
        windows: frozenset[BudgetWindow],
        members: frozenset[int],
        alone: bool,
    ) -> list[Outcome]:
        order_keys = order_keys_of(items)
        prepared = [prepare(item) if isinstance(item, Command) else item for item in items]
        async with self._pool.connection() as connection:
            versions = await self._current_versions(connection)
            # The first statement begins the transaction, in its own round trip; leaving the connection commits.
            if alone:
                await lock_alone(connection, self._programme_id)
            resolved, clock = await resolve(connection, self._programme_id, identities_of(items))
            identities = {**self._survivors, **resolved}
            orders = await resolve_orders(connection, self._programme_id, order_keys) if order_keys else {}
            if not alone and len(orders) < len(order_keys):
                raise _OrderUnknown
            if any(order.version > versions.latest for order in orders.values()):
                raise _ProgrammeChanged
            named = redemptions_named(items, identities)
            found = await find_redemptions(connection, self._programme_id, named) if named else []
            wanted = wanted_by(prepared, identities, versions, follow_clock, clock or wall_now(), orders, found)
            wanted = replace(wanted, budgets={*wanted.budgets, *windows}, members={*wanted.members, *members})
            if versions.has_households:
                wanted = replace(wanted, members=await with_mates(connection, self._programme_id, wanted.members))
            snapshot = await lock_and_read(connection, self._programme_id, wanted)
            if (snapshot.version, snapshot.last_switch) != (versions.latest, versions.stops.count):
                raise _ProgrammeChanged
            if merged := merged_among(items, identities, snapshot):
                self._survivors |= {name: into for name, into in merged.items() if name[0] == "id"}
                raise _Merged
            if versions.has_households:
                together = await with_mates(connection, self._programme_id, wanted.members)
                if together != wanted.members:
                    raise _HouseholdChanged
            if not _still_known(found, snapshot):
                raise _Merged
            if any(snapshot.members[order.holder].merged_into is not None for order in orders.values()):
                raise _Merged
            batch = await self._batch(connection, items, versions, identities, snapshot, follow_clock, orders)
            outcomes = _decide_all(batch, prepared, deciding_s_max)
            rows = batch.finish()
            self._require_months(rows)
            try:
                await self._write(connection, batch, rows, follow_clock)
            except errors.CheckViolation as fault:
                if fault.diag.constraint_name is not None:
                    raise
                # A row without a partition: its month was retired since this processor saw it.
                raise _MonthsMissing({month_of(row[2]) for row in rows["insert_readsets"]}) from fault
            await _write_beside(beside, connection, items[: len(outcomes)], outcomes)
            return outcomes

    async def _current_versions(self, connection: AsyncConnection[Any]) -> Versions:
        versions = self.known.last
        if versions is None or self._months is None:
            versions = await self.known.current(connection, self._programme_id)
            self._months = await known_months(connection)
            # What follows is a transaction of its own.
            await connection.commit()
        return versions

    async def _batch(
        self,
        connection: AsyncConnection[Any],
        items: Sequence[Item],
        versions: Versions,
        identities: dict[Identity, int],
        snapshot: Snapshot,
        follow_clock: bool,
        orders: Mapping[bytes, OrderAt],
    ) -> Batch:
        wall = wall_now()
        now = snapshot.sandbox_clock or wall
        needed = more_wanted_by(items, identities, versions, snapshot, now, follow_clock, orders)
        more = await read_more(connection, self._programme_id, needed)
        order_ids = {(order.member_id, order.seq) for order in orders.values()}
        standings = standings_from(versions, await read_orders(connection, self._programme_id, order_ids))
        awaited = versions.awaited & {source for source, _, _ in snapshot.budgets}
        queues = await read_queues(connection, self._programme_id, awaited) if awaited else {}
        scarce = Scarce(dict(snapshot.budgets), dict(snapshot.stock), queues)
        named = redemptions_named(items, identities)
        returns = bool(orders or snapshot.waiting or order_keys_of(items))
        if returns and (versions.automatic or versions.granted):
            members = returning_members(items, orders, snapshot.waiting, snapshot.members)
            named |= await find_unused_by_itself(connection, self._programme_id, members)
        redemptions = await read_redemptions(connection, self._programme_id, named) if named else []
        concerned = {row.member_id for row in redemptions} | {one for row in redemptions for _, one in row.lenders}
        if unlocked := concerned - snapshot.members.keys():
            raise _MembersMissing(unlocked)
        windows = windows_of_redemptions(versions, redemptions)
        if missing := [window for window in windows if window[:3] not in snapshot.budgets]:
            raise WindowMissing(missing)
        works = works_of(versions, snapshot, scarce, more, needed, redemptions)
        random_bits = iter(partial(secrets.randbits, RANDOM_BITS), None)
        return Batch(
            *(versions, snapshot, scarce, works, identities, now, wall, self._ids, random_bits, follow_clock),
            # Nothing has to be remembered of orders where nothing comes back.
            standings if returns else None,
        )

    def _require_months(self, rows: Rows) -> None:
        missing = {month_of(row[2]) for row in rows["insert_readsets"]} - (self._months or set())
        if missing:
            raise _MonthsMissing(missing)

    async def _make_months(self, months: set[date]) -> None:
        async with self._pool.connection() as connection:
            await make_months(connection, months)
        self._months = (self._months or set()) | months

    async def _write(self, connection: AsyncConnection[Any], batch: Batch, rows: Rows, follow_clock: bool) -> None:
        sql = statements("batch")
        if batch.claims.lapsed:
            parameters = {"programme": self._programme_id, "keys": binaries(batch.claims.lapsed)}
            await connection.execute(sql["drop_lapsed_claims"], parameters)
        await write(connection, self._programme_id, rows)
        if batch.returning is not None:
            waiting, decided = batch.returning.to_write()
            await write_waiting(connection, self._programme_id, waiting, decided)
        if follow_clock:
            await connection.execute(sql["advance_clock"], {"programme": self._programme_id, "now": batch.now})

    async def _park(self, item: Item, fault: Exception, beside: Beside | None) -> Outcome:
        """Set a command aside that cannot be decided; it changed nothing and waits for a person."""
        parked_id = self._ids.make(wall_now())
        actor = item.actor if isinstance(item, Command) else SYSTEM
        log.error("command parked", parked_id=parked_id, fault=repr(fault), exc_info=fault)
        parameters = {
            "programme": self._programme_id,
            "parked": parked_id,
            "actor": actor,
            "fault": f"{type(fault).__name__}: {fault}".replace("\0", "\\0").encode(errors="backslashreplace").decode(),
            "command": _kept(item),
        }
        outcome = Outcome("parked", reason=Reason.PARKED, parked_id=parked_id)
        async with self._pool.connection() as connection:
            await connection.execute(statements("batch")["insert_parked"], parameters)
            await _write_beside(beside, connection, [item], [outcome])
        return outcome


async def _write_beside(
    beside: Beside | None, connection: AsyncConnection[Any], items: Sequence[Item], outcomes: Sequence[Outcome]
) -> None:
    if beside is None:
        return
    try:
        await beside(connection, items, outcomes)
    except (*_TRANSIENT, *_LOST):
        raise
    except Exception as fault:
        raise _BesideFailed from fault


def _still_known(found: Sequence[FoundRow], snapshot: Snapshot) -> bool:
    """Whether the members whom redemptions concern are those they were before the locks."""
    members = snapshot.members
    return all(
        members[row.member_id].merged_into == row.survivor
        and all(members[lender].merged_into is None for lender in row.lenders)
        for row in found
    )


def _decide_all(batch: Batch, items: Sequence[Prepared | Settle], deciding_s_max: float | None) -> list[Outcome]:
    started = running_time()
    outcomes: list[Outcome] = []
    for item in items:
        outcomes.append(batch.decide(item))
        if deciding_s_max is not None and running_time() - started > deciding_s_max:
            break
    return outcomes


def _kept(item: Item) -> str:
    """The item as JSON for a person to look at; in an escaped form where it holds what no database takes."""
    kind = {"event": kind_of(item.event)} if isinstance(item, Command) else {}
    try:
        text = encoded({**kind, **plain(item)})
    except (TypeError, ValueError, OverflowError):
        text = ""
    if text and "\\u0000" not in text:
        return text
    # Where it can be told, whose it is stays readable: an erasure looks for it.
    member = {"member": plain(item.member)} if isinstance(item, Command) and item.member.value.isprintable() else {}
    return encoded({**kind, **member, "escaped": ascii(item)})
