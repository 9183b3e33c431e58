"""The document's form: its tree held against the schema, every deviation a fault, every sound part kept.

The sound parts of a faulty document go on to the checks of meaning, so that one run lists everything. What is not sound
is taken out of the tree, so that the tree and the validated document always say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from treue.programme.faults import Fault
from treue.programme.locating import Keys, fault_at, is_unreadable
from treue.programme.schema import values
from treue.programme.schema.document import Document
from treue.programme.schema.part import TAG
from treue.programme.schema.shape import keys_known_at
from treue.programme.source import Entry, Mapping, Node, Place, Scalar, Sequence, Unreadable, plain
from treue.rules.problems import suggestion

_WANTED = {"model_type": "a mapping", "dict_type": "a mapping", "list_type": "a list"}
_STAND_IN = {"id": "x", "name": "x", "currency": "EUR", "time_zone": "Etc/UTC", "languages": ["en"]}
"""Holds the place of a head that cannot be read; nothing is said about it."""


@dataclass(frozen=True, slots=True)
class Form:
    """What of a document has the right form."""

    written: Mapping
    """All that is written, but for what is empty."""
    root: Mapping
    """The sound parts."""
    document: Document
    """The sound parts, read."""
    currency: str | None
    languages: tuple[str, ...] | None
    damaged: frozenset[Keys]
    """Where something was taken out, and everything around it."""

    def is_whole(self, *keys: str | int) -> bool:
        """Whether nothing was taken out at or below this place."""
        return keys not in self.damaged


def check_form(root: Mapping) -> tuple[Form, list[Fault]]:
    """The sound parts of the document and the faults of its form."""
    faults: list[Fault] = []
    written = _without_empty(root, root, (), faults) if _has_empty(root) else root
    sound = written
    damaged: set[Keys] = set()
    document: Document | None = None
    is_first = True
    while document is None:
        content = plain(sound)
        try:
            document = Document.model_validate(content)
        except ValidationError as invalid:
            errors = invalid.errors(include_url=False, include_input=False)
            if is_first:
                faults += [fault for error in errors if (fault := _fault(sound, content, error)) is not None]
                is_first = False
            sound = _without(sound, [_faulty(sound, error) for error in errors], damaged)
    head = written.entry("programme")
    described = plain(head.value) if head else None
    described = described if isinstance(described, dict) else {}
    currency, languages = _sound_currency(described.get("currency")), _sound_languages(described.get("languages"))
    return Form(written, sound, document, currency, languages, frozenset(damaged)), faults


def _has_empty(node: Node) -> bool:
    if isinstance(node, Scalar):
        return node.value is None
    if isinstance(node, Mapping):
        return any(_has_empty(entry.value) for entry in node.entries)
    return isinstance(node, Sequence) and any(_has_empty(item) for item in node.items)


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


def _faulty(root: Mapping, error: ErrorDetails) -> Keys:
    """What has to be taken out because of the error."""
    keys, _ = _keys_of(error)
    if error["type"] == "missing":
        keys = keys[:-1]
    while keys and not _is_there(root, keys):
        keys = keys[:-1]
    return keys


def _is_there(root: Mapping, keys: Keys) -> bool:
    node: Node | None = root
    for key in keys:
        if isinstance(node, Mapping):
            entry = node.entry(str(key))
            node = entry.value if entry else None
        elif isinstance(node, Sequence) and isinstance(key, int) and key < len(node.items):
            node = node.items[key]
        else:
            return False
    return node is not None


def _without(root: Mapping, places: Iterable[Keys], damaged: set[Keys]) -> Mapping:
    """The tree without what stands at these places; a stand-in where a document cannot do without."""
    gone = {keys for keys in places if keys}
    for keys in (*gone, *(keys for keys in places if not keys)):
        damaged.update(keys[:length] for length in range(len(keys) + 1))
    touched = {keys[:length] for keys in gone for length in range(len(keys))}
    shortened = _shortened(root, (), gone, touched)
    assert isinstance(shortened, Mapping)
    entries = dict(shortened.by_key)
    if "treue" not in entries or ("treue",) in gone:
        entries["treue"] = _stand_in("treue", root.place, lambda place: _scalar(place, "1"))
        damaged.add(("treue",))
    if "programme" not in entries or ("programme",) in gone:
        entries["programme"] = _stand_in("programme", root.place, _head)
        damaged.add(("programme",))
    return Mapping(root.place, entries)


def _shortened(node: Node, keys: Keys, gone: set[Keys], touched: set[Keys]) -> Node:
    if keys not in touched:
        return node
    if isinstance(node, Mapping):
        kept = [entry for entry in node.entries if (*keys, entry.key) not in gone]
        return Mapping(
            node.place,
            {
                entry.key: Entry(entry.key, entry.place, _shortened(entry.value, (*keys, entry.key), gone, touched))
                for entry in kept
            },
        )
    if isinstance(node, Sequence):
        before = node.positions or tuple(range(len(node.items)))
        kept_items = [
            (position, _shortened(item, (*keys, index), gone, touched))
            for index, (position, item) in enumerate(zip(before, node.items, strict=True))
            if (*keys, index) not in gone
        ]
        return Sequence(node.place, tuple(item for _, item in kept_items), tuple(place for place, _ in kept_items))
    return node


def _stand_in(key: str, place: Place, make: Callable[[Place], Node]) -> Entry:
    return Entry(key, place, make(place))


def _scalar(place: Place, text: str) -> Scalar:
    return Scalar(place, Decimal(text) if text.isdigit() else text, text)


def _head(place: Place) -> Mapping:
    entries: dict[str, Entry] = {}
    for key, value in _STAND_IN.items():
        node: Node = (
            _scalar(place, value)
            if isinstance(value, str)
            else Sequence(place, tuple(_scalar(place, word) for word in value))
        )
        entries[key] = Entry(key, place, node)
    return Mapping(place, entries)


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


def _keys_of(error: ErrorDetails) -> tuple[Keys, bool]:
    """The keys that lead to the fault, and whether the last one itself is the fault."""
    keys: Keys = tuple(key for key in error["loc"] if not (isinstance(key, str) and key.startswith(TAG)))
    at_key = bool(keys) and keys[-1] == "[key]"
    return (keys[:-1] if at_key else keys), at_key


def _fault(root: Mapping, content: dict[str, Any], error: ErrorDetails) -> Fault | None:
    keys, at_key = _keys_of(error)
    if is_unreadable(root, keys) and not at_key:
        return None
    kind, context = error["type"], error.get("ctx", {})
    if kind == "fault":
        return fault_at(root, context["code"], keys, context["problem"], context["remedy"], at_key=at_key)
    if kind == "extra_forbidden":
        known = keys_known_at(keys[:-1])
        remedy = suggestion(str(keys[-1]), known, f"the keys here are {', '.join(known)}")
        return fault_at(root, "unknown_key", keys, f"'{keys[-1]}' is not a key here", remedy, at_key=True)
    if kind == "missing":
        return fault_at(root, "missing_key", keys, f"the key '{keys[-1]}' is missing", "write it")
    if kind == "too_short" and context.get("min_length") == 1:
        return fault_at(root, "empty_value", keys, "there is nothing in here", "write a value, or delete the key")
    if kind in ("too_short", "too_long"):
        return _wrong_length(root, keys, context)
    found = _value_at(content, keys)
    wanted = _WANTED.get(kind, "a mapping, a list or a single value of another form")
    problem = f"here is {values.kind_of(found)}; {wanted} belongs here"
    return fault_at(root, "wrong_type", keys, problem, "look it up in docs/document.md")


def _wrong_length(root: Mapping, keys: Keys, context: dict[str, Any]) -> Fault:
    if len(keys) > 2 and keys[0] == "units" and keys[2] == "name":
        problem = "a unit's name has two words, for one and for several"
        return fault_at(root, "wrong_value", keys, problem, "write them like [point, points]")
    least, most = context.get("min_length"), context.get("max_length")
    bound = f"at least {least}" if least is not None else f"at most {most}"
    problem = f"{context.get('actual_length')} stand here; {bound} belong here"
    return fault_at(root, "wrong_value", keys, problem, "write more" if least is not None else "delete some")


def _value_at(content: Any, keys: Keys) -> Any:
    for key in keys:
        content = content[key]
    return content
