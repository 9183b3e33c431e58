"""Proving and rebuilding the books; the schema; back-up and restore; parked commands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.cli.conftest import CommandLine
from treue.processing.batch import Batch
from treue.store import embedded
from treue.store.migrate import known_versions


def test_sound_books_are_proven(shop: CommandLine, purchase: Callable[..., str]) -> None:
    shop("event", "shop", "4711", purchase())

    answer = shop("verify", "shop", "--json")

    assert answer.code == 0
    assert (answer.shape["proven"], answer.shape["rows"]) == (True, [])
    assert set(answer.shape["broken"].values()) == {0}
    assert shop("verify", "shop").said == "The books of 'shop' are proven: 28 checks found nothing broken.\n"


def test_a_broken_balance_is_named_and_rebuilding_mends_it(
    shop: CommandLine, purchase: Callable[..., str], database: str
) -> None:
    shop("event", "shop", "4711", purchase())
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE balance SET booked = booked + 1")

    broken, for_scripts = shop("verify", "shop"), shop("verify", "shop", "--json")

    assert (broken.code, for_scripts.code) == (1, 1)
    first, *rest = broken.complained.splitlines()
    assert first.startswith("The books of 'shop' are not proven. First: balance of member")
    assert "should be booked 25, debt 0, is booked 26, debt 0" in first
    assert rest[0] == "Balances: 1"
    assert "treue rebuild shop" in rest[-1]
    assert for_scripts.shape["broken"]["balances"] == 1
    assert for_scripts.shape["rows"][0]["check"] == "balances"

    assert shop("rebuild", "shop").said == "All derived figures of 'shop' were computed again from the facts.\n"
    assert shop("verify", "shop").code == 0


def test_a_check_with_many_broken_rows_shows_ten_and_counts_all(shop: CommandLine, database: str) -> None:
    for number in range(12):
        shop("join", "shop", "--card", f"C{number}", "--key", f"k{number}")
    with psycopg.connect(database) as connection:
        connection.execute("DELETE FROM claim")

    answer = shop("verify", "shop", "--language", "de")

    assert answer.code == 1
    assert "Ereignisse ohne Schlüssel: 13" in answer.complained
    assert answer.complained.count("should be a key that leads to it") == 11  # the first, and ten of the check


def test_a_database_without_tables_asks_to_be_migrated(empty_database: str) -> None:
    treue = CommandLine({"TREUE_DATABASE_URL": empty_database})

    before = treue("programmes")
    first, again = treue("migrate", "--json"), treue("migrate")

    assert before.code == 3
    assert "Run `treue migrate`." in before.complained
    assert first.shape == {"schema": known_versions()[-1], "applied": list(known_versions())}
    assert "there was nothing to do" in again.said
    assert treue("programmes").code == 0


def test_a_back_up_is_restored_into_an_empty_database(shop: CommandLine, empty_database: str, tmp_path: Path) -> None:
    path = tmp_path / "shop.archive"
    written = shop("backup", str(path), "--json")
    again = shop("backup", str(path))
    other = CommandLine({"TREUE_DATABASE_URL": empty_database})

    restored = other("restore", str(path), "--no-erasures-since-backup", "--json")

    assert written.shape == {"path": str(path), "size_bytes": path.stat().st_size}
    assert (again.code, again.complained.endswith("add --force to replace it.\n")) == (2, True)
    assert shop("backup", str(path), "--force").code == 0
    told = {"needs_migration": False, "awaits_erasures": False, "erased_again": 0}
    assert restored.shape == {"path": str(path), **told}
    assert other("member", "shop", "4711").code == 0
    assert other("restore", str(path)).code == 2


def test_restoring_an_older_release_says_what_comes_next(
    shop: CommandLine, empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "older.archive"
    shop("backup", str(path))
    steps = (*known_versions(), "9999_later")
    monkeypatch.setattr("treue.store.migrate.known_versions", lambda *_: steps)

    answer = CommandLine({"TREUE_DATABASE_URL": empty_database})("restore", str(path))

    assert answer.code == 0
    assert answer.said == (
        f"Restored {path}.\nIt is from an older release. Next, run: treue migrate\n"
        "Who was erased since the back-up may be in it again. Next, run: treue erasures replay FILE\n"
    )


def test_what_is_no_back_up_is_wrong_input(empty_database: str, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir", "utf-8")
    empty = CommandLine({"TREUE_DATABASE_URL": empty_database})

    assert empty("restore", str(path)).code == 2
    assert empty("restore", str(tmp_path / "absent")).code == 2
    nothing = empty("backup", str(tmp_path / "nothing"))
    assert (nothing.code, "there is nothing to back up" in nothing.complained) == (1, True)


def test_the_embedded_server_is_stopped_and_another_is_not(home: Path, treue: CommandLine) -> None:
    embedded.start(home)
    ours = CommandLine({"TREUE_HOME": str(home)})

    stopped, again, other = ours("stop", "--json"), ours("stop"), treue("stop")

    assert stopped.shape == {"home": str(home), "stopped": True}
    assert again.said == f"No database server of {home} was running.\n"
    assert (other.code, "not the embedded one" in other.complained) == (1, True)


def test_what_cannot_be_decided_is_parked_and_told_with_its_number(
    shop: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise ArithmeticError("poison")

    monkeypatch.setattr(Batch, "decide", breaks)

    answer = shop("adjust", "shop", "4711", "points", "1", "--reason", "gift", "--json")

    assert answer.code == 4
    assert (answer.shape["status"], answer.shape["reason"]) == ("parked", "parked")
    assert answer.complained == (
        "This could not be decided. It changed nothing and waits for a person to look at it. "
        f"It is kept as number {answer.shape['parked']}.\n"
    )
