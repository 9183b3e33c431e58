"""Talking to members: consents, messages, journeys, quiet hours."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from treue.programme.schema.amounts import Condition, Gives, Limits, Percent, YesOrNo
from treue.programme.schema.audience import Audience
from treue.programme.schema.marks import Link
from treue.programme.schema.part import Part, choice
from treue.programme.schema.references import EventId, MessageId, OfferId, PurposeId, RewardId, SurveyId
from treue.programme.schema.times import Length, TimeOfDay
from treue.programme.schema.values import Id, LongTexts, Names, Text

Channel = Annotated[str, *choice("email", "inbox", "push", "webhook", "pass", "letter", "sign", "receipt", "sms")]


class PurposePart(Part):
    """What members agree to, or not."""

    name: Names
    """What members call it."""
    kind: Annotated[str, *choice("contract", "advertising", "survey", "nicknames", "recommendations", "measuring")]
    """What it is for; messages of a contract carry no offers."""
    text: LongTexts | None = None
    """What members agree to, word for word."""
    channels: Annotated[list[Channel], Field(min_length=1)] | None = None
    """Over which channels."""
    proof: Annotated[str, *choice("confirmed", "existing_customer", "none")] = "confirmed"
    """How the consent is proven: by a confirmed mail, or the case of an existing customer."""
    required_to_join: YesOrNo = False
    """Whether nobody can join without; the law refuses it for advertising."""
    version: Text | None = None
    """Which text it is."""


class MessagePart(Part):
    """A message to members or prospects."""

    name: Names | None = None
    """What staff calls it."""
    purpose: PurposeId
    """The consent it needs."""
    channels: Annotated[list[Channel], Field(min_length=1)]
    """Over which channels, the first that works."""
    subject: Names | None = None
    """Its subject."""
    text: LongTexts
    """What it says."""
    template: Text | None = None
    """The template it is set in."""
    picture: Link | None = None
    """Its picture."""
    offer: OfferId | None = None
    """A voucher in it."""
    reward: RewardId | None = None
    """A reward it shows."""
    survey: SurveyId | None = None
    """A survey it asks."""
    opens: YesOrNo = False
    """Whether it is noticed who opens it; needs consent."""


class Variant(Part):
    """One of several messages in a test."""

    message: MessageId
    """The message."""
    share: Percent
    """For how many percent."""


class Step(Part):
    """One step of a journey; one of these."""

    wait: Length | None = None
    """Wait so long."""
    wait_for: EventId | None = None
    """Wait for this event; `at_most` says how long."""
    at_most: Length | None = None
    """How long to wait at most."""
    send: MessageId | None = None
    """Send this message."""
    test: Annotated[list[Variant], Field(min_length=2)] | None = None
    """Send one of several messages and measure which does better."""
    issue: OfferId | None = None
    """Issue a voucher for this offer."""
    give: Gives | None = None
    """Give units."""
    ask: SurveyId | None = None
    """Ask this survey."""
    when: Condition | None = None
    """Go on with `then` where this holds, else with `otherwise`."""
    then: list[Step] = Field(default_factory=list)
    """The steps where it holds."""
    otherwise: list[Step] = Field(default_factory=list)
    """The steps where it does not."""
    end: YesOrNo | None = None
    """The journey ends."""


class JourneyPart(Audience):
    """A sequence of messages with waits and conditions."""

    id: Id
    """What it is called in this document; unique in the list."""
    name: Names
    """What staff calls it."""
    for_: Annotated[Annotated[str, *choice("members", "prospects")], Field(alias="for")] = "members"
    """Whether it is for members or for prospects."""
    event: EventId | None = None
    """What begins it."""
    when: Condition | None = None
    """For whom it begins."""
    stops_when: Condition | None = None
    """What ends it early."""
    again: Limits | None = None
    """How often one member goes through it; once without it."""
    steps: Annotated[list[Step], Field(min_length=1)]
    """What happens, one after the other."""
    hold_out: Percent | None = None
    """How many percent get nothing, to measure what it brings."""


class NewsletterPart(Audience):
    """A message to a segment at a time."""

    id: Id
    """What it is called in this document; unique in the list."""
    name: Names
    """What staff calls it."""
    message: MessageId
    """What is sent."""
    at: TimeOfDay | None = None
    """At what time of day."""
    when: Condition | None = None
    """To whom."""
    test: Annotated[list[Variant], Field(min_length=2)] | None = None
    """Several messages of which the better is sent."""
    hold_out: Percent | None = None
    """How many percent get nothing, to measure what it brings."""


class QuietHours(Part):
    """When nothing is sent."""

    from_: Annotated[TimeOfDay, Field(alias="from")]
    """From when."""
    until: TimeOfDay
    """Until when."""
    sundays: YesOrNo = False
    """Whether Sundays are quiet all day."""


class Contact(Part):
    """Bounds of all messages."""

    quiet: QuietHours | None = None
    """When nothing is sent."""
    at_most: Limits | None = None
    """How many messages one member gets, over all journeys."""
    hold_out: Percent | None = None
    """How many percent never get advertising, to measure what it brings."""
    sender: Text | None = None
    """Who mails come from."""
    expiry: MessageId | None = None
    """The message before units expire."""
    level_falls: MessageId | None = None
    """The message before a level falls."""
    spent: MessageId | None = None
    """The message after each redemption."""
