"""The browser for the tests: the one that is named, else one on the PATH, else a sentence that says what to type."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.chromium import INSTALL, NoChromium, find, provide


def program(folder: Path, name: str) -> Path:
    """Something that can be run under this name."""
    file = folder / name
    file.write_text("#!/bin/sh\n", encoding="utf-8")
    file.chmod(0o755)
    return file


def test_the_named_one_comes_before_the_one_on_the_path(tmp_path: Path) -> None:
    there, named = program(tmp_path, "chromium"), program(tmp_path, "my-browser")

    assert find({"PATH": str(tmp_path)}) == str(there)
    assert find({"PATH": str(tmp_path), "TREUE_CHROMIUM": str(named)}) == str(named)


def test_a_named_one_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoChromium, match="is no program"):
        find({"PATH": str(tmp_path), "TREUE_CHROMIUM": str(tmp_path / "none")})


def test_an_ordinary_user_without_one_gets_the_line_to_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)

    with pytest.raises(NoChromium) as told:
        provide({"PATH": str(tmp_path)})

    assert INSTALL in str(told.value)
    assert "make test BROWSER=no" in str(told.value)
