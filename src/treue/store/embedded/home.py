"""Where the embedded server lives: the choice of the home folder, and the names of what lies in it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from treue.store.unavailable import StoreUnavailable

ROOTS_HOME = Path("/var/lib/treue")


@dataclass(frozen=True, slots=True)
class Cluster:
    """PostgreSQL's data with all that belongs to it: made under another name and renamed, so it is there or not."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def password(self) -> Path:
        return self.folder / "password"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def start_log(self) -> Path:
        return self.folder / "start.log"

    @property
    def running(self) -> Path:
        return self.folder / "running"


@dataclass(frozen=True, slots=True)
class Home:
    """The home folder. `folder` is absolute, with symbolic links resolved; it need not exist."""

    folder: Path

    @property
    def lock(self) -> Path:
        return self.folder / "lock"

    @property
    def socket(self) -> Path:
        return self.folder / "socket"

    @property
    def binaries(self) -> Path:
        return self.folder / "binaries"

    @property
    def cluster(self) -> Cluster:
        return Cluster(self.folder / "cluster")


def home_folder(environ: Mapping[str, str]) -> Path:
    """The home folder of this environment, absolute.

    TREUE_HOME decides. Without it, it is `treue` in the XDG data folder; but root, whose PostgreSQL runs under an
    unprivileged account, uses /var/lib/treue where that account could not enter the XDG data folder. Data that is
    already in the XDG data folder stays the choice, so that a change of permissions never hides it.
    """
    if chosen := environ.get("TREUE_HOME"):
        return Path(chosen).expanduser().absolute()
    folder = _data_folder(environ) / "treue"
    if os.geteuid() != 0 or (folder / "cluster").is_dir() or _open_to_others(folder):
        return folder
    return ROOTS_HOME


def _data_folder(environ: Mapping[str, str]) -> Path:
    if (chosen := environ.get("XDG_DATA_HOME", "")).startswith("/"):
        return Path(chosen)
    try:
        personal = Path(environ["HOME"]) if environ.get("HOME") else Path.home()
    except RuntimeError as error:
        raise StoreUnavailable(
            "unreadable_folder",
            "There is no folder for the data: this account has no home folder.",
            remedy="Set TREUE_HOME to a folder that this account may write, or TREUE_DATABASE_URL to a database.",
        ) from error
    return personal.absolute() / ".local" / "share"


def _open_to_others(folder: Path) -> bool:
    """Whether every account may pass through the folders above `folder`, as far as they exist."""
    try:
        return all(parent.stat().st_mode & 0o001 for parent in folder.resolve().parents if parent.exists())
    except OSError:
        return False
