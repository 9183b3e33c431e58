"""`verify --redecide`: every stored decision made again from what was kept of it, and compared with what was booked.

A decision is made again from event, read-set and version alone (docs/rules.md R5.1) and entered by the same code that
entered it, and the database compares the rows. So an effect that decisions have one day is compared from its first day
on. Nothing is written. Memory stays the same however many decisions there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from psycopg import AsyncConnection

from treue.domain.reasons import Reason
from treue.engine.counting import COUNTED
from treue.engine.decision import Decision
from treue.engine.time import SETTLEMENTS
from treue.processing.desk import Desk
from treue.processing.figures import figures_of
from treue.processing.readset import restored
from treue.processing.recording import Entry, record
from treue.processing.replay import redecide
from treue.processing.versions import RUNNABLE_SEMANTICS, Versions, load_versions
from treue.programme.records import PURCHASE
from treue.store.arrays import integers
from treue.store.inserts import Insert, inserts
from treue.store.statements import statements
from treue.store.writing import Rows

DECISIONS_PER_STEP = 1000
# Decided by the processor, before the engine is asked; there is nothing a rule could decide otherwise.
_NOT_BY_RULES = (Reason.RECEIPT_CREDITED.value, Reason.NO_VERSION_THEN.value)

NotReplayable = Literal["erased", "retired", "semantics", "not_by_rules"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One event that is decided otherwise now: what would be booked, and what is."""

    member_id: int
    member_seq: int
    made: str
    kept: str
    release: str | None
    """The one that decided it; None from before that was noted."""

    def __str__(self) -> str:
        place = f"event {self.member_seq} of member {self.member_id}"
        return f"{place}: made again {self.made}, booked {self.kept} (by release {self.release or 'unknown'})"


@dataclass(slots=True)
class Redecided:
    """How many decisions were made again, how many were not and why, and those that differ (the first ones)."""

    decisions: int = 0
    not_replayable: Counter[str] = field(default_factory=Counter)
    different: int = 0
    differences: list[Difference] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Stored:
    """One decision as it is kept."""

    member_id: int
    seq: int
    kind: str
    version: int
    decided_at: datetime
    audit_id: int
    release: str | None
    refused: str | None
    erased: bool
    retired: bool
    closed_until: date | None
    body: Mapping[str, Any] | None
    read_set: bytes | None


async def redecide_all(
    desk: Desk, *, differences_max: int = 100, progress: Callable[[int, int], None] = lambda _done, _of: None
) -> Redecided:
    """Make every decision again. `progress` hears how many of how many were looked at."""
    answer = Redecided()
    async with desk.pool.connection() as connection:
        versions = await load_versions(connection, desk.programme_id)
        await connection.commit()
        async with connection.transaction():
            await connection.execute(statements("proof")["same_instant"])
            compared = await _compared(connection)
            parameters = {"programme": desk.programme_id, "purchase": PURCHASE, "limit": DECISIONS_PER_STEP}
            cursor = await connection.execute(statements("proof")["count_decisions"], parameters)
            ((of,),) = await cursor.fetchall()
            done, last = 0, (0, 0)
            while step := await _next(connection, parameters, last):
                await _look_at(connection, desk.programme_id, compared, versions, step, answer, differences_max)
                done, last = done + len(step), (step[-1].member_id, step[-1].seq)
                progress(done, of)
    return answer


async def _next(
    connection: AsyncConnection[Any], parameters: Mapping[str, Any], after: tuple[int, int]
) -> list[_Stored]:
    cursor = await connection.execute(
        statements("proof")["decisions"], {**parameters, "after_member": after[0], "after_seq": after[1]}
    )
    return [_Stored(*row) for row in await cursor.fetchall()]


async def _look_at(
    connection: AsyncConnection[Any],
    programme_id: int,
    compared: Sequence[Insert],
    versions: Versions,
    step: Sequence[_Stored],
    answer: Redecided,
    differences_max: int,
) -> None:
    rows = Rows()
    made: list[_Stored] = []
    found: list[Difference] = []
    for stored in step:
        reason = _why_not(stored, versions)
        if reason is not None:
            answer.not_replayable[reason] += 1
            continue
        answer.decisions += 1
        try:
            decision = _made_again(stored, versions)
        except (ValueError, KeyError, ArithmeticError) as fault:
            found.append(Difference(stored.member_id, stored.seq, f"nothing ({fault})", "a decision", stored.release))
            continue
        zone = versions.numbered(stored.version).programme.zone
        member, closed = (stored.member_id, stored.seq), stored.closed_until
        entry = Entry(*member, stored.version, zone, stored.decided_at, stored.audit_id, closed)
        record(rows, entry, decision, figures_of(decision, zone))
        made.append(stored)
    found += await _compare(connection, programme_id, compared, rows, made)
    answer.different += len({(one.member_id, one.member_seq) for one in found})
    answer.differences += found[: differences_max - len(answer.differences)]


def _why_not(stored: _Stored, versions: Versions) -> NotReplayable | None:
    if stored.refused in _NOT_BY_RULES or stored.kind == COUNTED:
        return "not_by_rules"
    if stored.read_set is None or (stored.body is None and stored.kind not in SETTLEMENTS):
        return "erased" if stored.erased else "retired" if stored.retired else None
    if versions.numbered(stored.version).programme.semantics not in RUNNABLE_SEMANTICS:
        return "semantics"
    return None


def _made_again(stored: _Stored, versions: Versions) -> Decision:
    if stored.read_set is None:
        raise ValueError("its read-set is gone, and it was neither erased nor retired")
    programme = versions.numbered(stored.version).programme
    return redecide(programme, stored.kind, stored.seq, stored.body, restored(bytes(stored.read_set)))


async def _compared(connection: AsyncConnection[Any]) -> list[Insert]:
    """The statements whose rows are facts of an event."""
    cursor = await connection.execute(statements("proof")["tables_of_decisions"])
    tables = {table for (table,) in await cursor.fetchall()}
    return [insert for insert in inserts() if insert.table in tables]


async def _compare(
    connection: AsyncConnection[Any],
    programme_id: int,
    compared: Sequence[Insert],
    rows: Rows,
    made: Sequence[_Stored],
) -> list[Difference]:
    scope = {
        "programme": programme_id,
        "members": integers([one.member_id for one in made]),
        "seqs": integers([one.seq for one in made]),
    }
    sides: dict[tuple[int, int], dict[str, list[str]]] = {}
    for insert in compared:
        statement = statements("proof")["compare"].format(
            columns=", ".join(insert.columns), rows=insert.rows, table=insert.table
        )
        cursor = await connection.execute(statement, {**scope, **rows.columns(insert.name)})
        for side, member_id, seq, line in await cursor.fetchall():
            event = sides.setdefault((member_id, seq), {"made": [], "kept": []})
            event[side].append(f"{insert.table} {line}")
    releases = {(one.member_id, one.seq): one.release for one in made}
    return [
        Difference(
            *event, "; ".join(lines["made"]) or "nothing", "; ".join(lines["kept"]) or "nothing", releases[event]
        )
        for event, lines in sorted(sides.items())
    ]
