"""Names that point to another part of the document; each knows to what, so that one walk finds all that dangle.

The value is the id itself; the class says which ids it has to be among.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import PlainValidator, WithJsonSchema

from treue.programme.schema import values


class Reference(str):
    """An id that has to be declared elsewhere."""

    __slots__ = ()
    kind: ClassVar[str]
    """What it points to, as people call it."""

    @classmethod
    def read(cls, value: object) -> Reference:
        """The reference written as `value`, whether what it points to is there or not."""
        return cls(values.read_id(value))


class ToUnit(Reference):
    """Something members collect."""

    __slots__ = ()
    kind = "unit"


class ToEvent(Reference):
    """A built-in or declared event."""

    __slots__ = ()
    kind = "event"


class ToType(Reference):
    """A declared structure, or `line`."""

    __slots__ = ()
    kind = "type"


class ToCalendar(Reference):
    """A list of days."""

    __slots__ = ()
    kind = "calendar"


class ToMetric(Reference):
    """A counter of a member."""

    __slots__ = ()
    kind = "metric"


class ToFigure(Reference):
    """A metric, or a figure of the whole programme."""

    __slots__ = ()
    kind = "figure"


class ToLadder(Reference):
    """A tier ladder."""

    __slots__ = ()
    kind = "ladder"


class ToLevel(Reference):
    """A step of a ladder."""

    __slots__ = ()
    kind = "level"


class ToLevelOrOtherwise(Reference):
    """A step of a ladder, or `otherwise`."""

    __slots__ = ()
    kind = "level or 'otherwise'"


class ToReward(Reference):
    """Something units buy."""

    __slots__ = ()
    kind = "reward"


class ToOffer(Reference):
    """A discount, free item or perk."""

    __slots__ = ()
    kind = "offer"


class ToLane(Reference):
    """A lane of offers."""

    __slots__ = ()
    kind = "lane"


class ToPool(Reference):
    """A pool of codes."""

    __slots__ = ()
    kind = "code pool"


class ToPlan(Reference):
    """A membership that is paid for or carries duties."""

    __slots__ = ()
    kind = "plan"


class ToPartner(Reference):
    """A company of the coalition."""

    __slots__ = ()
    kind = "partner"


class ToPartnerOrOtherwise(Reference):
    """A company of the coalition, or `otherwise`."""

    __slots__ = ()
    kind = "partner or 'otherwise'"


class ToSegment(Reference):
    """Members for whom an expression holds."""

    __slots__ = ()
    kind = "segment"


class ToMessage(Reference):
    """A message to members or prospects."""

    __slots__ = ()
    kind = "message"


class ToPurpose(Reference):
    """A purpose that members consent to."""

    __slots__ = ()
    kind = "purpose"


class ToSurvey(Reference):
    """A question sent after an event."""

    __slots__ = ()
    kind = "survey"


class ToJourney(Reference):
    """A sequence of messages."""

    __slots__ = ()
    kind = "journey"


class ToRaffle(Reference):
    """A raffle."""

    __slots__ = ()
    kind = "raffle"


class ToBadge(Reference):
    """A badge."""

    __slots__ = ()
    kind = "badge"


class ToEntitlement(Reference):
    """A counted right."""

    __slots__ = ()
    kind = "entitlement"


class ToCause(Reference):
    """A cause that receives donations."""

    __slots__ = ()
    kind = "cause"


class ToTable(Reference):
    """A look-up table."""

    __slots__ = ()
    kind = "table"


class ToPerk(Reference):
    """A perk; any word, unless the document has a list of perks."""

    __slots__ = ()
    kind = "perk"


_FORM = WithJsonSchema({"type": "string", "pattern": values.ID_PATTERN})
UnitId = Annotated[ToUnit, PlainValidator(ToUnit.read), _FORM]
EventId = Annotated[ToEvent, PlainValidator(ToEvent.read), _FORM]
TypeId = Annotated[ToType, PlainValidator(ToType.read), _FORM]
CalendarId = Annotated[ToCalendar, PlainValidator(ToCalendar.read), _FORM]
MetricId = Annotated[ToMetric, PlainValidator(ToMetric.read), _FORM]
FigureId = Annotated[ToFigure, PlainValidator(ToFigure.read), _FORM]
LadderId = Annotated[ToLadder, PlainValidator(ToLadder.read), _FORM]
LevelId = Annotated[ToLevel, PlainValidator(ToLevel.read), _FORM]
LevelKey = Annotated[ToLevelOrOtherwise, PlainValidator(ToLevelOrOtherwise.read), _FORM]
RewardId = Annotated[ToReward, PlainValidator(ToReward.read), _FORM]
OfferId = Annotated[ToOffer, PlainValidator(ToOffer.read), _FORM]
LaneId = Annotated[ToLane, PlainValidator(ToLane.read), _FORM]
PoolId = Annotated[ToPool, PlainValidator(ToPool.read), _FORM]
PlanId = Annotated[ToPlan, PlainValidator(ToPlan.read), _FORM]
PartnerId = Annotated[ToPartner, PlainValidator(ToPartner.read), _FORM]
PartnerKey = Annotated[ToPartnerOrOtherwise, PlainValidator(ToPartnerOrOtherwise.read), _FORM]
SegmentId = Annotated[ToSegment, PlainValidator(ToSegment.read), _FORM]
MessageId = Annotated[ToMessage, PlainValidator(ToMessage.read), _FORM]
PurposeId = Annotated[ToPurpose, PlainValidator(ToPurpose.read), _FORM]
SurveyId = Annotated[ToSurvey, PlainValidator(ToSurvey.read), _FORM]
JourneyId = Annotated[ToJourney, PlainValidator(ToJourney.read), _FORM]
RaffleId = Annotated[ToRaffle, PlainValidator(ToRaffle.read), _FORM]
BadgeId = Annotated[ToBadge, PlainValidator(ToBadge.read), _FORM]
EntitlementId = Annotated[ToEntitlement, PlainValidator(ToEntitlement.read), _FORM]
CauseId = Annotated[ToCause, PlainValidator(ToCause.read), _FORM]
TableId = Annotated[ToTable, PlainValidator(ToTable.read), _FORM]
PerkId = Annotated[ToPerk, PlainValidator(ToPerk.read), _FORM]
