"""Launching the server process of a cluster, in a session of its own, with what depends on this machine."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from treue.store.embedded.account import Account
from treue.store.embedded.binaries import Binaries
from treue.store.embedded.home import Home
from treue.store.embedded.process import Postmaster, is_alive, postmaster

PORT = 5432
# An address of a socket may have 107 bytes on Linux and 103 on macOS.
_SOCKET_BYTES_MAX = 100
_SHARED_MEMORY_FREE_BYTES_MIN = 64 * 1024 * 1024
_SOCKET_ELSEWHERE = "treue-socket-"


def launch(home: Home, account: Account, binaries: Binaries, running_lock: int) -> None:
    """Launch the server and return at once. It inherits `running_lock`, which the caller then closes.

    What it says before its log opens goes to `start.log`.
    """
    _clear_what_is_stale(home)
    socket = _socket_folder(home, account)
    settings = {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700",
        "logging_collector": "on",
        "log_destination": "stderr",
        "log_directory": str(home.cluster.log),
        "log_filename": "%a.log",
        "log_file_mode": "0600",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_truncate_on_rotation": "on",
    }
    if not _shared_memory_suffices():
        settings["dynamic_shared_memory_type"] = "mmap"
    command = [binaries.program("postgres"), "-D", str(home.cluster.data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    output = os.open(home.cluster.start_log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        # The shell ends at once, so the server is nobody's child: it never becomes a zombie of a long-lived command.
        account.run(["/bin/sh", "-c", '"$@" &', "sh", *command], pass_fds=(running_lock,), output=output, detach=True)
    finally:
        os.close(output)


def remove_socket(server: Postmaster) -> None:
    """Remove the socket's folder of a server that has ended, if it was made for that server alone."""
    if server.socket.name.startswith(_SOCKET_ELSEWHERE):
        shutil.rmtree(server.socket, ignore_errors=True)


def _clear_what_is_stale(home: Home) -> None:
    # No process of our server lives, as the running lock is ours. PostgreSQL would itself remove the files of a dead
    # server, but gives up if its number now belongs to another program of the same account, or if nobody has fetched
    # the dead process's result, as in a container whose first process does not care for orphans.
    left = postmaster(home.cluster.data)
    if left is not None:
        if left.data == home.cluster.data and is_alive(left):
            return  # started by hand, past this program: PostgreSQL's own locks decide
        remove_socket(left)
        (home.cluster.data / "postmaster.pid").unlink(missing_ok=True)
    for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
        (home.socket / name).unlink(missing_ok=True)


def _socket_folder(home: Home, account: Account) -> Path:
    folder = home.socket
    if len(os.fsencode(folder / f".s.PGSQL.{PORT}.lock")) > _SOCKET_BYTES_MAX:
        folder = Path(tempfile.mkdtemp(prefix=_SOCKET_ELSEWHERE, dir="/tmp"))
    folder.mkdir(mode=0o700, exist_ok=True)
    # Root reaches the socket whoever owns it; nobody else but the account of the server does.
    account.own(folder, 0o700)
    return folder


def _shared_memory_suffices() -> bool:
    try:
        return shutil.disk_usage("/dev/shm").free >= _SHARED_MEMORY_FREE_BYTES_MIN
    except OSError:
        return False
