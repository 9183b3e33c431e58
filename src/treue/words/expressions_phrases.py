"""The phrases that expressions are put together from.

Every operand is named in the nominative, and each phrase has to be built so that this is right in its language: German
'abzüglich' and 'von' would bend what follows them, so differences and minima are worded without them.
"""

from __future__ import annotations

from collections.abc import Mapping

from treue.words.languages import mark

COMPARISONS: Mapping[str, str] = {
    "==": mark("{left} is {right}"),
    "!=": mark("{left} is not {right}"),
    "<": mark("{left} is below {right}"),
    "<=": mark("{left} is at most {right}"),
    ">": mark("{left} is above {right}"),
    ">=": mark("{left} is at least {right}"),
}
OF_TIMES: Mapping[str, str] = {
    "==": mark("it is {time}"),
    "!=": mark("it is not {time}"),
    "<": mark("it is before {time}"),
    "<=": mark("it is {time} or earlier"),
    ">": mark("it is after {time}"),
    ">=": mark("it is {time} or later"),
}
"""Weekdays and months."""
OF_DAYS: Mapping[str, str] = {
    "==": mark("it is {day}"),
    "!=": mark("it is not {day}"),
    "<": mark("it is before {day}"),
    "<=": mark("it is {day} or earlier"),
    ">": mark("it is after {day}"),
    ">=": mark("it is {day} or later"),
}
OF_HOURS: Mapping[str, str] = {
    "==": mark("it is between {begin} and {end}"),
    "!=": mark("it is not between {begin} and {end}"),
    "<": mark("it is before {begin}"),
    "<=": mark("it is before {end}"),
    ">": mark("it is {end} or later"),
    ">=": mark("it is {begin} or later"),
}
"""An hour of the day is the time from its beginning to its end."""
HOUR = mark("{hour}:00")
KNOWN = mark("{name} is known")
UNKNOWN = mark("{name} is not known")
CONTAINS = mark("{list} include {item}")
LACKS = mark("{list} do not include {item}")
NEITHER = mark("it is not the case that {condition}")
CHOICE = mark("if {condition}: {then}; otherwise: {otherwise}")
BOTH = mark("both hold or both do not: {left}; {right}")
ARITHMETIC: Mapping[str, str] = {
    "+": mark("{left} plus {right}"),
    "-": mark("{left} minus {right}"),
    "*": mark("{left} times {right}"),
    "/": mark("{left} divided by {right}"),
}
NEGATIVE = mark("minus {value}")
FUNCTIONS: Mapping[str, str] = {
    "size": mark("the length of {text}"),
    "count": mark("the number of entries ({list})"),
    "startsWith": mark("{text} begins with {part}"),
    "endsWith": mark("{text} ends with {part}"),
    "contains": mark("{text} contains {part}"),
    "min": mark("the smallest of these values: {values}"),
    "max": mark("the largest of these values: {values}"),
    "floor": mark("the whole part of this value: {value}"),
    "days": mark("the number of days between two dates ({from}; {until})"),
}
OPPOSITES: Mapping[str, str] = {
    "startsWith": mark("{text} does not begin with {part}"),
    "endsWith": mark("{text} does not end with {part}"),
    "contains": mark("{text} does not contain {part}"),
}
"""Of the functions that ask."""
ITEM = mark("entry {index} of this list: {list}")
TABLE = mark("the value of the table for {keys}")
ALWAYS = mark("always")
NEVER = mark("never")
APPLIES = mark("{name} applies")
APPLIES_NOT = mark("{name} does not apply")
UNNAMED: Mapping[str, str] = {
    "metric": mark("the figure “{name}”"),
    "level": mark("the level"),
    "plan": mark("the membership “{name}”"),
}
"""What a name that the document declares without words is called, by scope."""
FIELD = mark("the field “{name}”")
