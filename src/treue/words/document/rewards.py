"""Sentences for rewards and perks."""

from __future__ import annotations

from treue.programme.schema.memberships import PerkPart
from treue.programme.schema.rewards import (
    AnyAmount,
    CountryPrice,
    Delivery,
    Donation,
    Experience,
    FreeLine,
    GiftCard,
    OtherCost,
    RewardGives,
    RewardPart,
)
from treue.words.document.sentences import Sentences, said, silent
from treue.words.languages import mark

SENTENCES: Sentences = {
    PerkPart: (
        silent("name", "it is the heading"),
        said("description", mark("{description}")),
        said("early_access", mark("You may buy earlier by: {early_access}.")),
    ),
    RewardPart: (
        silent("id", "names a part inside the document"),
        silent("name", "it is the heading"),
        said("description", mark("{description}")),
        silent("pictures", "pictures are shown, not told"),
        said("category", mark("Where it stands in the catalogue: {category}.")),
        said("cost+money", mark("It costs {cost} and {money}.")),
        said("cost", mark("It costs {cost}.")),
        said("cost=none", mark("It costs nothing you collect.")),
        said("money", mark("You pay {money}.")),
        said("or_for", mark("Or you pay like this:")),
        said("any_amount", mark("You say how much you want to use:")),
        said("gives", ""),
        said("stock=limited", mark("There are only as many as are in stock.")),
        said("when", mark("You can have it if {when}.")),
        said("per_member", mark("For one member at most: {per_member}.")),
        said("per_household", mark("For one household at most: {per_household}.")),
        said("in_all", mark("For all together at most: {in_all}.")),
        said("prices", mark("In other countries:")),
        said(
            "automatic=yes",
            mark(
                "You get it by itself as soon as you have enough. "
                "If you return what you got it for, it is void as long as you have not used it."
            ),
        ),
        said("valid", mark("You can use it for {valid}.")),
        said("delivery", mark("How it reaches you:")),
        said("cancel", mark("You can give it back for {cancel}.")),
        said("cancel=none", mark("You cannot give it back once you have it.")),
        said("reissue=yes", mark("If it is lost, staff can issue it again.")),
        silent("adapter", "names the outside catalogue for the machine"),
        said("vat", mark("For value added tax: {vat}.")),
    ),
    OtherCost: (
        said("cost+money", mark("{cost} and {money}.")),
        said("cost", mark("{cost}.")),
        said("money", mark("{money}.")),
    ),
    AnyAmount: (
        said("minimum+each", mark("At least {minimum}; one becomes {each}.")),
        said("step", mark("In steps of {step}.")),
    ),
    RewardGives: (
        said("product", mark("You get: {product}.")),
        said("effect", mark("You get: {effect}.")),
        said("percent", mark("You get {percent}% off the order.")),
        said("amount", mark("You get {amount} off the order.")),
        said("line", mark("One article of your basket becomes free:")),
        said("offer", mark("You get a voucher: {offer}.")),
        said("voucher", mark("You get a code: {voucher}.")),
        said("gift_card", mark("You get a gift card:")),
        said("experience", mark("You take part in something:")),
        said("donation", mark("A donation is made:")),
        said("tickets", mark("You get tickets: {tickets}.")),
        said("upgrade", mark("You get this level for a while: {upgrade}.")),
        said("units", mark("You get: {units}.")),
        said("money", mark("You get {money} on your own verified account.")),
    ),
    FreeLine: (
        said("when", mark("It can be one for which this holds: {when}.")),
        said("up_to", mark("Its price is at most {up_to}.")),
        said("picks=dearest", mark("Of several it is the dearest.")),
        said("picks=cheapest", mark("Of several it is the cheapest.")),
    ),
    GiftCard: (
        said("value", mark("It is worth {value}.")),
        said("lives", mark("You can use it for {lives}, counted from the end of the year.")),
        said("lives=none", mark("You can use it without an end.")),
        said("partners=yes", mark("Several partners take it.")),
        said("partners=no", mark("Only the one who issued it takes it.")),
    ),
    Experience: (
        said("place", mark("Place: {place}.")),
        said("at", mark("Time: {at}.")),
        said("seats", mark("Seats: {seats}.")),
        said("waiting_list=yes", mark("You can wait for a seat.")),
    ),
    Donation: (
        said("cause+amount", mark("{amount} to this cause: {cause}.")),
        said("amount", mark("{amount} to a cause of your choice.")),
    ),
    CountryPrice: (
        said("country+cost+value", mark("{country}: {cost} (worth {value}).")),
        said("country+cost", mark("{country}: {cost}.")),
    ),
    Delivery: (
        said("address=yes", mark("It is sent to your address.")),
        said("takes", mark("It takes {takes}.")),
        said("by=operator", mark("The operator sends it.")),
        said("by=partner", mark("A partner sends it.")),
        said("by=supplier", mark("A supplier sends it.")),
    ),
}
