"""Members who bring members, and questions to members."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from treue.programme.schema.amounts import Condition, Gives, Limits, Percent, Whole, WholeOrZero, YesOrNo
from treue.programme.schema.marks import Link
from treue.programme.schema.part import Part, choice
from treue.programme.schema.references import EventId, JourneyId, MessageId, OfferId, PurposeId, RewardId, UnitId
from treue.programme.schema.times import Length, LimitText
from treue.programme.schema.values import Amount, Id, LongTexts, MoneyAmount, Names, Text


class Side(Part):
    """What one side of a referral gets."""

    give: Gives | None = None
    """Units."""
    reward: RewardId | None = None
    """A reward, free of cost."""
    offer: OfferId | None = None
    """A voucher for an offer."""


class ReferralStep(Part):
    """More for those who bring many."""

    from_: Annotated[Whole, Field(alias="from")]
    """From so many new members on."""
    give: Annotated[dict[UnitId, Amount], Field(min_length=1)] | None = None
    """Units, once."""
    reward: RewardId | None = None
    """A reward, once."""


class RevenueShare(Part):
    """A share of what the new members buy."""

    percent: Percent
    """So many percent."""
    unit: UnitId
    """In which unit."""
    lasts: Length | None = None
    """How long; for ever without it."""


class ShareKit(Part):
    """What members pass on."""

    text: LongTexts | None = None
    """A text to pass on."""
    picture: Link | None = None
    """A picture to pass on."""
    channels: list[Text] = Field(default_factory=list)
    """Where it is measured separately."""


class ReferralPart(Part):
    """Members bring members."""

    on: Annotated[str, *choice("joined", "first_purchase", "purchase")] = "first_purchase"
    """What the new member has to do."""
    minimum_order: MoneyAmount | None = None
    """The least the order has to be."""
    within: Length | None = None
    """How long after the invitation."""
    referrer: Side | None = None
    """What the member gets who brought the other."""
    referee: Side | None = None
    """What the new member gets."""
    share: RevenueShare | None = None
    """A share of what the new member buys."""
    steps: list[ReferralStep] = Field(default_factory=list)
    """More for those who bring many."""
    per_member: Limits | None = None
    """How many new members count for one."""
    refuses: list[Annotated[str, *choice("self", "household", "payment_token", "ring")]] = Field(default_factory=list)
    """Which checks refuse it; all without it."""
    review: YesOrNo = True
    """Whether suspicious ones wait for a person."""
    kit: ShareKit | None = None
    """What members pass on."""


class Question(Part):
    """One question of a survey."""

    id: Id
    """What it is called in this document; unique in the survey."""
    text: LongTexts
    """What is asked."""
    kind: Annotated[str, *choice("nps", "stars", "choice", "text", "yes_no")]
    """How it is answered."""
    choices: list[Names] = Field(default_factory=list)
    """What one can choose."""
    when: Condition | None = None
    """Asked only where this holds."""


class Case(Part):
    """Somebody takes care of an unhappy member."""

    when: Condition
    """For which answers, for instance `answer.score <= 6`."""
    within: Length
    """Until when it has to be closed."""
    alert: list[Text] = Field(default_factory=list)
    """Which roles are told."""


class FollowUp(Part):
    """What follows an answer."""

    when: Condition
    """For which answers."""
    journey: JourneyId
    """This sequence of messages begins."""


class SurveyPart(Part):
    """A question sent after an event."""

    name: Names
    """What people call it."""
    event: EventId
    """What it follows."""
    when: Condition | None = None
    """Which of these events."""
    delay: Length | None = None
    """How long after it."""
    not_more_than: LimitText | None = None
    """How often one member is asked, for instance `1 per 90 days`."""
    sample: Percent | None = None
    """How many percent are asked."""
    purpose: PurposeId
    """The consent it needs."""
    message: MessageId | None = None
    """The message that asks."""
    questions: Annotated[list[Question], Field(min_length=1)]
    """What is asked."""
    thanks: Side | None = None
    """What everybody gets who answers, whatever the answer."""
    cases: list[Case] = Field(default_factory=list)
    """Which answers somebody takes care of."""
    follow: list[FollowUp] = Field(default_factory=list)
    """What follows an answer."""


class LoyaltyStages(Part):
    """From satisfied to loyal to advocate."""

    satisfied: Condition
    """Who is satisfied."""
    loyal: Condition
    """Who is loyal."""
    advocate: Condition
    """Who recommends."""


class ReviewRules(Part):
    """Reviews and posts that are rewarded."""

    label: LongTexts
    """How they are marked as rewarded."""
    minimum_words: WholeOrZero = 0
    """How long they have to be."""
    purchased: YesOrNo = True
    """Whether only what was bought can be reviewed."""
