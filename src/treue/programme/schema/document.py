"""The keys of a programme document, format version 1."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from treue.programme.schema.advocates import LoyaltyStages, ReferralPart, ReviewRules, SurveyPart
from treue.programme.schema.archive import Archive
from treue.programme.schema.declarations import (
    Attributes,
    CalendarPart,
    CausePart,
    EntitlementPart,
    Fields,
    MetricPart,
    SegmentPart,
    TablePart,
)
from treue.programme.schema.earning import EarnPart
from treue.programme.schema.games import (
    BadgePart,
    ChallengePart,
    LeaderboardPart,
    RafflePart,
    StreakPart,
    WheelPart,
)
from treue.programme.schema.head import (
    Adjustments,
    Checkout,
    Fraud,
    Households,
    PayWith,
    ProgrammeHead,
    Returns,
    Transfers,
)
from treue.programme.schema.ladders import LadderPart
from treue.programme.schema.memberships import CardPart, PartnerPart, PerkPart, PlanPart
from treue.programme.schema.messages import Contact, JourneyPart, MessagePart, NewsletterPart, PurposePart
from treue.programme.schema.migrations import MigrationPart
from treue.programme.schema.offers import LanePart, OfferPart, PoolPart
from treue.programme.schema.part import Part
from treue.programme.schema.rewards import RewardPart
from treue.programme.schema.units import UnitPart
from treue.programme.schema.values import FieldName, Format, Id


class Document(Part):
    """A whole programme document."""

    treue: Format
    """The version of this format."""
    programme: Annotated[ProgrammeHead, Field(description="What the programme is called and where it applies.")]
    attributes: Attributes = Field(default_factory=Attributes)
    """Fields of the shop's own for members, orders and lines."""
    types: dict[FieldName, Fields] = Field(default_factory=dict)
    """Structures that events are made of."""
    events: dict[Id, Fields] = Field(default_factory=dict)
    """Events of your own: field and type."""
    tables: dict[FieldName, TablePart] = Field(default_factory=dict)
    """Look-up tables."""
    calendars: dict[Id, CalendarPart] = Field(default_factory=dict)
    """Days that rules and offers name."""
    units: dict[Id, UnitPart] = Field(default_factory=dict)
    """What members collect."""
    earn: list[EarnPart] = Field(default_factory=list)
    """Rules; they add up."""
    metrics: dict[FieldName, MetricPart] = Field(default_factory=dict)
    """Counters of each member."""
    segments: dict[Id, SegmentPart] = Field(default_factory=dict)
    """Members for whom an expression holds."""
    ladders: dict[FieldName, LadderPart] = Field(default_factory=dict)
    """Tier ladders."""
    entitlements: dict[Id, EntitlementPart] = Field(default_factory=dict)
    """Counted rights."""
    perks: dict[Id, PerkPart] = Field(default_factory=dict)
    """What members enjoy without spending units."""
    rewards: list[RewardPart] = Field(default_factory=list)
    """What units buy."""
    lanes: list[LanePart] = Field(default_factory=list)
    """Which offers compete and which follow each other."""
    code_pools: dict[Id, PoolPart] = Field(default_factory=dict)
    """Codes for vouchers."""
    offers: list[OfferPart] = Field(default_factory=list)
    """Discounts, free items and perks at checkout."""
    pay_with: list[PayWith] = Field(default_factory=list)
    """Paying at the till with units."""
    checkout: Checkout | None = None
    """Time-outs and limits of open orders and tills."""
    returns: Returns | None = None
    """What a return does."""
    plans: dict[FieldName, PlanPart] = Field(default_factory=dict)
    """Memberships that are paid for or carry duties."""
    partners: dict[Id, PartnerPart] = Field(default_factory=dict)
    """Companies that issue or accept units."""
    causes: dict[Id, CausePart] = Field(default_factory=dict)
    """Causes that receive donations."""
    households: Households | None = None
    """Members who collect together."""
    transfers: Transfers | None = None
    """Giving units to another member."""
    adjustments: Adjustments | None = None
    """What staff may give and take."""
    fraud: Fraud | None = None
    """What a person has to look at."""
    cards: dict[Id, CardPart] = Field(default_factory=dict)
    """The numbers of membership cards."""
    referral: ReferralPart | None = None
    """Members bring members."""
    reviews: ReviewRules | None = None
    """Reviews and posts that are rewarded."""
    challenges: list[ChallengePart] = Field(default_factory=list)
    """Things to do within a time."""
    streaks: dict[Id, StreakPart] = Field(default_factory=dict)
    """Things done again and again without a gap."""
    badges: dict[Id, BadgePart] = Field(default_factory=dict)
    """Badges."""
    leaderboards: dict[Id, LeaderboardPart] = Field(default_factory=dict)
    """Who is ahead."""
    raffles: list[RafflePart] = Field(default_factory=list)
    """Draws of winners."""
    wheels: dict[Id, WheelPart] = Field(default_factory=dict)
    """Prize wheels."""
    surveys: dict[Id, SurveyPart] = Field(default_factory=dict)
    """Questions sent after an event."""
    stages: LoyaltyStages | None = None
    """Who is satisfied, loyal, an advocate."""
    purposes: dict[Id, PurposePart] = Field(default_factory=dict)
    """What members agree to, or not."""
    messages: dict[Id, MessagePart] = Field(default_factory=dict)
    """Messages to members and prospects."""
    journeys: list[JourneyPart] = Field(default_factory=list)
    """Sequences of messages."""
    newsletters: list[NewsletterPart] = Field(default_factory=list)
    """Messages to a segment at a time."""
    contact: Contact | None = None
    """Bounds of all messages."""
    migrate: list[MigrationPart] = Field(default_factory=list)
    """What becomes of what members have where this version makes it worth less than the one before."""
    archive: Archive | None = None
    """What is finished."""


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a document, for editors."""
    schema = _for_editors(Document.model_json_schema(mode="validation"))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Treue programme"}


def _for_editors(schema: Any) -> Any:
    """The schema without the nulls that stand for absent keys, and with names closed to what their pattern says."""
    if isinstance(schema, list):
        return [_for_editors(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    cleaned = {key: _for_editors(part) for key, part in schema.items() if not (key == "default" and part is None)}
    alternatives = [part for part in cleaned.get("anyOf", ()) if part != {"type": "null"}]
    if len(alternatives) > 1:
        cleaned["anyOf"] = alternatives
    elif alternatives:
        del cleaned["anyOf"]
        # What is said of the key goes before what is said of every such value.
        cleaned = alternatives[0] | cleaned
    if "patternProperties" in cleaned:
        cleaned["additionalProperties"] = False
    return cleaned
