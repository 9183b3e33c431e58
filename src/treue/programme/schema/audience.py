"""What everything that is offered for a time to some members has in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from treue.programme.schema.amounts import Condition, Whole
from treue.programme.schema.marks import Country, Link
from treue.programme.schema.part import Part
from treue.programme.schema.references import CalendarId, LevelId, PartnerId, PlanId, SegmentId
from treue.programme.schema.times import Day
from treue.programme.schema.values import Id, LongTexts, Names, Text


class Named(Part):
    """A part with an id and words for people."""

    id: Id
    """What it is called in this document; unique in its list."""
    name: Names | None = None
    """What members call it."""
    description: LongTexts | None = None
    """What it is, for members."""


class Timed(Part):
    """A part that holds for a time."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    """The first day."""
    until: Day | None = None
    """The last day."""
    on: CalendarId | None = None
    """Only on the days of this calendar."""


class Audience(Timed):
    """A part that is for some members, at some places, for a time."""

    levels: Annotated[list[LevelId], Field(min_length=1)] | None = None
    """Only members at one of these levels."""
    segments: Annotated[list[SegmentId], Field(min_length=1)] | None = None
    """Only members of one of these segments."""
    plans: Annotated[list[PlanId], Field(min_length=1)] | None = None
    """Only members with one of these plans."""
    partners: Annotated[list[PartnerId], Field(min_length=1)] | None = None
    """Only at these partners."""
    countries: Annotated[list[Country], Field(min_length=1)] | None = None
    """Only in these countries."""
    stores: Annotated[list[Text], Field(min_length=1)] | None = None
    """Only in these stores."""
    channels: Annotated[list[Text], Field(min_length=1)] | None = None
    """Only through these sales channels."""


class Shown(Part):
    """How a part looks in a catalogue."""

    picture: Link | None = None
    """Its picture."""
    category: Text | None = None
    """Where it stands in the catalogue."""
    position: Whole | None = None
    """How it is sorted there."""


When = Condition | None
"""A condition that may be left out."""
