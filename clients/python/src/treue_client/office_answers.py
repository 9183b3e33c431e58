"""Answers of the office rather than the till: the programme and its documents, exports and imports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from treue_client.answers import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Something that is stopped now or will be."""

    kind: str
    node: str
    starts_at: datetime
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """What was stopped or resumed."""

    kind: str
    node: str
    stopped: bool
    starts_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The programme of the key."""

    programme: str
    name: str
    currency: str
    time_zone: str
    languages: tuple[str, ...]
    is_sandbox: bool
    now: datetime
    version: int
    latest_version: int
    stopped: tuple[Stop, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFault:
    """One thing that is wrong with a document, or worth knowing."""

    severity: str
    code: str
    file: str
    line: int
    column: int
    path: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCheck:
    """What a check found."""

    programme: str | None
    version_hash: str
    can_be_published: bool
    faults: tuple[DocumentFault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One place that says something else."""

    path: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A piece of the document that is another."""

    node: str
    change: str
    details: tuple[Detail, ...]
    words: Any
    members: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reordering:
    """A list in another order."""

    section: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worsening:
    """What members have and what gets worth less."""

    node: str
    path: str
    kind: str
    before: Any
    after: Any
    migrated: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changes from one document to another."""

    starts_at: datetime | None = None
    changes: tuple[Change, ...]
    reorderings: tuple[Reordering, ...]
    worsenings: tuple[Worsening, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The version now in the books."""

    version: int
    starts_at: datetime
    is_new: bool
    merged_with: int | None = None
    idle_migrations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A published version without its text."""

    version: int
    starts_at: datetime
    published_at: datetime
    published_by: str
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A published version with its text by part; `etag` is for publishing an edit of it."""

    version: int
    starts_at: datetime
    parts: dict[str, str]
    etag: str = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An export or import as it stands: `waiting`, `running`, `done` or `failed`."""

    job: str
    kind: str
    state: str
    done: int
    total: int | None = None
    refused: int
    created_at: datetime
    finished_at: datetime | None = None
    asked_by: str
    fault: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payout:
    """Money that a member is to be paid, or was; `member` is None where he was erased."""

    member: str | None = None
    number: str
    reward: str
    at: datetime
    amount: Money
    paid: bool
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A line of an import that could not be taken."""

    line: int
    code: str
    sentence: str
    faults: tuple[str, ...] = ()
