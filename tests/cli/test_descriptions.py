"""`treue terms` and `treue guide`: a document in words, in both languages."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import CommandLine


def test_the_terms_are_written_in_both_languages_and_say_what_is_missing(treue: CommandLine, document: Path) -> None:
    german = treue("terms", str(document), "--language", "de")
    english = treue("terms", str(document), "--language", "en")

    assert (german.code, english.code) == (0, 0)
    assert german.said.startswith("# Teilnahmebedingungen: Hofladen\n")
    assert english.said.startswith("# Terms of Farm shop\n")
    assert "40 Punkte" in german.said
    assert "40 points" in english.said
    assert "operator, clauses.changes" in german.complained


def test_the_guide_is_written_for_scripts_too(treue: CommandLine, document: Path) -> None:
    shape = treue("guide", str(document), "--language", "en", "--json").shape

    assert shape["language"] == "en"
    assert "Farm shop" in shape["text"]
    assert "operator" in shape["to_be_filled"]


def test_a_document_with_errors_has_no_words(treue: CommandLine, document: Path) -> None:
    document.write_text(document.read_text("utf-8").replace("event: visit,", "event: visits,"), "utf-8")

    answer = treue("terms", str(document))

    assert (answer.code, answer.said) == (2, "")
    assert "earn[long-visit].event [unknown_event]" in answer.complained
