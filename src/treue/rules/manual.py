"""The page docs/expressions.md, written from the vocabulary, the functions and the limits.

`python tools/expressions_page.py` writes it; a test holds the committed page against this function.
"""

from __future__ import annotations

from collections.abc import Iterable

from treue.rules.cost import COST_MAX, LIST_STEPS, TEXT_STEPS
from treue.rules.functions import ARGUMENTS_MAX, FUNCTIONS, SPECIAL
from treue.rules.grammar import CHARACTERS_MAX, DEPTH_MAX, NODES_MAX
from treue.rules.names import AT, LINE, MEMBER, ORDER, PARTNER, PLAN_STATES, VALUE, Entry

_OPENING = """\
# Expressions

Conditions, and amounts that are calculated, are written in a subset of [CEL](https://cel.dev) with money. They are
checked when the document is checked: names, types, currencies, and texts that a name can never have.

```
line.category == 'coffee' && at.weekday == 'tuesday'
order.paid >= 30.00 EUR || 'fair' in line.tags
has(line.brand) ? line.brand == 'Morgenrot' : line.quantity > 1.5
member.months >= 12 && days(member.joined, date('2027-03-01')) < 3650
```

An amount has a number or money where a condition has a question: `0.10 * line.pv`, `max(order.shipping, 3.99 EUR) / 2`.

## Grammar

From loosest to tightest; the operators of one row are read from the left.

| | |
|---|---|
| choice | `condition ? then : otherwise` |
| or | <code>a &#124;&#124; b</code> |
| and | `a && b` |
| comparison | `==` `!=` `<` `<=` `>` `>=` `in` |
| sum | `+` `-` |
| product | `*` `/` |
| sign | `!a` `-a` |
| part | `line.sku` `line.tags[0]` `line.name.contains('X')` `size(line.tags)` `table.rates['gold']` `(a)` |
| value | `'text'` `"text"` `12` `1.5` `30.00 EUR` `true` `false` `['a', 'b']` |

Escapes in texts are `\\\\` `\\'` `\\"` `\\n` `\\t` `\\uXXXX`.
"""

_TYPES = """\
## Types

| type | compares with | calculates |
|---|---|---|
| string | string, by code points | `+` joins |
| bool | bool, `==` and `!=` only | |
| int | int, decimal | `+ - *` give int, `/` gives decimal |
| decimal | int, decimal | exactly |
| money | money | plus and minus money; times and divided by a number; money / money is a decimal |
| date | date | `days(from, to)` gives int |
| list | list, `==` and `!=` only | `item in list`, `list[0]` |

A document declares attributes and fields as `string`, `int`, `decimal`, `bool`, `money`, `date`, `list<TYPE>`, and for
parts of an event `list<STRUCT>`. Such a list is counted with `size(event.legs)`; what its parts hold is read one at a
time, in a rule with `each: leg`, as `leg.cabin`.
"""

_DECLARED = """\
## What a document declares

| name | type | where |
|---|---|---|
| `order.NAME`\\* | as declared | where `order` is known |
| `line.NAME`\\* | as declared | where `line` is known |
| `event.FIELD`\\* | as declared | rules for that event |
| `STRUCT.FIELD`\\*, as in `leg.cabin` | as declared | rules for that event with `each: STRUCT` |
| `member.NAME`\\* | as declared | everywhere |
| `member.segments`\\* | list of string, the declared segments | everywhere |
| `metric.NAME` | as declared; zero before the first fact | everywhere |
| `level.LADDER`\\* | string, the levels of the ladder | everywhere |
| `plan.NAME`\\* | string: {states} | everywhere |
| `partner.NAME`\\* | as declared | rules and offers |
| `table.NAME[key]` | as declared | everywhere |

\\* may be absent: it then reads as its declared default, else as `''`, `0`, `0.00`, `false` or an empty list, and
`has(...)` says whether it is there. A date without a declared default has no such value: it is read only after
`has(...)`, as in `has(member.renewed) && days(member.renewed, at.date) < 30`. For the built-in names of `order` and
`line` an empty text or list is an absent one. `at` is the wall clock of the programme's time zone:
quarters count from 1 to 4, months from 1 to 12, hours from 0 to 23.

Where all texts of a name are known, such as levels, others are refused, and so are `<` and `>`:
`level.club in ['gold', 'platinum']`.

A table takes its keys in brackets, in the order in which it declares them, and then the column, if its columns have
names: `table.points[leg.cabin][leg.region]`, `table.fees[order.channel].percent`. Keys without a
row read as the table's `otherwise`. Without one, a key that is written out must have a row, and for others without a
row the condition is false and an amount is 0.
"""

DEVIATIONS: tuple[tuple[str, str], ...] = (
    ("numbers with a point are exact decimals; `1 / 3 * 3 == 1`", "doubles"),
    ("`/` of whole numbers is exact: `7 / 2` is `3.5`", "`3`"),
    ("int and decimal compare and calculate with each other", "no mixed arithmetic"),
    ("whole numbers do not overflow; a written one is at most 2^63 - 1", "64 bits, overflow is an error"),
    ("money literals; money never meets a bare number", "no money"),
    (
        "a division by zero, an item a list does not have, or a row a table does not have makes the **whole "
        "condition** false and an amount 0, and the trace names it",
        "an error",
    ),
    (
        "`&&` and <code>&#124;&#124;</code> read from the left and stop early; an error on the way is not absorbed by "
        "the other side",
        "both sides may absorb it",
    ),
    ("no null; absent names have a default", "null, errors for absent names"),
    ("`date('2027-03-01')` and `days(...)` of calendar days", "timestamps and durations"),
    (
        "`min`, `max`, `floor` are functions of the language",
        "`math.least`, `math.greatest`, `math.floor` of an extension",
    ),
    ("texts are compared in Unicode normal form C", "as they are"),
    ("a text has no character \\u0000", "allowed"),
    ("`true < false` is refused", "allowed"),
    ("a text a name can never have is refused (`at.weekday == 'tusday'`)", "false"),
    ("names whose texts are all known have no order (`level.club > 'gold'` is refused)", "by their characters"),
    ("an empty list, and a list of lists, are refused", "allowed"),
    ("parts of an event are read with `each`, not through the list", "`event.legs[0].cabin`, macros"),
    (
        "no `%`, maps but for tables, `matches`, macros, conversions, bytes, triple quotes, raw texts, `null`",
        "present",
    ),
    (
        f"at most {CHARACTERS_MAX:,} characters, {NODES_MAX} parts, {DEPTH_MAX} levels, {COST_MAX:,} steps; no loops, "
        "so this bounds the cost",
        "set by the host",
    ),
)
"""What is different here, and what CEL does instead."""

_READERS = """\
## One tree, several readers

An expression is read once into a typed tree. Decisions run it as a compiled function, explanations walk it as a trace,
segments and reports get it as SQL for PostgreSQL and DuckDB, and people read it as words in German and English
([decision 16](decisions/0016-one-set-of-sentences.md)). All come to the same answer. In SQL, DuckDB calculates with 38
digits: beyond them it reports an error and never rounds; and an expression with many divisions inside each other is
refused as too large.
"""


def page() -> str:
    """The whole page."""
    functions = (*((form.usage, form.meaning) for form in FUNCTIONS), *((usage, text) for _, usage, text in SPECIAL))
    states = ", ".join(f"`'{state}'`" for state in PLAN_STATES)
    steps = (
        f"A step is one part of the tree; looking through a list that comes from outside counts {LIST_STEPS}, looking "
        f"through a text {TEXT_STEPS}.\n`min` and `max` take 2 to {ARGUMENTS_MAX} values."
    )
    return "\n".join(
        (
            _OPENING,
            "## Functions\n",
            _table(("", "answers"), ((f"`{usage}`", meaning) for usage, meaning in functions)),
            "A function of a text or a list can stand behind it as well: `line.tags.size()`.\n",
            _TYPES,
            "## Names\n",
            _table(("name", "type", "where"), _rows()),
            _DECLARED.replace("{states}", states),
            "## Where it differs from CEL\n",
            _table(("here", "CEL"), DEVIATIONS),
            steps + "\n",
            _READERS.rstrip("\n") + "\n",
        )
    )


def _rows() -> Iterable[tuple[str, str, str]]:
    for entries, where in (
        (ORDER, "rules for purchases"),
        ((VALUE,), "offers, in place of `order.paid`"),
        (LINE, "with `each: line`"),
        (AT, "everywhere"),
        (MEMBER, "everywhere"),
        (PARTNER, "rules and offers"),
    ):
        for entry in entries:
            star = "\\*" if entry.optional else ""
            yield f"`{entry.path}`{star}", _type_of(entry), f"{entry.words}; {where}"


def _type_of(entry: Entry) -> str:
    if entry.values:
        return f"{entry.type}: {' '.join(f'`{value}`' for value in entry.values)}"
    return f"list of {entry.type.element}" if entry.type.element is not None else str(entry.type)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    # A row of dashes has no spaces around them, as in every other table of the manual.
    return (
        "\n".join(
            "|" + "|".join(cells) + "|" if cells[0] == "---" else "| " + " | ".join(cells) + " |" for cells in lines
        ).replace("|  |", "| |")
        + "\n"
    )
