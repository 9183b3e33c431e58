"""Archiving and watching, as typed."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import SHOP, CommandLine
from treue.usecases.programmes.check import watch

NOWHERE = CommandLine({"TREUE_DATABASE_URL": "postgresql://nowhere.invalid/treue"})
FINISHED = """\
offers:
  # For spring.
  - {id: spring, name: {de: Frühling, en: Spring}, gives: {percent: 50}, until: 2026-06-30}
  - {id: half, name: {de: Halb, en: Half}, gives: {percent: 50}, until: 2025-12-31}
"""
NEEDS_HALF = "  - {id: voucher, cost: {points: 5}, gives: {offer: half}}\n"
SECONDS_MAX = 60.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shop with two offers that are over; a reward still names one of them."""
    place = tmp_path / "shop"
    place.mkdir()
    (place / "programme.yaml").write_text(SHOP + NEEDS_HALF, "utf-8")
    (place / "offers.yaml").write_text(FINISHED, "utf-8")
    return place


def texts_in(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): file.read_text("utf-8") for file in sorted(folder.rglob("*")) if file.is_file()
    }


def test_what_is_over_is_moved_and_what_stays_is_named(folder: Path) -> None:
    before = texts_in(folder)

    tried = NOWHERE("archive", str(folder), "--before", "2026-11-01", "--dry-run", "--language", "en")
    untouched = texts_in(folder)
    done = NOWHERE("archive", str(folder), "--before", "2026-11-01", "--language", "de")

    assert untouched == before
    assert tried.said == (
        "This would go to the archive:\n- Offer “Spring”, last day Jun 30, 2026\n"
        "Over as well, but still named by something live:\n- Offer “Half”, named by: Reward 3\n"
    )
    target = folder / "archive" / "offers-2026-11-01.yaml"
    assert done.said == (
        "Jetzt im Archiv:\n- Aktion „Frühling“, letzter Tag 30.06.2026\n"
        "Auch vorbei, aber noch genannt von etwas, das gilt:\n- Aktion „Halb“, genannt von: Prämie 3\n"
        f"Geschrieben: {target}\nGeschrieben: {folder / 'offers.yaml'}\n"
    )
    lines = FINISHED.splitlines(keepends=True)
    assert texts_in(folder) == before | {
        "offers.yaml": lines[0] + lines[3],
        "archive/offers-2026-11-01.yaml": "".join(lines[:3]),
    }


def test_a_file_with_nothing_else_is_gone_from_its_place(folder: Path) -> None:
    (folder / "programme.yaml").write_text(SHOP, "utf-8")

    shape = NOWHERE("archive", str(folder), "--json").shape

    assert [(one["node"], one["last_day"]) for one in shape["moved"]] == [
        ("offers[spring]", "2026-06-30"),
        ("offers[half]", "2025-12-31"),
    ]
    assert (shape["dry_run"], shape["kept"], shape["rewritten"]) == (False, [], [])
    assert shape["written"] == [str(folder / "archive" / "offers.yaml")]
    assert shape["deleted"] == [str(folder / "offers.yaml")]
    assert texts_in(folder) == {"programme.yaml": SHOP, "archive/offers.yaml": FINISHED}
    assert NOWHERE("archive", str(folder), "--before", "2026-11-01", "--language", "en").said == (
        "Nothing goes to the archive; nothing more was over before Nov 1, 2026.\n"
    )


def test_the_archive_of_a_file_stands_in_it_and_its_rights_stay(tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(SHOP + FINISHED, "utf-8")
    path.chmod(0o640)

    assert NOWHERE("archive", str(path)).code == 0

    moved = "".join(f"  {line}" for line in FINISHED.splitlines(keepends=True))
    assert path.read_text("utf-8") == f"{SHOP}archive:\n{moved}"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [file.name for file in tmp_path.iterdir()] == ["shop.yaml"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--before", "soon"), "--before: 'soon' is not a day; write one like 2027-03-01.\n"),
        (("--before", "9999-01-01"), "9999-01-01 is after today; name a day until "),
    ],
)
def test_a_day_that_cannot_be_is_wrong_input(folder: Path, arguments: tuple[str, ...], told: str) -> None:
    before = texts_in(folder)

    answer = NOWHERE("archive", str(folder), *arguments)

    assert answer.code == 2
    assert told in answer.complained
    assert texts_in(folder) == before


def test_a_document_with_errors_is_not_touched(folder: Path) -> None:
    (folder / "programme.yaml").write_text(SHOP + NEEDS_HALF.replace("half", "third"), "utf-8")
    before = texts_in(folder)

    answer = NOWHERE("archive", str(folder))

    assert answer.code == 2
    assert "[unknown_reference]" in answer.complained
    assert texts_in(folder) == before


def test_a_comparison_says_what_went_into_the_archive_and_came_out(tmp_path: Path) -> None:
    live, archived = tmp_path / "live.yaml", tmp_path / "archived.yaml"
    for path in (live, archived):
        path.write_text(SHOP + FINISHED, "utf-8")
    NOWHERE("archive", str(archived), "--before", "2026-01-01")

    def compared(*arguments: str) -> str:
        return NOWHERE("diff", *arguments).said

    assert compared(str(live), str(archived)) == "offers[half] -> archive.offers[half]\n"
    assert compared(str(live), str(archived), "--words", "--language", "en") == (
        "With the new version:\n- Archived: Offer “Half”. It ended on Dec 31, 2025; nothing changes for members.\n"
    )
    assert compared(str(live), str(archived), "--words", "--language", "de") == (
        "Mit der neuen Fassung:\n"
        "- Archiviert: Aktion „Halb“. Ende war am 31.12.2025; für Mitglieder ändert sich nichts.\n"
    )
    again = archived.with_name("again.yaml")
    again.write_text((SHOP + FINISHED).replace("until: 2025-12-31", "until: 2030-12-31"), "utf-8")
    assert compared(str(archived), str(again), "--words", "--language", "en") == (
        "With the new version:\n- Taken out of the archive: Offer “Half”.\n"
        "- Offer “Half”: It holds until December 31, 2030. Until now: December 31, 2025.\n"
    )
    (change,) = NOWHERE("diff", str(archived), str(again), "--json").shape["changes"]
    assert (change["node"], change["change"], [one["path"] for one in change["details"]]) == (
        "offers[half]",
        "taken_out",
        ["until"],
    )


def test_what_is_archived_has_to_be_over_when_the_version_starts(shop: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "second.yaml"
    path.write_text(SHOP + "archive:\n  earn: [{id: spring, event: joined, give: {points: 5}, until: 2026-03-31}]\n")

    early = shop("publish", str(path), "--start", "2026-03-31T23:59")
    in_time = shop("publish", str(path), "--start", "2026-04-01")

    assert early.code == 2
    assert "archive.earn[spring].until [archived_too_early]" in early.complained
    assert "'spring' is not over before 2026-03-31 has passed" in early.complained
    assert in_time.code == 0
    assert shop("diff", "shop@1", "shop@2", "--words", "--language", "en").said == (
        "From Apr 1, 2026:\n- New: Archive: Rule 1. When this happens: joining. You get: 5 points. It holds until "
        "March 31, 2026.\n"
    )


class Watching:
    """`treue check --watch --json` in a process of its own."""

    def __init__(self, path: Path) -> None:
        command = [sys.executable, "-m", "treue", "check", str(path), "--watch", "--json"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ.copy())
        self._waiting = selectors.DefaultSelector()
        assert self.process.stdout is not None
        self._waiting.register(self.process.stdout, selectors.EVENT_READ)

    def answer(self) -> Any:
        """The next check; fails where none comes in time."""
        assert self.process.stdout is not None
        assert self._waiting.select(SECONDS_MAX), "no check came"
        return json.loads(self.process.stdout.readline())

    def is_quiet(self, seconds: float) -> bool:
        return not self._waiting.select(seconds)

    def stop(self) -> tuple[int, bytes]:
        self.process.send_signal(signal.SIGINT)
        _, complained = self.process.communicate(timeout=SECONDS_MAX)
        return self.process.returncode, complained


@pytest.fixture
def watching(folder: Path) -> Iterator[Watching]:
    started = Watching(folder)
    yield started
    if started.process.poll() is None:
        started.process.kill()
        started.process.communicate(timeout=SECONDS_MAX)


@pytest.mark.slow
def test_a_document_is_checked_again_whenever_it_is_saved(folder: Path, watching: Watching) -> None:
    def codes() -> set[str]:
        return {fault["code"] for fault in watching.answer()["faults"]}

    assert codes() == {"not_yet_available"}
    assert watching.is_quiet(0.3)

    (folder / "more.yaml").write_text("earn:\n  - {id: more, event: nothing, give: {points: 1}}\n", "utf-8")
    while "unknown_event" not in (found := codes()):
        # The file was seen before all of it was written.
        assert found <= {"not_yet_available", "file_empty"}

    # An editor writes another file and gives it the name of the first.
    fresh = folder / ".more.yaml"
    fresh.write_text("earn:\n  - {id: more, event: visit, give: {points: 1}}\n", "utf-8")
    fresh.replace(folder / "more.yaml")
    assert codes() == {"not_yet_available"}

    (folder / "programme.yaml").unlink()
    assert "missing_key" in codes()
    assert watching.stop() == (0, b"")


def test_nothing_is_checked_while_nothing_is_saved(folder: Path) -> None:
    pauses = 0

    def pause() -> None:
        nonlocal pauses
        pauses += 1
        if pauses == 3:
            (folder / "offers.yaml").unlink()

    checks = watch(folder, pause)
    first, second = next(checks), next(checks)

    assert pauses == 3
    assert not first.errors
    assert [fault.code for fault in second.errors] == ["unknown_reference"]
