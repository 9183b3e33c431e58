"""Every recorded decision comes out as it was recorded, by the semantics it was recorded under (R5.2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.cases import CASES
from tests.corpus.record import record_new
from tests.corpus.recorded import FOLDER, as_recorded, read, written
from treue.processing.versions import RUNNABLE_SEMANTICS

FILES = sorted(FOLDER.glob("[0-9]*/*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_recorded_decision_comes_out_as_it_was(path: Path) -> None:
    if int(path.parent.name) not in RUNNABLE_SEMANTICS:
        pytest.skip("this release no longer runs these semantics")
    recorded = read(path)

    made = as_recorded(recorded.made_again(), recorded.booked)

    assert made == recorded.booked


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_file_holds_the_whole_decision_and_nothing_else(path: Path) -> None:
    assert written(read(path)) == path.read_text("utf-8")


def test_every_case_is_recorded_and_there_are_many() -> None:
    assert {case.name for case in CASES} <= {path.stem for path in FILES}
    assert len({case.name for case in CASES}) == len(CASES) >= 30


def test_what_is_recorded_is_never_written_again(tmp_path: Path) -> None:
    first, second = CASES[:2]
    (tmp_path / f"{first.name}.json").write_text("as it was", "utf-8")

    assert record_new([first, second], tmp_path) == [f"{second.name}.json"]
    assert (tmp_path / f"{first.name}.json").read_text("utf-8") == "as it was"
    assert record_new([first, second], tmp_path) == []


def test_a_decision_that_changed_is_seen() -> None:
    recorded = read(FOLDER / "1" / "purchase.json")
    made = recorded.made_again()

    made["transfer"][0]["amount"] += 1
    assert as_recorded(made, recorded.booked) != recorded.booked
    made["transfer"][0]["amount"] -= 1
    # A column that came later is no change; a row in another table is.
    made["transfer"][0]["colour"] = "red"
    assert as_recorded(made, recorded.booked) == recorded.booked
    made["counter"] = [{"value": 1}]
    assert as_recorded(made, recorded.booked) != recorded.booked
