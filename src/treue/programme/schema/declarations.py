"""What a programme declares before it can speak of it: attributes, events, tables, calendars, metrics, segments."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field, PlainValidator, WithJsonSchema

from treue.programme.schema.amounts import Condition, Constant, LimitByLevel, Value, YesOrNo
from treue.programme.schema.part import BY_KIND, LIST, MAPPING, VALUE, Part, choice
from treue.programme.schema.references import EventId, LevelKey, MetricId, UnitId
from treue.programme.schema.times import Day, LimitText, WindowText
from treue.programme.schema.values import (
    FieldName,
    LongTexts,
    MoneyAmount,
    Names,
    Text,
    fault,
    kind_of,
    wrong_type,
)
from treue.rules.types import ATTRIBUTE_TYPES, Type, list_of, struct_of

_TYPE_FORM = re.compile(r"list<([a-z][a-z0-9_]{0,63})>|([a-z][a-z0-9_]{0,63})")


def read_declared_type(value: object) -> Type:
    """'decimal', 'list<string>', 'leg' or 'list<leg>'; a name that is no type is taken for one of 'types'."""
    if not isinstance(value, str):
        raise wrong_type(value, "a type")
    match = _TYPE_FORM.fullmatch(value)
    if match is None:
        remedy = f"write {', '.join(ATTRIBUTE_TYPES)}, one of 'types', or list<...> of one of these"
        raise fault("wrong_value", f"{kind_of(value)} is not a type", remedy)
    name = match.group(1) or match.group(2)
    element = ATTRIBUTE_TYPES.get(name) or struct_of(name)
    return list_of(element) if match.group(1) else element


AnyType = Annotated[
    Type,
    PlainValidator(read_declared_type),
    WithJsonSchema({"type": "string", "pattern": f"^(?:{_TYPE_FORM.pattern})$", "examples": list(ATTRIBUTE_TYPES)}),
]


class FieldPart(Part):
    """A field with more than a type."""

    type: AnyType
    """What its values are."""
    name: Names | None = None
    """What people call it."""
    default: Constant | None = None
    """What it is where nobody sent it."""
    values: Annotated[list[Text], Field(min_length=1)] | None = None
    """The only texts it can have."""
    sensitive: YesOrNo = False
    """Whether it says something about health, belief or the like: no segment, score or offer may then read it."""


FieldDeclaration = Annotated[Annotated[AnyType, VALUE] | Annotated[FieldPart, MAPPING], BY_KIND]
Fields = dict[FieldName, FieldDeclaration]


class Attributes(Part):
    """Fields of the shop's own, and their types."""

    member: Fields = Field(default_factory=dict)
    """What is known of a member."""
    order: Fields = Field(default_factory=dict)
    """What an order carries."""
    line: Fields = Field(default_factory=dict)
    """What a line carries."""


class TablePart(Part):
    """A look-up table with one or two keys, read as `table.ID[first][second]`."""

    name: Names | None = None
    """What people call it."""
    by: Annotated[list[FieldName], Field(min_length=1, max_length=2)]
    """What the keys are, for instance `[cabin, region]`."""
    rows: Annotated[
        dict[
            Text,
            Annotated[
                Annotated[Constant, VALUE] | Annotated[dict[Text, Constant], Field(min_length=1), MAPPING], BY_KIND
            ],
        ],
        Field(min_length=1),
    ]
    """First key: value, or first key: second key: value."""
    otherwise: Constant | None = None
    """What keys without a row read as."""


class CalendarPart(Part):
    """Days that rules and offers name."""

    name: Names | None = None
    """What people call these days."""
    days: Annotated[
        Annotated[list[Day], Field(min_length=1), LIST]
        | Annotated[dict[LevelKey, list[Day]], Field(min_length=1), MAPPING],
        BY_KIND,
    ]
    """The days, or the days of each level."""
    at_least: LimitByLevel | None = None
    """How many days the members were promised, for instance `4 per year`, perhaps by level."""


class EntitlementPart(Part):
    """A counted right that members use when they like."""

    name: Names
    """What people call it."""
    count: LimitByLevel
    """How often, for instance `4 per year`, perhaps by level."""
    when: Condition | None = None
    """Who has it."""
    lasts: Annotated[str, *choice("day", "order", "visit")] = "day"
    """What one use covers."""


class MetricPart(Part):
    """A counter of each member over a window."""

    name: Names | None = None
    """What people call it."""
    sum: Value | None = None
    """Adds this up, for instance `order.paid`."""
    count: EventId | None = None
    """Counts these events."""
    distinct: Value | None = None
    """Counts the different values of this."""
    maximum: Value | None = None
    """The largest of these values."""
    minimum: Value | None = None
    """The smallest of these values."""
    earned: UnitId | None = None
    """Adds up the units earned by rules that are not marked `qualifying: false`."""
    spent: UnitId | None = None
    """Adds up the units spent."""
    add: Annotated[list[MetricId], Field(min_length=2)] | None = None
    """The sum of other metrics."""
    ratio: Annotated[list[MetricId], Field(min_length=2, max_length=2)] | None = None
    """The first metric divided by the second."""
    event: EventId | None = None
    """The events it looks at; purchases without it."""
    each: Annotated[str, *choice("line")] | None = None
    """Looks at each line of a purchase by itself."""
    when: Condition | None = None
    """Counts only where this holds."""
    over: WindowText
    """The time it looks at; it starts again with each calendar window."""
    household: YesOrNo = False
    """Whether the household counts together."""


class SegmentPart(Part):
    """Members for whom an expression holds."""

    name: Names
    """What people call it."""
    when: Condition
    """Who belongs to it."""


class GoalPart(Part):
    """What the owner wants to reach."""

    metric: Text
    """A figure of Treue's reports or a metric of this document."""
    from_: Annotated[Constant | None, Field(alias="from")] = None
    """Where it stands."""
    to: Constant
    """Where it should be."""
    by: Day | None = None
    """Until when."""


class CausePart(Part):
    """A cause that receives donations."""

    name: Names
    """What people call it."""
    description: LongTexts | None = None
    """What it does with the money."""
    receiver: Names | None = None
    """Who is paid."""
    paid_out: Annotated[str, *choice("month", "quarter", "year")] = "year"
    """How often donations are paid out, with a statement."""
    goal: MoneyAmount | None = None
    """What is to be collected."""
    per_member: LimitText | None = None
    """What one member can give at most."""
