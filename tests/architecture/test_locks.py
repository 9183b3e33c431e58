"""The lock files say exactly what is installed, and nothing about the machine they were made on."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT, write_tree

PINNED = re.compile(r"^(?P<name>[a-z0-9.-]+)==(?P<version>[^ ]+)")
ADDRESS = re.compile(r"[a-z+]+://|--(?:extra-)?index-url|--find-links|--trusted-host|(?<![\w.])/\w+/|\bfile:")
REQUIREMENT = re.compile(r"^[A-Za-z0-9._-]+")


def locks_of(root: Path) -> list[Path]:
    return sorted((root / "locks").glob("*.lock"))


def addresses(root: Path) -> list[str]:
    """Every place where a lock names an index, a host, or a folder of somebody's machine."""
    return [
        f"{lock.name}:{number}: {found.group()}"
        for lock in locks_of(root)
        for number, line in enumerate(lock.read_text(encoding="utf-8").splitlines(), start=1)
        if (found := ADDRESS.search(line))
    ]


def pinned_versions(lock: Path) -> dict[str, str]:
    versions = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        if found := PINNED.match(line):
            versions[found["name"]] = found["version"]
    return versions


def loose_requirements(root: Path) -> list[str]:
    """Every requirement that names no exact version or no hash."""
    faults = []
    for lock in locks_of(root):
        requirements = re.split(r"\n(?=[^\s#])", lock.read_text(encoding="utf-8"))
        for requirement in requirements:
            text = "\n".join(line for line in requirement.splitlines() if not line.startswith("#")).strip()
            if text and not (PINNED.match(text) and "--hash=sha256:" in text):
                faults.append(f"{lock.name}: {text.splitlines()[0]}")
    return faults


def packages_asked_for(extra: str | None) -> set[str]:
    """The names that pyproject.toml asks for, with those of other extras that the extra includes."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = list(project["dependencies"] if extra is None else project["optional-dependencies"][extra])
    names = set()
    for requirement in wanted:
        found = REQUIREMENT.match(requirement)
        assert found is not None
        name = found.group().lower().replace(".", "-")
        if name == "treue":
            for included in requirement.partition("[")[2].rstrip("]").split(","):
                names |= packages_asked_for(included)
        else:
            names.add(name)
    return names


def test_no_lock_names_an_index_or_a_machine() -> None:
    assert locks_of(ROOT)
    assert addresses(ROOT) == []


def test_every_package_is_pinned_with_its_hashes() -> None:
    assert loose_requirements(ROOT) == []


def test_all_locks_agree_so_that_sets_can_be_added_to_one_environment() -> None:
    everything = pinned_versions(ROOT / "locks" / "test.lock")
    for name in ("core", "demo"):
        versions = pinned_versions(ROOT / "locks" / f"{name}.lock")
        assert versions.items() <= everything.items()
    build = pinned_versions(ROOT / "locks" / "build.lock")
    assert {package: everything.get(package, version) for package, version in build.items()} == build


@pytest.mark.parametrize(("lock", "extra"), [("core", None), ("demo", "demo"), ("test", "test")])
def test_a_lock_holds_what_the_project_asks_for(lock: str, extra: str | None) -> None:
    asked = packages_asked_for(None) | (packages_asked_for(extra) if extra else set())

    assert asked - set(pinned_versions(ROOT / "locks" / f"{lock}.lock")) == set()


def test_the_demonstration_installs_no_data_frames() -> None:
    unwanted = {"numpy", "pandas", "pyarrow", "fasteners", "platformdirs", "psutil"}

    assert unwanted & set(pinned_versions(ROOT / "locks" / "demo.lock")) == set()


@pytest.mark.parametrize(
    "line",
    [
        # In two parts, so that a search for such lines does not find the test that forbids them.
        "--index" + "-url https://packages.example/simple",
        "--find-links wheels",
        "rich @ file:wheels/rich.whl",
        "    # via -r /srv/build/requirements.in",
    ],
)
def test_an_address_is_found(tmp_path: Path, line: str) -> None:
    write_tree(tmp_path, {"locks/core.lock": f"# made by make lock\n{line}\n"})

    assert len(addresses(tmp_path)) == 1


@pytest.mark.parametrize("line", ["rich>=15", "rich==15.0.0", "-e treue"])
def test_a_loose_requirement_is_found(tmp_path: Path, line: str) -> None:
    write_tree(tmp_path, {"locks/core.lock": f"tzdata==1 \\\n    --hash=sha256:00\n    # via treue\n{line}\n"})

    assert loose_requirements(tmp_path) == [f"core.lock: {line}"]
