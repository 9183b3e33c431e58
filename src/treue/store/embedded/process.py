"""What is known about a server from outside: its `postmaster.pid`, its process, and the locks on the home folder.

Two locks, both advisory locks of the kernel that vanish with the processes that hold them:
the start lock is held by a command while it starts or stops the server (and by `initdb` while it works), the running
lock by every process of the server. So a server that was killed, or whose number went to another program, is told
apart from a live one without guessing.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from treue.store.unavailable import StoreUnavailable

_POLL_SECONDS = 0.01
# The kernel counts a process's start from boot in ticks, PostgreSQL writes whole seconds of the wall clock.
_START_TOLERANCE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What a server wrote into `postmaster.pid`; `started_at` in seconds since 1970."""

    pid: int
    data: Path
    started_at: int
    port: int
    socket: Path
    is_ready: bool


def postmaster(data: Path) -> Postmaster | None:
    """The server that says it runs on `data`; None if none does or it has only begun to write the file."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
        pid, folder, started_at, port, socket = (line.strip() for line in lines[:5])
        is_ready = len(lines) > 7 and lines[7].strip() == "ready"
        return Postmaster(int(pid), Path(folder), int(started_at), int(port), Path(socket), is_ready)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None


def is_alive(server: Postmaster) -> bool:
    """Whether the process that wrote the file still lives and is not another one under the same number."""
    try:
        os.kill(server.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        booted_at = int(Path("/proc/stat").read_text(encoding="ascii").partition("\nbtime ")[2].split(maxsplit=1)[0])
    except (OSError, IndexError):
        return True  # a system without /proc: connecting decides
    process = Path("/proc", str(server.pid))
    try:
        stat = (process / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    state, *fields = stat.rpartition(")")[2].split()
    if state in "ZX":
        return False
    started_at = booted_at + int(fields[18]) / os.sysconf("SC_CLK_TCK")
    if abs(started_at - server.started_at) <= _START_TOLERANCE_SECONDS:
        return True
    # The wall clock may have been set since. A postmaster works in its data folder, and another program does not.
    try:
        return (process / "cwd").readlink() == server.data
    except OSError:
        return False


def runs_under(server: Postmaster, uid: int) -> bool:
    """Whether the server's process belongs to `uid`: asked before it is sent a signal that root could send to any."""
    try:
        return Path("/proc", str(server.pid)).stat().st_uid == uid
    except OSError:
        return not Path("/proc/self").exists()


@contextmanager
def start_lock(path: Path, seconds_max: float) -> Iterator[int]:
    """Hold the start lock; gives its file descriptor, to be inherited by what must finish before others go on.

    Raises StoreUnavailable (lock_taken) after `seconds_max`.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + seconds_max
        while not _locked(descriptor, fcntl.LOCK_EX):
            if time.monotonic() >= deadline:
                holder = os.pread(descriptor, 20, 0).decode(errors="replace").strip()
                raise StoreUnavailable(
                    "lock_taken",
                    f"Another command has been starting or stopping the database in {path.parent} for more than "
                    f"{seconds_max:g} s and holds the lock {path}.",
                    cause=f"It is process {holder}." if holder else "",
                    remedy="Wait for it, or end it, and repeat this command. The lock goes when that process ends; "
                    "deleting the file does not help.",
                )
            time.sleep(_POLL_SECONDS)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def take_running_lock(path: Path) -> int | None:
    """The running lock's descriptor, for a server to inherit; None while a process of a server holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    # Someone who only looks holds it for an instant; a server holds it for long.
    for _ in range(50):
        if _locked(descriptor, fcntl.LOCK_EX):
            return descriptor
        time.sleep(_POLL_SECONDS)
    os.close(descriptor)
    return None


def is_running(path: Path) -> bool:
    """Whether any process of a server that was started here still lives."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not _locked(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _locked(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
