"""The reference of all keys, as tables for the manual: written from the schema, so that none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from treue.programme.schema.document import json_schema

_NAMED = {
    "^[a-z][a-z0-9_-]{0,63}$": "id",
    "^[a-z][a-z0-9_]{0,63}$": "name",
    "^[0-9]+(\\.[0-9]+)? [A-Z]{3}$": "money",
    "^[a-z]{2}$": "language",
    "^[A-Z]{2}$": "country",
    "^[A-Z]{3}$": "currency",
}
"""Pattern -> the word for it."""


def key_tables() -> str:
    """A Markdown section for each mapping of the schema, the document itself first."""
    schema = json_schema()
    sections = [_section("The document", schema, schema["$defs"])]
    for name in _in_order(schema):
        sections.append(_section(_title(name), schema["$defs"][name], schema["$defs"]))
    return "\n".join(sections)


def _in_order(schema: dict[str, Any]) -> list[str]:
    """The mappings in the order in which the keys of the document lead to them."""
    found: dict[str, None] = {}
    waiting = list(_references(schema["properties"]))
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            waiting = [*_references(schema["$defs"][name].get("properties", {})), *waiting]
    return list(found)


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield str(part["$ref"]).rpartition("/")[2]
        for below in part.values():
            yield from _references(below)
    elif isinstance(part, list):
        for below in part:
            yield from _references(below)


def _title(name: str) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name.removesuffix("Part"))
    return words.strip().capitalize()


def _meaning(part: dict[str, Any], definitions: dict[str, Any]) -> str:
    named = definitions[part["$ref"].rpartition("/")[2]] if "$ref" in part else {}
    return str(part.get("description") or named.get("description", ""))


def _section(title: str, schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    required = schema.get("required", [])
    rows = [
        f"| `{key}`{'' if key in required else '°'} | {_form(part)} | {_meaning(part, definitions)} |"
        for key, part in schema["properties"].items()
    ]
    return "\n".join([f"### {title}", "", schema["description"], "", "| key | value | |", "|---|---|---|", *rows, ""])


def _form(part: dict[str, Any]) -> str:
    """The form of a value, in a few words."""
    if "$ref" in part:
        name = _title(str(part["$ref"]).rpartition("/")[2])
        return f"[{name.lower()}](#{name.lower().replace(' ', '-')})"
    if "enum" in part:
        return ", ".join(f"`{word}`" for word in part["enum"])
    if "const" in part:
        return f"`{part['const']}`"
    if "examples" in part:
        return f"like `{part['examples'][0]}`"
    for key in ("anyOf", "oneOf"):
        if key in part:
            return " or ".join(dict.fromkeys(_form(one) for one in part[key]))
    match part.get("type"):
        case "array":
            return f"list of {_form(part['items'])}"
        case "object":
            patterns = part.get("patternProperties") or {"": part.get("additionalProperties") or {"type": "string"}}
            ((pattern, value),) = patterns.items()
            return f"{_NAMED.get(pattern, 'text')}: {_form(value)}"
        case "number" | "integer":
            return "number"
        case "boolean":
            return "`true` or `false`"
    return _NAMED.get(part.get("pattern", ""), "text")
