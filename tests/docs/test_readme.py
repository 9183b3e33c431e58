"""The first steps of the README, typed as they stand there, answer what stands there, in both languages.

A block marked `sh run` is typed into a shell; the `text` block after it is what the shell then shows. Three dots stand
for anything, and the width of columns does not count.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.manual import ROOT, blocks

ENGLISH = ROOT / "README.md"
GERMAN = ROOT / "README.de.md"
_TYPED = re.compile(r"^```sh run\n(.*?)^```\n(?:```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)


def steps(page: Path) -> list[tuple[str, str]]:
    """(what is typed, what is shown) of each step."""
    return [(typed, shown) for typed, shown in _TYPED.findall(page.read_text("utf-8"))]


def plain(text: str) -> list[str]:
    """The lines that hold something, with single blanks."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def is_shown(expected: list[str], shown: list[str]) -> bool:
    pattern = re.escape("\n".join(expected)).replace(re.escape("..."), ".*")
    return re.fullmatch(pattern, "\n".join(shown)) is not None


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.parametrize(("page", "locale"), [(ENGLISH, "en_GB.UTF-8"), (GERMAN, "de_DE.UTF-8")], ids=["en", "de"])
def test_the_first_steps_work_as_written(page: Path, locale: str, home: Path, tmp_path: Path) -> None:
    command = tmp_path / "bin" / "treue"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m treue "$@"\n', "utf-8")
    command.chmod(0o755)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("TREUE_", "LC_"))}
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**inherited, "PATH": path, "TREUE_HOME": str(home), "LANG": locale, "COLUMNS": "80"}
    folder = tmp_path / "shop"
    folder.mkdir()

    assert len(steps(page)) == 5
    for typed, expected in steps(page):
        shell = ["bash", "-euo", "pipefail", "-c", typed]
        done = subprocess.run(shell, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, typed + done.stderr
        assert not expected or is_shown(plain(expected), plain(done.stdout)), done.stdout


def test_both_languages_type_the_same() -> None:
    assert [typed for typed, _ in steps(ENGLISH)] == [typed for typed, _ in steps(GERMAN)]
    assert blocks(ENGLISH, "") == blocks(GERMAN, "")


def test_both_languages_have_the_same_parts_and_links() -> None:
    english, german = (re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL) for page in (ENGLISH, GERMAN))

    def shape(text: str) -> list[int]:
        return [len(marks) for marks in re.findall(r"^(#+) ", text, re.MULTILINE)]

    def links(text: str) -> set[str]:
        targets = re.findall(r"\]\(([^)]+)\)", text)
        return {target for target in targets if not target.startswith(("README", "#"))}

    assert shape(english) == shape(german)
    assert links(english) == links(german)
