"""A document as cards for people who work with it: one for each part, with its points as in terms and guide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from treue.programme.checking import Checked
from treue.programme.schema.document import Document
from treue.words.document.names import parts_in
from treue.words.document.points import Point, Points
from treue.words.document.sentences import is_written, value_of
from treue.words.document.table import sentences_of
from treue.words.document.values import Values
from treue.words.languages import Language

SECTIONS = ("units", "earn", "ladders", "rewards", "offers", "plans", "challenges", "raffles")
"""The sections whose parts get a card of their own, in the order of the page."""


@dataclass(frozen=True, slots=True)
class Card:
    """One part of a section."""

    id: str
    title: str
    points: tuple[Point, ...]
    staff_points: tuple[Point, ...]
    """What only staff has to know."""


@dataclass(frozen=True, slots=True)
class CardSection:
    """A heading with its cards."""

    key: str
    heading: str
    cards: tuple[Card, ...]


def cards_of(checked: Checked, language: Language) -> Iterator[CardSection]:
    """The sections that the document has."""
    values = Values(checked, language)
    for_members, for_staff = Points(values, for_staff=False), Points(values, for_staff=True)
    document = checked.document
    for key in SECTIONS:
        section = value_of(document, key)
        if not is_written(section):
            continue
        cards = []
        for index, (identity, part) in enumerate(parts_in(section)):
            if not isinstance(part, BaseModel):
                continue
            place = (key, identity if isinstance(section, dict) else index)
            title = values.names.title(key, index, part)
            points = for_members.of(part, place, (document,))
            staff_points = for_staff.of(part, place, (document,))
            cards.append(Card(identity, f"{title[:1].upper()}{title[1:]}", points, staff_points))
        heading = next(one.text for one in sentences_of(Document) if one.keys == (key,))
        yield CardSection(key, language.say(heading), tuple(cards))
