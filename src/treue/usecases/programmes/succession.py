"""Whether a version may follow the one before it and precede the next: what members have keeps its worth (R11.1).

A version is compared with the one that is in force until it starts, and with the one that takes over from it. What gets
worse has to be named under `migrate`, and must not hold before the notice has passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from treue.domain.instants import local_day
from treue.programme import read_document_parts
from treue.programme.schema import Document
from treue.programme.versions import (
    NodeId,
    Stated,
    Worsening,
    earliest_start,
    idle_migrations,
    is_migrated,
    root_of,
    worsenings_between,
)
from treue.store.programmes import VersionRow
from treue.words.languages import SOURCE, Language, language
from treue.words.worsenings import too_soon_in_words, unnamed_in_words


class CannotPublish(Exception):
    """The document is fine but may not be published like this; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Takeover:
    """One version that takes over from another; without a number it is the one that is to be published."""

    older: int | None
    newer: int | None
    starts_at: datetime
    earliest: datetime
    """From when it may make something worse."""
    where: ZoneInfo


class WouldWorsen(CannotPublish):
    """It makes worth less what members have; `told` says in any language what, where, and what to do.

    With `is_named` the document says what becomes of it, but the notice has not passed when it holds.
    """

    def __init__(self, takeover: Takeover, worsenings: Sequence[Worsening], *, is_named: bool) -> None:
        self.takeover = takeover
        self.worsenings = tuple(worsenings)
        self.is_named = is_named
        super().__init__(self.told(language(SOURCE)))

    def told(self, words: Language) -> str:
        """The listing in this language."""
        takeover = self.takeover
        if self.is_named:
            return too_soon_in_words(words, takeover.newer, self.worsenings, takeover.earliest, takeover.where)
        return unnamed_in_words(words, takeover.older, takeover.newer, self.worsenings)


def check_succession(
    published: Sequence[VersionRow], new: Stated, starts_at: datetime, now: datetime
) -> tuple[NodeId, ...]:
    """What `migrate` of the new document names in vain, where it may start at `starts_at`.

    Raises WouldWorsen. `published` are the versions so far; the first one is never refused.
    """
    # What would start at the same instant, or did and cannot be in force any more, is replaced; it promised nothing.
    earlier = [one for one in published if one.starts_at < starts_at or one.starts_at <= now]
    later = [one for one in published if one.starts_at > starts_at]
    before = max(earlier, key=lambda one: (one.starts_at, one.version), default=None)
    after = min(later, key=lambda one: (one.starts_at, -one.version), default=None)
    found: list[Worsening] = []
    if before is not None:
        old = _stated(before)
        earliest = earliest_start(now, old.document, new.document)
        takeover = Takeover(before.version, None, starts_at, earliest, new.document.programme.time_zone)
        found += _check(takeover, old, new, new.document)
    if after is not None:
        next_one = _stated(after)
        earliest = earliest_start(now, new.document, next_one.document)
        takeover = Takeover(None, after.version, after.starts_at, earliest, new.document.programme.time_zone)
        # The next version is published and stays as it is, so either document can name what it takes back.
        found += _check(takeover, new, next_one, new.document, next_one.document)
    return idle_migrations(found, new.document) if before is not None else ()


def _check(takeover: Takeover, older: Stated, newer: Stated, *naming: Document) -> tuple[Worsening, ...]:
    found = worsenings_between(older, newer, local_day(takeover.starts_at, takeover.where))
    unnamed = [worsening for worsening in found if not is_migrated(worsening, *naming)]
    if unnamed:
        raise WouldWorsen(takeover, unnamed, is_named=False)
    if found and takeover.starts_at < takeover.earliest:
        raise WouldWorsen(takeover, found, is_named=True)
    return found


def _stated(version: VersionRow) -> Stated:
    reading = read_document_parts(version.parts)
    if reading.checked is None:
        listed = "; ".join(str(fault) for fault in reading.faults)
        raise ValueError(f"version {version.version} of the programme cannot be read by this release: {listed}")
    return Stated(reading.checked.document, root_of(version.parts))
