"""Pieces of a document's text: taken out and put into the archive as they are written, with their comments.

A comment belongs to the part that begins on the line below it or that ends on its line. Where a text is written so that
this cannot be done (None), or where the result would say something else, the caller writes the document anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from treue.programme.schema.archive import ARCHIVE

Names = Mapping[str, frozenset[str]]
"""Section -> ids of parts."""
Pieces = Mapping[str, tuple[str, ...]]
"""Section -> the text of each part, from the first column."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A text without some parts, and these parts."""

    rest: str
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class _Child:
    name: str
    start: int
    """Where its dash or key begins; in brackets where it begins itself."""
    end: int


def cut(text: str, names: Names) -> Cut | None:
    """The text without the named parts; a section of which nothing is left goes too."""
    root = _root(text)
    if root is None:
        return None
    gone: list[tuple[int, int]] = []
    pieces: dict[str, tuple[str, ...]] = {}
    for key, section in root.value:
        wanted = names.get(str(key.value))
        if wanted is None or not isinstance(section, MappingNode | SequenceNode):
            continue
        children = list(_children(text, section))
        chosen = [child for child in children if child.name in wanted]
        is_all = len(chosen) == len(children)
        if section.flow_style:
            spans = [_whole_lines(text, key, section)] if is_all else _flow_spans(children, wanted)
            dash = "- " if isinstance(section, SequenceNode) else ""
            taken = [dash + text[child.start : child.end].replace("\n", "\n  ") for child in chosen]
        else:
            found = _line_spans(text, key, children, wanted)
            if found is None:
                return None
            taken = [
                _moved(text[start:end], -_column(text, child.start))
                for (start, end), child in zip(found, chosen, strict=True)
            ]
            spans = [*found, _key_line(text, key)] if is_all else found
        pieces[str(key.value)] = tuple(f"{piece.rstrip()}\n" for piece in taken)
        gone += spans
    return Cut(_without(text, gone), pieces)


def archived(pieces: Pieces, indentation: int = 0) -> str:
    """The parts as the text of an archive of their own."""
    return "".join(
        _moved(f"{section}:\n", indentation) + _block(parts, indentation + 2) for section, parts in pieces.items()
    )


def with_archived(text: str, pieces: Pieces) -> str | None:
    """The text of a document in one file with the parts at the end of its archive."""
    for section, parts in pieces.items():
        root = _root(text)
        if root is None:
            return None
        archive = _below(root, ARCHIVE)
        inner = _below(archive, section) if isinstance(archive, MappingNode) else None
        if archive is None:
            text = f"{_ended(text)}{ARCHIVE}:\n{archived({section: parts}, 2)}"
        elif not isinstance(archive, MappingNode) or archive.flow_style or not archive.value:
            return None
        elif inner is None:
            column = archive.value[0][0].start_mark.column
            text = _inserted(text, _end(text, archive), archived({section: parts}, column))
        elif not isinstance(inner, MappingNode | SequenceNode) or inner.flow_style or not inner.value:
            return None
        else:
            column = _column(text, next(_children(text, inner)).start)
            text = _inserted(text, _end(text, inner), _block(parts, column))
    return text


def _root(text: str) -> MappingNode | None:
    root = YAML(typ="safe", pure=True).compose(text)
    return root if isinstance(root, MappingNode) and not root.flow_style else None


def _below(mapping: MappingNode, key: str) -> Node | None:
    return next((value for written, value in mapping.value if written.value == key), None)


def _children(text: str, section: Node) -> Iterator[_Child]:
    if isinstance(section, MappingNode):
        for key, value in section.value:
            yield _Child(str(key.value), key.start_mark.index, _end(text, value))
    elif isinstance(section, SequenceNode):
        for item in section.value:
            start = item.start_mark.index
            if not section.flow_style:
                start = text.rindex("-", 0, start)
            identity = _below(item, "id") if isinstance(item, MappingNode) else None
            yield _Child(str(identity.value) if identity is not None else "", start, _end(text, item))


def _end(text: str, node: Node) -> int:
    """Where the last character of the node stands; a block ends for the parser only where the next thing begins."""
    if isinstance(node, MappingNode | SequenceNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(node, MappingNode) else last)
    return len(text[: node.end_mark.index].rstrip())


def _whole_lines(text: str, key: Node, section: Node) -> tuple[int, int]:
    return _line_start(text, key.start_mark.index), _line_end(text, _end(text, section))


def _key_line(text: str, key: Node) -> tuple[int, int]:
    """The line of the key, but for a comment on it."""
    end = _line_end(text, key.end_mark.index)
    comment = text.find("#", key.end_mark.index, end)
    return _line_start(text, key.start_mark.index), comment if comment >= 0 else end


def _flow_spans(children: list[_Child], wanted: frozenset[str]) -> list[tuple[int, int]]:
    """From each part to the next one, and for those at the end from the one before them."""
    kept = [index for index, child in enumerate(children) if child.name not in wanted]
    last = kept[-1] if kept else -1
    spans = [
        (child.start, children[index + 1].start)
        for index, child in enumerate(children[:last] if kept else [])
        if child.name in wanted
    ]
    if kept and last < len(children) - 1:
        spans.append((children[last].end, children[-1].end))
    return spans


def _line_spans(text: str, key: Node, children: list[_Child], wanted: frozenset[str]) -> list[tuple[int, int]] | None:
    spans: list[tuple[int, int]] = []
    before = _line_end(text, key.end_mark.index)
    for child in children:
        start, end = _line_start(text, child.start), _line_end(text, child.end)
        if text[start : child.start].strip(" ") or not _is_comment(text[child.end : end]):
            return None
        while before < start and text[_line_start(text, start - 1) : start].lstrip().startswith("#"):
            start = _line_start(text, start - 1)
        if child.name in wanted:
            spans.append((start, end))
        before = end
    return spans


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    kept, position = [], 0
    for start, end in sorted(spans):
        kept.append(text[position:start])
        position = end
    return "".join(kept) + text[position:]


def _inserted(text: str, position: int, piece: str) -> str:
    end = _line_end(text, position)
    return _ended(text[:end]) + piece + text[end:]


def _block(parts: Iterable[str], indentation: int) -> str:
    return "".join(_moved(part, indentation) for part in parts)


def _moved(piece: str, columns: int) -> str:
    """The lines so many columns to the right, or to the left as far as they can go."""
    lines = piece.splitlines(keepends=True)
    if columns >= 0:
        return "".join(" " * columns + line if line.strip() else line for line in lines)
    return "".join(line[min(-columns, len(line) - len(line.lstrip(" "))) :] for line in lines)


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _is_comment(text: str) -> bool:
    return not text.strip() or text.lstrip(" ").startswith("#")


def _line_start(text: str, position: int) -> int:
    return text.rfind("\n", 0, position) + 1


def _line_end(text: str, position: int) -> int:
    found = text.find("\n", position)
    return len(text) if found < 0 else found + 1


def _column(text: str, position: int) -> int:
    return position - _line_start(text, position)
