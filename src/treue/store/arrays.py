"""Columns as PostgreSQL array literals.

A batch is written by `INSERT ... SELECT FROM unnest(...)`, one array per column. Building the literal here and sending
it as text costs a fraction of adapting every value on its own (bench/README.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache


def integers(values: Iterable[int | None]) -> str:
    """For smallint[], integer[] and bigint[]."""
    return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"


def booleans(values: Iterable[bool]) -> str:
    """For boolean[]."""
    return "{" + ",".join(["t" if value else "f" for value in values]) + "}"


def instants(values: Iterable[datetime | None]) -> str:
    """For timestamptz[]."""
    return "{" + ",".join(["NULL" if value is None else _instant(value) for value in values]) + "}"


@lru_cache(maxsize=4096)
def _instant(value: datetime) -> str:
    # The same instants stand in several columns and rows of a batch.
    return value.isoformat()


def days(values: Iterable[date]) -> str:
    """For date[]."""
    return "{" + ",".join([value.isoformat() for value in values]) + "}"


def texts(values: Iterable[str | None]) -> str:
    """For text[] and jsonb[]."""
    return "{" + ",".join(["NULL" if value is None else _quoted(value) for value in values]) + "}"


def binaries(values: Iterable[bytes | None]) -> str:
    """For bytea[]."""
    return "{" + ",".join(["NULL" if value is None else f'"\\\\x{value.hex()}"' for value in values]) + "}"


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
