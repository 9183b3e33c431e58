"""Jobs and the lines of their files, as they are answered to programs."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import msgspec

from treue.store.data_jobs import BookingRow, JobRow
from treue.words.history import Names
from treue.words.units import plain_amount


class JobShape(msgspec.Struct, frozen=True):
    """An export or import as it stands."""

    job: str
    kind: Annotated[str, msgspec.Meta(description="`members`, `bookings` or `events`.")]
    state: Annotated[str, msgspec.Meta(description="`waiting`, `running`, `done` or `failed`.")]
    done: Annotated[int, msgspec.Meta(description="How many lines were written or taken.")]
    total: Annotated[int | None, msgspec.Meta(description="How many there are, where it is known before.")]
    refused: Annotated[int, msgspec.Meta(description="How many of them could not be taken; the result lists them.")]
    created_at: datetime
    finished_at: datetime | None
    asked_by: str
    fault: Annotated[str | None, msgspec.Meta(description="Why it failed.")]


class BookingShape(msgspec.Struct, frozen=True):
    """One transfer of the books."""

    member: Annotated[str | None, msgspec.Meta(description="The public id; null for a member who was erased.")]
    event: int
    unit: str
    debit: str
    credit: str
    amount: Decimal
    cause: str
    source: str
    effective_at: datetime
    booked_at: datetime
    available_at: datetime | None
    expires_at: datetime | None


class RejectShape(msgspec.Struct, frozen=True):
    """A line of an import that could not be taken."""

    line: int
    code: str
    sentence: str
    faults: tuple[str, ...] = ()


def job_shape(row: JobRow) -> JobShape:
    """The job as it stands."""
    return JobShape(
        job=str(row.job_id),
        kind=row.kind,
        state=row.state,
        done=row.done,
        total=row.total,
        refused=row.refused,
        created_at=row.created_at,
        finished_at=row.finished_at,
        asked_by=row.actor,
        fault=row.fault,
    )


def booking_shape(row: BookingRow, names: Names) -> BookingShape:
    """The transfer, in whole units."""
    return BookingShape(
        member=row.member,
        event=row.seq,
        unit=row.unit,
        debit=row.debit,
        credit=row.credit,
        amount=plain_amount(row.amount, names.units[row.unit].decimals),
        cause=row.cause,
        source=row.source,
        effective_at=row.effective_at,
        booked_at=row.booked_at,
        available_at=row.available_at,
        expires_at=row.expires_at,
    )
