"""What the embedded server says when it cannot go on: the sentences, and what of PostgreSQL's own words they quote."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from treue.store.embedded.home import Home
from treue.store.embedded.process import Postmaster, is_alive, postmaster
from treue.store.unavailable import StoreUnavailable

_NO_SPACE = ("No space left on device", "File too large", "Disk quota exceeded")


def full_disk(folder: Path, cause: str) -> StoreUnavailable:
    return StoreUnavailable(
        "full_disk",
        f"The disk that holds {folder} is full, so PostgreSQL cannot write there.",
        cause=cause,
        remedy="Free some space or set TREUE_HOME to a folder on another disk, and repeat the command.",
    )


def tells_of_full_disk(text: str) -> bool:
    return any(sign in text for sign in _NO_SPACE)


def not_started(place: Home) -> StoreUnavailable:
    said = _last_words(place)
    if tells_of_full_disk(said):
        return full_disk(place.folder, f"The server's log ends: {said}")
    return StoreUnavailable(
        "start_failed",
        f"PostgreSQL did not start on {place.cluster.data}.",
        cause=f"Its log ends: {said}" if said else "",
        remedy=f"Mend what the log in {place.cluster.log} names and repeat the command.",
    )


def _last_words(place: Home) -> str:
    logs = [place.cluster.start_log]
    if place.cluster.log.is_dir():
        logs += sorted(place.cluster.log.glob("*.log"), key=lambda log: log.stat().st_mtime)[-1:]
    lines: list[str] = []
    for log in logs:
        if log.is_file():
            lines += log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-6:]
    return " / ".join(lines)


def not_answering(place: Home, seconds_max: float) -> StoreUnavailable:
    server = postmaster(place.cluster.data)
    if server is not None and is_alive(server):
        cause = f"Its process is {server.pid}. Its log ends: {_last_words(place)}"
    else:
        cause = "The server itself has ended, but a process of it is still finishing its work."
    return StoreUnavailable(
        "start_failed",
        f"A PostgreSQL server holds {place.cluster.data} but did not answer within {seconds_max:g} s.",
        cause=cause,
        remedy="After a crash it may need longer to recover: repeat the command. If it stays so, end its processes.",
    )


def not_stopped(place: Home, server: Postmaster, why: str) -> StoreUnavailable:
    return StoreUnavailable(
        "stop_failed",
        f"The PostgreSQL server of {place.folder}, process {server.pid}, was not stopped: {why}.",
        remedy=f"Look into its log in {place.cluster.log} and repeat the command.",
    )


@contextmanager
def sentences(folder: Path) -> Iterator[None]:
    """Turn what the operating system and the driver refuse into a StoreUnavailable."""
    try:
        yield
    except OSError as error:
        where = error.filename or folder
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise full_disk(folder, f"{where}: {error.strerror}.") from error
        raise StoreUnavailable(
            "unreadable_folder",
            f"The account {os.geteuid()} cannot use {where}.",
            cause=f"The operating system said: {error.strerror}.",
            remedy=f"Give this account the right to read and write {folder}, or set TREUE_HOME to another folder.",
        ) from error
    except psycopg.OperationalError as error:
        raise StoreUnavailable(
            "no_connection",
            f"The PostgreSQL server of {folder} does not answer.",
            cause=" ".join(str(error).split()),
            remedy="Repeat the command; if it stays so, look into the log in cluster/log.",
        ) from error
