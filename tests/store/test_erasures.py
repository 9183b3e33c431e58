"""The list of erasures: it only grows, survives a crash while it is written, and names no person."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from treue.store.erasures import Erasure, ErasureList, erasure_list
from treue.store.unavailable import StoreUnavailable

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
ANNA, BERTA, CARL = (Erasure("shop", number, AT) for number in (7, 2**62, 9))


def test_entries_are_read_as_they_were_written(tmp_path: Path) -> None:
    listed = ErasureList(tmp_path / "erasures.jsonl")

    listed.append([ANNA])
    listed.append([BERTA])

    assert listed.read() == [ANNA, BERTA]
    assert (
        listed.path.read_text().splitlines()[0] == '{"programme":"shop","member":7,"erased_at":"2026-06-01T12:00:00Z"}'
    )
    assert stat.S_IMODE(listed.path.stat().st_mode) == 0o600


def test_completing_adds_only_what_is_missing_and_makes_the_file(tmp_path: Path) -> None:
    listed = ErasureList(tmp_path / "erasures.jsonl")

    assert listed.complete([]) == 0
    assert listed.read() == []
    assert listed.complete([ANNA, BERTA]) == 2
    assert listed.complete([ANNA, BERTA, CARL]) == 1
    assert listed.read() == [ANNA, BERTA, CARL]


def test_a_line_that_a_crash_cut_off_spoils_no_other(tmp_path: Path) -> None:
    listed = ErasureList(tmp_path / "erasures.jsonl")
    listed.append([ANNA, BERTA])
    whole = listed.path.read_bytes()
    listed.path.write_bytes(whole[:-10])
    assert listed.read() == [ANNA]

    listed.append([CARL])

    assert listed.read() == [ANNA, CARL]


def test_a_damaged_list_is_not_taken_for_a_shorter_one(tmp_path: Path) -> None:
    listed = ErasureList(tmp_path / "erasures.jsonl")
    listed.append([ANNA, BERTA])
    listed.path.write_bytes(b"x" + listed.path.read_bytes())

    with pytest.raises(StoreUnavailable, match="cannot be read"):
        listed.read()


def test_a_list_that_cannot_be_read_or_written_says_so(tmp_path: Path) -> None:
    nowhere = ErasureList(tmp_path / "nowhere" / "erasures.jsonl")

    with pytest.raises(StoreUnavailable, match="Nothing was erased") as unwritable:
        nowhere.append([ANNA])
    with pytest.raises(StoreUnavailable, match="cannot be read") as unreadable:
        nowhere.read()

    assert (unwritable.value.reason, unreadable.value.reason) == ("erasures_unwritable", "erasures_unreadable")


def test_where_the_list_is_kept(tmp_path: Path) -> None:
    def kept(**environ: str) -> Path | None:
        listed = erasure_list(environ)
        return listed.path if listed is not None else None

    assert kept(TREUE_HOME=str(tmp_path)) == tmp_path / "erasures.jsonl"
    assert kept(TREUE_DATABASE_URL="postgresql://elsewhere/treue") is None
    assert kept(TREUE_DATABASE_URL="postgresql://elsewhere/treue", TREUE_ERASURES="/safe/list") == Path("/safe/list")
