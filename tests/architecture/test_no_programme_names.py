"""The engine knows no programme: what is special about one is written in its document.

No identifier of a shipped programme, as a quoted value, and no brand, in any place, occurs where decisions are made,
stored and processed. Many identifiers are ordinary words, so a comment may well say miles or stars.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.source_tree import TREUE, write_tree

ROOMS = ("engine", "processing", "store")
PROGRAMMES = (
    "advocates automobile-card beauty-levels book-club cashback-card coalition first-class good-cause miles paid-club "
    "reward-store stamp-card stars subscription-ladder supermarket sweepstakes turnover-bonus welcome-journey"
).split()
BRANDS = "adac amazon bertelsmann doterra lufthansa payback sephora starbucks xoxoday zenloop".split()

QUOTED_PROGRAMME = re.compile(rf"""(['"])(?:{"|".join(PROGRAMMES)})\1""")
BRAND = re.compile(rf"\b(?:{'|'.join(BRANDS)})\b", re.IGNORECASE)


def programme_names(package: Path) -> list[str]:
    faults = []
    for room in ROOMS:
        for file in sorted((package / room).rglob("*")):
            if file.suffix not in {".py", ".sql"}:
                continue
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
                for found in (QUOTED_PROGRAMME.search(line), BRAND.search(line)):
                    if found:
                        faults.append(f"{file.relative_to(package)}:{number}: {found.group()}")
    return faults


def test_no_programme_and_no_brand_is_known_below_the_document() -> None:
    assert programme_names(TREUE) == []


@pytest.mark.parametrize(
    ("file", "line", "found"),
    [
        ("engine/earning.py", "if programme.id == 'stars':", "'stars'"),
        ("processing/processor.py", 'KINDS = {"paid-club": 1}', '"paid-club"'),
        ("store/statements/lots.sql", "WHERE kind = 'miles'", "'miles'"),
        ("engine/levels.py", "# as Lufthansa does it", "Lufthansa"),
    ],
)
def test_a_programme_or_brand_is_found(tmp_path: Path, file: str, line: str, found: str) -> None:
    write_tree(tmp_path, {file: f"{line}\n"})

    assert programme_names(tmp_path) == [f"{file}:1: {found}"]


def test_ordinary_english_is_free(tmp_path: Path) -> None:
    write_tree(tmp_path, {"engine/earning.py": "# counts stars, miles and what a coalition pays back\nstars = 3\n"})

    assert programme_names(tmp_path) == []
