"""What a statement looks like on pages and in cells, whatever a member or a shop is called."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from treue.rendering.statement_csv import harmless
from treue.rendering.statement_pdf import statement_pdf
from treue.rendering.statement_text import WIDTH, statement_text
from treue.words.statement import Row, Sheet, UnitSheet

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
POINTS = UnitSheet(
    "Points",
    Row("Jan 1, 2026", "Balance before", "", "0"),
    (Row("Mar 1, 2026", "Purchase: Base", "+25", "25"), Row("Mar 2, 2026", "Reward: Jam", "-5", "20")),
    Row("Nov 22, 2026", "Balance after", "", "20"),
    "On Nov 22, 2026",
    (("Available", "20"), ("Pending", "0"), ("Owed", "0")),
    "Expires",
    (("Mar 1, 2027", "20"),),
)
SHEET = Sheet(
    "en",
    "Statement",
    "Farm shop",
    ("Ada Lovelace", "Member m_1"),
    (("Period", "Jan 1, 2026 to Nov 22, 2026"),),
    ("Day", "What happened", "Change", "New balance"),
    (POINTS,),
    "Nothing",
    ("Member m_1",),
    "Page {page} of {pages}",
)


def pages_of(sheet: Sheet) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(statement_pdf(sheet, NOON))).pages]


def test_every_page_has_the_head_of_the_table_its_owner_and_its_number() -> None:
    pages = pages_of(replace(SHEET, units=(replace(POINTS, movements=POINTS.movements * 60),)))

    assert len(pages) == 4
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of 4" in page
        assert "Farm shop · Member m_1" in page
    assert all("New balance" in page for page in pages[:3])
    assert sum(page.count("Reward: Jam") for page in pages) == 60


@pytest.mark.parametrize(
    "name",
    ["#panic()", "*Ada* _L_ $x^2$", '\\ #include "/etc/passwd"', "= Ada", "{page} of {pages}", "<b>Ada</b>", "@ada"],
)
def test_a_name_is_set_as_it_is_written(name: str) -> None:
    sheet = replace(SHEET, addressee=(name,), units=(replace(POINTS, movements=(Row("1", name, "+1", "1"),)),))

    (page,) = pages_of(sheet)

    # Quotes and signs are set as typed; blanks may be read back in other numbers.
    assert page.replace(" ", "").count(name.replace(" ", "")) == 2


def test_a_name_in_letters_that_no_font_has_still_gets_its_statement() -> None:
    (page,) = pages_of(replace(SHEET, addressee=("李 \U0001f41d",)))

    assert "Page 1 of 1" in page


def test_equal_values_give_equal_bytes_and_the_instant_is_told() -> None:
    pdf = statement_pdf(SHEET, NOON)

    assert pdf == statement_pdf(SHEET, NOON)
    metadata = PdfReader(BytesIO(pdf)).metadata
    assert metadata is not None
    assert metadata.creation_date == NOON
    assert b"pdfuaid:part" in pdf


def test_long_words_go_on_in_the_next_line() -> None:
    text = statement_text(
        replace(SHEET, units=(replace(POINTS, movements=(Row("Mar 1, 2026", "Correction: " + "x" * 300, "+1", "1"),)),))
    )

    assert max(len(line) for line in text.splitlines()) <= WIDTH
    assert text.count("x") == 300 + text.count("Expires")


@pytest.mark.parametrize("text", ["=1+1", "+49", "-1", "@x", " =1", "\t=1", "\r=1", "\xa0=1", "\uff1d1", "\tx", "\nx"])
def test_what_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Ada", "1+1", "a=b", "'x", "für Geduld"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text
