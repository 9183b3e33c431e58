"""Sentences for members who bring members, reviews and surveys."""

from __future__ import annotations

from treue.programme.schema.advocates import (
    Case,
    FollowUp,
    LoyaltyStages,
    Question,
    ReferralPart,
    ReferralStep,
    RevenueShare,
    ReviewRules,
    ShareKit,
    Side,
    SurveyPart,
)
from treue.words.document.sentences import Sentences, said, silent, staff
from treue.words.languages import mark

SENTENCES: Sentences = {
    ReferralPart: (
        said("on=joined", mark("It counts when the new member joins.")),
        said("on=first_purchase", mark("It counts with the first purchase of the new member.")),
        said("on=purchase", mark("It counts with a purchase of the new member.")),
        said("minimum_order", mark("The order has to be at least {minimum_order}.")),
        said("within", mark("At most {within} after the invitation.")),
        said("referrer", mark("The one who invited gets:")),
        said("referee", mark("The new member gets:")),
        said("share", mark("A share of what the new member buys:")),
        said("steps", mark("More for those who bring many:")),
        said("per_member", mark("For one member at most this many count: {per_member}.")),
        said("refuses", mark("It does not count in these cases: {refuses}.")),
        said(
            "refuses=none",
            mark(
                "It counts neither for yourself nor within one household, with the same means of payment or in a ring."
            ),
        ),
        said("refuses:self", mark("yourself")),
        said("refuses:household", mark("the same household")),
        said("refuses:payment_token", mark("the same means of payment")),
        said("refuses:ring", mark("members who invite in a ring")),
        said("review=yes", mark("A person looks at suspicious cases first.")),
        said("kit", mark("What you can pass on:")),
    ),
    Side: (
        said("give", mark("{give}.")),
        said("reward", mark("The reward {reward}, free of cost.")),
        said("offer", mark("A voucher: {offer}.")),
    ),
    RevenueShare: (
        said("percent+unit", mark("{percent}% of it ({unit}).")),
        said("lasts", mark("For {lasts}.")),
        said("lasts=none", mark("Without an end.")),
    ),
    ReferralStep: (
        said("from", mark("From so many new members on: {from}.")),
        said("give", mark("You get: {give}.")),
        said("reward", mark("You get the reward {reward}.")),
    ),
    ShareKit: (
        said("text", mark("A text: {text}")),
        said("picture", mark("A picture: {picture}")),
        said("channels", mark("Where it is counted separately: {channels}.")),
    ),
    ReviewRules: (
        said("label", mark("What is rewarded is marked: {label}")),
        said("minimum_words", mark("It has at least this many words: {minimum_words}.")),
        said("purchased=yes", mark("You can review only what you bought.")),
        said("purchased=no", mark("You can also review what you did not buy.")),
    ),
    SurveyPart: (
        silent("name", "it is the heading"),
        said("event", mark("It follows this: {event}.")),
        said("when", mark("Only if {when}.")),
        said("delay", mark("It comes {delay} later.")),
        said("not_more_than", mark("You are asked at most: {not_more_than}.")),
        staff("sample", mark("So many are asked: {sample}%.")),
        said("purpose", mark("It needs your consent: {purpose}.")),
        staff("message", mark("The message that asks: {message}.")),
        said("questions", mark("The questions:")),
        said("thanks", mark("Whatever you answer, you get:")),
        staff("cases", mark("Somebody takes care:")),
        staff("follow", mark("What follows an answer:")),
    ),
    Question: (
        silent("id", "names a part inside the document"),
        said("text", mark("{text}")),
        said("kind=nps", mark("You answer from 0 to 10.")),
        said("kind=stars", mark("You answer with one to five stars.")),
        said("kind=choice", mark("You choose.")),
        said("kind=text", mark("You answer in your words.")),
        said("kind=yes_no", mark("You answer yes or no.")),
        said("choices", mark("You can choose: {choices}.")),
        said("when", mark("Asked only if {when}.")),
    ),
    Case: (
        staff("when", mark("Answers for which this holds: {when}.")),
        staff("within", mark("To be closed at most {within} later.")),
        staff("alert", mark("These are told: {alert}.")),
    ),
    FollowUp: (staff("when+journey", mark("If {when}, this begins: {journey}.")),),
    LoyaltyStages: (
        said("satisfied", mark("Satisfied: {satisfied}.")),
        said("loyal", mark("Loyal: {loyal}.")),
        said("advocate", mark("Recommends us: {advocate}.")),
    ),
}
