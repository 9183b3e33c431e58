"""What one entry of each section is called in change notes."""

from __future__ import annotations

from collections.abc import Mapping

from treue.words.languages import mark

SECTIONS: Mapping[str, str] = {
    "treue": mark("Format of the document"),
    "programme": mark("Programme"),
    "attributes": mark("Attributes of the shop"),
    "types": mark("Structure"),
    "events": mark("Event"),
    "tables": mark("Table"),
    "calendars": mark("Calendar"),
    "units": mark("Unit"),
    "earn": mark("Rule"),
    "metrics": mark("Counter"),
    "segments": mark("Group of members"),
    "ladders": mark("Level ladder"),
    "entitlements": mark("Counted right"),
    "perks": mark("Perk"),
    "rewards": mark("Reward"),
    "lanes": mark("Lane of offers"),
    "code_pools": mark("Pool of codes"),
    "offers": mark("Offer"),
    "pay_with": mark("Paying with units"),
    "checkout": mark("Checkout"),
    "returns": mark("Returns"),
    "plans": mark("Membership plan"),
    "partners": mark("Partner"),
    "causes": mark("Cause"),
    "households": mark("Households"),
    "transfers": mark("Transfers to others"),
    "adjustments": mark("Adjustments by staff"),
    "fraud": mark("Protection from fraud"),
    "cards": mark("Card numbers"),
    "referral": mark("Referral"),
    "reviews": mark("Reviews and posts"),
    "challenges": mark("Challenge"),
    "streaks": mark("Streak"),
    "badges": mark("Badge"),
    "leaderboards": mark("Leaderboard"),
    "raffles": mark("Raffle"),
    "wheels": mark("Prize wheel"),
    "surveys": mark("Survey"),
    "stages": mark("Stages of loyalty"),
    "purposes": mark("Purpose of consent"),
    "messages": mark("Message"),
    "journeys": mark("Journey"),
    "newsletters": mark("Newsletter"),
    "contact": mark("Bounds of messages"),
    "migrate": mark("What becomes of what members have"),
    "archive": mark("Archive"),
}
"""Section of the document -> what one entry of it is called."""
