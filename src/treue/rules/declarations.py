"""What a programme document declares for its expressions; the programme's checker fills this record.

Everything has an empty default, so that a document which declares nothing passes `NOTHING_DECLARED`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from treue.rules.facts import Place
from treue.rules.names import MEMBER, PARTNER, PLAN_STATES, Entry, Words
from treue.rules.tables import Table
from treue.rules.types import STRING, Type, Value, list_of

_NO_WORDS: Words = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Attribute:
    """A declared attribute or field: `pv: decimal`."""

    type: Type
    default: Value | None = None
    """What it reads as where it is absent; None leaves that to the type, and a date then needs `has()`."""
    words: Words = field(default_factory=lambda: _NO_WORDS)
    """What it is, as the subject of a sentence; without them the field is called by its name."""
    values: tuple[str, ...] = ()
    """All texts it can be, where the document says so."""
    value_words: Mapping[str, Words] = field(default_factory=lambda: MappingProxyType({}))
    counted: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    """What a number counts, by language, one and several."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """A ladder's levels, from the lowest, with their names by language, and the ladder's own words."""

    levels: Mapping[str, Words]
    words: Words = field(default_factory=lambda: _NO_WORDS)


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


NOTHING_DECLARED = Declarations()


def declared_entries(scope: str, attributes: Mapping[str, Attribute], place: Place = "fact") -> tuple[Entry, ...]:
    """Entries for attributes that may be absent."""
    return tuple(
        Entry(
            scope,
            name,
            attribute.type,
            attribute.words or {"en": f"the field {name}", "de": f"das Feld {name}"},
            optional=True,
            values=attribute.values,
            default=attribute.default,
            place=place,
            value_words=attribute.value_words,
            counted=attribute.counted,
        )
        for name, attribute in attributes.items()
    )


def entries_of_members(declared: Declarations) -> Iterator[Entry]:
    """What is known of a member in every expression: attributes, segments, metrics, levels, plans."""
    yield from MEMBER
    yield Entry(
        "member",
        "segments",
        list_of(STRING),
        {"en": "the member's segments", "de": "die Segmente des Mitglieds"},
        optional=True,
        values=tuple(declared.segments),
        place="fact",
        value_words=declared.segments,
    )
    yield from declared_entries("member", declared.member)
    for name, metric in declared.metrics.items():
        yield Entry(
            "metric",
            name,
            metric.type,
            metric.words or {"en": f"the metric {name}", "de": f"die Kennzahl {name}"},
            place="fact",
            default=metric.default,
            counted=metric.counted,
        )
    for name, ladder in declared.ladders.items():
        words = ladder.words or {"en": "the level", "de": "die Stufe"}
        levels = tuple(ladder.levels)
        yield Entry("level", name, STRING, words, True, levels, place="fact", value_words=ladder.levels)
    for name, names in declared.plans.items():
        words = names or {"en": f"the plan {name}", "de": f"der Vertrag {name}"}
        yield Entry("plan", name, STRING, words, True, tuple(PLAN_STATES), place="fact", value_words=PLAN_STATES)


def entries_of_partners(declared: Declarations) -> Iterator[Entry]:
    """What is known of the partner where the event happened."""
    for entry in PARTNER:
        words = entry.words
        values = tuple(declared.partners)
        yield Entry("partner", entry.name, STRING, words, True, values, place="fact", value_words=declared.partners)
    yield from declared_entries("partner", declared.partner)
