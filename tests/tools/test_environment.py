"""A machine on which something is missing is told what, and what to type."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT
from tools.environment import EnvironmentFault, build_from_nothing, refuse_old_python


def make(*words: str) -> subprocess.CompletedProcess[str]:
    """Run make as a person would, without what an outer make hands down."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"
    }
    return subprocess.run(["make", *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_make_alone_lists_every_command_with_one_line() -> None:
    listed = make().stdout.splitlines()

    commands = "help demo test check bench bench-check evidence mutate test-clean lock format".split()
    assert [line.split()[1] for line in listed] == commands


def test_without_a_python_the_remedy_is_named() -> None:
    outcome = make("check", "PYTHON=")

    assert outcome.returncode != 0
    assert "treue: no Python 3.11 or newer on the PATH. Install one, or name it: make PYTHON=" in outcome.stderr


def test_an_old_python_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 13))

    with pytest.raises(EnvironmentFault, match=r"^Python 3\.10\.13 at .* is too old\. Install Python 3\.11 or newer"):
        refuse_old_python()


def test_a_folder_that_is_no_environment_is_left_alone(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("keep me", encoding="utf-8")

    with pytest.raises(EnvironmentFault, match="is not a virtual environment and is left alone"):
        build_from_nothing(tmp_path)

    assert letter.read_text(encoding="utf-8") == "keep me"


def test_without_ensurepip_an_ordinary_user_gets_the_line_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    monkeypatch.setattr(sys, "base_prefix", "/usr")
    monkeypatch.setattr("shutil.which", lambda program: f"/usr/bin/{program}")
    monkeypatch.setattr("os.geteuid", lambda: 1000)

    with pytest.raises(
        EnvironmentFault, match=r"As root, type: apt-get update && apt-get install .* python3\.\d+-venv$"
    ):
        build_from_nothing(tmp_path / "venv")
