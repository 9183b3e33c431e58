"""Makes the virtual environment that every command of the Makefile runs in, and keeps it true to the lock files.

    python3 tools/environment.py [--venv FOLDER] SET

SET names one lock file of locks/: `core` (to run Treue), `demo` (and the demonstration) or `test` (everything).
Only the standard library and pip are used. Promises:

- what is installed is exactly what the lock says, each file checked against its hash, wheels only;
- a second run finds the environment as it should be, installs nothing and asks no network;
- the environment is rebuilt from nothing when the interpreter, the place or an installed lock is another one;
- when something is missing on the machine, a sentence says what, and what to type.

This file must be readable by interpreters that are too old for Treue, so that they can say so.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "locks"
# A set contains all packages, in the same versions, of the sets named after it.
CONTAINED_SETS: dict[str, tuple[str, ...]] = {"core": (), "demo": ("core",), "test": ("demo", "core"), "locking": ()}
PAGES_OF = ("demo", "test")
"""The sets with which pages are looked at."""
PIP_INSTALL = ("-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input", "--no-deps")


class EnvironmentFault(Exception):
    """The environment cannot be made; the text says why and what to do."""


def main() -> int:
    """Make or complete the environment; 0 when it is ready, 1 with a sentence on stderr when it cannot be."""
    parser = argparse.ArgumentParser(description="Make the virtual environment for one set of locked packages.")
    parser.add_argument("set", choices=sorted(CONTAINED_SETS))
    parser.add_argument("--venv", type=Path, default=Path(".venv"))
    arguments = parser.parse_args()
    try:
        refuse_old_python()
        prepare(arguments.venv.resolve(), arguments.set)
        furnish(arguments.venv.resolve(), arguments.set)
    except EnvironmentFault as fault:
        print(f"treue: {fault}", file=sys.stderr)
        return 1
    return 0


def refuse_old_python() -> None:
    """Raise `EnvironmentFault` when this interpreter is too old for Treue."""
    if sys.version_info[:2] < OLDEST_PYTHON:
        found = ".".join(str(part) for part in sys.version_info[:3])
        raise EnvironmentFault(
            f"Python {found} at {sys.executable} is too old. Install Python 3.11 or newer, "
            "or name one that is there: make PYTHON=/path/to/python3.11"
        )


def prepare(venv: Path, wanted_set: str) -> None:
    """Bring `venv` to a state that contains `wanted_set` and the project itself."""
    record_file = venv / "treue-environment.json"
    foundation = foundation_of(venv)
    record = read_record(record_file)
    if record.get("foundation") != foundation or any(
        fingerprint_of_lock(name) != record[name] for name in sets_in(record)
    ):
        record = {"foundation": foundation}
        build_from_nothing(venv)
        install_locked(venv, "build")
        write_record(record_file, record)
    if not any(wanted_set == name or wanted_set in CONTAINED_SETS[name] for name in sets_in(record)):
        install_locked(venv, wanted_set)
        record[wanted_set] = fingerprint_of_lock(wanted_set)
        write_record(record_file, record)
    project = fingerprint(ROOT / "pyproject.toml")
    if record.get("project") != project:
        install_project(venv)
        record["project"] = project
        write_record(record_file, record)


def furnish(venv: Path, wanted_set: str) -> None:
    """Lay out what the pages load, for those sets that show pages. That may fail: all but the pages works without."""
    if wanted_set in PAGES_OF:
        with_tests = ["--with-tests"] if wanted_set == "test" else []
        command = [sys.executable, str(ROOT / "tools" / "assets.py"), "--venv", str(venv), *with_tests]
        run(command, "What the pages load could not be laid out")


def foundation_of(venv: Path) -> str:
    """What the environment stands on: with another interpreter, place or build tool it is of no use."""
    return " | ".join((sys.version, os.path.realpath(sys.executable), str(venv), fingerprint_of_lock("build")))


def sets_in(record: dict[str, str]) -> list[str]:
    """The sets that the record says are installed."""
    return [name for name in CONTAINED_SETS if name in record]


def read_record(record_file: Path) -> dict[str, str]:
    """What was installed when the environment was last touched; empty when nobody can tell."""
    try:
        record = json.loads(record_file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def write_record(record_file: Path, record: dict[str, str]) -> None:
    """Replace the record in one step, so that an interrupted run leaves the old one or none."""
    unfinished = record_file.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    unfinished.replace(record_file)


def fingerprint(file: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def fingerprint_of_lock(name: str) -> str:
    """The fingerprint of one lock file."""
    return fingerprint(LOCKS / f"{name}.lock")


def build_from_nothing(venv: Path) -> None:
    """Create an empty environment at `venv` in place of what is there."""
    provide_ensurepip()
    if venv.exists() and any(venv.iterdir()):
        if not (venv / "pyvenv.cfg").is_file():
            raise EnvironmentFault(
                f"{venv} is not a virtual environment and is left alone. Name another: make VENV=FOLDER"
            )
        shutil.rmtree(venv)
    version = ".".join(str(part) for part in sys.version_info[:3])
    print(f"Making a virtual environment with Python {version} in {venv.name}", flush=True)
    run([sys.executable, "-m", "venv", str(venv)], "The virtual environment could not be made")


def install_locked(venv: Path, name: str) -> None:
    """Install one lock file, nothing else and nothing unverified."""
    lock = LOCKS / f"{name}.lock"
    count = sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())
    print(f"Installing {count} packages from {lock.relative_to(ROOT)} (once; takes a while on a slow line)", flush=True)
    command = [python_in(venv), *PIP_INSTALL, "--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    run(command, f"The packages of {lock.relative_to(ROOT)} could not be installed; is the package index reachable?")


def install_project(venv: Path) -> None:
    """Install Treue itself, linked to this folder, built by the locked build tool and without a network."""
    command = [python_in(venv), *PIP_INSTALL, "--no-index", "--no-build-isolation", "--editable", str(ROOT)]
    run(command, "Treue itself could not be installed")


def python_in(venv: Path) -> str:
    """The interpreter of the environment."""
    return str(venv / "bin" / "python")


def provide_ensurepip() -> None:
    """Make sure that this interpreter can make an environment with pip in it, which Debian ships apart.

    As root, with apt at hand and the system's own interpreter, the missing package is installed.
    Otherwise `EnvironmentFault` names the line to type.
    """
    if can_make_environments():
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    line = f"apt-get update && apt-get install --yes --no-install-recommends {package}"
    what = f"Python at {sys.executable} lacks the modules venv and ensurepip"
    if not (shutil.which("apt-get") and sys.base_prefix == "/usr"):
        raise EnvironmentFault(f"{what}. Install them, or name a complete interpreter: make PYTHON=/path/to/python3.11")
    if os.geteuid() != 0:
        raise EnvironmentFault(f"{what}. As root, type: {line}")
    print(f"{what}; installing {package}", flush=True)
    remedy = f"{what}, and installing them failed. Type: {line}"
    run(["sh", "-c", line], remedy, {**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    importlib.invalidate_caches()
    if not can_make_environments():
        raise EnvironmentFault(remedy)


def can_make_environments() -> bool:
    """Whether the modules are there that `python -m venv` needs."""
    return all(importlib.util.find_spec(module) is not None for module in ("venv", "ensurepip"))


def run(command: list[str], complaint: str, environment: dict[str, str] | None = None) -> None:
    """Run a command whose own messages the reader sees; raise `EnvironmentFault` with `complaint` if it fails."""
    if subprocess.run(command, env=environment, check=False).returncode != 0:
        raise EnvironmentFault(complaint)


if __name__ == "__main__":
    sys.exit(main())
