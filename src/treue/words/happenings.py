"""Names for what happens: kinds of events, causes of transfers, and the accounts of the books."""

from __future__ import annotations

from collections.abc import Mapping

from treue.domain.books import Account, Cause
from treue.engine.returning.standing import RETURN
from treue.engine.taking import ADJUSTMENT, SPEND
from treue.engine.time import AVAILABILITY, EXPIRY
from treue.programme.records import JOINED, PURCHASE
from treue.words.languages import Language, mark

KINDS: Mapping[str, str] = {
    PURCHASE: mark("Purchase"),
    RETURN: mark("Return"),
    JOINED: mark("Joined"),
    SPEND: mark("Reward bought"),
    ADJUSTMENT: mark("Adjusted by staff"),
    EXPIRY: mark("Units expired"),
    AVAILABILITY: mark("Units became available"),
}
"""The kinds of events every programme has. Events of its own are called what the programme calls them."""

CAUSES: Mapping[Cause, str] = {
    Cause.EARNED: mark("{amount} by rule {source}"),
    Cause.SPENT: mark("{amount} for {source}"),
    Cause.EXPIRED: mark("{amount} expired"),
    Cause.ADJUSTED: mark("{amount}: {source}"),
    Cause.DEBT_MADE: mark("{amount} owed: {source}"),
    Cause.DEBT_PAID: mark("{amount} used to pay what was owed"),
    Cause.RETURNED: mark("{amount} by rule {source} taken back"),
}

ACCOUNTS: Mapping[Account, str] = {
    Account.MEMBER: mark("held by members"),
    Account.DEBT: mark("owed by members"),
    Account.ISSUED: mark("issued"),
    Account.SPENT: mark("spent"),
    Account.EXPIRED: mark("expired"),
    Account.ADJUSTED: mark("adjusted by staff"),
}


def kind_in_words(language: Language, kind: str) -> str:
    """What an event is called."""
    known = KINDS.get(kind)
    return language.say(known) if known is not None else language.say("Event '{name}'", name=kind)


def account_in_words(language: Language, account: Account) -> str:
    """What an account of the books holds."""
    return language.say(ACCOUNTS[account])


def cause_in_words(language: Language, cause: Cause, amount: str, source: str) -> str:
    """Why units moved; `amount` and `source` are words already."""
    return language.say(CAUSES[cause], amount=amount, source=source)
