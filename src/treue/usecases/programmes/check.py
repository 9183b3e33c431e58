"""Check a programme's document without publishing it: everything that is wrong or worth knowing, at once.

Parts that were read before are remembered by their content as long as the process lives (`programme.remembering`), so
that checking again and again while somebody edits costs little more than the part that changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from treue.processing.clock import wall_now
from treue.programme import errors, not_runnable, read_source, state_of, version_hash
from treue.programme.faults import Fault


@dataclass(frozen=True, slots=True)
class Check:
    """What a check found."""

    programme: str | None
    """Its id; None where there are errors."""
    version_hash: str
    """What identifies this content."""
    faults: tuple[Fault, ...]
    """Errors and warnings, in the order of the text."""

    @property
    def errors(self) -> tuple[Fault, ...]:
        """What keeps the text from being a document."""
        return errors(self.faults)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """What is worth knowing."""
        return tuple(fault for fault in self.faults if fault.severity == "warning")

    @property
    def can_be_published(self) -> bool:
        """Whether nothing keeps it from being run."""
        return not not_runnable(self.faults)


def check(source: Path | Mapping[str, bytes], now: datetime | None = None) -> Check:
    """Check the document at a path, a file or a folder, or in parts. Nothing is stored, and no database is needed.

    What is archived has to be over `now`, which is the wall clock's instant unless another is given.
    """
    reading = read_source(source, now or wall_now())
    identity = reading.programme.id if reading.programme is not None else None
    return Check(identity, version_hash(reading.parts), reading.faults)


def watch(path: Path, pause: Callable[[], None]) -> Iterator[Check]:
    """A check now, and another whenever a file of the document is saved, added or deleted; `pause` waits in between."""
    seen = None
    while True:
        # Looked at before the check, so that what is saved meanwhile is checked too.
        state = state_of(path)
        if state == seen:
            pause()
        else:
            seen = state
            yield check(path)
