"""Sentences for what members collect."""

from __future__ import annotations

from treue.programme.schema.units import Extension, Forfeit, Inactivity, Pause, TurnoverLock, UnitPart
from treue.words.document.sentences import Sentences, said, silent
from treue.words.languages import mark

SENTENCES: Sentences = {
    UnitPart: (
        silent("name", "it is the heading"),
        said("description", mark("{description}")),
        said("decimals=0", mark("It is counted in whole numbers.")),
        said("decimals", mark("It is counted with up to this many decimals: {decimals}.")),
        said("money=yes", mark("It is money.")),
        said("money=no", mark("It is not money and bears no interest.")),
        said("worth", mark("In our books one counts as {worth}.")),
        said("pays", mark("At the till one pays {pays}.")),
        said("available", mark("When you can use it: {available}.")),
        said("available=none", mark("You can use it at once.")),
        said("expires", mark("When it expires: {expires}.")),
        said("expires=none", mark("It has no date of expiry.")),
        said("expires>from=occurred", mark("This time begins when it was earned.")),
        said("expires>from=available", mark("This time begins when you can first use it.")),
        silent("from", "said together with the expiry"),
        said("inactivity", mark("When nothing happens for a while:")),
        said("pause", mark("When the expiry stands still:")),
        said("extend", mark("What moves the expiry:")),
        said("forfeit", mark("What makes you lose it:")),
        said("starts_again", mark("Every year on {starts_again} what is left is set to nothing.")),
        said("spendable=yes", mark("It can be spent.")),
        said("spendable=no", mark("It only counts and cannot be spent.")),
        said("transferable=yes", mark("You can give it to other members.")),
        said("transferable=no", mark("You cannot give it to others.")),
        said("purchasable=yes", mark("You can buy it.")),
        said("purchasable=no", mark("You cannot buy it.")),
        said("cash=yes", mark("It is paid out in money.")),
        said("cash=no", mark("It is not paid out in money.")),
        said("pay_out_from", mark("The least that is paid out is {pay_out_from}.")),
        said("locked", mark("Before you can use it:")),
        said("warn", mark("Before it expires we tell you this long ahead: {warn}.")),
        said("shown_ahead", mark("You see what expires this far ahead: {shown_ahead}.")),
        said("vat", mark("For value added tax: {vat}.")),
        said("first_out=soonest_expiry", mark("What expires first is used first.")),
        said("first_out=oldest", mark("What you earned first is used first.")),
    ),
    Inactivity: (
        said("after+reset_by", mark("All of it expires when none of this happened for {after}: {reset_by}.")),
        said("when", mark("This counts only if {when}.")),
    ),
    Pause: (
        said("while", mark("The expiry stands still while this holds: {while}.")),
        said("then=resume", mark("Afterwards the time of the pause is added.")),
        said("then=restart", mark("Afterwards the full time begins anew.")),
    ),
    Extension: (
        said("event+by", mark("This moves the expiry by {by}: {event}.")),
        said("when", mark("Only if {when}.")),
        said("once_per=day", mark("At most once a day.")),
        said("once_per=week", mark("At most once a week.")),
        said("once_per=month", mark("At most once a month.")),
        said("once_per=quarter", mark("At most once a quarter.")),
        said("once_per=year", mark("At most once a year.")),
        said("skips=day", mark("Not on the day of earning.")),
        said("skips=week", mark("Not in the week of earning.")),
        said("skips=month", mark("Not in the month of earning.")),
        said("skips=quarter", mark("Not in the quarter of earning.")),
        said("skips=year", mark("Not in the year of earning.")),
    ),
    Forfeit: (
        said("event+after", mark("This takes it away {after} later: {event}.")),
        said("event", mark("This takes it away at once: {event}.")),
        said("when", mark("Only if {when}.")),
    ),
    TurnoverLock: (
        said(
            "times+within",
            mark(
                "Its amount has to be turned over {times} times, at most {within} after you got it; the rest "
                "then lapses."
            ),
        ),
    ),
}
