"""The published versions of one programme, compiled, and which of them is in force when."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from treue.programme import read_parts
from treue.programme.records import Programme
from treue.store.programmes import read_versions

RUNNABLE_SEMANTICS = frozenset({1})
"""The semantics numbers that this release can still decide by (docs/rules.md R5.2)."""


@dataclass(frozen=True, slots=True)
class Version:
    """One published version; it decides what occurs from `starts_at` until a later version starts."""

    number: int
    starts_at: datetime
    programme: Programme


class Versions:
    """All versions of a programme, at least one."""

    def __init__(self, versions: Sequence[Version]) -> None:
        if not versions:
            raise ValueError("a programme has at least one version")
        # Where two start at the same instant, the one published later is in force.
        self._ordered = sorted(versions, key=lambda version: (version.starts_at, version.number))
        self._by_number = {version.number: version for version in versions}
        self._starts = [version.starts_at for version in self._ordered]
        self.latest = max(version.number for version in versions)

    def __iter__(self) -> Iterator[Version]:
        """By start, and by number where two start at once."""
        return iter(self._ordered)

    @property
    def first(self) -> Version:
        """The version that started first."""
        return self._ordered[0]

    def at(self, instant: datetime) -> Version | None:
        """The version in force at the instant, or None before the first."""
        index = bisect_right(self._starts, instant) - 1
        return self._ordered[index] if index >= 0 else None

    def numbered(self, number: int) -> Version:
        """The version with this number. Raises KeyError where there is none."""
        return self._by_number[number]

    def have_budget(self, kind: str) -> bool:
        """Whether an event of this kind may touch a budget, in any version."""
        return any(rule.budget for version in self._ordered for rule in version.programme.rules_by_event.get(kind, ()))

    def budgets(self) -> list[tuple[str, str, int]]:
        """(rule, unit, limit) of every budget of every version."""
        return [
            (rule.id, unit, limit)
            for version in self._ordered
            for rule in version.programme.earn
            for unit, limit in rule.budget.items()
        ]

    def limited_rewards(self) -> set[str]:
        """The rewards that any version takes from stock."""
        return {
            reward.id for version in self._ordered for reward in version.programme.rewards.values() if reward.limited
        }


async def load_versions(connection: AsyncConnection[Any], programme_id: int) -> Versions:
    """Read and compile every published version.

    Raises ValueError when a stored version no longer passes the checks of this release.
    """
    versions = []
    for row in await read_versions(connection, programme_id):
        programme, faults = read_parts(row.parts)
        if programme is None:
            listed = "; ".join(str(fault) for fault in faults)
            raise ValueError(f"version {row.version} of the programme cannot be run by this release: {listed}")
        # The text says what is decided, the number fixed at publishing how.
        versions.append(Version(row.version, row.starts_at, replace(programme, semantics=row.semantics)))
    return Versions(versions)
