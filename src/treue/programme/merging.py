"""Several parts as one document: lists follow each other in the order of the files, mappings are united.

A part in the folder `archive` is written like any other, and what it holds stands below the key `archive`.
"""

from __future__ import annotations

from collections.abc import Iterable

from treue.programme.faults import Fault
from treue.programme.schema.archive import ARCHIVE
from treue.programme.source import Entry, Mapping, Place, Sequence


def is_archived(name: str) -> bool:
    """Whether the part of this name holds what is finished."""
    return name.startswith(f"{ARCHIVE}/")


def as_part(name: str, root: Mapping) -> Mapping:
    """The keys of the part of this name as the document has them."""
    return Mapping(root.place, {ARCHIVE: Entry(ARCHIVE, root.place, root)}) if is_archived(name) else root


def merge(roots: Iterable[Mapping]) -> tuple[Mapping | None, list[Fault]]:
    """One mapping of all parts; a key that can be there only once is a fault where it comes again."""
    return _merge(roots, "")


def _merge(roots: Iterable[Mapping], begin: str) -> tuple[Mapping | None, list[Fault]]:
    merged: dict[str, Entry] = {}
    archived: list[Mapping] = []
    faults: list[Fault] = []
    place: Place | None = None
    for root in roots:
        place = place or root.place
        for entry in root.entries:
            first = merged.get(entry.key)
            if entry.key == ARCHIVE and not begin and isinstance(entry.value, Mapping):
                archived.append(entry.value)
            if first is None:
                merged[entry.key] = entry
            elif isinstance(first.value, Sequence) and isinstance(entry.value, Sequence):
                items = first.value.items + entry.value.items
                merged[entry.key] = Entry(first.key, first.place, Sequence(first.value.place, items))
            elif isinstance(first.value, Mapping) and isinstance(entry.value, Mapping) and entry.key != "programme":
                if entry.key != ARCHIVE or begin:
                    united, more = _unite(f"{begin}{entry.key}", first.value, entry.value)
                    merged[entry.key] = Entry(first.key, first.place, united)
                    faults += more
            else:
                faults.append(_twice(entry.key, f"{begin}{entry.key}", first.place, entry.place))
    if len(archived) > 1:
        # It is a document of its own: the lists of its sections follow each other too.
        whole, more = _merge(archived, f"{ARCHIVE}.")
        assert whole is not None
        merged[ARCHIVE] = Entry(ARCHIVE, merged[ARCHIVE].place, whole)
        faults += more
    return (Mapping(place, merged) if place else None), faults


def _unite(section: str, first: Mapping, second: Mapping) -> tuple[Mapping, list[Fault]]:
    entries = {entry.key: entry for entry in first.entries}
    faults: list[Fault] = []
    for entry in second.entries:
        if entry.key in entries:
            faults.append(_twice(entry.key, f"{section}.{entry.key}", entries[entry.key].place, entry.place))
        else:
            entries[entry.key] = entry
    return Mapping(first.place, entries), faults


def _twice(key: str, path: str, first: Place, again: Place) -> Fault:
    problem = f"'{key}' is already written in {first.file}, line {first.line}"
    return Fault("duplicate_key", again.file, again.line, again.column, path, problem, "delete one of the two")
