"""The versions of a programme and their texts, as they were published."""

from __future__ import annotations

from treue.processing.desk import Desk
from treue.store.programmes import ListedVersion, VersionRow, list_versions, read_versions
from treue.usecases.programmes.diff import UnknownVersion
from treue.words.sentences import sentence


async def list_all(desk: Desk) -> list[ListedVersion]:
    """All versions, by number."""
    async with desk.pool.connection() as connection:
        return await list_versions(connection, desk.programme_id)


async def read_version(desk: Desk, number: int) -> VersionRow:
    """The version with its text. Raises UnknownVersion."""
    async with desk.pool.connection() as connection:
        versions = await read_versions(connection, desk.programme_id)
    for version in versions:
        if version.version == number:
            return version
    raise UnknownVersion(
        sentence(
            "'{programme}' has no version {number}; it has 1 to {latest}",
            programme=desk.key,
            number=number,
            latest=max(one.version for one in versions),
        )
    )
