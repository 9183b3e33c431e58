"""What pages load: our own style sheet and scripts, and the packages that `tools/assets.py` laid beside them.

Every file is served under a name with the hash of its content, so a browser may keep it for ever and a new release is
never shown with an old file. Files are kept in memory, once as they are and once compressed.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

STATIC = Path(__file__).parent / "static"
VENDOR = STATIC / "vendor"
PLACE = "/static/"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


class AssetsMissing(Exception):
    """The packages that pages load were never fetched."""


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file as it goes over the wire."""

    path: str
    content: bytes
    compressed: bytes
    media_type: str


class Assets:
    """All files, by the name that templates use and by the name under which they are served."""

    def __init__(self, static: Path, vendor: Path) -> None:
        """Raises AssetsMissing."""
        own = [_own(file) for file in sorted(static.iterdir()) if file.suffix in _TYPES]
        self._paths = {name: file.path for name, file in own}
        self._files = {file.path: file for _, file in own}
        for name, file in _fetched(vendor).items():
            self._paths[name] = file.path
            self._files[file.path] = file

    def url(self, name: str) -> str:
        """Where a page finds the file. Raises KeyError for a file that is not there."""
        return PLACE + self._paths[name]

    def find(self, path: str) -> StaticFile | None:
        """The file served under this name."""
        return self._files.get(path)


@cache
def assets() -> Assets:
    """The files of this installation. Raises AssetsMissing."""
    return Assets(STATIC, VENDOR)


def _own(file: Path) -> tuple[str, StaticFile]:
    content = file.read_bytes()
    path = f"{file.stem}.{sha256(content).hexdigest()[:12]}{file.suffix}"
    return file.name, StaticFile(path, content, gzip.compress(content, 9, mtime=0), _TYPES[file.suffix])


def _fetched(vendor: Path) -> Mapping[str, StaticFile]:
    try:
        listed = json.loads((vendor / "assets.json").read_text(encoding="utf-8"))["files"]
        return {
            name: StaticFile(
                entry["path"],
                (vendor / entry["path"]).read_bytes(),
                (vendor / f"{entry['path']}.gz").read_bytes(),
                _TYPES[Path(name).suffix],
            )
            for name, entry in listed.items()
        }
    except (OSError, ValueError, KeyError) as fault:
        raise AssetsMissing("the packages that pages load are not there") from fault
