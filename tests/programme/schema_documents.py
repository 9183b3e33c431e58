"""Hypothesis strategies: documents made from the JSON Schema, every key at its place and every value of its form."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from treue.programme import json_schema

SCHEMA = json_schema()
WORDS = st.sampled_from(["points", "gold", "spend", "visit", "purchase", "line", "otherwise", "a", "leg"])
TEXTS = st.sampled_from(
    [
        "order.paid >= 30.00 EUR",
        "order.paid",
        "metric.spend > 3",
        "level.club == 'gold'",
        "1.00 EUR",
        "Straße",
        "1 / 0 > 1",
        "'",
        "\u2028 x",
        "- a: [b",
        "true",
        "12",
    ]
)
ID = re.compile(r"^\^\[a-z\]\[a-z0-9_-?\]")


def values(schema: dict[str, Any], depth: int) -> st.SearchStrategy[Any]:
    """Values that the schema allows; deep down only what has to be there."""
    if "$ref" in schema:
        return values(SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], depth)
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return st.one_of([values(one, depth) for one in schema[key]])
    match schema.get("type"):
        case "object":
            return mappings(schema, depth)
        case "array":
            smallest = schema.get("minItems", 0)
            largest = max(smallest, 2 if depth > 0 else smallest)
            return st.lists(values(schema["items"], depth - 1), min_size=smallest, max_size=largest)
        case "integer":
            return st.integers(schema.get("minimum", 0), min(schema.get("maximum", 100), 100))
        case "number":
            return st.sampled_from([Decimal("0.5"), Decimal(1), Decimal("0.01"), Decimal(1000)]).filter(
                lambda number: number <= schema.get("maximum", number)
            )
        case "boolean":
            return st.booleans()
    return texts(schema)


def texts(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    pattern = schema.get("pattern")
    if pattern is None:
        return st.sampled_from(schema["examples"]) | TEXTS if "examples" in schema else TEXTS
    if ID.match(pattern):
        return WORDS
    if "examples" in schema:
        return st.sampled_from(schema["examples"]) | st.from_regex(pattern, fullmatch=True)
    return st.from_regex(pattern, fullmatch=True)


def mappings(schema: dict[str, Any], depth: int) -> st.SearchStrategy[dict[str, Any]]:
    if "patternProperties" in schema:
        ((pattern, value),) = schema["patternProperties"].items()
        return st.dictionaries(
            texts({"pattern": pattern}), values(value, depth - 1), min_size=schema.get("minProperties", 0), max_size=2
        )
    if "properties" not in schema:
        inner = schema.get("additionalProperties", {"type": "string"})
        return st.dictionaries(TEXTS, values(inner, depth - 1), min_size=schema.get("minProperties", 0), max_size=2)
    return parts(schema, depth)


@st.composite
def parts(draw: st.DrawFn, schema: dict[str, Any], depth: int) -> dict[str, Any]:
    required = schema.get("required", [])
    optional = [key for key in schema["properties"] if key not in required]
    some = draw(st.lists(st.sampled_from(optional), unique=True, max_size=3)) if optional and depth > 0 else []
    return {key: draw(values(schema["properties"][key], depth - 1)) for key in [*required, *some]}


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """Documents of the right form with any meaning."""
    head = {"id": "shop", "name": "Shop", "currency": "EUR", "time_zone": "Europe/Berlin", "languages": ["en"]}
    sections = [key for key in SCHEMA["properties"] if key not in ("treue", "programme")]
    chosen = draw(st.lists(st.sampled_from(sections), unique=True, min_size=1, max_size=4))
    document = {"treue": 1, "programme": head} | {
        key: draw(values(SCHEMA["properties"][key], depth=5)) for key in chosen
    }
    return written(document).encode()


def written(value: Any) -> str:
    """The value as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {written(below)}" for key, below in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(written(item) for item in value)}]"
    return f"{value:f}" if isinstance(value, Decimal) else json.dumps(value)
