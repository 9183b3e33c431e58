"""Move what is finished into the archive of a document on disk: nothing is lost, and no decision changes.

The document has to be one before and after. New files are written before old ones are shortened or deleted, so that a
cut of power leaves parts twice, which `check` names, and never lost.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath

from treue.domain.instants import local_day
from treue.processing.clock import wall_now
from treue.programme import errors, parts_of, read_document, read_document_parts
from treue.programme.archiving import Finished, archiving
from treue.programme.checking import Checked
from treue.programme.versions import changes_between, root_of
from treue.usecases.programmes.publish import DocumentFaults


class NotOver(Exception):
    """The day lies in the future; the sentence says until when parts can be archived."""


class DocumentChanged(Exception):
    """Somebody saved the document meanwhile; nothing was written."""


@dataclass(frozen=True, slots=True)
class Archived:
    """What went into the archive and what stayed; with a dry run what would have."""

    checked: Checked
    """The document as it was before."""
    before: date
    moved: tuple[Finished, ...]
    kept: tuple[Finished, ...]
    """What is over and stays, because something live needs it."""
    written: tuple[Path, ...]
    """Files with new content."""
    deleted: tuple[Path, ...]
    """Files of which everything went into the archive."""
    rewritten: tuple[Path, ...]
    """Files whose form left no other way than to write them anew, without their comments."""


def archive(path: Path, *, before: date | None = None, dry_run: bool = False, now: datetime | None = None) -> Archived:
    """Move what was over before the day `before` into the archive; without a day, what is over today.

    Raises DocumentFaults where the document has errors, or would have some without what is finished; NotOver for a day
    after today; and DocumentChanged. Nothing is written then.
    """
    now = now or wall_now()
    reading = read_document(path, now)
    parts = dict(reading.parts)
    if reading.checked is None:
        raise DocumentFaults(errors(reading.faults))
    today = local_day(now, reading.checked.document.programme.time_zone)
    if before is not None and before > today:
        raise NotOver(f"{before} is after today; name a day until {today}, because only what is over can be archived")
    is_folder = path.is_dir()
    plan = archiving(parts, reading.checked, before or today, is_folder=is_folder)
    faults = errors(read_document_parts(plan.parts, now).faults)
    if faults:
        raise DocumentFaults(faults)
    moved = {finished.node for finished in plan.moved}
    change_set = changes_between(root_of(parts), root_of(plan.parts))
    if (
        change_set.others
        or change_set.reorderings
        or {move.node for move in change_set.moves if move.is_archived} != moved
    ):
        raise RuntimeError(f"archiving would change more of the document than it should: {change_set.others[:3]}")
    if not dry_run:
        if parts_of(path) != parts:
            raise DocumentChanged(f"'{path}' was saved meanwhile; nothing was written: ask again")
        _write(path, parts, plan.parts)
    place = {name: _file(path, name, is_folder=is_folder) for name in {*parts, *plan.parts}}
    return Archived(
        reading.checked,
        before or today,
        plan.moved,
        plan.kept,
        tuple(place[name] for name in sorted(plan.parts) if parts.get(name) != plan.parts[name]),
        tuple(place[name] for name in sorted(parts) if name not in plan.parts),
        tuple(place[name] for name in plan.rewritten),
    )


def _file(path: Path, name: str, *, is_folder: bool) -> Path:
    return path.joinpath(*PurePosixPath(name).parts) if is_folder else path


def _write(path: Path, before: dict[str, bytes], after: dict[str, bytes]) -> None:
    is_folder = path.is_dir()
    for name in sorted(after.keys() - before.keys()):
        file = _file(path, name, is_folder=is_folder)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as stream:
            stream.write(after[name])
            stream.flush()
            os.fsync(stream.fileno())
    for name in sorted(after.keys() & before.keys()):
        if after[name] != before[name]:
            _replace(_file(path, name, is_folder=is_folder).resolve(), after[name])
    for name in sorted(before.keys() - after.keys()):
        _file(path, name, is_folder=is_folder).unlink()


def _replace(file: Path, content: bytes) -> None:
    """The file with this content: wholly or as it was."""
    fresh = file.with_name(f".{file.name}.new")
    with fresh.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    shutil.copymode(file, fresh)
    fresh.replace(file)
