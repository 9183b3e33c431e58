"""Sentences for rules that give, and for whom parts hold."""

from __future__ import annotations

from treue.programme.schema.audience import Audience, Named, Timed
from treue.programme.schema.earning import Caps, EarnPart, Grants
from treue.words.document.sentences import Sentences, said, silent, staff
from treue.words.languages import mark

SENTENCES: Sentences = {
    Named: (
        silent("id", "names a part inside the document"),
        silent("name", "it is the heading"),
    ),
    Timed: (
        said("from+until", mark("It holds from {from} until {until}.")),
        said("from", mark("It holds from {from} on.")),
        said("until", mark("It holds until {until}.")),
        said("on", mark("It holds only on these days: {on}.")),
    ),
    Audience: (
        said("levels", mark("Only for members at this level: {levels}.")),
        said("segments", mark("Only for members of this group: {segments}.")),
        said("plans", mark("Only for members with this plan: {plans}.")),
        said("partners", mark("Only at this partner: {partners}.")),
        said("countries", mark("Only in this country: {countries}.")),
        said("stores", mark("Only in this store: {stores}.")),
        said("channels", mark("Only through this sales channel: {channels}.")),
    ),
    EarnPart: (
        silent("id", "names a part inside the document"),
        silent("name", "it is the heading"),
        said("description", mark("{description}")),
        said("event+every", mark("When this happens: {event} ({every}).")),
        said("event", mark("When this happens: {event}.")),
        said("each", mark("Each of these is looked at by itself: {each}.")),
        said("every", mark("Period: {every}.")),
        said("when", mark("Condition: {when}.")),
        said("give+per", mark("For each {per} you get {give}.")),
        said("give", mark("You get: {give}.")),
        said("per", mark("For each {per}.")),
        said("per>base=paid", mark("What you paid counts.")),
        said("per>base=list", mark("The list price counts.")),
        said("per>base=net", mark("What you paid counts, without tax.")),
        said("per>steps=exact", mark("Parts of the amount count in proportion.")),
        said("per>steps=whole", mark("Only full amounts count.")),
        said("per>rounding=down", mark("The sum of an order is rounded down.")),
        said("per>rounding=half_up", mark("The sum of an order is rounded to the nearest number.")),
        said("per>rounding=up", mark("The sum of an order is rounded up.")),
        said("rate", mark("This is multiplied by your rate: {rate}.")),
        said("multiply", mark("What rules give for an amount of money is multiplied: {multiply}.")),
        said("multiply_fixed=yes", mark("Fixed amounts are multiplied too.")),
        said("grant", mark("You get besides:")),
        said("group>pick=best", mark("Of the rules that exclude each other, the best for you counts.")),
        said("group>pick=first", mark("Of the rules that exclude each other, the first one counts.")),
        said("group>pick=sum", mark("The rules of this group add up.")),
        silent("group", "names rules that stand together; which of them count is said"),
        said("give>qualifying=yes", mark("It counts towards levels.")),
        said("qualifying=no", mark("It does not count towards levels.")),
        said("once=yes", mark("Every member gets it only once.")),
        said("limit", mark("At most: {limit}.")),
        said("limit_by_code", mark("A printed code counts at most: {limit_by_code}.")),
        said("caps", mark("Upper limits:")),
        said("budget", mark("For all members together there is at most: {budget}.")),
        said("budget>at_limit=cut", mark("At the end of that the rest is given.")),
        said("budget>at_limit=refuse", mark("At the end of that nothing more is given.")),
        said("budget>at_limit=pause_rule", mark("At the end of that the rule stops.")),
        said("entitlement", mark("On days you chose with this right: {entitlement}.")),
        said("available", mark("When you can use this: {available}.")),
        said("expires", mark("When this expires: {expires}.")),
        staff("cost=operator", mark("The operator pays for it.")),
        staff("cost=partner", mark("The partner pays for it.")),
        staff("cost=supplier", mark("The supplier pays for it.")),
    ),
    Grants: (
        said("reward", mark("The reward {reward}, free of cost.")),
        said("offer", mark("A voucher: {offer}.")),
        said("badge", mark("The badge {badge}.")),
        said("tickets", mark("Tickets: {tickets}.")),
        said("entitlement", mark("More uses of a right: {entitlement}.")),
        said("donation", mark("A donation: {donation}.")),
        said("perk", mark("{perk}.")),
    ),
    Caps: (
        said("member", mark("For you: {member}.")),
        said("household", mark("For your household: {household}.")),
        said("programme", mark("For everyone together: {programme}.")),
    ),
}
