"""Two people edit version 1; the second to publish gets both edits, or is shown where they meet."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import SHOP, CommandLine

DEARER = SHOP.replace("per: 1.00 EUR", "per: 2.00 EUR")


@pytest.fixture
def treue(database: str) -> CommandLine:
    """The command line on an empty database of this release's schema."""
    return CommandLine({"TREUE_DATABASE_URL": database, "LC_ALL": ""})


@pytest.fixture
def shop(treue: CommandLine, tmp_path: Path) -> CommandLine:
    """Version 1, and a version 2 by somebody else in which a point costs 2 EUR."""
    for text, options in ((SHOP, ("--sandbox", "--start", "2026-03-01")), (DEARER, ())):
        path = tmp_path / "published.yaml"
        path.write_text(text, "utf-8")
        assert treue("publish", str(path), *options).code == 0
    return treue


def edit(folder: Path, old: str, new: str) -> str:
    """A file with the edit of version 1."""
    assert old in SHOP
    path = folder / "edit.yaml"
    path.write_text(SHOP.replace(old, new), "utf-8")
    return str(path)


def test_edits_of_different_nodes_both_stand_in_the_new_version(shop: CommandLine, tmp_path: Path) -> None:
    answer = shop("publish", edit(tmp_path, "cost: {points: 40}", "cost: {points: 30}"), "--edited-from", "1", "--json")

    assert (answer.shape["version"], answer.shape["merged_with"]) == (3, 2)
    assert shop("diff", "shop@1", "shop@3").said == (
        "~ earn[base]  (0 members hold its units)\n    per: 1.00 EUR -> 2.00 EUR\n"
        "~ rewards[jam]  (0 members hold its units)\n    cost.points: 40 -> 30\n"
    )


def test_an_overlap_is_refused_with_both_sides_and_nothing_is_stored(shop: CommandLine, tmp_path: Path) -> None:
    answer = shop("publish", edit(tmp_path, "per: 1.00 EUR", "per: 3.00 EUR"), "--edited-from", "1")

    assert answer.code == 1
    assert "Version 2 was published after version 1 and changes the same:\n" in answer.complained
    assert (
        "  earn[base]\n    here: per: 1.00 EUR -> 3.00 EUR\n    version 2: per: 1.00 EUR -> 2.00 EUR\n"
    ) in answer.complained
    assert shop("programmes", "--json").shape["programmes"][0]["latest_version"] == 2


def test_a_merged_document_is_checked_as_a_whole(shop: CommandLine, tmp_path: Path) -> None:
    # Version 3 takes the unit away that the edit of version 1 gives more of.
    without = tmp_path / "without.yaml"
    lines = [line for line in DEARER.splitlines(keepends=True) if "stars" not in line]
    without.write_text("".join(lines) + "migrate: [{units: [stars], how: follow}]\n", "utf-8")
    assert shop("publish", str(without), "--start", "2026-04-12").code == 0
    more = edit(tmp_path, "rewards:\n", "  - {id: joined, event: joined, give: {stars: 1}}\nrewards:\n")

    answer = shop("publish", more, "--edited-from", "1")

    assert answer.code == 2
    assert "[unknown_unit]" in answer.complained


def test_an_edit_of_the_latest_version_is_published_as_it_is(shop: CommandLine, tmp_path: Path) -> None:
    answer = shop("publish", edit(tmp_path, "per: 1.00 EUR", "per: 4.00 EUR"), "--edited-from", "2", "--json")

    assert (answer.shape["version"], answer.shape["merged_with"]) == (3, None)


def test_what_is_published_already_is_not_published_again(shop: CommandLine, tmp_path: Path) -> None:
    answer = shop("publish", edit(tmp_path, "per: 1.00 EUR", "per: 2.00 EUR"), "--edited-from", "1", "--json")

    assert (answer.shape["version"], answer.shape["is_new"]) == (2, False)


def test_a_version_nobody_published_has_no_edit(shop: CommandLine, tmp_path: Path) -> None:
    answer = shop("publish", edit(tmp_path, "per: 1.00 EUR", "per: 2.00 EUR"), "--edited-from", "9")

    assert (answer.code, answer.complained) == (1, "'shop' has no version 9; it has 1 to 2.\n")
