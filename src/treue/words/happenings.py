"""Names for what happens: kinds of events, causes of transfers, and the accounts of the books."""

from __future__ import annotations

from collections.abc import Mapping

from treue.domain.books import Account, Cause
from treue.engine.counting import COUNTED
from treue.engine.dues import AVAILABILITY, CLOSING, EXPIRY
from treue.engine.giving import GIFT, GIFT_RECEIVED
from treue.engine.households.belonging import ENTERED, FOUNDED, HEAD_NAMED, SHARED, WENT
from treue.engine.households.pooling import POOL_GIVEN, POOL_RECEIVED
from treue.engine.leaving import LEFT, REJOINED
from treue.engine.levels.lines import LEVEL_REVIEW
from treue.engine.levels.setting import LEVEL_SET
from treue.engine.moving import MERGE, MERGED
from treue.engine.opening import OPENING
from treue.engine.returning.standing import RETURN
from treue.engine.rewards.by_itself import READY
from treue.engine.rewards.changing import ARRIVED, CANCELLATION, REISSUE, SENT, USE, VOID
from treue.engine.rewards.redeeming import AUTOMATIC, GRANT, SPEND
from treue.engine.rewards.waiting import AWAITED, GIVEN_UP
from treue.engine.rights import DAY_CHOSEN
from treue.engine.state import FORFEIT, INACTIVITY
from treue.engine.taking import ADJUSTMENT
from treue.programme.records import (
    ANNIVERSARY,
    BIRTHDAY,
    JOINED,
    LEVEL_LOST,
    LEVEL_REACHED,
    LEVEL_WARNING,
    PARTICIPATION,
    PERIOD_END,
    PURCHASE,
)
from treue.words.languages import Language, mark

KINDS: Mapping[str, str] = {
    PURCHASE: mark("Purchase"),
    RETURN: mark("Return"),
    JOINED: mark("Joined"),
    SPEND: mark("Reward bought"),
    AUTOMATIC: mark("Reward came by itself"),
    GRANT: mark("Reward granted"),
    CANCELLATION: mark("Reward given back"),
    VOID: mark("Reward void after a return"),
    REISSUE: mark("Reward issued again"),
    USE: mark("Reward used"),
    AWAITED: mark("Waits for a seat"),
    GIVEN_UP: mark("Waits for a seat no longer"),
    SENT: mark("Reward sent"),
    ARRIVED: mark("Reward arrived"),
    ADJUSTMENT: mark("Adjusted by staff"),
    DAY_CHOSEN: mark("Day chosen"),
    LEVEL_SET: mark("Level set by staff"),
    LEVEL_REACHED: mark("Level reached"),
    LEVEL_LOST: mark("Level lost"),
    LEVEL_REVIEW: mark("Level reviewed"),
    LEVEL_WARNING: mark("A level will be lost soon"),
    PARTICIPATION: mark("A period of taking part ended"),
    EXPIRY: mark("Units expired"),
    AVAILABILITY: mark("Units became available"),
    READY: mark("Units became available"),
    INACTIVITY: mark("Units fell because nothing happened"),
    FORFEIT: mark("Units forfeited"),
    BIRTHDAY: mark("Birthday"),
    ANNIVERSARY: mark("Anniversary of joining"),
    PERIOD_END: mark("End of a period"),
    GIFT: mark("Given to another member"),
    GIFT_RECEIVED: mark("Received from another member"),
    MERGE: mark("Another account of the same person joined this one"),
    MERGED: mark("Moved to another account of the same person"),
    FOUNDED: mark("Founded a household"),
    ENTERED: mark("Entered a household"),
    WENT: mark("Left the household"),
    HEAD_NAMED: mark("Became the head of the household"),
    SHARED: mark("Said whether the household sees purchases"),
    POOL_GIVEN: mark("Handed over within the household"),
    POOL_RECEIVED: mark("Came from the household"),
    LEFT: mark("Left the programme"),
    REJOINED: mark("Came back"),
    CLOSING: mark("Units forfeited after leaving"),
    OPENING: mark("Balance brought over"),
    COUNTED: mark("Counters worked out from what is known"),
}
"""The kinds of events every programme has. Events of its own are called what the programme calls them."""

CAUSES: Mapping[Cause, str] = {
    Cause.EARNED: mark("{amount} by rule {source}"),
    Cause.SPENT: mark("{amount} for {source}"),
    Cause.EXPIRED: mark("{amount} expired"),
    Cause.ADJUSTED: mark("{amount}: {source}"),
    Cause.DEBT_MADE: mark("{amount} owed: {source}"),
    Cause.DEBT_PAID: mark("{amount} used to pay what was owed"),
    Cause.REINSTATED: mark("{amount} came back"),
    Cause.REDEEMED: mark("{amount} as {source}"),
    Cause.GIVEN_BACK: mark("{amount} back for {source}"),
    Cause.REVOKED: mark("{amount} taken back with {source}"),
    Cause.RETURNED: mark("{amount} by rule {source} taken back"),
    Cause.DEBT_MOVED: mark("what is owed moved too"),
    Cause.GIVEN: mark("{amount} given"),
    Cause.RECEIVED: mark("{amount} received"),
    Cause.MERGED: mark("{amount} moved"),
    Cause.POOLED: mark("{amount} within the household"),
    Cause.FORFEITED: mark("{amount} forfeited"),
    Cause.CHARGED: mark("{amount} taken for the level"),
    Cause.OPENING: mark("{amount} brought over"),
}

MOVEMENTS: Mapping[Cause, str] = {
    Cause.EARNED: mark("{event}: {source}"),
    Cause.SPENT: mark("Reward: {source}"),
    Cause.REDEEMED: mark("From the reward: {source}"),
    Cause.GIVEN_BACK: mark("Reward given back: {source}"),
    Cause.REVOKED: mark("Taken back with the reward: {source}"),
    Cause.EXPIRED: mark("Expired"),
    Cause.REINSTATED: mark("Expiry undone"),
    Cause.RETURNED: mark("Taken back: {source}"),
    Cause.ADJUSTED: mark("Correction: {source}"),
    Cause.DEBT_MADE: mark("Correction, owed: {source}"),
    Cause.DEBT_PAID: mark("{owed} used to pay what was owed"),
    Cause.DEBT_MOVED: mark("What was owed moved too"),
    Cause.GIVEN: mark("Given to another member"),
    Cause.RECEIVED: mark("Received from another member"),
    Cause.MERGED: mark("Moved from another account"),
    Cause.POOLED: mark("Within the household"),
    Cause.FORFEITED: mark("Forfeited"),
    Cause.CHARGED: mark("Taken for the level"),
    Cause.OPENING: mark("Brought over"),
    Cause.REDEEMED: mark("Reward: {source}"),
    Cause.GIVEN_BACK: mark("Reward given back: {source}"),
    Cause.REVOKED: mark("Taken back with the reward: {source}"),
    Cause.REINSTATED: mark("Came back"),
}
"""What a member reads where the amount stands in a column of its own."""

ACCOUNTS: Mapping[Account, str] = {
    Account.MEMBER: mark("held by members"),
    Account.DEBT: mark("owed by members"),
    Account.ISSUED: mark("issued"),
    Account.SPENT: mark("spent"),
    Account.DONATED: mark("donated"),
    Account.PAID_OUT: mark("paid out"),
    Account.EXPIRED: mark("expired"),
    Account.ADJUSTED: mark("adjusted by staff"),
    Account.FORFEITED: mark("forfeited"),
    Account.OPENING: mark("brought over"),
    Account.MOVED: mark("on the way between members"),
}


def kind_in_words(language: Language, kind: str) -> str:
    """What an event is called."""
    known = KINDS.get(kind)
    return language.say(known) if known is not None else language.say("Event '{name}'", name=kind)


def account_in_words(language: Language, account: Account) -> str:
    """What an account of the books holds."""
    return language.say(ACCOUNTS[account])


def movement_in_words(language: Language, cause: str, *, event: str, source: str, owed: str) -> str:
    """What happened, for its member; `event`, `source` and `owed`, the units that debt changed by, are words already.

    A cause that this table does not know yet is told by the event that brought it.
    """
    sentence = MOVEMENTS[Cause(cause)] if cause in MOVEMENTS else "{event}"
    return language.say(sentence, event=event, source=source, owed=owed)


def cause_in_words(language: Language, cause: Cause, amount: str, source: str) -> str:
    """Why units moved; `amount` and `source` are words already."""
    return language.say(CAUSES[cause], amount=amount, source=source)
