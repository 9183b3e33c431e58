"""Under which account the server runs, and PostgreSQL's programs where that account can read them.

PostgreSQL refuses to run as root. A command that is run by root therefore starts it under an unprivileged account,
which may be unable to read the programs (a virtual environment below /root): then root keeps a copy of them.
"""

from __future__ import annotations

import errno
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from treue.store.embedded.binaries import SERVER_PROGRAMS, Binaries
from treue.store.embedded.home import ROOTS_HOME, Home
from treue.store.unavailable import StoreUnavailable

_SYSTEM_ACCOUNTS = ("postgres", "nobody")
_NOT_NEEDED_TO_RUN = shutil.ignore_patterns("*.a", "pkgconfig", "pgxs", "include", "doc", "man")


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the operating system that may run the server."""

    name: str
    uid: int
    gid: int

    @property
    def is_current(self) -> bool:
        return self.uid == os.geteuid()

    def own(self, path: Path, mode: int) -> None:
        """Give `path` to this account, with exactly the permissions `mode`."""
        if not self.is_current:
            os.chown(path, self.uid, self.gid)
        path.chmod(mode)

    def run(
        self,
        command: Sequence[str],
        *,
        pass_fds: Sequence[int] = (),
        output: int = subprocess.PIPE,
        detach: bool = False,
    ) -> subprocess.CompletedProcess[str]:
        """Run `command` under this account, with nothing of this process but `pass_fds`, and wait for it.

        Its environment is bare, because PostgreSQL takes defaults from variables such as PGPORT and PGTZ.
        Raises StoreUnavailable (no_account) if the operating system does not let this process change its account.
        """
        change: dict[str, Any] = {} if self.is_current else {"user": self.uid, "group": self.gid, "extra_groups": []}
        try:
            return subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C"},
                text=True,
                errors="replace",
                pass_fds=pass_fds,
                start_new_session=detach,
                umask=0o077,
                check=False,
                **change,
            )
        except OSError as error:
            # EPERM: no right to change the account. EINVAL: the account does not exist in this user namespace.
            if self.is_current or error.errno not in (errno.EPERM, errno.EINVAL):
                raise
            raise StoreUnavailable(
                "no_account",
                f"PostgreSQL does not run as root, and this process may not change to the account {self.name}.",
                cause=f"The operating system said: {error.strerror}.",
                remedy="Set TREUE_DATABASE_URL to a PostgreSQL server that runs already, or run this command as an "
                "ordinary user.",
            ) from error


def server_account(data: Path) -> Account:
    """The account that runs the server: the owner of `data`, or for new data this account, or for root a system one.

    Raises StoreUnavailable: no_account, or unreadable_folder if `data` belongs to an account we cannot become.
    """
    if data.exists():
        return _owner(data)
    uid = os.geteuid()
    if uid != 0:
        try:
            return Account(pwd.getpwuid(uid).pw_name, uid, os.getegid())
        except KeyError as error:
            raise StoreUnavailable(
                "no_account",
                f"The account {uid} has no entry in /etc/passwd, and PostgreSQL needs one to create its data.",
                remedy="Add the account, or set TREUE_DATABASE_URL to a PostgreSQL server that runs already.",
            ) from error
    for name in _SYSTEM_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise StoreUnavailable(
        "no_account",
        f"PostgreSQL does not run as root, and there is no account {' or '.join(_SYSTEM_ACCOUNTS)} to run it under.",
        remedy="Add one of them, run this command as an ordinary user, or set TREUE_DATABASE_URL to a PostgreSQL "
        "server that runs already.",
    )


def require_entry(account: Account, folder: Path) -> None:
    """Raises StoreUnavailable: unreadable_folder if `account` cannot enter `folder`; no_account."""
    if not account.is_current and account.run(["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]).returncode != 0:
        raise StoreUnavailable(
            "unreadable_folder",
            f"The account {account.name}, which runs PostgreSQL for root, may not enter {folder}.",
            remedy="Let every account pass through the folders above it with `chmod o+x`, or set TREUE_HOME to another "
            f"place, for instance {ROOTS_HOME}.",
        )


def readable_binaries(binaries: Binaries, account: Account, home: Home) -> Binaries:
    """`binaries`, or a copy of them below `home` if `account` cannot run them where they are.

    Call it only while no server of this home runs: copies of other versions are removed.
    Raises StoreUnavailable: no_account, unreadable_folder.
    """
    if account.is_current or _can_run(account, binaries.folder):
        return binaries
    stamp = (binaries.folder / "postgres").stat()
    source = f"{binaries.folder}|{stamp.st_size}|{stamp.st_mtime_ns}"
    copy = home.binaries / f"{binaries.version}-{hashlib.sha256(source.encode()).hexdigest()[:12]}"
    prefix = binaries.folder.parent
    folder = copy / prefix.parent.name / prefix.name / "bin"
    if not copy.is_dir():
        home.binaries.mkdir(mode=0o755, exist_ok=True)
        home.binaries.chmod(0o755)
        for old in home.binaries.iterdir():
            shutil.rmtree(old)
        unfinished = Path(tempfile.mkdtemp(prefix="new-", dir=home.binaries))
        _copy_installation(prefix, unfinished / prefix.parent.name / prefix.name)
        _open_for_reading(unfinished)
        unfinished.rename(copy)
    if not _can_run(account, folder):
        raise StoreUnavailable(
            "unreadable_folder",
            f"The account {account.name}, which runs PostgreSQL for root, can run its programs neither in "
            f"{binaries.folder} nor as a copy in {folder}.",
            remedy=f"Let every account pass through the folders above {home.folder}, or set TREUE_HOME to such a "
            "place, for instance /var/lib/treue.",
        )
    return Binaries(folder, binaries.version)


def _owner(data: Path) -> Account:
    stamp = data.stat()
    try:
        name = pwd.getpwuid(stamp.st_uid).pw_name
    except KeyError:
        name = str(stamp.st_uid)
    owner = Account(name, stamp.st_uid, stamp.st_gid)
    if owner.uid == 0 or not (owner.is_current or os.geteuid() == 0):
        raise StoreUnavailable(
            "unreadable_folder",
            f"The database in {data} belongs to the account {name}, and this command runs as another one "
            f"({os.geteuid()}).",
            remedy="Run the command as that account or as root, or set TREUE_HOME to a folder of your own."
            if owner.uid
            else "PostgreSQL does not run as root: give the folder to the account postgres with `chown -R`.",
        )
    return owner


def _can_run(account: Account, folder: Path) -> bool:
    # Asked by trying: permissions, access lists and the libraries the programs load all have a say.
    script = 'cd "$1" && ' + " && ".join(f"./{program} --version" for program in SERVER_PROGRAMS)
    return account.run(["/bin/sh", "-c", script, "sh", str(folder)]).returncode == 0


def _copy_installation(prefix: Path, target: Path) -> None:
    (target / "bin").mkdir(parents=True)
    for program in SERVER_PROGRAMS:
        shutil.copy2(prefix / "bin" / program, target / "bin" / program)
    for name in ("lib", "share"):
        if (prefix / name).is_dir():
            shutil.copytree(prefix / name, target / name, ignore=_NOT_NEEDED_TO_RUN)
    # Wheels keep the libraries they bring in a folder beside the package, which the programs find relatively.
    libraries = prefix.parent.with_name(f"{prefix.parent.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target.parent.with_name(libraries.name))


def _open_for_reading(folder: Path) -> None:
    for place, _, files in os.walk(folder):
        Path(place).chmod(0o755)
        for name in files:
            path = Path(place, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
