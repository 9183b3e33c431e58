"""`treue check`: what a person and a script learn about a document before it is published."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import CommandLine


def test_a_sound_document_can_be_published(treue: CommandLine, document: Path) -> None:
    answer = treue("check", str(document))

    assert (answer.code, answer.complained) == (0, "")
    assert answer.said == "The document of 'shop' can be published.\n"


def test_errors_are_listed_with_their_place_and_end_the_command(treue: CommandLine, document: Path) -> None:
    document.write_text(document.read_text("utf-8").replace("event: visit,", "event: visits,"), "utf-8")

    answer = treue("check", str(document), "--language", "de")
    shape = treue("check", str(document), "--json").shape

    assert (answer.code, answer.said) == (2, "Das Dokument hat 1 Fehler.\n")
    assert "earn[long-visit].event [unknown_event]" in answer.complained
    assert (shape["programme"], shape["can_be_published"]) == (None, False)
    (fault,) = shape["faults"]
    assert (fault["severity"], fault["code"], fault["line"]) == ("error", "unknown_event", 18)
    assert (fault["path"], fault["remedy"]) == ("earn[long-visit].event", "did you mean 'visit'?")


def test_what_is_not_carried_out_yet_is_a_warning_here_and_refused_when_published(
    treue: CommandLine, document: Path
) -> None:
    with document.open("a", encoding="utf-8") as text:
        text.write("causes: {forest: {name: Forest, goal: 100.00 EUR}}\n")

    checked = treue("check", str(document))
    published = treue("publish", str(document))

    assert checked.code == 0
    assert checked.said == "The document has no errors; 1 warning. It cannot be published yet.\n"
    assert published.code == 2
    assert "causes.forest.goal [warning, not_yet_available]" in checked.complained
    assert published.complained == checked.complained
    assert treue("programmes", "--json").shape == {"programmes": []}
