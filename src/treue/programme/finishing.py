"""When a part of a document is over: after its last day, and after what follows from it.

A raffle is over once its winners had their time to answer, and a journey once whoever began it on its last day can have
come to its end. Everything else is over after its last day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from treue.domain.instants import Period, after, local_day
from treue.programme.locating import Keys
from treue.programme.schema.archive import SECTIONS
from treue.programme.schema.document import Document
from treue.programme.schema.games import RafflePart
from treue.programme.schema.messages import JourneyPart, Step


@dataclass(frozen=True, slots=True)
class Ended:
    """A part that has a last day."""

    keys: Keys
    id: str
    part: BaseModel
    last_day: date
    """The day after which nothing comes of it any more."""


def parts_below(sections: BaseModel, begin: Keys = ()) -> Iterator[tuple[Keys, str, BaseModel]]:
    """Keys, id and part of everything in the sections whose parts can be archived, in their order."""
    for section in SECTIONS:
        written = getattr(sections, section)
        for index, (name, part) in enumerate(written.items() if isinstance(written, dict) else _by_id(written)):
            yield (*begin, section, name if isinstance(written, dict) else index), str(name), part


def ended_before(document: Document, day: date) -> tuple[Ended, ...]:
    """The live parts of the document that are over when the day begins."""
    zone = document.programme.time_zone
    found = ((keys, name, part, last_day(part, zone)) for keys, name, part in parts_below(document))
    return tuple(Ended(keys, name, part, last) for keys, name, part, last in found if last is not None and last < day)


def last_day(part: BaseModel, zone: ZoneInfo) -> date | None:
    """The day after which nothing comes of the part any more; None for one without an end."""
    until: date | None = getattr(part, "until", None)
    if until is None:
        return None
    if isinstance(part, RafflePart):
        drawn = max(until, part.drawn or until)
        return drawn if part.answer_within is None else _later(drawn, [part.answer_within], zone)
    if isinstance(part, JourneyPart):
        return _later(until, _longest_wait(part.steps, until, zone), zone)
    return until


def _by_id(parts: Sequence[BaseModel]) -> Iterator[tuple[str, BaseModel]]:
    return ((str(getattr(part, "id", "")), part) for part in parts)


def _longest_wait(steps: Sequence[Step], day: date, zone: ZoneInfo) -> list[Period]:
    waits: list[Period] = []
    for step in steps:
        waits += [period for period in (step.wait, step.at_most) if period is not None]
        branches = (_longest_wait(step.then, day, zone), _longest_wait(step.otherwise, day, zone))
        waits += branches[0] if _later(day, branches[0], zone) > _later(day, branches[1], zone) else branches[1]
    return waits


def _later(day: date, periods: Sequence[Period], zone: ZoneInfo) -> date:
    """The day on which the periods after the day are over; the last one of the calendar where they go beyond it."""
    instant = datetime.combine(day, time(23, 59), zone)
    try:
        for period in periods:
            instant = after(instant, period, zone)
    except OverflowError:
        return date.max
    return local_day(instant, zone)
