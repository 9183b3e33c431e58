"""Reading what a batch decides from, after its locks are held (docs/decisions: every statement reads anew).

Rows are fetched when their pipeline has ended: within it, asking for them and ending it are a round trip each.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from psycopg import AsyncConnection

from treue.domain.belonging import Belonging
from treue.domain.books import Lot
from treue.domain.standing import Standing
from treue.store.arrays import binaries, booleans, days, integers, texts
from treue.store.returns import WaitingRow
from treue.store.statements import statements

Identity = tuple[str, str]
"""(kind, value)"""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """The member as the books know him."""

    last_seq: int
    decided_at: datetime
    erased_at: datetime | None
    joined_at: datetime
    purchases: int
    standing: Standing
    merged_into: int | None
    """The member who he turned out to be."""
    belonging: Belonging


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A key that was used before, and the event it led to; without an event the member was erased."""

    content_hash: bytes | None
    member_id: int | None
    member_seq: int | None
    lapses_at: datetime | None
    kind: str | None
    refused: str | None
    figures: Mapping[str, Any] | None
    survivor: int | None = None
    """The member into whom `member_id` was merged since."""
    code: str | None = None
    """The code that the event issued."""


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """A request that needs a second actor: `waiting`, `approved` or `declined`."""

    approval_id: int
    content_hash: bytes
    requested_by: str
    state: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything read for a batch, by key."""

    version: int
    last_switch: int
    sandbox_clock: datetime | None
    members: dict[int, MemberRow]
    balances: list[tuple[int, str, int, int]]
    dues: list[tuple[int, str, str, datetime]]
    budgets: dict[tuple[str, str, str], int]
    stock: dict[str, int]
    claims: dict[bytes, ClaimRow]
    subscriptions: list[tuple[int, list[str]]]
    closed_until: date | None
    """The last day of the books that is closed."""
    approvals: dict[bytes, ApprovalRow]
    waiting: list[WaitingRow] = field(default_factory=list)
    """Returns that wait for an order of this batch, or whose key it brings again."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a batch needs to lock and read."""

    members: Collection[int]
    keys: Collection[bytes]
    rewards: Collection[str]
    budgets: Collection[BudgetWindow]
    turn_clock: bool
    returns: bool = False
    """Whether it brings returns, which may wait already."""
    approvals: Collection[bytes] = ()
    """Keys of commands that may be waiting for a second actor."""


class BudgetWindow(NamedTuple):
    """A budget in one of its windows, and the first and last day of it."""

    rule: str
    unit: str
    label: str
    first: date
    last: date


class TallyWanted(NamedTuple):
    """What was counted of a member under a name from a day on; `fold` adds it up to one sum."""

    member_id: int
    name: str
    since: date
    fold: bool


@dataclass(frozen=True, slots=True)
class MoreWanted:
    """What else a batch needs of its members, once they are known."""

    lots: Collection[int]
    tallies: Collection[TallyWanted]
    limits: Mapping[int, date]
    """Member -> the first day from which what is limited counts."""
    levels: Collection[int]
    persons: Collection[int]
    attributes: Collection[int]
    lapses: Collection[int]
    wholly: Collection[int] = ()
    """Members of whom everything that was counted is needed."""


class PersonRow(NamedTuple):
    """What decisions may know of a person."""

    birth_month: int | None
    birth_day: int | None
    birth_year: int | None
    language: str | None


@dataclass(frozen=True, slots=True)
class More:
    """What was read of it, by member."""

    lots: dict[int, list[Lot]]
    tallies: dict[int, dict[str, dict[tuple[date, str], int]]]
    levels: dict[int, dict[str, list[LevelRow]]]
    persons: dict[int, PersonRow]
    attributes: dict[int, dict[str, Any]]
    lapses: dict[int, list[tuple[str, datetime, bytes]]]
    """(unit, instant, read-set) of what fell for inactivity and did not come back, in order."""
    whole: dict[int, dict[str, dict[tuple[date, str], int]]]
    """Everything that was counted of a member."""


LevelRow = tuple[str, datetime, datetime | None, str]
"""(level, starts, ends, standing)"""


async def resolve(
    connection: AsyncConnection[Any], programme_id: int, identities: Collection[Identity]
) -> tuple[dict[Identity, int], datetime | None]:
    """Member ids of the identities that exist, and a sandbox's clock. Also takes the lock that keeps versions as they
    are."""
    sql = statements("batch")
    async with connection.pipeline():
        await connection.execute(sql["share_programme"], {"programme": programme_id})
        parameters = {
            "programme": programme_id,
            "values": texts([value for _, value in identities]),
            "kinds": texts([kind for kind, _ in identities]),
        }
        cursor = await connection.execute(sql["resolve"], parameters)
        clock = await connection.execute(sql["read_clock"], parameters)
    found = {(kind, value): member_id for kind, value, member_id in await cursor.fetchall()}
    ((sandbox_clock,),) = await clock.fetchall()
    return found, sandbox_clock


async def read_mates(connection: AsyncConnection[Any], programme_id: int, members: Collection[int]) -> set[int]:
    """Everybody who is in one household with one of these members, as far as committed."""
    parameters = {"programme": programme_id, "members": integers(sorted(members))}
    cursor = await connection.execute(statements("batch")["read_mates"], parameters)
    return {member_id for (member_id,) in await cursor.fetchall()}


async def lock_and_read(connection: AsyncConnection[Any], programme_id: int, wanted: Wanted) -> Snapshot:
    """Lock members, then scarce rows, each in order of id; then read. All in one round trip.

    Locking and reading are separate statements: each statement of a READ COMMITTED transaction sees what was committed
    before it began, so what is read here includes what the locks waited for.
    """
    sql = statements("batch")
    parameters: dict[str, Any] = {
        "programme": programme_id,
        "members": integers(sorted(wanted.members)),
        "keys": binaries(wanted.keys),
        "rewards": texts(sorted(wanted.rewards)),
        "waiting": binaries(wanted.approvals),
    }
    names = ("read_programme", "read_members", "read_balances", "read_dues", "read_claims")
    async with connection.pipeline():
        if wanted.budgets:
            await _open_budgets(connection, parameters, wanted.budgets)
        if wanted.turn_clock:
            await connection.execute(sql["lock_clock"], parameters)
        if wanted.members:
            await connection.execute(sql["lock_members"], parameters)
        if wanted.budgets:
            await connection.execute(sql["lock_budgets"], parameters)
        if wanted.rewards:
            await connection.execute(sql["lock_stock"], parameters)
        cursors = {name: await connection.execute(sql[name], parameters) for name in names}
        if wanted.keys:
            awaited = statements("returns")["read_waiting" if wanted.returns else "read_awaited"]
            cursors["waiting"] = await connection.execute(awaited, parameters)
        if wanted.budgets:
            cursors["read_budgets"] = await connection.execute(sql["read_budgets"], parameters)
        if wanted.rewards:
            cursors["read_stock"] = await connection.execute(sql["read_stock"], parameters)
        if wanted.approvals:
            cursors["read_approvals"] = await connection.execute(statements("approvals")["read_approvals"], parameters)
    rows = {name: await cursor.fetchall() for name, cursor in cursors.items()}
    ((version, last_switch, sandbox_clock, subscriptions, closed_until),) = rows["read_programme"]
    return Snapshot(
        version=version,
        last_switch=last_switch,
        sandbox_clock=sandbox_clock,
        members={
            row[0]: MemberRow(row[1], row[2], row[3], row[4], row[5], Standing(*row[6:8]), row[8], Belonging(*row[9:]))
            for row in rows["read_members"]
        },
        balances=rows["read_balances"],
        dues=rows["read_dues"],
        budgets={(rule, unit, label): used for rule, unit, label, used in rows.get("read_budgets", ())},
        stock=dict(rows.get("read_stock", ())),
        claims={bytes(row[0]): ClaimRow(*row[1:]) for row in rows["read_claims"]},
        subscriptions=[(subscription_id, kinds) for subscription_id, kinds in subscriptions],
        closed_until=closed_until,
        approvals={
            bytes(row[0]): ApprovalRow(row[1], bytes(row[2]), row[3], row[4]) for row in rows.get("read_approvals", ())
        },
        waiting=[WaitingRow(*row) for row in rows.get("waiting", ())],
    )


async def read_more(connection: AsyncConnection[Any], programme_id: int, wanted: MoreWanted) -> More:
    """Lots, tallies, levels and what is known of persons, of members whom the caller has locked. One round trip."""
    sql = statements("batch")

    def of(members: Collection[int]) -> dict[str, Any]:
        return {"programme": programme_id, "members": integers(sorted(members))}

    asked: dict[str, dict[str, Any]] = {}
    if wanted.lots:
        asked["read_lots"] = of(wanted.lots)
    if wanted.tallies:
        members, names, sinces, folds = zip(*wanted.tallies, strict=True)
        counted = {
            "counted": integers(members),
            "names": texts(names),
            "sinces": days(sinces),
            "folds": booleans(folds),
        }
        asked["read_tallies"] = {"programme": programme_id, **counted}
    if wanted.limits:
        limited = {"limited": integers(wanted.limits), "limited_since": days(wanted.limits.values())}
        asked["read_limits"] = {"programme": programme_id, **limited}
    for name, members_of in (
        ("read_levels", wanted.levels),
        ("read_persons", wanted.persons),
        ("read_attributes", wanted.attributes),
        ("read_lapses", wanted.lapses),
        ("read_all_tallies", wanted.wholly),
    ):
        if members_of:
            asked[name] = of(members_of)
    rows: dict[str, list[tuple[Any, ...]]] = {}
    if asked:
        async with connection.pipeline():
            cursors = {name: await connection.execute(sql[name], parameters) for name, parameters in asked.items()}
        rows = {name: await cursor.fetchall() for name, cursor in cursors.items()}
    more = More({member_id: [] for member_id in wanted.lots}, {}, {}, {}, {}, {}, {})
    for row in rows.get("read_lots", ()):
        more.lots[row[0]].append(Lot(*row[1:]))
    for member_id, name, day, value, amount in (*rows.get("read_tallies", ()), *rows.get("read_limits", ())):
        more.tallies.setdefault(member_id, {}).setdefault(name, {})[day, value] = amount
    for member_id, name, day, value, amount in rows.get("read_all_tallies", ()):
        more.whole.setdefault(member_id, {}).setdefault(name, {})[day, value] = amount
    for member_id, ladder, *line in rows.get("read_levels", ()):
        level, starts, ends, standing = line
        more.levels.setdefault(member_id, {}).setdefault(ladder, []).append((level, starts, ends, standing))
    for member_id, *known in rows.get("read_persons", ()):
        more.persons[member_id] = PersonRow(*known)
    for member_id, name, value in rows.get("read_attributes", ()):
        more.attributes.setdefault(member_id, {})[name] = value
    for member_id, unit, instant, body in rows.get("read_lapses", ()):
        more.lapses.setdefault(member_id, []).append((unit, instant, bytes(body)))
    return more


async def _open_budgets(
    connection: AsyncConnection[Any], parameters: dict[str, Any], windows: Collection[BudgetWindow]
) -> None:
    """Make sure that every window has a row to lock."""
    rules, units, labels, firsts, lasts = zip(*sorted(windows), strict=True)
    parameters |= {"rules": texts(rules), "units": texts(units), "labels": texts(labels)}
    opened = {**parameters, "firsts": days(firsts), "lasts": days(lasts)}
    await connection.execute(statements("batch")["open_budgets"], opened)
