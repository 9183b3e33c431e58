"""docs/rules.md: what code, tests and pages cite is there, and its marks and its table say the same."""

from __future__ import annotations

import re
from pathlib import Path

from tests.docs.manual import ROOT, pages

RULES = (ROOT / "docs" / "rules.md").read_text("utf-8")
_CITED = re.compile(r"\bR([0-9]{1,2})(?:\.([0-9]{1,2}))?\b")
_KINDS = (".py", ".sql", ".yaml", ".txt")


def marks() -> dict[str, str]:
    """Rule -> its mark: `R4.3` -> `◐`."""
    found: dict[str, str] = {}
    for chapter in re.split(r"^## (?=R[0-9])", RULES.partition("## What is in force")[0], flags=re.MULTILINE)[1:]:
        name = chapter.split(" ")[0]
        points = re.findall(r"^(?:([0-9]+)\. )?([●◐○]) ", chapter, re.MULTILINE)
        found |= {f"{name}.{number}" if number else name: mark for number, mark in points}
    return found


def cited() -> set[str]:
    files = [*pages(), *(file for folder in ("src", "tests", "bench") for file in (ROOT / folder).rglob("*"))]
    texts = [file.read_text("utf-8") for file in files if file.suffix in (*_KINDS, ".md") and file != Path(__file__)]
    return {match.group() for text in texts for match in _CITED.finditer(text)}


def test_all_thirteen_chapters_are_there_and_every_point_has_a_mark() -> None:
    chapters = {rule.partition(".")[0] for rule in marks()}

    assert chapters == {f"R{number}" for number in range(1, 14)}
    assert len(re.findall(r"^[0-9]+\. ", RULES, re.MULTILINE)) == sum("." in rule for rule in marks())


def test_every_rule_that_is_cited_exists() -> None:
    known = set(marks()) | {rule.partition(".")[0] for rule in marks()}

    assert cited() - known == set()


def test_the_table_has_every_rule_in_force_with_its_mark() -> None:
    rows = dict(re.findall(r"^\| (R[0-9.]+) \| ([●◐])", RULES, re.MULTILINE))

    assert rows == {rule: mark for rule, mark in marks().items() if mark != "○"}
