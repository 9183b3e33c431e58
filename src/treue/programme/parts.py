"""The parts of a document: one file or the files of a folder, by name, as bytes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from treue.programme.faults import Fault
from treue.programme.yaml_reading import BYTES_MAX

MAIN_PART = "programme.yaml"


@dataclass(frozen=True, slots=True)
class Collected:
    """What was found at a path."""

    parts: Mapping[str, bytes]
    """Name below the folder, with '/', -> content. A single file is always called `programme.yaml`."""
    shown: Mapping[str, str]
    """Name -> the path a person would open."""
    faults: tuple[Fault, ...]


def collect(path: Path) -> Collected:
    """The parts at `path`: the file, or every `*.yaml` in the folder and below it; hidden files are left out."""
    if path.is_dir():
        return _collect_folder(path)
    content = _read(path)
    if content is None:
        problem = f"there is no readable file or folder at '{path}'"
        remedy = "check the path and who may read it"
        return Collected({}, {}, (Fault("file_missing", _printable(path), 0, 0, "", problem, remedy),))
    return Collected({MAIN_PART: content}, {MAIN_PART: _printable(path)}, ())


def parts_of(path: Path) -> dict[str, bytes]:
    """The parts at `path`, as `read_parts` takes them. What cannot be read is absent here and a fault there."""
    return dict(collect(path).parts)


def state_of(path: Path) -> tuple[tuple[str, int, int, int], ...]:
    """What tells, without reading them, that files of the document were saved, added or deleted: it is another then."""
    found: list[tuple[str, int, int, int]] = []
    for name, file in _files_below(path) if path.is_dir() else [("", path)]:
        try:
            status = file.stat()
        except (OSError, ValueError):
            continue
        # An editor that saves under another name and renames makes another file, perhaps of the same size and time.
        found.append((name, status.st_ino, status.st_size, status.st_mtime_ns))
    return tuple(found)


def version_hash(parts: Mapping[str, bytes]) -> str:
    """What identifies this content: SHA-256 over a manifest of the parts' hashes and names, in hexadecimal.

    Line endings and a byte order mark make no difference.
    """
    manifest = "".join(f"{_content_hash(content)} {name}\n" for name, content in sorted(parts.items()))
    return hashlib.sha256(manifest.encode("utf-8", "surrogatepass")).hexdigest()


def _content_hash(content: bytes) -> str:
    normalised = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return hashlib.sha256(normalised).hexdigest()


def _collect_folder(folder: Path) -> Collected:
    parts: dict[str, bytes] = {}
    shown: dict[str, str] = {}
    faults: list[Fault] = []
    for name, file in _files_below(folder):
        visible = _printable(file)
        if file.suffix == ".yml" or visible != str(file):
            remedy = "rename it; parts of a document end in '.yaml'"
            faults.append(Fault("file_name", visible, 0, 0, "", f"'{_printable(file.name)}' would not be read", remedy))
            continue
        content = _read(file)
        if content is None:
            faults.append(Fault("file_missing", visible, 0, 0, "", "the file cannot be read", "check who may read it"))
            continue
        parts[name], shown[name] = content, visible
    if not parts and not faults:
        problem = f"there is no '*.yaml' file in the folder '{_printable(folder)}'"
        faults.append(Fault("file_missing", _printable(folder), 0, 0, "", problem, f"begin with {MAIN_PART}"))
    return Collected(parts, shown, tuple(faults))


def _files_below(folder: Path) -> list[tuple[str, Path]]:
    """Name below the folder and file, in the order of the names."""
    found: list[tuple[tuple[str, ...], Path]] = []
    for where, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        place = Path(where)
        above = place.relative_to(folder).parts
        names = (name for name in files if name.endswith((".yaml", ".yml")) and not name.startswith("."))
        found += [((*above, name), place / name) for name in names]
    return [("/".join(parts), file) for parts, file in sorted(found)]


def _read(file: Path) -> bytes | None:
    """The file's bytes, cut just above what a part may have; None where it cannot be read."""
    try:
        with file.open("rb") as stream:
            return stream.read(BYTES_MAX + 1)
    except (OSError, ValueError):
        return None


def _printable(path: Path | str) -> str:
    return str(path).encode("utf-8", "replace").decode("utf-8")
