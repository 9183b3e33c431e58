"""The member terms of a document: complete sentences, in both languages, without a word that only machines use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from treue.programme import read_document, read_document_parts
from treue.programme.checking import Checked
from treue.programme.clauses import missing_clauses
from treue.usecases.programmes.describe import evidence
from treue.words.languages import language
from treue.words.terms import member_terms

ROOT = Path(__file__).parents[2]
KNOWN = [
    *sorted((ROOT / "src" / "treue" / "presets").glob("*/programme.yaml")),
    ROOT / "tests" / "programme" / "morgenrot.yaml",
]
EVIDENCE_FOLDER = ROOT / "docs" / "evidence"
BEANS = """
treue: 1
programme:
  id: morgenrot
  name: Morgenrot Club
  currency: EUR
  time_zone: Europe/Berlin
  languages: [de, en]
  law: DE
  operator: {name: Morgenrot GmbH, address: "Hauptstraße 1, 10115 Berlin", email: club@example.org}
  clauses: {liability: {de: Wir haften nach dem Gesetz., en: We are liable as the law says.}}
units:
  beans:
    name: {de: [Bohne, Bohnen], en: [bean, beans]}
    worth: 0.01 EUR
    available: after 14 days
    expires: after 12 months to end of quarter
earn:
  - {id: base, event: purchase, give: {beans: 1}, per: 1.50 EUR}
  - id: coffee-tuesday
    event: purchase
    each: line
    when: "line.category == 'coffee' && at.weekday == 'tuesday'"
    multiply: {beans: 2}
    until: 2027-06-30
    budget: {beans: 500000}
rewards:
  - id: free-coffee
    name: {de: Ein Kaffee, en: A coffee}
    cost: {beans: 100}
    gives: {product: {PRODUCT}}
    stock: limited
    per_member: 1 per week
returns: {window: 1 month}
""".replace("{PRODUCT}", "coffee")


def checked(text: str) -> Checked:
    reading = read_document_parts({"programme.yaml": text.encode()})
    assert reading.checked is not None, reading.faults
    return reading.checked


def terms(code: str, text: str = BEANS) -> list[str]:
    # A currency sign keeps to its number with a space that does not break.
    return member_terms(checked(text), language(code)).replace("\u00a0", " ").splitlines()


def test_earning_reads_as_people_say_it() -> None:
    english, german = terms("en"), terms("de")

    assert "- For each €1.50 you get 1 bean." in english
    assert "- Je 1,50 € erhalten Sie 1 Bohne." in german
    assert "- Condition: the category is “coffee” and it is Tuesday." in english
    assert "- For all members together there is at most: 500,000 beans." in english
    assert "- Für alle Mitglieder zusammen gibt es höchstens: 500.000 Bohnen." in german
    assert "- Das gilt bis zum 30. Juni 2027." in german


def test_waiting_and_expiry_are_told_in_the_cases_of_the_language() -> None:
    german = terms("de")

    assert "- Ab wann Sie es nutzen können: nach 14 Tagen." in german
    assert "- Wann es verfällt: nach 12 Monaten, dann am Ende des Quartals." in german
    assert any(line.startswith("- Waren können 1 Monat lang zurückgegeben werden") for line in german)


def test_a_reward_tells_its_cost_its_stock_and_its_limit() -> None:
    english = terms("en")
    start = english.index("### A coffee")

    assert english[start + 2 : start + 7] == [
        "- It costs 100 beans.",
        "- You get: coffee.",
        "- There are only as many as are in stock.",
        "- For one member at most: 1 time per calendar week.",
        "- You cannot give it back once you have it.",
    ]


def test_a_rule_without_a_name_is_called_by_its_number() -> None:
    assert "### Rule 1" in terms("en")
    assert "### Regel 2" in terms("de")


def test_what_holds_without_being_written_is_told_too() -> None:
    short = BEANS[: BEANS.index("returns:")]

    assert any(line.startswith("- Goods can be returned for 60 days") for line in terms("en", short))


def test_what_only_the_operator_can_write_is_asked_for() -> None:
    english = terms("en")

    assert "> Draft, made from the programme's rules. A lawyer has to check it before it is published." in english
    assert "  - Morgenrot GmbH" in english
    assert "We are liable as the law says." in english
    assert sum("[To be filled in before publishing" in line for line in english) == 2
    assert missing_clauses(checked(BEANS).document.programme) == ("clauses.changes", "clauses.termination")


@pytest.mark.parametrize("name", sorted(evidence()))
def test_the_evidence_is_what_the_programme_says_now(name: str) -> None:
    """`make evidence` writes it anew."""
    assert (EVIDENCE_FOLDER / name).read_text("utf-8") == evidence()[name]


@pytest.mark.parametrize("code", ["de", "en"])
@pytest.mark.parametrize("file", KNOWN, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_terms_have_no_operators_paths_or_ids(file: Path, code: str) -> None:
    reading = read_document(file)
    assert reading.checked is not None, reading.faults

    text = member_terms(reading.checked, language(code))

    assert not re.search(r"&&|\|\||==|!=|<=|>=|\b(?:order|line|at|member|level|metric|table|ladder)\.[a-z]", text)
    assert not re.search(r"\b[a-z]+_[a-z_]+\b", text)
    assert [word for word in ("None", "Decimal", "{", "}") if word in text] == []
