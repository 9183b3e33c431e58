"""The document's form: its tree held against the schema, every deviation a fault, every sound part kept.

The sound parts of a faulty document go on to the checks of meaning, so that one run lists everything.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from treue.programme.faults import Fault
from treue.programme.locating import Keys, fault_at, is_unreadable
from treue.programme.schema import values
from treue.programme.schema.document import (
    AcceptedDelays,
    Document,
    EarnPart,
    ProgrammeHead,
    RewardGives,
    RewardPart,
    UnitPart,
)
from treue.programme.schema.values import FieldName, FieldType
from treue.programme.source import Entry, Mapping, Node, Scalar, Sequence, Unreadable, plain
from treue.rules.problems import suggestion
from treue.rules.types import Type

_FIELDS: TypeAdapter[dict[str, Type]] = TypeAdapter(dict[FieldName, FieldType])
_MODELS: dict[tuple[str | int, int], type[BaseModel]] = {
    ("", 0): Document,
    ("programme", 1): ProgrammeHead,
    ("programme", 2): AcceptedDelays,
    ("units", 2): UnitPart,
    ("earn", 2): EarnPart,
    ("rewards", 2): RewardPart,
    ("rewards", 3): RewardGives,
}
"""First key and number of keys -> the model whose keys stand there."""
_WANTED = {"model_type": "a mapping", "dict_type": "a mapping", "list_type": "a list"}
Part = TypeVar("Part", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Form:
    """What of a document has the right form."""

    root: Mapping
    head: ProgrammeHead | None
    currency: str | None
    languages: tuple[str, ...] | None
    units: MappingOf[str, UnitPart]
    events: MappingOf[str, MappingOf[str, Type]]
    earn: tuple[tuple[int, EarnPart], ...]
    """Place in the list, rule."""
    rewards: tuple[tuple[int, RewardPart], ...]
    declared_units: frozenset[str]
    """Every unit id that is written, sound or not."""
    declared_events: frozenset[str]
    damaged_rules: tuple[tuple[int, EarnPart], ...]
    """What is sound of the rules that are not among `earn`."""
    rules_complete: bool
    """Whether every rule is among `earn`."""


def check_form(root: Mapping) -> tuple[Form, list[Fault]]:
    """The sound parts of the document and the faults of its form."""
    faults: list[Fault] = []
    root = _without_empty(root, root, (), faults)
    content = plain(root)
    try:
        return _whole(root, Document.model_validate(content)), faults
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False, include_input=False)
        faults += [fault for error in errors if (fault := _fault(root, content, error)) is not None]
    return _sound_parts(root, content), faults


def _without_empty(root: Mapping, node: Mapping, keys: Keys, faults: list[Fault]) -> Mapping:
    """The mapping with each empty value marked as unreadable, after its fault is noted: nothing here can be empty."""

    def cleaned(part: Node, part_keys: Keys) -> Node:
        if isinstance(part, Scalar) and part.value is None:
            remedy = "write one, or delete the key"
            faults.append(fault_at(root, "empty_value", part_keys, "there is no value here", remedy))
            return Unreadable(part.place)
        if isinstance(part, Mapping):
            return _without_empty(root, part, part_keys, faults)
        if isinstance(part, Sequence):
            items = tuple(cleaned(item, (*part_keys, index)) for index, item in enumerate(part.items))
            return Sequence(part.place, items)
        return part

    entries = (Entry(entry.key, entry.place, cleaned(entry.value, (*keys, entry.key))) for entry in node.entries)
    return Mapping(node.place, {entry.key: entry for entry in entries})


def _whole(root: Mapping, document: Document) -> Form:
    head = document.programme
    return Form(
        root,
        head,
        head.currency,
        tuple(head.languages),
        document.units,
        document.events,
        tuple(enumerate(document.earn)),
        tuple(enumerate(document.rewards)),
        frozenset(document.units),
        frozenset(document.events),
        (),
        True,
    )


def _sound_parts(root: Mapping, content: dict[str, Any]) -> Form:
    head = content.get("programme")
    head_values = head if isinstance(head, dict) else {}
    units, events = _mapping(content.get("units")), _mapping(content.get("events"))
    rules, rewards = _listing(content.get("earn")), _listing(content.get("rewards"))
    sound_rules = [(index, rule) for index, item in enumerate(rules) if (rule := _sound(EarnPart, item)) is not None]
    places = {index for index, _ in sound_rules}
    remains = [(index, _remains(EarnPart, item)) for index, item in enumerate(rules) if index not in places]
    damaged_rules = [(index, rule) for index, rule in remains if rule is not None]
    return Form(
        root,
        _sound(ProgrammeHead, head),
        _sound_currency(head_values.get("currency")),
        _sound_languages(head_values.get("languages")),
        {name: unit for name, value in units.items() if (unit := _sound(UnitPart, value)) is not None},
        {name: fields for name, value in events.items() if (fields := _sound_fields(value)) is not None},
        tuple(sound_rules),
        tuple((index, part) for index, item in enumerate(rewards) if (part := _sound(RewardPart, item)) is not None),
        frozenset(units),
        frozenset(events),
        tuple(damaged_rules),
        len(sound_rules) == len(rules) and isinstance(content.get("earn", []), list),
    )


def _sound(kind: type[Part], value: Any) -> Part | None:
    try:
        return kind.model_validate(value)
    except ValidationError:
        return None


def _sound_fields(value: Any) -> MappingOf[str, Type] | None:
    try:
        return _FIELDS.validate_python(value, strict=True)
    except ValidationError:
        return None


def _remains(kind: type[Part], value: Any) -> Part | None:
    """What a faulty part is without its faulty keys, if that is still one."""
    try:
        return kind.model_validate(value)
    except ValidationError as invalid:
        faulty = {error["loc"][0] for error in invalid.errors() if error["loc"]}
    if not isinstance(value, dict) or not faulty:
        return None
    return _sound(kind, {key: below for key, below in value.items() if key not in faulty})


def _sound_currency(value: Any) -> str | None:
    try:
        return values.read_currency(value)
    except PydanticCustomError:
        return None


def _sound_languages(value: Any) -> tuple[str, ...] | None:
    try:
        return tuple(values.read_language(item) for item in value) if isinstance(value, list) else None
    except PydanticCustomError:
        return None


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _listing(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _fault(root: Mapping, content: dict[str, Any], error: ErrorDetails) -> Fault | None:
    keys: Keys = tuple(error["loc"])
    at_key = bool(keys) and keys[-1] == "[key]"
    if at_key:
        keys = keys[:-1]
    if is_unreadable(root, keys) and not at_key:
        return None
    kind, context = error["type"], error.get("ctx", {})
    if kind == "fault":
        return fault_at(root, context["code"], keys, context["problem"], context["remedy"], at_key=at_key)
    if kind == "extra_forbidden":
        known = _known_keys(keys[:-1])
        remedy = suggestion(str(keys[-1]), known, f"the keys here are {', '.join(known)}")
        return fault_at(root, "unknown_key", keys, f"'{keys[-1]}' is not a key here", remedy, at_key=True)
    if kind == "missing":
        return fault_at(root, "missing_key", keys, f"the key '{keys[-1]}' is missing", "write it")
    if kind == "too_short" and context.get("min_length") == 1:
        return fault_at(root, "empty_value", keys, "there is nothing in here", "write a value, or delete the key")
    if kind in ("too_short", "too_long"):
        problem = "a unit's name has two words, for one and for several"
        return fault_at(root, "wrong_value", keys, problem, "write them like [point, points]")
    found = _value_at(content, keys)
    problem = f"here is {values.kind_of(found)}; {_WANTED.get(kind, 'another value')} belongs here"
    return fault_at(root, "wrong_type", keys, problem, "look it up in docs/document.md")


def _value_at(content: Any, keys: Keys) -> Any:
    for key in keys:
        content = content[key]
    return content


def _known_keys(keys: Keys) -> list[str]:
    """The keys a mapping of the schema can have."""
    return list(_MODELS[keys[0] if keys else "", len(keys)].model_fields)
