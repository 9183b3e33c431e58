"""Who was erased after a back-up is gone again before the restored database answers anything (R4.9)."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.cli.conftest import CommandLine


@pytest.fixture
def archive(shop: CommandLine, purchase: Callable[..., str], tmp_path: Path) -> Path:
    """A back-up in which two members live; the one with the card 4711 bought something."""
    shop("event", "shop", "4711", purchase())
    shop("join", "shop", "--card", "4712", "--name", "Berta")
    path = tmp_path / "shop.archive"
    assert shop("backup", str(path)).code == 0
    return path


def names_in(conninfo: str) -> int:
    with psycopg.connect(conninfo) as connection:
        row = connection.execute("SELECT count(*) FROM identity").fetchone()
    assert row is not None
    return int(row[0])


def test_a_restored_database_answers_nothing_before_the_list_is_replayed(
    shop: CommandLine, archive: Path, empty_database: str, tmp_path: Path
) -> None:
    assert shop("erase", "shop", "4712", "--yes").code == 0
    listed = tmp_path / "erasures.jsonl"
    written = shop("erasures", "list", "--output", str(listed), "--json")
    other = CommandLine({"TREUE_DATABASE_URL": empty_database})

    restored = other("restore", str(archive))
    refused = other("member", "shop", "4712")
    nameless = other("erasures", "replay")
    replayed = other("erasures", "replay", str(listed), "--actor", "dpo")

    assert (written.shape["added"], len(written.shape["erasures"])) == (1, 1)
    assert "Next, run: treue erasures replay FILE" in restored.said
    assert (refused.code, "Nothing is served until the erasures are replayed" in refused.complained) == (3, True)
    assert (nameless.code, "has no list of erasures" in nameless.complained) == (2, True)
    assert replayed.said == ("Erasures replayed: 1, of which the back-up lacked 1. The database can be used.\n")
    assert other("member", "shop", "4712").code == 2
    assert other("member", "shop", "4711").code == 0
    assert other("verify", "shop").code == 0
    with psycopg.connect(empty_database) as connection:
        audits = "SELECT action, actor, detail ->> 'entries' FROM audit WHERE actor = 'dpo' ORDER BY 1"
        assert connection.execute(audits).fetchall() == [("erase", "dpo", None), ("replay_erasures", "dpo", "1")]
        assert connection.execute("SELECT count(*) FROM person WHERE name = 'Berta'").fetchone() == (0,)


def test_an_installation_that_keeps_its_list_replays_it_by_itself(
    database: str, archive: Path, empty_database: str, tmp_path: Path
) -> None:
    listed = tmp_path / "kept" / "erasures.jsonl"
    listed.parent.mkdir()
    lost = CommandLine({"TREUE_DATABASE_URL": database, "TREUE_ERASURES": str(listed)})
    assert lost("erase", "shop", "4711", "--yes").code == 0
    assert [json.loads(line)["programme"] for line in listed.read_text().splitlines()] == ["shop"]
    assert names_in(database) == 2
    anew = CommandLine({"TREUE_DATABASE_URL": empty_database, "TREUE_ERASURES": str(listed)})

    restored = anew("restore", str(archive), "--json")
    again = anew("erasures", "replay", "--json")

    told = {"needs_migration": False, "awaits_erasures": False, "erased_again": 1}
    assert restored.shape == {"path": str(archive), **told}
    assert again.shape == {"entries": 1, "erased": 0}
    assert names_in(empty_database) == 2
    assert (anew("member", "shop", "4711").code, anew("member", "shop", "4712").code) == (2, 0)


def test_a_back_up_completes_the_list_with_erasures_from_before_it_was_kept(
    database: str, shop: CommandLine, tmp_path: Path
) -> None:
    assert shop("erase", "shop", "4711", "--yes").code == 0
    listed = tmp_path / "erasures.jsonl"

    keeping = CommandLine({"TREUE_DATABASE_URL": database, "TREUE_ERASURES": str(listed)})

    assert keeping("backup", str(tmp_path / "shop.archive")).code == 0
    assert len(listed.read_text().splitlines()) == 1
    assert keeping("erasures", "list").said.startswith("shop ")


@pytest.mark.usefixtures("shop")
def test_an_erasure_that_cannot_be_listed_does_not_happen(database: str, tmp_path: Path) -> None:
    keeping = CommandLine({"TREUE_DATABASE_URL": database, "TREUE_ERASURES": str(tmp_path / "absent" / "list")})

    refused = keeping("erase", "shop", "4711", "--yes")

    assert (refused.code, "Nothing was erased." in refused.complained) == (3, True)
    assert keeping("member", "shop", "4711").code == 0


def test_a_list_that_cannot_be_read_is_told_before_anything_is_restored(
    archive: Path, empty_database: str, tmp_path: Path
) -> None:
    other = CommandLine({"TREUE_DATABASE_URL": empty_database})

    unreadable = other("restore", str(archive), "--erasures", str(tmp_path / "absent"))
    both = other("restore", str(archive), "--erasures", str(archive), "--no-erasures-since-backup")

    assert (unreadable.code, both.code) == (2, 2)
    assert other("restore", str(archive), "--no-erasures-since-backup").code == 0
    assert other("member", "shop", "4712").code == 0


@pytest.mark.slow
def test_the_embedded_database_is_lost_and_restored_without_a_word_about_erasures(
    home: Path, document: Path, tmp_path: Path
) -> None:
    treue = CommandLine({"TREUE_HOME": str(home)})
    archive = tmp_path / "shop.archive"
    assert treue("migrate").code == 0
    assert treue("publish", str(document), "--start", "2026-03-01", "--sandbox").code == 0
    for card in ("4711", "4712"):
        assert treue("join", "shop", "--card", card).code == 0
    assert treue("backup", str(archive)).code == 0
    assert treue("erase", "shop", "4711", "--yes").code == 0
    assert treue("stop").code == 0
    shutil.rmtree(home / "cluster")

    restored = treue("restore", str(archive))

    assert restored.said == (
        f"Restored {archive}.\nErasures replayed: 1, of which the back-up lacked 1. The database can be used.\n"
    )
    assert (treue("member", "shop", "4711").code, treue("member", "shop", "4712").code) == (2, 0)
