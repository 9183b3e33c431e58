"""The words of change notes: what sections and the most usual settings are called, and periods."""

from __future__ import annotations

import re
from collections.abc import Mapping

from treue.words.languages import Language, mark

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
    "segments": mark("Segment"),
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

SETTINGS: Mapping[tuple[str, str], str] = {
    ("units", "name"): mark("the name"),
    ("units", "worth"): mark("the worth"),
    ("units", "pays"): mark("what one pays at the till"),
    ("units", "available"): mark("when units can be spent"),
    ("units", "expires"): mark("when units expire"),
    ("units", "decimals"): mark("the number of decimals"),
    ("units", "spendable"): mark("whether it can be spent"),
    ("earn", "name"): mark("the name"),
    ("earn", "when"): mark("the condition"),
    ("earn", "event"): mark("what has to happen"),
    ("earn", "each"): mark("what the rule looks at"),
    ("earn", "give"): mark("what it gives"),
    ("earn", "per"): mark("the amount of money"),
    ("earn", "multiply"): mark("the multiplier"),
    ("earn", "budget"): mark("the budget"),
    ("earn", "from"): mark("the first day"),
    ("earn", "until"): mark("the last day"),
    ("earn", "limit"): mark("how often a member gets it"),
    ("rewards", "name"): mark("the name"),
    ("rewards", "gives"): mark("what one gets"),
    ("rewards", "stock"): mark("the stock"),
    ("rewards", "per_member"): mark("how often a member gets it"),
    ("rewards", "from"): mark("the first day"),
    ("rewards", "until"): mark("the last day"),
}
"""Section and key -> what the key is called; others are shown as they are written."""

_PERIOD = re.compile(r"(after )?([0-9]+) (minute|hour|day|week|month|year)s?")


def period_in_words(language: Language, text: str) -> str | None:
    """A period such as 'after 12 months', or None for any other text."""
    match = _PERIOD.fullmatch(text)
    if match is None:
        return None
    count = int(match.group(2))
    number = language.number(count)
    if match.group(1):
        return _after(language, count, number, match.group(3))
    return _length(language, count, number, match.group(3))


def _after(language: Language, count: int, number: str, unit: str) -> str:
    match unit:
        case "minute":
            return language.count("after {number} minute", "after {number} minutes", count, number=number)
        case "hour":
            return language.count("after {number} hour", "after {number} hours", count, number=number)
        case "day":
            return language.count("after {number} day", "after {number} days", count, number=number)
        case "week":
            return language.count("after {number} week", "after {number} weeks", count, number=number)
        case "month":
            return language.count("after {number} month", "after {number} months", count, number=number)
        case _:
            return language.count("after {number} year", "after {number} years", count, number=number)


def _length(language: Language, count: int, number: str, unit: str) -> str:
    match unit:
        case "minute":
            return language.count("{number} minute", "{number} minutes", count, number=number)
        case "hour":
            return language.count("{number} hour", "{number} hours", count, number=number)
        case "day":
            return language.count("{number} day", "{number} days", count, number=number)
        case "week":
            return language.count("{number} week", "{number} weeks", count, number=number)
        case "month":
            return language.count("{number} month", "{number} months", count, number=number)
        case _:
            return language.count("{number} year", "{number} years", count, number=number)
