"""The list of erasures: which members were erased, kept outside of the database so that it outlives it.

An older back-up still knows who was erased since it was made. Whoever restores it replays this list before anything is
served. An entry holds the internal number of the member, which leads to nobody, and no personal value.

The list is a file of JSON lines that only grows. Each entry is on disk before the erasure is committed: after a crash
in between, the list names somebody whom a person had ordered to be erased.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from psycopg import AsyncConnection

from treue.store import embedded
from treue.store.statements import statements
from treue.store.unavailable import StoreUnavailable

FILE_NAME = "erasures.jsonl"


class Erasure(msgspec.Struct, frozen=True, rename={"member_id": "member"}):
    """A member of a programme, by its id in the document, who was erased at this instant of the programme's clock."""

    programme: str
    member_id: int
    erased_at: datetime


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Erasure).decode


@dataclass(frozen=True, slots=True)
class ErasureList:
    """The list at `path`, readable by its owner only."""

    path: Path

    def read(self) -> list[Erasure]:
        """All entries, oldest first. A last line that a crash cut off is left out: its erasure was not committed.

        Raises StoreUnavailable (erasures_unreadable).
        """
        try:
            lines = self.path.read_bytes().split(b"\n")
            return [_decode(line) for line in lines[:-1] if line]
        except (OSError, msgspec.DecodeError) as error:
            cause = error.strerror or "" if isinstance(error, OSError) else str(error)
            raise StoreUnavailable(
                "erasures_unreadable",
                f"The list of erasures {self.path} cannot be read.",
                cause=f"{cause}.",
                remedy="Name a file that Treue wrote, and that this account may read.",
            ) from error

    def append(self, erasures: Iterable[Erasure]) -> None:
        """Add entries, and return once they are on disk. Makes the file if there is none.

        Raises StoreUnavailable (erasures_unwritable); then nothing may be erased.
        """
        written = b"".join(_encode(erasure) + b"\n" for erasure in erasures)
        try:
            is_new = not self.path.exists()
            descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                _cut_unfinished_line(descriptor)
                if os.write(descriptor, written) != len(written):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            if is_new:
                _sync_folder(self.path.parent)
        except OSError as error:
            raise StoreUnavailable(
                "erasures_unwritable",
                f"The list of erasures {self.path} cannot be written, and without it an erasure would not survive the "
                "restoring of an older back-up. Nothing was erased.",
                cause=f"The operating system said: {error.strerror}.",
                remedy="Let this account write it, or set TREUE_ERASURES to a file that it may write.",
            ) from error

    def complete(self, known: Iterable[Erasure]) -> int:
        """Add what is not in it yet; how many entries that were. Makes the file even where there are none."""
        there = {(one.programme, one.member_id) for one in self.read()} if self.path.exists() else set()
        missing = [one for one in known if (one.programme, one.member_id) not in there]
        self.append(missing)
        return len(missing)


def erasure_list(environ: Mapping[str, str]) -> ErasureList | None:
    """Where this installation keeps its list: TREUE_ERASURES, else beside the data of the embedded server.

    None where the database is somewhere else and nobody said where the list is.
    """
    if chosen := environ.get("TREUE_ERASURES"):
        return ErasureList(Path(chosen).expanduser().absolute())
    if environ.get("TREUE_DATABASE_URL"):
        return None
    return ErasureList(embedded.home_folder(environ) / FILE_NAME)


async def read_erasures(connection: AsyncConnection[Any]) -> list[Erasure]:
    """Every erasure this database knows, of all programmes, oldest first."""
    cursor = await connection.execute(statements("erasing")["read_erasures"])
    return [Erasure(*row) for row in await cursor.fetchall()]


def _cut_unfinished_line(descriptor: int) -> None:
    """Take away what a crash left of an entry whose erasure was not committed; nothing may be written behind it."""
    size = os.fstat(descriptor).st_size
    written = os.pread(descriptor, size, 0)
    if not written.endswith(b"\n"):
        os.ftruncate(descriptor, written.rfind(b"\n") + 1)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
