"""Making PostgreSQL's data: complete under its name, or not there at all.

The data is made in a folder with a temporary name and renamed when `initdb` is done and everything is on disk. What a
killed command leaves behind is removed by the next one. Settings that suit a small machine are appended to
`postgresql.conf` once, where an owner may change them; nothing that protects the data is turned off.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from pathlib import Path

from treue.store.embedded.account import Account
from treue.store.embedded.binaries import Binaries
from treue.store.embedded.home import Cluster, Home
from treue.store.embedded.sentences import full_disk, tells_of_full_disk
from treue.store.unavailable import StoreUnavailable

ROLE = "treue"
DATABASE = "treue"
FREE_BYTES_MIN = 100 * 1024 * 1024

_UNFINISHED = "cluster-new-"

_SETTINGS = """
# Set by Treue when the data was made. They may be changed here; the server reads them at its next start.
shared_buffers = 256MB
effective_cache_size = 1GB
max_connections = 100
fsync = on
synchronous_commit = on
full_page_writes = on
max_wal_size = 2GB
checkpoint_timeout = 15min
checkpoint_completion_target = 0.9
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
password_encryption = 'scram-sha-256'
log_line_prefix = '%m [%p] %a '
log_checkpoints = off
"""

_WHO_MAY_CONNECT = """# Only through the socket in the private folder, and only with the password.
local all all scram-sha-256
"""


def major_of(data: Path) -> int | None:
    """The major version that wrote `data`; None if there is no data. Raises StoreUnavailable (unreadable_folder)."""
    try:
        text = (data / "PG_VERSION").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        if not data.exists():
            return None
        text = ""
    except UnicodeDecodeError:
        text = "unreadable"
    if text.isdigit():
        return int(text)
    raise StoreUnavailable(
        "unreadable_folder",
        f"{data} is not PostgreSQL's data: its file PG_VERSION says '{text[:40]}'.",
        remedy="Restore the folder from a copy; or move it away, and the next command makes an empty database.",
    )


def create(home: Home, account: Account, binaries: Binaries, start_lock: int) -> None:
    """Make the cluster of `home`, owned by `account`. The caller holds the start lock, whose descriptor `initdb`
    inherits: if this process is killed, others wait until `initdb` has ended too.

    Raises StoreUnavailable: full_disk, start_failed.
    """
    remove_unfinished(home)
    free_bytes = shutil.disk_usage(home.folder).free
    if free_bytes < FREE_BYTES_MIN:
        raise full_disk(
            home.folder, f"{free_bytes // 1024 // 1024} MB are free, {FREE_BYTES_MIN // 1024 // 1024} MB needed."
        )
    unfinished = Cluster(Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=home.folder)))
    try:
        _fill(unfinished, account, binaries, start_lock)
        unfinished.folder.rename(home.cluster.folder)
        _sync(home.folder)
    finally:
        shutil.rmtree(unfinished.folder, ignore_errors=True)


def remove_unfinished(home: Home) -> None:
    """Remove what commands left that were killed while they made a cluster."""
    for left in home.folder.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)


def _fill(cluster: Cluster, account: Account, binaries: Binaries, start_lock: int) -> None:
    # The account that runs the server passes through this folder to its data, and may not write in it.
    cluster.folder.chmod(0o700 if account.is_current else 0o711)
    for folder in (cluster.data, cluster.log):
        folder.mkdir()
        account.own(folder, 0o700)
    password = secrets.token_urlsafe(32)
    for_initdb = cluster.folder / "password-for-initdb"
    _write(for_initdb, password + "\n")
    account.own(for_initdb, 0o400)
    made = account.run(
        [
            binaries.program("initdb"),
            f"--pgdata={cluster.data}",
            f"--username={ROLE}",
            f"--pwfile={for_initdb}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=libc",
            "--locale=C",
            "--data-checksums",
            "--no-instructions",
        ],
        pass_fds=(start_lock,),
    )
    if made.returncode != 0:
        said = made.stdout.strip()
        if tells_of_full_disk(said):
            raise full_disk(cluster.folder.parent, f"initdb said: {said.splitlines()[-1]}")
        raise StoreUnavailable(
            "start_failed",
            f"PostgreSQL {binaries.version} could not create its data in {cluster.folder.parent}.",
            cause="initdb said: " + " / ".join(said.splitlines()[-6:]),
            remedy="Mend what it names and repeat the command, or set TREUE_DATABASE_URL to a PostgreSQL server that "
            "runs already.",
        )
    for_initdb.unlink()
    with (cluster.data / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(_SETTINGS)
    (cluster.data / "pg_hba.conf").write_text(_WHO_MAY_CONNECT, encoding="utf-8")
    _write(cluster.password, f"*:*:*:{ROLE}:{password}\n")
    for path in (cluster.data / "postgresql.conf", cluster.data / "pg_hba.conf", cluster.folder):
        _sync(path)


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
