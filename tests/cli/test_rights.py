"""Counted rights on the command line: a member chooses his days."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import CommandLine

RIGHT = """
entitlements:
  own_days: {name: {en: Own days, de: Eigene Tage}, count: 2 per year}
"""


def test_a_member_chooses_a_day_once_and_is_told_why_not(treue: CommandLine, document: Path) -> None:
    document.write_text(document.read_text(encoding="utf-8") + RIGHT, encoding="utf-8")
    assert treue("publish", str(document), "--start", "2026-03-01", "--sandbox").code == 0
    assert treue("join", "shop", "--card", "4711").code == 0
    wish = ("choose", "shop", "4711", "own_days", "--day", "2026-04-01")

    assert treue(*wish, "--key", "k").said == "Chosen: Apr 1, 2026, with Own days.\n"
    assert treue(*wish, "--key", "k", "--json").shape["status"] == "repeated"
    assert treue(*wish, "--json").shape["reason"] == "day_chosen"
    assert (
        treue("choose", "shop", "4711", "own_days", "--language", "de").said
        == "Gewählt: 01.03.2026, mit Eigene Tage.\n"
    )
    assert (
        treue("choose", "shop", "4711", "own_days", "--day", "2026-05-01", "--json").shape["reason"] == "right_used_up"
    )
    assert "Day chosen" in treue("explain", "shop", "4711", "2").said
