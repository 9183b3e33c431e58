"""Words for what every programme can name: events, figures, times, windows, taxes, types."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time

from treue.domain.calendar import DayOfMonth, DayOfYear, Keeps, Lifetime, NamedDay, Never, OnDate, Window
from treue.domain.instants import Period
from treue.programme.schema.marks import Vat
from treue.rules.types import Type
from treue.words.languages import Language, mark

EVENTS: Mapping[str, str] = {
    "purchase": mark("a purchase"),
    "joined": mark("joining"),
    "first_purchase": mark("your first purchase"),
    "return": mark("a return"),
    "left": mark("leaving the programme"),
    "birthday": mark("your birthday"),
    "anniversary": mark("the anniversary of joining"),
    "period_end": mark("the end of a period"),
    "level_reached": mark("reaching a level"),
    "level_lost": mark("losing a level"),
    "level_warning": mark("a level that will be lost soon"),
    "plan_started": mark("the start of a membership"),
    "plan_ended": mark("the end of a membership"),
    "redeemed": mark("a redemption"),
    "referral": mark("a recommendation"),
    "visit": mark("a visit"),
    "review": mark("a review"),
    "answered": mark("an answer to a survey"),
    "scanned": mark("scanning a code"),
    "won": mark("a prize won"),
    "challenge_done": mark("a challenge done"),
    "badge_earned": mark("a badge earned"),
}
FIGURES: Mapping[str, str] = {
    "active_members": mark("active members"),
    "breakage": mark("share of units that expire"),
    "churn_rate": mark("share of members who stay away"),
    "clv": mark("value of a customer over time"),
    "cost_share": mark("share of the costs in revenue"),
    "liability": mark("liability for open units"),
    "nps": mark("share of those who recommend us, less those who do not"),
    "order_value": mark("value of an order"),
    "purchase_frequency": mark("purchases per member"),
    "redemption_rate": mark("share of units that are redeemed"),
    "repeat_purchase_rate": mark("share of members who buy again"),
    "retention_rate": mark("share of members who stay"),
}
_TYPES: Mapping[str, str] = {
    "string": mark("text"),
    "int": mark("whole number"),
    "decimal": mark("number"),
    "bool": mark("yes or no"),
    "money": mark("amount of money"),
    "date": mark("day"),
}
_ENDS: Mapping[str, str] = {
    "day": mark("at the end of the day"),
    "week": mark("at the end of the week"),
    "month": mark("at the end of the month"),
    "quarter": mark("at the end of the quarter"),
    "year": mark("at the end of the year"),
}
_CALENDAR: Mapping[str | None, str] = {
    "day": mark("per day"),
    "week": mark("per calendar week"),
    "month": mark("per calendar month"),
    "quarter": mark("per calendar quarter"),
    "year": mark("per calendar year"),
}
_MEMBERSHIP: Mapping[str | None, str] = {
    "month": mark("per month of membership"),
    "quarter": mark("per quarter of membership"),
    "year": mark("per year of membership"),
}
_WINDOWS: Mapping[str, str] = {
    "event": mark("each time"),
    "order": mark("per order"),
    "plan": mark("per term of the membership"),
    "level": mark("while a level is kept"),
    "lifetime": mark("in all"),
}
_RESTS: Mapping[tuple[str | None, bool], str] = {
    ("month", False): mark("for the rest of the month"),
    ("month", True): mark("for the rest of the month and the whole next one"),
    ("quarter", False): mark("for the rest of the quarter"),
    ("quarter", True): mark("for the rest of the quarter and the whole next one"),
    ("year", False): mark("for the rest of the year and no longer"),
    ("year", True): mark("for the rest of the year and the whole next one"),
    ("membership year", False): mark("for the rest of the year of membership"),
    ("membership year", True): mark("for the rest of the year of membership and the whole next one"),
}
_VAT: Mapping[str, str] = {
    "discount": mark("a discount"),
    "multi_purpose": mark("a multi-purpose voucher"),
    "third_party_funded": mark("paid by a third party"),
}


def length(language: Language, period: Period) -> str:
    """'12 months'."""
    number, count = period.count, language.number(period.count)
    match period.unit:
        case "minutes":
            return language.count("{count} minute", "{count} minutes", number, count=count)
        case "hours":
            return language.count("{count} hour", "{count} hours", number, count=count)
        case "days":
            return language.count("{count} day", "{count} days", number, count=count)
        case "weeks":
            return language.count("{count} week", "{count} weeks", number, count=count)
        case "months":
            return language.count("{count} month", "{count} months", number, count=count)
        case "years":
            return language.count("{count} year", "{count} years", number, count=count)


def after(language: Language, period: Period) -> str:
    """'after 12 months'."""
    number, count = period.count, language.number(period.count)
    match period.unit:
        case "minutes":
            return language.count("after {count} minute", "after {count} minutes", number, count=count)
        case "hours":
            return language.count("after {count} hour", "after {count} hours", number, count=count)
        case "days":
            return language.count("after {count} day", "after {count} days", number, count=count)
        case "weeks":
            return language.count("after {count} week", "after {count} weeks", number, count=count)
        case "months":
            return language.count("after {count} month", "after {count} months", number, count=count)
        case "years":
            return language.count("after {count} year", "after {count} years", number, count=count)


def window(language: Language, looked_at: Window) -> str:
    """'per calendar year', as the end of a phrase that begins with a number."""
    match looked_at.kind:
        case "calendar":
            return language.say(_CALENDAR[looked_at.span])
        case "membership":
            return language.say(_MEMBERSHIP[looked_at.span])
        case "yearly" if looked_at.start is not None:
            return language.say("per year that begins on {day}", day=day_of_year(language, looked_at.start))
        case "rolling" if looked_at.period is not None:
            period = length(language, looked_at.period)
            if looked_at.period.count == 1:
                return language.say("in the latest period ({period})", period=period)
            return language.say("within the latest {period}", period=period)
        case _:
            return language.say(_WINDOWS[looked_at.kind])


def moment(language: Language, when: Period | Lifetime | NamedDay | OnDate | Never | DayOfMonth) -> str:
    """When units become available or expire, counted from what happened."""
    match when:
        case Period():
            return after(language, when)
        case Lifetime(period=None):
            return language.say(_ENDS[when.to_end_of])
        case Lifetime(period=Period() as period):
            return language.say(
                "{after}, then {end}", after=after(language, period), end=language.say(_ENDS[when.to_end_of])
            )
        case NamedDay(at_the_earliest=None):
            return language.say("on the next {day}", day=day_of_year(language, when.day))
        case NamedDay(at_the_earliest=Period() as period):
            named = day_of_year(language, when.day)
            return language.say("on the next {day}, at the earliest {after}", day=named, after=after(language, period))
        case OnDate():
            return language.say("on {day}", day=day(language, when.day))
        case DayOfMonth(is_next_month=True):
            return language.say("on day {day} of the next month", day=when.day)
        case DayOfMonth():
            return language.say("on day {day} of the same month", day=when.day)
        case _:
            return language.say("never")


def kept(language: Language, keeps: Keeps) -> str:
    """How long a level is kept."""
    if keeps.period is not None:
        return length(language, keeps.period)
    if keeps.rest_of is None:
        return language.say("for ever")
    return language.say(_RESTS[keeps.rest_of, keeps.and_next])


def day(language: Language, on: date) -> str:
    """A day of the calendar, written out."""
    return str(format_date(on, "long", locale=Locale.parse(language.code)))


def day_of_year(language: Language, on: DayOfYear) -> str:
    """A day that comes every year: 'September 30'."""
    leap_year = date(2024, on.month, on.day)
    return str(format_skeleton("MMMMd", leap_year, locale=Locale.parse(language.code)))


def time_of_day(language: Language, at: time) -> str:
    """A time of day."""
    return str(format_time(at, "short", locale=Locale.parse(language.code))).replace("\u202f", " ")


def tax(language: Language, vat: Vat) -> str:
    """How something is treated for value added tax."""
    if vat.kind != "single_purpose" or vat.rate is None or vat.country is None:
        return language.say(_VAT[vat.kind])
    country = Locale.parse(language.code).territories.get(vat.country, vat.country)
    return language.say(
        "a single-purpose voucher, {rate}% in {country}", rate=language.number(vat.rate), country=country
    )


def kind_of_value(language: Language, kind: Type) -> str:
    """What the values of a field are."""
    if kind.element is not None:
        return language.say("a list, each: {kind}", kind=kind_of_value(language, kind.element))
    return language.say(_TYPES[kind.name]) if kind.name in _TYPES else language.say("a part described below")
