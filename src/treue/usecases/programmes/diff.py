"""Compare two versions of a document, published or on disk, and count whom the changes concern."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from treue.domain.instants import local_day
from treue.processing.apart import apart
from treue.processing.desk import Pool, UnknownProgramme
from treue.programme import errors, parts_of, read_document_parts, read_source
from treue.programme.checking import Checked
from treue.programme.source import Mapping as MappingNode
from treue.programme.source import Node, plain
from treue.programme.versions import (
    ChangeSet,
    NodeChange,
    NodeId,
    Stated,
    Worsening,
    changes_between,
    is_migrated,
    root_of,
    worsenings_between,
)
from treue.store.programmes import find_programme, read_versions
from treue.store.totals import count_holders
from treue.usecases.programmes.publish import DocumentFaults


class UnknownVersion(Exception):
    """The programme has no version of this number."""


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A version that is in the books."""

    programme: str
    number: int


Source = Path | PublishedVersion | Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two documents; `starts_at` is None for one that is not published."""

    root: MappingNode
    checked: Checked
    zone: ZoneInfo
    starts_at: datetime | None

    @property
    def stated(self) -> Stated:
        """The document with its text."""
        return Stated(self.checked.document, self.root)

    @property
    def starts_on(self) -> date | None:
        """The local day from which it holds, where it is published."""
        return local_day(self.starts_at, self.zone) if self.starts_at is not None else None


@dataclass(frozen=True, slots=True)
class Compared:
    """What changes from `old` to `new`.

    `holders` counts the live members who hold units that a changed unit, rule or reward is about; it is empty where no
    published version was compared. `worsenings` are what makes worth less what members have, and `unnamed` those of
    them of which the new document does not say under `migrate` what becomes of it.
    """

    old: Side
    new: Side
    changes: ChangeSet
    holders: Mapping[NodeId, int]
    worsenings: tuple[Worsening, ...]
    unnamed: tuple[Worsening, ...]


_PUBLISHED = re.compile(r"([a-z][a-z0-9_-]{0,63})@([0-9]{1,9})")


def source_of(text: str) -> Source:
    """What a person names: PROGRAMME@VERSION, or else a path. A file of that very name goes before."""
    match = _PUBLISHED.fullmatch(text)
    if match is None or Path(text).exists():
        return Path(text)
    return PublishedVersion(match.group(1), int(match.group(2)))


async def diff(pool: Pool | None, old: Source, new: Source) -> Compared:
    """The two documents compared; a pool is needed where one of them is published.

    Raises DocumentFaults, UnknownProgramme or UnknownVersion.
    """
    sides = await _side(pool, old), await _side(pool, new)
    changes = await apart(changes_between, sides[0].root, sides[1].root)
    worsenings = await apart(worsenings_between, sides[0].stated, sides[1].stated, sides[1].starts_on)
    unnamed = tuple(one for one in worsenings if not is_migrated(one, sides[1].checked.document))
    published = next((source for source in (old, new) if isinstance(source, PublishedVersion)), None)
    holders: dict[NodeId, int] = {}
    if pool is not None and published is not None:
        async with pool.connection() as connection:
            row = await find_programme(connection, published.programme)
            for change in changes.others:
                units = units_concerned(change)
                if row is not None and units:
                    holders[change.node] = await count_holders(connection, row.programme_id, units)
    return Compared(*sides, changes, holders, worsenings, unnamed)


def units_concerned(change: NodeChange) -> list[str]:
    """The units that a changed unit, rule or reward is about; none for other nodes."""
    if change.node.section == "units":
        return [change.node.name]
    keys = {"earn": ("give", "multiply"), "rewards": ("cost",)}.get(change.node.section, ())
    return sorted({unit for node in (change.before, change.after) for key in keys for unit in _keys_below(node, key)})


def _keys_below(node: Node | None, key: str) -> list[str]:
    value = plain(node).get(key) if isinstance(node, MappingNode) else None
    return list(value) if isinstance(value, dict) else []


async def _side(pool: Pool | None, source: Source) -> Side:
    starts_at = None
    if isinstance(source, PublishedVersion):
        if pool is None:
            raise ValueError("a published version is read from the database")
        parts, starts_at = await _published(pool, source)
        reading = await apart(read_document_parts, parts)
    else:
        parts = parts_of(source) if isinstance(source, Path) else source
        reading = await apart(read_source, source)
    if reading.checked is None:
        raise DocumentFaults(errors(reading.faults))
    return Side(root_of(parts), reading.checked, reading.checked.document.programme.time_zone, starts_at)


async def _published(pool: Pool, source: PublishedVersion) -> tuple[Mapping[str, bytes], datetime]:
    async with pool.connection() as connection:
        row = await find_programme(connection, source.programme)
        if row is None:
            raise UnknownProgramme(f"no programme '{source.programme}' is published here; name a path, or publish it")
        versions = await read_versions(connection, row.programme_id)
    for version in versions:
        if version.version == source.number:
            return version.parts, version.starts_at
    raise UnknownVersion(
        f"'{source.programme}' has no version {source.number}; it has 1 to {max(one.version for one in versions)}"
    )
