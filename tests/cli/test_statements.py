"""A member's statement: what is written, in both languages and all three forms."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from pypdf import PdfReader

from tests.cli.conftest import SHOP, CommandLine

NAMED = SHOP.replace(
    "{id: double-produce,", "{id: double-produce, name: {de: Doppelt auf Obst, en: Double on fruit},"
).replace("{id: long-visit,", "{id: long-visit, name: {de: Langer Besuch, en: Long visit},")
ENGLISH = """\
Farm shop: Statement
Ada Lovelace
Member m_
Id of the shop: C-1
Card 4711
Period: Mar 1, 2026 to Apr 10, 2026
Made on: Apr 10, 2026

Points

 Day            What happened                       Change   New balance
 ───────────────────────────────────────────────────────────────────────
 Mar 1, 2026    Balance before                                         0
 Mar 1, 2026    Purchase: Rule 1                       +37            37
 Mar 1, 2026    Purchase: Double on fruit              +12            49
 Apr 10, 2026   Reward: Jam                            -40             9
 Apr 10, 2026   Correction: =2+5 by mistake             -9             0
 Apr 10, 2026   Correction, owed: =2+5 by mistake   -1,011        -1,011
 Apr 10, 2026   Balance after                                     -1,011

On Apr 10, 2026: Available 0, Pending 0, Owed 1,011
Nothing of it expires.

Stars

 Day            What happened              Change   New balance
 ──────────────────────────────────────────────────────────────
 Mar 1, 2026    Balance before                              0.0
 Apr 10, 2026   Correction: for patience     +2.5           2.5
 Apr 10, 2026   Balance after                               2.5

On Apr 10, 2026: Available 0.0, Pending 2.5, Owed 0.0
Nothing of it expires.
"""
GERMAN = """\
Hofladen: Kontoauszug
Ada Lovelace
Mitglied m_
Kennung des Geschäfts: C-1
Karte 4711
Zeitraum: 01.01.2026 bis 31.03.2026
Erstellt am: 10.04.2026

Punkte

 Tag          Was geschehen ist           Änderung   Kontostand
 ──────────────────────────────────────────────────────────────
 01.01.2026   Kontostand davor                                0
 01.03.2026   Einkauf: Regel 1                 +37           37
 01.03.2026   Einkauf: Doppelt auf Obst        +12           49
 31.03.2026   Kontostand danach                              49

Am 31.03.2026: Verfügbar 49, Ausstehend 0, Rückstand 0
Es verfällt
  01.03.2027  49
"""


@pytest.fixture
def ada(treue: CommandLine, document: Path, purchase: Callable[..., str]) -> CommandLine:
    """A shop in which Ada bought in March, and in April got a reward and was corrected twice."""
    document.write_text(NAMED, "utf-8")
    assert treue("publish", str(document), "--start", "2026-03-01", "--sandbox").code == 0
    assert treue("join", "shop", "--card", "4711", "--external-id", "C-1", "--name", "Ada Lovelace").code == 0
    assert treue("event", "shop", "4711", purchase(produce=1200)).code == 0
    assert treue("clock", "shop", "--turn-to", "2026-04-10").code == 0
    assert treue("spend", "shop", "4711", "jam").code == 0
    correction = ("adjust", "shop", "4711", "points", "-1020", "--allow-debt", "--reason", "=2+5 by mistake")
    assert treue(*correction).code == 0
    assert treue("adjust", "shop", "4711", "stars", "2.5", "--reason", "for patience").code == 0
    return treue


def without_id(text: str) -> str:
    """The text without the part of the public id that is drawn by lot."""
    return re.sub(r"m_[0-9A-Z]{13}", "m_", text)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_statement_in_english(ada: CommandLine) -> None:
    answer = ada("statement", "shop", "C-1", "--from", "2026-03-01")

    assert (answer.code, without_id(answer.said)) == (0, ENGLISH)


def test_the_statement_in_german_for_a_quarter_that_is_over(ada: CommandLine) -> None:
    answer = ada("statement", "shop", "4711", "--until", "2026-03-31", "--language", "de")

    assert (answer.code, without_id(answer.said)) == (0, GERMAN)


def test_who_has_nothing_is_told_so_in_the_language_he_chose(ada: CommandLine) -> None:
    assert ada("join", "shop", "--card", "1").code == 0
    with psycopg.connect(ada.environ["TREUE_DATABASE_URL"]) as connection:
        connection.execute("UPDATE person SET language = 'de' WHERE name IS NULL")
        connection.execute(
            "INSERT INTO person (programme_id, member_id, language) "
            "SELECT programme_id, member_id, 'de' FROM identity WHERE value = '1' ON CONFLICT DO NOTHING"
        )

    assert ada("statement", "shop", "1").said.endswith(
        "\n\nIn dieser Zeit war das Konto leer, und es ist nichts geschehen.\n"
    )
    assert "Nothing was held in this time" in ada("statement", "shop", "1", "--language", "en").said


def test_the_table_read_back_is_the_books(ada: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "ada.csv"
    assert ada("statement", "shop", "4711", "--format", "csv", "--output", str(path)).said == ""

    assert path.read_bytes().startswith(b"\xef\xbb\xbfrow,unit,day,text,change,balance,")
    rows = rows_of(path.read_text("utf-8-sig"))
    with psycopg.connect(ada.environ["TREUE_DATABASE_URL"]) as connection:
        booked = connection.execute(
            "SELECT member_seq, unit, cause, source, amount * CASE WHEN debit IN ('member', 'debt') THEN -1 ELSE 1 END "
            "FROM transfer ORDER BY unit, member_seq, transfer_no"
        ).fetchall()
    scale = {"points": 1, "stars": 10}
    assert [
        (
            int(row["event"]),
            row["unit"],
            row["cause"],
            row["source"].removeprefix("'"),
            int(Decimal(row["change"]) * scale[row["unit"]]),
        )
        for row in rows
        if row["row"] == "movement"
    ] == booked
    assert len(booked) == 6
    closing = {row["unit"]: row for row in rows if row["row"] == "closing"}
    assert [closing["points"][one] for one in ("day", "balance", "available", "pending", "owed")] == [
        *("2026-04-10", "-1011", "0", "0", "1011")
    ]
    assert [closing["stars"][one] for one in ("balance", "available", "pending", "owed")] == ["2.5", "0", "2.5", "0"]


def test_a_spreadsheet_finds_no_formula_in_the_words_of_staff(ada: CommandLine) -> None:
    rows = rows_of(ada("statement", "shop", "4711", "--format", "csv").said.lstrip("\ufeff"))

    assert [row["source"] for row in rows if row["unit"] == "points" and row["cause"] == "adjusted"] == [
        "'=2+5 by mistake"
    ]
    # A number below zero is a number, not a formula.
    assert "-40" in [row["change"] for row in rows]


def test_a_pdf_says_what_the_text_says_and_whose_it_is(ada: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "ada.pdf"
    asked = ("statement", "shop", "4711", "--format", "pdf", "--language", "de", "--output", str(path))
    assert ada(*asked).said == ""
    first = path.read_bytes()
    assert ada(*asked).code == 0

    reader = PdfReader(path)
    text = reader.pages[0].extract_text()
    assert path.read_bytes() == first
    assert reader.metadata is not None
    assert reader.metadata.title == "Hofladen: Kontoauszug"
    assert str(reader.root_object["/Lang"]) == "de"
    for words in ("Ada Lovelace", "Einkauf: Doppelt auf Obst", "Prämie: Marmelade", "\u22121.011", "Seite 1 von 1"):
        assert words in text


def test_a_pdf_does_not_go_to_the_terminal() -> None:
    terminal, its_end = os.openpty()
    command = [sys.executable, "-m", "treue", "statement", "shop", "4711", "--format", "pdf", "--language", "de"]

    answer = subprocess.run(command, stdout=its_end, stderr=subprocess.PIPE, text=True, check=False)

    os.close(terminal)
    os.close(its_end)
    assert answer.returncode == 2
    assert answer.stderr == "Ein PDF ist nichts für das Terminal; nennen Sie mit --output eine Datei.\n"


@pytest.mark.parametrize("day", ["1.3.2026", "2026-02-30", "0001-01-01", "today"])
def test_a_day_is_a_date(day: str) -> None:
    answer = CommandLine({})("statement", "shop", "4711", "--from", day)

    assert (answer.code, answer.complained) == (2, f"--from: '{day}' is not a day; write 2026-03-01.\n")


def test_a_span_that_begins_after_its_end_is_refused(ada: CommandLine) -> None:
    answer = ada("statement", "shop", "4711", "--from", "2026-05-01", "--until", "2026-06-01")

    assert (answer.code, answer.complained) == (
        2,
        "A statement from 2026-05-01 to 2026-04-10 holds no day; begin it on 2026-04-10 or before, which is today.\n",
    )


def test_nobody_has_no_statement(ada: CommandLine) -> None:
    assert ada("erase", "shop", "4711", "--yes").code == 0

    answer = ada("statement", "shop", "4711")

    assert (answer.code, answer.said) == (2, "")
    assert answer.complained.startswith("Nobody in 'shop' is known as '4711'; give a public id")
