"""Several parts as one document: lists follow each other in the order of the files, mappings are united."""

from __future__ import annotations

from collections.abc import Iterable

from treue.programme.faults import Fault
from treue.programme.source import Entry, Mapping, Place, Sequence


def merge(roots: Iterable[Mapping]) -> tuple[Mapping | None, list[Fault]]:
    """One mapping of all parts; a key that can be there only once is a fault where it comes again."""
    merged: dict[str, Entry] = {}
    faults: list[Fault] = []
    place: Place | None = None
    for root in roots:
        place = place or root.place
        for entry in root.entries:
            first = merged.get(entry.key)
            if first is None:
                merged[entry.key] = entry
            elif isinstance(first.value, Sequence) and isinstance(entry.value, Sequence):
                items = first.value.items + entry.value.items
                merged[entry.key] = Entry(first.key, first.place, Sequence(first.value.place, items))
            elif isinstance(first.value, Mapping) and isinstance(entry.value, Mapping) and entry.key != "programme":
                united, more = _unite(entry.key, first.value, entry.value)
                merged[entry.key] = Entry(first.key, first.place, united)
                faults += more
            else:
                faults.append(_twice(entry.key, entry.key, first.place, entry.place))
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
