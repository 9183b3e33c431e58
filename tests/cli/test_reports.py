"""Reports of the books and closing a period, as typed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import psycopg

from tests.cli.conftest import CommandLine
from treue.domain.books import Account
from treue.words.reports import ACCOUNTS


def test_a_report_says_what_was_issued_spent_and_is_outstanding(
    shop: CommandLine, purchase: Callable[..., str]
) -> None:
    shop("event", "shop", "4711", purchase(1500))
    shop("spend", "shop", "4711", "jam")

    answer = shop("report", "books", "shop", "--by", "month", "--json")

    points = answer.shape["units"]["points"]
    assert (answer.code, answer.shape["is_final"], answer.shape["by"]) == (0, False, "month")
    assert points["changes"] == {"issued": 55, "spent": -40}
    assert (points["outstanding"], points["debt"], points["usable"]) == (15, 0, 15)
    assert [period["start"] for period in points["periods"]] == ["2026-03-01"]


def test_the_same_two_instants_give_the_same_bytes_for_ever(shop: CommandLine, purchase: Callable[..., str]) -> None:
    shop("event", "shop", "4711", purchase())
    shop("clock", "shop", "--turn-to", "2026-04-10")
    asked = ("report", "books", "shop", "--as-of", "2026-03-31", "--known-at", "2026-04-01", "--by", "day")
    ways = ((), ("--json",), ("--csv",), ("--language", "de"))
    before = [shop(*asked, *way).said for way in ways]

    late = purchase(500, occurred_at="2026-03-20T10:00:00+01:00")
    assert shop("event", "shop", "4711", late).code == 0
    shop("adjust", "shop", "4711", "points", "-10", "--reason", "mistake")
    assert shop("close-period", "shop", "2026-03-31", "--yes").code == 0
    shop("clock", "shop", "--turn-to", "2027-06-01")

    assert [shop(*asked, *way).said for way in ways] == before
    assert "Issued" in before[0]
    assert "Ausgegeben" in before[3]
    assert list(csv.reader(io.StringIO(before[2]))) == [
        ["unit", "period", "figure", "amount"],
        ["points", "2026-03-01", "issued", "25"],
        ["points", "2026-03-01", "outstanding", "25"],
        ["points", "2026-03-01", "debt", "0"],
    ]
    assert "More can still be booked" not in before[0]


def test_what_is_about_a_closed_month_is_shown_as_late(shop: CommandLine, purchase: Callable[..., str]) -> None:
    shop("clock", "shop", "--turn-to", "2026-04-10")
    asked = shop("close-period", "shop", "2026-03-31", typed="n\n")
    closed = shop("close-period", "shop", "2026-03-31", "--yes", "--json")
    again = shop("close-period", "shop", "2026-03-31", "--yes")
    earlier = shop("close-period", "shop", "2026-03-30", "--yes")
    shop("event", "shop", "4711", purchase(occurred_at="2026-03-20T10:00:00+01:00"))

    report = shop("report", "books", "shop", "--by", "month")

    assert (asked.code, "Nothing was closed." in asked.complained) == (1, True)
    assert closed.shape == {"programme": "shop", "until": "2026-03-31", "is_new": True}
    assert again.said == "They were closed up to this day already; nothing was changed.\n"
    assert (earlier.code, "is not opened again" in earlier.complained) == (1, True)
    assert "Closed up to and including Mar 31, 2026" in report.said
    assert "Late transfers" in report.said
    (row,) = [line.split() for line in report.said.splitlines() if "2026-04 " in line]
    assert row == ["2026-04", "25", "25", "0", "1"]


def test_what_cannot_be_reported_is_refused(shop: CommandLine) -> None:
    assert shop("report", "books", "shop").said.endswith("Nothing has been booked yet.\n")
    future = shop("report", "books", "shop", "--known-at", "2030-01-01")
    assert (future.code, future.complained.startswith("Nobody knows yet")) == (1, True)
    assert shop("report", "books", "shop", "--csv", "--json").code == 2
    assert shop("close-period", "shop", "soon", "--yes").code == 2


def test_every_account_has_a_heading() -> None:
    assert set(ACCOUNTS) == {account.value for account in Account} - {"member", "debt"}


def test_decisions_are_made_again_by_command(shop: CommandLine, purchase: Callable[..., str], database: str) -> None:
    shop("event", "shop", "4711", purchase())
    sound, shape = shop("verify", "shop", "--redecide"), shop("verify", "shop", "--redecide", "--json").shape
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE transfer SET amount = 99")
    broken = shop("verify", "shop", "--redecide", "--language", "de")

    assert (sound.code, sound.said) == (
        0,
        "2 decisions of 'shop' were made again.\nEach of them books what it booked then.\n",
    )
    assert shape == {"programme": "shop", "made_again": 2, "different": 0, "not_replayable": {}, "rows": []}
    assert broken.code == 1
    assert broken.complained.startswith("1 davon bucht jetzt etwas anderes:\n  event 2 of member")
