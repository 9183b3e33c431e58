"""A document written out again: the same keys and values in one fixed form, without comments.

Reading what was written gives the same document, and writing that gives the same bytes; so a document that a program
made or changed has one version hash, however it came to be.
"""

from __future__ import annotations

import json

from treue.programme.source import Mapping, Node, Scalar, Sequence, Unreadable
from treue.programme.yaml_reading import is_plain_text

_WIDTH = 100


def write_document(root: Mapping) -> bytes:
    """The document as YAML in UTF-8. Raises ValueError where a part of it could not be read."""
    return "".join(f"{line}\n" for line in _lines(root)).encode("utf-8")


def _lines(node: Mapping | Sequence) -> list[str]:
    lines: list[str] = []
    if isinstance(node, Mapping):
        for entry in node.entries:
            lines += _entry(f"{_text(entry.key)}:", entry.value)
    else:
        for item in node.items:
            lines += _entry("-", item)
    return lines


def _entry(begin: str, value: Node) -> list[str]:
    flow = _flow(value)
    if isinstance(value, Scalar) or len(begin) + len(flow) < _WIDTH:
        return [f"{begin} {flow}"]
    assert isinstance(value, Mapping | Sequence)
    below = _lines(value)
    if begin == "-":
        return [f"- {below[0]}", *(f"  {line}" for line in below[1:])]
    return [begin, *(f"  {line}" for line in below)]


def _flow(node: Node) -> str:
    match node:
        case Scalar(value=str()):
            return _text(str(node.value))
        case Scalar():
            # Numbers, true, false and nothing are kept as they are written, to the last digit.
            return node.written or "null"
        case Sequence():
            return f"[{', '.join(_flow(item) for item in node.items)}]"
        case Mapping():
            return "{" + ", ".join(f"{_text(entry.key)}: {_flow(entry.value)}" for entry in node.entries) + "}"
        case Unreadable():
            place = node.place
            raise ValueError(f"{place.file}:{place.line}: this part has a fault; repair it before writing the document")


def _text(text: str) -> str:
    """The text, in double quotes where it could be taken for something else."""
    return text if is_plain_text(text) else json.dumps(text, ensure_ascii=True)
