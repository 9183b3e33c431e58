"""Texts of documents for tests: the one of the manual, and its mutations."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

from treue.programme.source import plain
from treue.programme.yaml_reading import read_yaml

MANUAL = Path(__file__).parents[2] / "docs" / "document.md"


def example() -> str:
    """The example of docs/document.md."""
    return MANUAL.read_text("utf-8").partition("```yaml\n")[2].partition("```")[0]


_PIECES = [
    "",
    " ",
    "\n",
    ":",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "'",
    '"',
    "&a ",
    "*a",
    "!!int ",
    "---\n",
    "%YAML 1.2\n",
    "#",
    "|",
    ">",
    "null",
    "~",
    "true",
    "-1",
    "0.1",
    "1e9",
    "1e999999999",
    "9" * 50,
    "0.00 EUR",
    "1.00 USD",
    "after 0 days",
    "12 months",
    "? x",
    "<<: {a: 1}",
    "\t",
    "\x00",
    "\u00e9",
    "\ufeff",
    "\u2028",
    "\U0001f600",
    "*",
    "joined",
    "base",
    "points",
    "event.km",
    "1 / 0 > 1",
]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """The example with a few pieces cut out, doubled or replaced."""
    text = example()
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        piece = draw(st.sampled_from(_PIECES) | st.just(text[start:end] * 2))
        text = text[:start] + piece + text[end:]
    return text.encode()


_words = st.sampled_from(
    [
        "treue",
        "programme",
        "units",
        "events",
        "earn",
        "rewards",
        "id",
        "name",
        "currency",
        "time_zone",
        "languages",
        "law",
        "accepts",
        "late",
        "beans",
        "run",
        "event",
        "each",
        "when",
        "give",
        "per",
        "multiply",
        "budget",
        "cost",
        "gives",
        "stock",
        "*",
        "",
    ]
)
_scalars = st.sampled_from(
    [
        "1",
        "0",
        "-1",
        "0.5",
        "~",
        "true",
        "EUR",
        "de",
        "base",
        "purchase",
        "run",
        "line",
        "1.00 EUR",
        "after 1 month",
        "'1'",
        "''",
        "Europe/Berlin",
        "../etc",
        "limited",
        "at.hour > 3",
        "[]",
        "{}",
    ]
)
_flow = st.recursive(
    _scalars,
    lambda values: (
        st.lists(values, max_size=3).map(lambda items: "[" + ", ".join(items) + "]")
        | st.lists(st.tuples(_words, values), max_size=4).map(
            lambda pairs: "{" + ", ".join(f"'{key}': {value}" for key, value in pairs) + "}"
        )
    ),
    max_leaves=12,
)
arbitrary_keys = st.lists(st.tuples(_words, _flow), max_size=6).map(
    lambda pairs: "".join(f"'{key}': {value}\n" for key, value in pairs).encode()
)
"""Documents of known words in places where nobody expects them."""


def as_json(text: str) -> dict[str, object]:
    root, _ = read_yaml("programme.yaml", text.encode())
    assert root is not None
    return {key: _floats(value) for key, value in plain(root).items()}


def _floats(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, dict):
        return {key: _floats(below) for key, below in value.items()}
    return [_floats(item) for item in value] if isinstance(value, list) else value
