"""The way in: a path or stored parts to a programme, or to everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from treue.programme import source
from treue.programme.checking import Checked, check_meaning
from treue.programme.compiling import compile_programme
from treue.programme.faults import Fault, errors, in_order
from treue.programme.form import check_form
from treue.programme.merging import as_part, merge
from treue.programme.parts import MAIN_PART, Collected, collect
from treue.programme.records import Programme
from treue.programme.remembering import read_file


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document as it is written, before anything is said about its keys."""

    root: source.Mapping | None
    """The keys of all parts together; None where no part could be read."""
    is_whole: bool
    """Whether every part could be read."""
    faults: tuple[Fault, ...]


def load(path: Path) -> Loaded:
    """The document at `path`, a file or a folder."""
    return _load(collect(path))


@dataclass(frozen=True, slots=True)
class Reading:
    """A document after all checks."""

    programme: Programme | None
    """What of it runs; None where there are errors. Whoever runs it asks `not_runnable` first."""
    checked: Checked | None
    """All that it says, with its expressions read; None where there are errors."""
    faults: tuple[Fault, ...]
    """Errors and warnings, in the order of the text."""
    parts: Mapping[str, bytes]
    """What was read, by name."""
    root: source.Mapping | None
    """The keys of all parts together, as they are written; None where no part could be read."""


def read_document(path: Path, now: datetime | None = None) -> Reading:
    """The document at `path`, checked. With `now`, from which it would decide, its archive has to be over by then."""
    return _read(collect(path), now)


def read_source(source: Path | Mapping[str, bytes], now: datetime | None = None) -> Reading:
    """The document at a path, or in parts in memory."""
    return read_document(source, now) if isinstance(source, Path) else read_document_parts(source, now)


def read_document_parts(parts: Mapping[str, bytes], now: datetime | None = None) -> Reading:
    """The same from parts in memory."""
    return _read(Collected(parts, {}, ()), now)


def read_programme(path: Path) -> tuple[Programme | None, tuple[Fault, ...]]:
    """The programme at `path`, or None where there are errors, and all faults, in the order of the text.

    A programme that comes with `not_runnable` faults is not whole and may not be run.
    """
    reading = read_document(path)
    return reading.programme, reading.faults


def read_parts(parts: Mapping[str, bytes]) -> tuple[Programme | None, tuple[Fault, ...]]:
    """The same from parts in memory, for instance of a stored version. The bytes of `parts_of` give the same answer."""
    reading = read_document_parts(parts)
    return reading.programme, reading.faults


def _read(collected: Collected, now: datetime | None) -> Reading:
    loaded = _load(collected)
    if loaded.root is None:
        return Reading(None, None, loaded.faults, collected.parts, None)
    form, form_faults = check_form(loaded.root)
    checked, meaning_faults = check_meaning(form, now)
    found = [*form_faults, *meaning_faults]
    if not loaded.is_whole:
        found = [fault for fault in found if not _is_about_what_is_absent(fault)]
    faults = in_order([*loaded.faults, *found])
    if errors(faults) or not loaded.is_whole:
        return Reading(None, None, faults, collected.parts, loaded.root)
    return Reading(compile_programme(checked), checked, faults, collected.parts, loaded.root)


def _load(collected: Collected) -> Loaded:
    faults = list(collected.faults)
    roots: list[source.Mapping] = []
    is_whole = not collected.faults
    for name in sorted(collected.parts, key=_reading_order):
        shown = collected.shown.get(name, name)
        root, found_in_file = read_file(shown, collected.parts[name])
        faults += found_in_file
        if root is not None:
            roots.append(as_part(name, root))
        is_whole = is_whole and root is not None
    merged, found = merge(roots)
    faults += found
    if not collected.parts and not faults:
        remedy = f"write a file {MAIN_PART}"
        faults.append(Fault("file_missing", MAIN_PART, 0, 0, "", "the document has no parts", remedy))
    return Loaded(merged, is_whole, in_order(faults))


_ABSENCE = ("unknown_unit", "unknown_event", "unknown_reference", "nothing_to_multiply", "expression_name")


def _is_about_what_is_absent(fault: Fault) -> bool:
    """Whether a part that could not be read may hold what the fault misses."""
    if fault.code == "missing_key":
        return fault.path.isidentifier()
    return fault.code in _ABSENCE


def _reading_order(name: str) -> tuple[bool, list[str]]:
    """The main part first, then the others by name."""
    return name != MAIN_PART, name.split("/")
