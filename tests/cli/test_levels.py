"""Levels on the command line: what a member reads, and a level that staff set."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine

LADDER = """
metrics:
  spend_year: {sum: order.paid, over: calendar year}
ladders:
  club:
    name: {en: Club, de: Klub}
    by: spend_year
    levels:
      - {id: silver, name: {en: Silver, de: Silber}, from: 10.00 EUR}
      - {id: gold, name: Gold, from: 500.00 EUR}
    keeps: rest of year and next
"""


@pytest.fixture
def club(treue: CommandLine, document: Path) -> CommandLine:
    """The shop with a ladder, and its member 4711."""
    document.write_text(document.read_text(encoding="utf-8") + LADDER, encoding="utf-8")
    assert treue("publish", str(document), "--start", "2026-03-01", "--sandbox").code == 0
    assert treue("join", "shop", "--card", "4711").code == 0
    return treue


def test_a_member_reads_his_level_and_what_the_next_one_needs(club: CommandLine, purchase: Callable[..., str]) -> None:
    assert "Club: no level yet. €10.00 to Silver, kept until Dec 31, 2027." in club("member", "shop", "4711").said

    club("event", "shop", "4711", purchase(produce=1200))

    shape = club("member", "shop", "4711", "--json").shape["levels"][0]
    assert (shape["ladder"], shape["level"], shape["in_grace"]) == ("club", "silver", False)
    assert shape["kept_until"] == "2027-12-31T23:00:00Z"
    assert shape["keep"]["missing_all"] == {"spend_year": 10}
    assert shape["keep"]["counted_from"] == "2027-01-01"
    assert "Klub: Silber, sicher bis zum 31.12.2027." in club("member", "shop", "4711", "--language", "de").said


def test_staff_set_a_level_once_and_say_why(club: CommandLine) -> None:
    wish = ("level", "shop", "4711", "club", "gold", "--reason", "a good customer", "--until", "2026-12-31")

    assert club(*wish, "--key", "k").said == "Set. Club: not below Gold.\n"
    assert club(*wish, "--key", "k", "--json").shape["status"] == "repeated"
    assert "Club: Gold, kept until Dec 31, 2026." in club("member", "shop", "4711").said


def test_what_the_programme_does_not_know_or_foresee_is_refused(club: CommandLine) -> None:
    unknown = club("level", "shop", "4711", "club", "diamond", "--reason", "x", "--json")
    unforeseen = club("level", "shop", "4711", "club", "gold", "--reason", "x", "--by", "status_match", "--json")
    over = club("level", "shop", "4711", "club", "gold", "--reason", "x", "--until", "2026-02-01", "--json")

    assert [answer.shape["reason"] for answer in (unknown, unforeseen, over)] == [
        "unknown_level",
        "not_set_this_way",
        "ends_in_the_past",
    ]
    german = club("level", "shop", "4711", "club", "diamond", "--reason", "x", "--language", "de")
    assert (german.code, german.complained) == (1, "Das Programm hat keine solche Stufenleiter oder Stufe.\n")
