"""The archive of a document: what is finished, in the same notation as before."""

from __future__ import annotations

from pydantic import Field

from treue.programme.schema.earning import EarnPart
from treue.programme.schema.games import ChallengePart, LeaderboardPart, RafflePart, StreakPart, WheelPart
from treue.programme.schema.memberships import PartnerPart
from treue.programme.schema.messages import JourneyPart, NewsletterPart
from treue.programme.schema.offers import OfferPart, PoolPart
from treue.programme.schema.part import Part
from treue.programme.schema.rewards import RewardPart
from treue.programme.schema.values import Id


class Archive(Part):
    """What is finished: it keeps its ids and does nothing any more. Everything here has a last day."""

    earn: list[EarnPart] = Field(default_factory=list)
    """Rules that ended."""
    rewards: list[RewardPart] = Field(default_factory=list)
    """Rewards that ended."""
    code_pools: dict[Id, PoolPart] = Field(default_factory=dict)
    """Pools whose codes ended."""
    offers: list[OfferPart] = Field(default_factory=list)
    """Offers that ended."""
    partners: dict[Id, PartnerPart] = Field(default_factory=dict)
    """Partners who left."""
    challenges: list[ChallengePart] = Field(default_factory=list)
    """Challenges that ended."""
    streaks: dict[Id, StreakPart] = Field(default_factory=dict)
    """Streaks that ended."""
    leaderboards: dict[Id, LeaderboardPart] = Field(default_factory=dict)
    """Leaderboards that ended."""
    raffles: list[RafflePart] = Field(default_factory=list)
    """Raffles that were drawn."""
    wheels: dict[Id, WheelPart] = Field(default_factory=dict)
    """Prize wheels that ended."""
    journeys: list[JourneyPart] = Field(default_factory=list)
    """Journeys that ended."""
    newsletters: list[NewsletterPart] = Field(default_factory=list)
    """Newsletters that were sent."""


ARCHIVE = "archive"
"""The key of the archive, and the folder whose parts belong to it."""
SECTIONS = tuple(Archive.model_fields)
"""Sections whose parts can be archived: those with a last day."""
