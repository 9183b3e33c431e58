"""Documents as programs send them, what is wrong with them, and what changes from one to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec

from treue.programme.parts import MAIN_PART
from treue.programme.source import plain
from treue.programme.versions import Detail, Move, NodeChange, Worsening, details_of
from treue.usecases.programmes.check import Check
from treue.usecases.programmes.diff import Compared
from treue.words.changes import ChangeNote
from treue.words.languages import Language
from treue.words.worsenings import worsening_in_words

PartName = Annotated[
    str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*(/[A-Za-z0-9][A-Za-z0-9_-]*)*\.yaml\Z", max_length=200)
]
Parts = Annotated[
    dict[PartName, str],
    msgspec.Meta(
        min_length=1,
        max_length=200,
        description=f'an object with the text of each part by its name, like "{MAIN_PART}",',
    ),
]


class FaultShape(msgspec.Struct, frozen=True):
    """One thing that is wrong with a document, or worth knowing."""

    severity: str
    code: str
    file: str
    line: Annotated[int, msgspec.Meta(description="From 1; 0 where it is about no line.")]
    column: int
    path: str
    problem: str
    remedy: str


class CheckShape(msgspec.Struct, frozen=True):
    """What a check found."""

    programme: Annotated[str | None, msgspec.Meta(description="The id in the document; null where there are errors.")]
    version_hash: str
    can_be_published: bool
    faults: tuple[FaultShape, ...]


class DetailShape(msgspec.Struct, frozen=True):
    """One place that says something else."""

    path: str
    before: Any
    after: Any


class ChangeShape(msgspec.Struct, frozen=True):
    """A piece of the document that is another."""

    node: str
    change: Annotated[str, msgspec.Meta(description="`new`, `gone`, `changed`, `archived` or `taken_out`.")]
    details: tuple[DetailShape, ...]
    words: Any
    members: Annotated[int | None, msgspec.Meta(description="How many members hold units that it is about.")]


class ReorderingShape(msgspec.Struct, frozen=True):
    """A list in another order."""

    section: str
    before: tuple[str, ...]
    after: tuple[str, ...]


class WorseningShape(msgspec.Struct, frozen=True):
    """What members have and what gets worth less."""

    node: str
    path: str
    kind: str
    before: Any
    after: Any
    migrated: Annotated[bool, msgspec.Meta(description="Whether the document says what becomes of it.")]
    words: str


class DiffShape(msgspec.Struct, frozen=True):
    """What changes from one document to another."""

    starts_at: Annotated[datetime | None, msgspec.Meta(description="From when on the newer one holds, if published.")]
    changes: tuple[ChangeShape, ...]
    reorderings: tuple[ReorderingShape, ...]
    worsenings: tuple[WorseningShape, ...]


def parts_in(parts: Mapping[str, str]) -> dict[str, bytes]:
    """The parts as the document is read from them."""
    return {name: text.encode() for name, text in parts.items()}


def check_shape(found: Check) -> CheckShape:
    """What the check found."""
    faults = tuple(
        FaultShape(
            severity=fault.severity,
            code=fault.code,
            file=fault.file,
            line=fault.line,
            column=fault.column,
            path=fault.path,
            problem=fault.problem,
            remedy=fault.remedy,
        )
        for fault in found.faults
    )
    return CheckShape(found.programme, found.version_hash, found.can_be_published, faults)


def diff_shape(words: Language, compared: Compared) -> DiffShape:
    """What changes, told in this language."""
    note = ChangeNote(words, compared.old.checked, compared.new.checked)
    changes = (
        *(_moved(note, move) for move in compared.changes.moves),
        *(_changed(note, change, compared.holders.get(change.node)) for change in compared.changes.others),
    )
    reorderings = tuple(
        ReorderingShape(one.section, tuple(one.before), tuple(one.after)) for one in compared.changes.reorderings
    )
    worsenings = tuple(_worsening(words, one, one not in compared.unnamed) for one in compared.worsenings)
    return DiffShape(compared.new.starts_at, changes, reorderings, worsenings)


def _moved(note: ChangeNote, move: Move) -> ChangeShape:
    kind = "archived" if move.is_archived else "taken_out"
    return ChangeShape(str(move.node), kind, _details(details_of(move.before, move.after)), note.moved(move), None)


def _changed(note: ChangeNote, change: NodeChange, members: int | None) -> ChangeShape:
    kind = "new" if change.before is None else "gone" if change.after is None else "changed"
    details = _details(details_of(change.before, change.after))
    return ChangeShape(str(change.node), kind, details, note.changed(change), members)


def _worsening(words: Language, one: Worsening, migrated: bool) -> WorseningShape:
    before = plain(one.old) if one.old is not None else None
    after = plain(one.new) if one.new is not None else None
    told = worsening_in_words(words, one)
    return WorseningShape(str(one.node), one.path, one.kind, before, after, migrated, told)


def _details(details: Sequence[Detail]) -> tuple[DetailShape, ...]:
    return tuple(
        DetailShape(
            detail.path,
            plain(detail.before) if detail.before is not None else None,
            plain(detail.after) if detail.after is not None else None,
        )
        for detail in details
    )
