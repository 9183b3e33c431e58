"""Giving, merging, leaving, opening balances and requests that need a second person, as they are typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import SHOP, CommandLine

TERMS = """\
transfers: {units: [points], maximum: 100}
adjustments: {four_eyes_above: {points: 200}}
"""


@pytest.fixture
def terms(treue: CommandLine, tmp_path: Path) -> CommandLine:
    """The shop with gifts and a limit for staff, and two members."""
    path = tmp_path / "terms.yaml"
    path.write_text(SHOP + TERMS, "utf-8")
    assert treue("publish", str(path), "--start", "2026-03-01", "--sandbox").code == 0
    assert treue("join", "shop", "--card", "4711", "--external-id", "C-1").code == 0
    assert treue("join", "shop", "--card", "4712", "--external-id", "C-2").code == 0
    return treue


def test_a_gift_and_a_merge_as_they_are_told(terms: CommandLine, purchase: Callable[..., str]) -> None:
    terms("event", "shop", "4711", purchase())

    given = terms("give", "shop", "4711", "C-2", "points", "10")
    assert (given.code, given.said) == (0, "Gave 10 points to C-2.\n")
    refused = terms("give", "shop", "4711", "C-2", "stars", "1", "--language", "de")
    assert (refused.code, refused.complained) == (1, "Das Programm erlaubt nicht, dies einander zu schenken.\n")
    lacking = terms("give", "shop", "4711", "C-2", "points", "16", "--json")
    assert (lacking.code, lacking.shape["reason"], lacking.shape["missing"]) == (1, "insufficient_units", 1)

    declined = terms("merge", "shop", "4711", "4712", typed="n\n")
    assert declined.code == 1
    assert declined.complained.endswith("Nothing was merged.\n")
    merged = terms("merge", "shop", "4711", "4712", "--yes", "--key", "one-person")
    assert (merged.code, merged.said) == (0, "Merged. '4712' leads to '4711' from now on.\n")
    repeated = terms("merge", "shop", "4711", "4712", "--yes", "--key", "one-person")
    assert (repeated.code, repeated.said) == (
        0,
        f"{merged.said.strip()} This was done before; nothing was done again.\n",
    )
    again = terms("merge", "shop", "4711", "4712", "--yes")
    assert (again.code, again.complained) == (1, "Both are the same member.\n")
    one = terms("member", "shop", "C-2", "--json").shape
    assert one["cards"] == ["4711", "4712"]
    assert one["balances"]["points"]["available"] == 25
    assert [event["words"] for event in one["history"]][:2] == ["10 points moved", "10 points given"]
    assert terms("verify", "shop").code == 0


def test_who_leaves_is_told_until_when_and_may_come_back(terms: CommandLine) -> None:
    left = terms("leave", "shop", "4711")
    assert (left.code, left.said) == (0, "Left. The units stay usable until Mar 31, 2026, 12:00:00 AM.\n")
    told = terms("member", "shop", "4711").said
    assert "Left the programme on Mar 1, 2026.\nThe units stay usable until Mar 31, 2026, 12:00:00 AM.\n" in told
    assert terms("leave", "shop", "4711").complained == "This member has left the programme.\n"
    back = terms("rejoin", "shop", "4711", "--language", "de")
    assert (back.code, back.said) == (0, "Wieder Mitglied.\n")
    assert terms("rejoin", "shop", "4711").code == 1


def test_above_the_limit_a_second_person_agrees(terms: CommandLine) -> None:
    wish = ("adjust", "shop", "4711", "points", "201", "--reason", "sorry", "--actor", "ann", "--key", "k")
    asked = terms(*wish, "--json")
    assert (asked.code, asked.shape["status"]) == (5, "waiting")
    number = asked.shape["request"]
    listed = terms("waiting", "shop")
    assert listed.said.startswith(f"{number}: Adjusted by staff: 201 points (sorry), member m_")
    assert terms("waiting", "shop", "--json").shape["requests"][0]["asked_by"] == "ann"

    assert terms("approve", "shop", number, "--actor", "ann").complained == (
        "Somebody else has to agree than who asked.\n"
    )
    done = terms("approve", "shop", number, "--actor", "bob", "--json")
    assert (done.code, done.shape["given"]) == (0, {"points": 201})
    assert terms(*wish).code == 0
    assert terms("waiting", "shop", "--language", "de").said == "Nichts wartet.\n"
    assert terms("decline", "shop", number).code == 1
    assert terms("approve", "shop", "7").complained == (
        "'shop' has no request 7; list what waits with: treue waiting shop.\n"
    )
    assert terms("member", "shop", "4711", "--json").shape["balances"]["points"]["available"] == 201


def test_balances_are_brought_in_once_and_what_is_wrong_is_listed(terms: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text(
        "member,unit,amount,earned,expires,note\n"
        "C-1,points,40,2025-11-03,2026-11-30,old system\n"
        "C-1,points,40,2025-11-03,2026-11-30,old system\n"
        "4712,stars,2.5,2026-02-01,,\n"
        "C-3,points,7,2026-02-01,,\n"
        "C-1,points,1.5,2026-02-01,,\n"
        "C-1,points,5,2026-02-30,,\n"
        "C-1,points,5,2024-02-01,,\n"
        "C-2,points,201,2026-02-01,,\n",
        "utf-8",
    )

    first = terms("import-balances", "shop", str(file))
    again = terms("import-balances", "shop", str(file), "--json")

    assert first.said.splitlines()[0] == (
        "3 balances taken, 0 taken before, 1 waiting for a second person, 4 rejected."
    )
    assert again.shape["taken"] == 0
    assert (again.shape["repeated"], again.shape["waiting"], again.shape["rejected"]) == (3, 1, 4)
    assert (tmp_path / "old.rejects.csv").read_text("utf-8").splitlines() == [
        "row,member,reason",
        "5,C-3,There is no such member.",
        "6,C-1,\"AMOUNT: '1.5' is finer than 'points', which is counted in whole numbers.\"",
        "7,C-1,earned: '2026-02-30' is not a day; write it like 2026-03-01.",
        "8,C-1,By these dates it was earned in the future or has ended already.",
    ]
    lots = terms("member", "shop", "C-1", "--json").shape["balances"]["points"]["lots"]
    assert [(lot["left"], lot["earned_at"], lot["expires_at"]) for lot in lots] == [
        (40, "2025-11-02T23:00:00Z", "2026-11-30T23:00:00Z")
    ] * 2
    assert terms("verify", "shop").code == 0


def test_a_file_that_is_none_says_so(terms: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text("name,points\nAnna,3\n", "utf-8")

    answer = terms("import-balances", "shop", str(file))

    assert answer.code == 2
    assert "the first line names the columns member, unit, amount, earned" in answer.complained
