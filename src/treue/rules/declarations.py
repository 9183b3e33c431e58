"""What a programme document declares for its expressions; the programme's checker fills this record.

Everything has an empty default, so that a document which declares nothing passes `NOTHING_DECLARED`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from treue.rules.facts import Place
from treue.rules.names import MEMBER, NO_WORDS, PARTNER, PLAN_STATES, SEGMENTS, Entry, Words
from treue.rules.tables import Table
from treue.rules.types import STRING, Type, Value


@dataclass(frozen=True, slots=True)
class Attribute:
    """A declared attribute or field: `pv: decimal`."""

    type: Type
    default: Value | None = None
    """What it reads as where it is absent; None leaves that to the type, and a date then needs `has()`."""
    words: Words = NO_WORDS
    """What it is, as the subject of a sentence; without them the field is called by its name."""
    values: tuple[str, ...] = ()
    """All texts it can be, where the document says so."""
    value_words: Mapping[str, Words] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Ladder:
    """A ladder's levels, from the lowest, with their names by language, and the ladder's own words."""

    levels: Mapping[str, Words]
    words: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class Declarations:
    """Everything by id."""

    order: Mapping[str, Attribute] = field(default_factory=dict)
    line: Mapping[str, Attribute] = field(default_factory=dict)
    member: Mapping[str, Attribute] = field(default_factory=dict)
    partner: Mapping[str, Attribute] = field(default_factory=dict)
    structs: Mapping[str, Mapping[str, Attribute]] = field(default_factory=dict)
    """Struct -> its fields: the parts of custom events, such as `leg`."""
    metrics: Mapping[str, Attribute] = field(default_factory=dict)
    """A metric without a value yet is zero."""
    ladders: Mapping[str, Ladder] = field(default_factory=dict)
    plans: Mapping[str, Words] = field(default_factory=dict)
    """Plan -> its names."""
    segments: Mapping[str, Words] = field(default_factory=dict)
    """Segment -> its names."""
    partners: Mapping[str, Words] = field(default_factory=dict)
    """Partner -> its names; empty leaves partner ids unchecked."""
    tables: Mapping[str, Table] = field(default_factory=dict)
    named: Mapping[str, Mapping[str, Words]] = field(default_factory=dict)
    """Field of an event that Treue knows -> id -> names: what such a field can name, as a pool of codes."""


NOTHING_DECLARED = Declarations()


def declared_entries(scope: str, attributes: Mapping[str, Attribute], place: Place = "fact") -> tuple[Entry, ...]:
    """Entries for attributes that may be absent."""
    return tuple(
        Entry(
            scope,
            name,
            attribute.type,
            attribute.words,
            optional=True,
            values=attribute.values,
            default=attribute.default,
            place=place,
            value_words=attribute.value_words,
        )
        for name, attribute in attributes.items()
    )


def entries_of_members(declared: Declarations) -> Iterator[Entry]:
    """What is known of a member in every expression: attributes, segments, metrics, levels, plans."""
    yield from MEMBER
    yield replace(SEGMENTS, values=tuple(declared.segments), value_words=declared.segments)
    yield from declared_entries("member", declared.member)
    for name, metric in declared.metrics.items():
        yield Entry("metric", name, metric.type, metric.words, place="fact", default=metric.default)
    for name, ladder in declared.ladders.items():
        levels = tuple(ladder.levels)
        yield Entry("level", name, STRING, ladder.words, True, levels, place="fact", value_words=ladder.levels)
    for name, names in declared.plans.items():
        yield Entry("plan", name, STRING, names, True, tuple(PLAN_STATES), place="fact", value_words=PLAN_STATES)


def entries_of_partners(declared: Declarations) -> Iterator[Entry]:
    """What is known of the partner where the event happened."""
    for entry in PARTNER:
        yield replace(entry, values=tuple(declared.partners), value_words=declared.partners)
    yield from declared_entries("partner", declared.partner)
