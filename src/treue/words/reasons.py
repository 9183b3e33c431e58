"""A sentence for every reason code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from treue.domain.reasons import Reason
from treue.programme.records import Unit
from treue.words.languages import Language, mark
from treue.words.units import amount_in_words, plain_amount

SENTENCES: Mapping[Reason, str] = {
    Reason.TOO_EARLY: mark("This lies further in the future than the programme accepts."),
    Reason.TOO_LATE: mark("This happened longer ago than the programme accepts."),
    Reason.NO_VERSION_THEN: mark("The programme had not started when this happened."),
    Reason.CURRENCY_MISMATCH: mark("The order is in another currency than the programme."),
    Reason.UNKNOWN_EVENT: mark("The programme did not know this kind of event when it happened."),
    Reason.WRONG_FIELDS: mark("The details of this event are not those that the programme asks for."),
    Reason.RECEIPT_CREDITED: mark("This receipt was credited before."),
    Reason.MORE_THAN_BOUGHT: mark("More would come back than was bought, over all returns of this order."),
    Reason.UNKNOWN_LINE: mark("The order has no such line, or several lines of this name; name it by its position."),
    Reason.NOT_AN_ORDER: mark("What this return names is no purchase."),
    Reason.ORDER_REFUSED: mark("The purchase itself was refused, so there is nothing to take back."),
    Reason.LINES_RETIRED: mark(
        "The lines of this order are not kept any longer; say how much money came back, or return the whole order."
    ),
    Reason.ORDER_AWAITED: mark("The order is not known yet. The return waits and is decided together with it."),
    Reason.MEMBER_LEFT: mark("This member has left the programme."),
    Reason.UNKNOWN_MEMBER: mark("There is no such member."),
    Reason.UNKNOWN_REWARD: mark("The programme has no such reward."),
    Reason.UNKNOWN_UNIT: mark("The programme has no such unit."),
    Reason.INSUFFICIENT_UNITS: mark("The balance is too low."),
    Reason.OUT_OF_STOCK: mark("This reward is out of stock."),
    Reason.REWARD_STOPPED: mark("This reward is not available at the moment."),
    Reason.REWARD_NOT_YET: mark("This reward cannot be had yet."),
    Reason.REWARD_OVER: mark("This reward cannot be had any more."),
    Reason.REWARD_NOT_TODAY: mark("This reward cannot be had today."),
    Reason.OTHER_LEVEL: mark("This reward is for members of another level."),
    Reason.OTHER_SEGMENT: mark("This reward is for other members."),
    Reason.OTHER_PLACE: mark("This reward cannot be had here."),
    Reason.UNKNOWN_RIGHT: mark("The programme has no counted right of this name."),
    Reason.NOT_ENTITLED: mark("The member does not have this right."),
    Reason.DAY_OVER: mark("The day is over; choose today or a later one."),
    Reason.DAY_CHOSEN: mark("The member has chosen this day already."),
    Reason.RIGHT_USED_UP: mark("The member has chosen as many days as the right gives in this time."),
    Reason.CONDITION_NOT_MET: mark("What this reward asks for is not fulfilled."),
    Reason.LIMIT_REACHED: mark("The member had this reward as often as one member can have it."),
    Reason.GIVEN_OUT: mark("This reward was given as often as it is given altogether."),
    Reason.UNKNOWN_PRICE: mark("The reward has no such way to pay for it."),
    Reason.AMOUNT_NEEDED: mark("For this reward it has to be said how many units are used."),
    Reason.AMOUNT_FIXED: mark("What this reward costs is fixed; no amount can be chosen."),
    Reason.BELOW_MINIMUM: mark("This is less than the programme lets members give or use at a time."),
    Reason.NOT_IN_STEPS: mark("The units for this reward are taken in steps, and this is between two of them."),
    Reason.OTHER_COUNTRY: mark("This reward cannot be had in this country."),
    Reason.SEAT_KEPT: mark("Every free seat is kept for somebody who waits."),
    Reason.SEATS_LEFT: mark("There is a seat; nobody has to wait for it."),
    Reason.NO_WAITING_LIST: mark("This reward has no waiting list."),
    Reason.ALREADY_WAITING: mark("The member waits for a seat already."),
    Reason.NOT_ON_LIST: mark("The member does not wait for a seat."),
    Reason.ADDRESS_NEEDED: mark("This reward is sent; say to which address."),
    Reason.ADDRESS_NOT_NEEDED: mark("This reward is not sent to an address, so none is kept."),
    Reason.NOT_DELIVERED: mark("This reward is not delivered."),
    Reason.ALREADY_SENT: mark("It was sent before."),
    Reason.ALREADY_ARRIVED: mark("It arrived before."),
    Reason.CAUSE_NEEDED: mark("For this reward it has to be said to which cause the donation goes."),
    Reason.UNKNOWN_CAUSE: mark("The reward cannot be donated to this cause."),
    Reason.UNKNOWN_REDEMPTION: mark("The member got no reward by this event."),
    Reason.ALREADY_USED: mark("It was used before."),
    Reason.ALREADY_CANCELLED: mark("It was given back before."),
    Reason.REDEMPTION_OVER: mark("The time in which it could be used is over."),
    Reason.CANCELLED_TOO_LATE: mark("The member cannot give it back, or not any more; staff can, and says why."),
    Reason.NOT_REISSUED: mark("This reward is not issued again."),
    Reason.UNKNOWN_CODE: mark("No reward has this code."),
    Reason.CODE_REPLACED: mark("A newer code took the place of this one."),
    Reason.UNKNOWN_LEVEL: mark("The programme has no such ladder or level."),
    Reason.NO_PLACE: mark("All places at this level are taken."),
    Reason.NOT_SET_THIS_WAY: mark("The programme does not foresee that this level is set in this way."),
    Reason.ENDS_IN_THE_PAST: mark("The last day lies in the past."),
    Reason.ALREADY_STOPPED: mark("It is stopped already from then on."),
    Reason.NOT_STOPPED: mark("It is not stopped from then on, so there is nothing to resume."),
    Reason.ALREADY_MEMBER: mark("The card or the shop's own id belongs to a member already."),
    Reason.KEY_REUSED: mark("This key was used before, for something else."),
    Reason.IN_PROGRESS: mark("The same request is still being worked on; ask again in a moment with the same key."),
    Reason.NOT_GIVABLE: mark("The programme does not let members give this to each other."),
    Reason.ABOVE_MAXIMUM: mark("This is more than the programme lets members give at a time."),
    Reason.UNKNOWN_OTHER: mark("The other member is not known."),
    Reason.SAME_MEMBER: mark("Both are the same member."),
    Reason.OTHER_LEFT: mark("The other member has left the programme."),
    Reason.ALREADY_MERGED: mark("The other member was merged before."),
    Reason.NO_HOUSEHOLDS: mark("The programme has no households."),
    Reason.IN_A_HOUSEHOLD: mark("This member is in a household already."),
    Reason.IN_NO_HOUSEHOLD: mark("This member is in no household."),
    Reason.OTHER_IN_NO_HOUSEHOLD: mark("The other member is in no household; found one first."),
    Reason.HOUSEHOLD_FULL: mark("The household has as many members as the programme lets it have."),
    Reason.HEAD_SPENDS: mark("Only the head of the household may spend what it collects together."),
    Reason.HOUSEHOLD_LIMIT: mark("The household has had this reward as often as it may in this time."),
    Reason.NOT_LEFT: mark("This member has not left the programme."),
    Reason.WRONG_DATES: mark("By these dates it was earned in the future or has ended already."),
    Reason.UNLISTED_REASON: mark("The programme lists the reasons for adjustments; choose one of them."),
    Reason.SAME_ACTOR: mark("Somebody else has to agree than who asked."),
    Reason.DECLINED: mark("This was declined."),
    Reason.NOT_WAITING: mark("This request does not wait any more."),
    Reason.PARKED: mark("This could not be decided. It changed nothing and waits for a person to look at it."),
    Reason.BUDGET_CUT: mark("The budget of the rule is used up."),
    Reason.CAP_CUT: mark("The member has got as much by this rule as it gives in this time."),
    Reason.SHARED_CAP_CUT: mark("All members together have got as much by this rule as it gives in this time."),
}


def reason_in_words(language: Language, reason: Reason) -> str:
    """Why something was refused or cut."""
    return language.say(SENTENCES[reason])


def until_in_words(language: Language, until: datetime, zone: ZoneInfo) -> str:
    """From when on a refusal is over."""
    return language.say("It is possible again from {moment} on.", moment=language.moment(until, zone))


def missing_in_words(language: Language, unit: Unit, missing: int) -> str:
    """How much is lacking, scaled units: `42 points are missing.`"""
    number = plain_amount(missing, unit.decimals)
    amount = amount_in_words(language, unit, missing)
    return language.count("{amount} is missing.", "{amount} are missing.", number, amount=amount)
