"""Sentences for what a programme declares and counts."""

from __future__ import annotations

from treue.programme.schema.declarations import (
    Attributes,
    CalendarPart,
    CausePart,
    EntitlementPart,
    FieldPart,
    MetricPart,
    SegmentPart,
    TablePart,
)
from treue.words.document.sentences import Sentences, said, silent
from treue.words.languages import mark

SENTENCES: Sentences = {
    Attributes: (
        said("member", mark("Of you:")),
        said("order", mark("Of an order:")),
        said("line", mark("Of each article of an order:")),
    ),
    FieldPart: (
        silent("name", "it stands before the rest of the line"),
        said("type", mark("{type}.")),
        said("default", mark("Without a report: {default}.")),
        said("values", mark("One of: {values}.")),
        said("sensitive=yes", mark("It is sensitive; no group, offer or score reads it.")),
    ),
    TablePart: (
        silent("name", "it is the heading"),
        said("by", mark("It is read by: {by}.")),
        said("rows", mark("Its values: {rows}.")),
        said("otherwise", mark("In all other cases: {otherwise}.")),
    ),
    CalendarPart: (
        silent("name", "it is the heading"),
        said("days", mark("The days: {days}.")),
        said("at_least", mark("You are promised at least: {at_least}.")),
    ),
    EntitlementPart: (
        silent("name", "it is the heading"),
        said("count", mark("You can use it: {count}.")),
        said("when", mark("You have it if {when}.")),
        said("lasts=day", mark("One use covers a day.")),
        said("lasts=order", mark("One use covers an order.")),
        said("lasts=visit", mark("One use covers a visit.")),
    ),
    MetricPart: (
        silent("name", "it is the heading"),
        said("sum", mark("We add this up: {sum}.")),
        said("count", mark("We count how often this happens: {count}.")),
        said("distinct", mark("We count how many different values this has: {distinct}.")),
        said("maximum", mark("We take the largest of these values: {maximum}.")),
        said("minimum", mark("We take the smallest of these values: {minimum}.")),
        said("earned", mark("We add up what you earn, except what does not count towards levels: {earned}.")),
        said("spent", mark("We add up what you spend: {spent}.")),
        said("add", mark("It is the sum of: {add}.")),
        said("ratio", mark("It is the first divided by the second: {ratio}.")),
        said("event", mark("It looks at: {event}.")),
        said("each=line", mark("Each article of a purchase is looked at by itself.")),
        said("when", mark("It counts only if {when}.")),
        said("over", mark("Counted {over}.")),
        said("household=yes", mark("The household counts together.")),
    ),
    SegmentPart: (
        silent("name", "it is the heading"),
        said("when", mark("A member belongs to it if {when}.")),
    ),
    CausePart: (
        silent("name", "it is the heading"),
        said("description", mark("{description}")),
        said("receiver", mark("The money goes to: {receiver}.")),
        said("paid_out=month", mark("Donations are paid out every month, with a statement.")),
        said("paid_out=quarter", mark("Donations are paid out every quarter, with a statement.")),
        said("paid_out=year", mark("Donations are paid out every year, with a statement.")),
        said("goal", mark("The aim is {goal}.")),
        said("per_member", mark("One member can give at most: {per_member}.")),
    ),
}
