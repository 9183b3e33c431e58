"""The phrases that expressions are put together from, in German and English.

Every operand is named in the nominative, and each phrase is built so that this is right: 'abzüglich' and 'von' would
bend what follows them, so differences and minima are worded without them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language. `{a}` and `{b}` are the parts; a phrase for a comparison and one for its opposite."""

    locale: str
    quotes: tuple[str, str]
    comparison: Mapping[str, str]
    of_names: Mapping[str, str]
    """`==` and `!=` of a text or a name."""
    of_time: Mapping[str, str]
    """Comparisons of the calendar: 'it is Tuesday'."""
    of_hour: Mapping[str, str]
    known: str
    unknown: str
    one_of: str
    none_of: str
    contains: str
    lacks: str
    conjunction: str
    disjunction: str
    neither: str
    choice: str
    both: str
    arithmetic: Mapping[str, str]
    negative: str
    functions: Mapping[str, str]
    opposites: Mapping[str, str]
    """Of the functions that ask."""
    item: str
    table: str
    true: str
    false: str
    holds: str
    fails: str
    each_hour: str


ENGLISH = Phrases(
    locale="en",
    quotes=("“", "”"),
    comparison={
        "==": "{a} is {b}",
        "!=": "{a} is not {b}",
        "<": "{a} is below {b}",
        "<=": "{a} is at most {b}",
        ">": "{a} is above {b}",
        ">=": "{a} is at least {b}",
    },
    of_names={"==": "{a} is {b}", "!=": "{a} is not {b}"},
    of_time={
        "==": "it is {b}",
        "!=": "it is not {b}",
        "<": "it is before {b}",
        "<=": "it is {b} or earlier",
        ">": "it is after {b}",
        ">=": "it is {b} or later",
    },
    of_hour={
        "==": "it is between {b} and {c}",
        "!=": "it is not between {b} and {c}",
        "<": "it is before {b}",
        "<=": "it is before {c}",
        ">": "it is {c} or later",
        ">=": "it is {b} or later",
    },
    known="{a} is known",
    unknown="{a} is not known",
    one_of="{a} is {b}",
    none_of="{a} is not {b}",
    contains="{a} include {b}",
    lacks="{a} do not include {b}",
    conjunction="and",
    disjunction="or",
    neither="it is not the case that {a}",
    choice="if {a}: {b}; otherwise: {c}",
    both="both hold or both do not: {a}; {b}",
    arithmetic={"+": "{a} plus {b}", "-": "{a} minus {b}", "*": "{a} times {b}", "/": "{a} divided by {b}"},
    negative="minus {a}",
    functions={
        "size": "the length of {a}",
        "count": "the number of entries ({a})",
        "startsWith": "{a} begins with {b}",
        "endsWith": "{a} ends with {b}",
        "contains": "{a} contains {b}",
        "min": "the smallest of these values: {a}",
        "max": "the largest of these values: {a}",
        "floor": "the whole part of this value: {a}",
        "days": "the number of days between two dates ({a}; {b})",
    },
    opposites={
        "startsWith": "{a} does not begin with {b}",
        "endsWith": "{a} does not end with {b}",
        "contains": "{a} does not contain {b}",
    },
    item="entry {b} of this list: {a}",
    table="the value of the table for {a}",
    true="always",
    false="never",
    holds="this holds: {a}",
    fails="this does not hold: {a}",
    each_hour="{a}:00",
)
GERMAN = Phrases(
    locale="de",
    quotes=("„", "“"),
    comparison={
        "==": "{a} ist gleich {b}",
        "!=": "{a} ist ungleich {b}",
        "<": "{a} liegt unter dem Wert {b}",
        "<=": "{a} ist höchstens {b}",
        ">": "{a} liegt über dem Wert {b}",
        ">=": "{a} ist mindestens {b}",
    },
    of_names={"==": "{a} ist {b}", "!=": "{a} ist nicht {b}"},
    of_time={
        "==": "es ist {b}",
        "!=": "es ist nicht {b}",
        "<": "es ist noch nicht {b}",
        "<=": "es ist {b} oder früher",
        ">": "es ist später als {b}",
        ">=": "es ist {b} oder später",
    },
    of_hour={
        "==": "es ist zwischen {b} und {c}",
        "!=": "es ist nicht zwischen {b} und {c}",
        "<": "es ist vor {b}",
        "<=": "es ist vor {c}",
        ">": "es ist {c} oder später",
        ">=": "es ist {b} oder später",
    },
    known="{a} ist bekannt",
    unknown="{a} ist nicht bekannt",
    one_of="{a} ist {b}",
    none_of="{a} ist nicht {b}",
    contains="{a} enthalten {b}",
    lacks="{a} enthalten nicht {b}",
    conjunction="und",
    disjunction="oder",
    neither="es ist nicht so, dass gilt: {a}",
    choice="falls {a}: {b}; sonst: {c}",
    both="beides gilt oder beides gilt nicht: {a}; {b}",
    arithmetic={"+": "{a} plus {b}", "-": "{a} minus {b}", "*": "{a} mal {b}", "/": "{a} geteilt durch {b}"},
    negative="minus {a}",
    functions={
        "size": "die Länge ({a})",
        "count": "die Zahl der Einträge ({a})",
        "startsWith": "{a} beginnt mit {b}",
        "endsWith": "{a} endet mit {b}",
        "contains": "{a} enthält {b}",
        "min": "der kleinste dieser Werte: {a}",
        "max": "der größte dieser Werte: {a}",
        "floor": "der ganze Teil dieses Werts: {a}",
        "days": "die Zahl der Tage zwischen zwei Tagen ({a}; {b})",
    },
    opposites={
        "startsWith": "{a} beginnt nicht mit {b}",
        "endsWith": "{a} endet nicht mit {b}",
        "contains": "{a} enthält nicht {b}",
    },
    item="Eintrag {b} dieser Liste: {a}",
    table="der Tabellenwert für {a}",
    true="immer",
    false="nie",
    holds="es gilt: {a}",
    fails="es gilt nicht: {a}",
    each_hour="{a} Uhr",
)
PHRASES: Mapping[str, Phrases] = {"de": GERMAN, "en": ENGLISH}
