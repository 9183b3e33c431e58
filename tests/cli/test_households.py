"""Households as they are typed and told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import SHOP, CommandLine


@pytest.fixture
def home(treue: CommandLine, tmp_path: Path) -> CommandLine:
    """The shop with households of two, and three members."""
    path = tmp_path / "home.yaml"
    path.write_text(SHOP + "households: {pool: [points], members: 2}\n", "utf-8")
    assert treue("publish", str(path), "--start", "2026-03-01", "--sandbox").code == 0
    for number in ("1", "2", "3"):
        assert treue("join", "shop", "--card", f"471{number}", "--external-id", f"C-{number}").code == 0
    return treue


def test_a_household_from_founding_to_leaving(home: CommandLine, purchase: Callable[..., str]) -> None:
    alone = home("household", "show", "shop", "C-1")
    assert (alone.code, alone.complained) == (1, "'C-1' is in no household.\n")
    founded = home("household", "found", "shop", "C-1")
    assert (founded.code, founded.said) == (0, "Founded. 'C-1' is the head.\n")
    added = home("household", "add", "shop", "4711", "C-2", "--language", "de")
    assert added.said == "Aufgenommen. 'C-2' und '4711' sammeln von jetzt an gemeinsam.\n"
    full = home("household", "add", "shop", "C-1", "C-3")
    assert full.complained == "The household has as many members as the programme lets it have.\n"

    home("event", "shop", "4711", purchase())
    told = home("member", "shop", "C-2")
    assert "Household of C-1 with C-2.\n" in told.said
    assert "The household has 25 points more that can be used.\n" in told.said
    shown = home("household", "show", "shop", "C-2")
    assert shown.said == (
        "Household of C-1 with C-2.\nAvailable together: 25 points.\n"
        "Purchases are shown once these agree as well: C-1, C-2.\n"
    )
    home("household", "share", "shop", "C-1")
    home("household", "share", "shop", "C-2")
    shape = home("household", "show", "shop", "C-2", "--json").shape
    assert [one["member"] for one in shape["purchases"]] == ["C-1"]
    home("household", "share", "shop", "C-1", "--withdraw")
    assert home("household", "show", "shop", "C-2", "--json").shape["purchases"] is None

    assert home("household", "head", "shop", "C-2").said == "'C-2' is the head from now on.\n"
    assert [one["member"] for one in home("household", "show", "shop", "C-1", "--json").shape["members"]] == [
        "C-2",
        "C-1",
    ]
    assert home("household", "remove", "shop", "C-1").code == 0
    assert home("member", "shop", "C-2", "--json").shape["household"] == ["C-2"]
    assert home("member", "shop", "C-1", "--json").shape["balances"]["points"]["available"] == 25
    assert home("verify", "shop").code == 0
