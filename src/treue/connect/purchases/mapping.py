"""The mapping file: where in foreign files the parts of a purchase are (docs/import.md describes every key).

Reading checks the whole form at once and lists every fault with its place. Whether the columns exist is checked when
the files are opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from treue.connect.purchases.document import Document, read_document
from treue.connect.purchases.records import ImportFault
from treue.connect.purchases.schema import MappingSchema, keys_at


@dataclass(frozen=True, slots=True)
class PurchaseMapping:
    """A mapping whose form is right."""

    document: Document
    content: MappingSchema

    @property
    def source(self) -> str:
        """The source that makes the external ids of these orders unique (docs/rules.md R3.1)."""
        return self.content.source


def read_mapping(path: Path) -> PurchaseMapping:
    """Read a mapping file. Raises ImportFault."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as fault:
        raise ImportFault(f"{path}: there is no such mapping file") from fault
    except OSError as fault:
        raise ImportFault(f"{path}: the mapping cannot be read: {fault.strerror}") from fault
    return parse_mapping(content, path.name)


def parse_mapping(content: bytes, name: str) -> PurchaseMapping:
    """Read the bytes of a mapping file; `name` is for the sentences. Raises ImportFault with all faults at once."""
    document = read_document(content, name)
    try:
        return PurchaseMapping(document, MappingSchema.model_validate(document.tree))
    except ValidationError as faults:
        raise ImportFault(*(_sentence(document, fault) for fault in faults.errors())) from faults


def _sentence(document: Document, fault: Any) -> str:
    path: tuple[str | int, ...] = fault["loc"]
    kind: str = fault["type"]
    if kind == "extra_forbidden":
        known = keys_at(path[:-1])
        near = get_close_matches(str(path[-1]), known, n=1)
        remedy = f"did you mean '{near[0]}'?" if near else f"known here: {', '.join(known)}"
        return document.sentence(path, f"there is no such key; {remedy}")
    if kind == "missing":
        return document.sentence(path, "this is missing; docs/import.md says what it means")
    if kind in ("string_type", "string_too_short"):
        return document.sentence(path, "write a text here")
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return document.sentence(path, "write keys and values here, not a single text or a list")
    if kind in ("value_error", "literal_error", "enum"):
        message = str(fault["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
        return document.sentence(path, message if kind == "value_error" else f"write {message}")
    if kind == "tuple_type":
        return document.sentence(path, "write a list here")
    if kind == "too_short":
        return document.sentence(path, f"write at least {fault['ctx']['min_length']} here")
    if kind == "bool_parsing":
        return document.sentence(path, "write true or false")
    return document.sentence(path, str(fault["msg"]))
