"""Beginning a document and comparing two of them, as typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import SHOP, CommandLine
from treue.programme import read_programme

NOWHERE = CommandLine({"TREUE_DATABASE_URL": "postgresql://nowhere.invalid/treue"})
ANSWERS = (
    "--name",
    "Müllers Hof & Co",
    "--country",
    "de",
    "--unit",
    "Bohne, Bohnen",
    "--per",
    "1,50",
    "--reward",
    "Kaffee",
)


@pytest.mark.parametrize("code", ["de", "en"])
def test_five_answers_make_a_document_that_can_be_published(tmp_path: Path, code: str) -> None:
    path = tmp_path / "first.yaml"

    answer = NOWHERE("new", str(path), *ANSWERS, "--language", code)

    assert (answer.code, answer.complained) == (0, "")
    programme, faults = read_programme(path)
    # What only the operator can write is still asked for.
    assert [fault.code for fault in faults] == ["law_terms"]
    assert programme is not None
    assert (programme.id, programme.currency) == ("muellers-hof-co", "EUR")
    assert programme.units["bohnen"].names[code] == ("Bohne", "Bohnen")
    assert [rule.id for rule in programme.earn] == ["base", "welcome"]
    assert "# " in path.read_text("utf-8")


def test_what_no_option_answers_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "asked.yaml"

    answer = NOWHERE("new", str(path), "--language", "en", typed='Bean bar\nUS\nbean, beans\n\nA "large" coffee\n')

    assert answer.code == 0
    assert "For how much money do they get one? [1.00 USD]" in answer.complained
    programme, _ = read_programme(path)
    assert programme is not None
    assert programme.rewards["a-large-coffee"].cost == 100
    assert programme.rewards["a-large-coffee"].names["en"] == 'A "large" coffee'


def test_nothing_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "there.yaml"
    path.write_text("mine", "utf-8")

    answer = NOWHERE("new", str(path), *ANSWERS)

    assert answer.code == 2
    assert "is there already; choose another path" in answer.complained
    assert path.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("--country", "XX"), "--country: 'XX' is not among AT, BE"),
        (("--unit", "bean,"), "--unit: 'bean,' does not name one and several"),
        (("--per", "much"), "--per: "),
        (("--per", "1.00 USD"), "--per: '1.00 USD' is not an amount above zero in EUR"),
        (("--name", "x" * 201), "programme.name [text_form]"),
    ],
)
def test_an_answer_that_makes_no_document_is_wrong_input(tmp_path: Path, wrong: tuple[str, str], told: str) -> None:
    path = tmp_path / "wrong.yaml"

    answer = NOWHERE("new", str(path), *ANSWERS, *wrong)

    assert answer.code == 2
    assert told in answer.complained
    assert not path.exists()


def test_two_documents_are_compared_without_a_database(document: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(
        SHOP.replace("per: 1.00 EUR", "per: 1.50 EUR").replace("budget: {points: 20}", "budget: {points: 30}")
    )

    listed = NOWHERE("diff", str(document), str(other))
    told = NOWHERE("diff", str(document), str(other), "--words", "--language", "de")

    assert listed.said == (
        "~ earn[base]\n    per: 1.00 EUR -> 1.50 EUR\n~ earn[double-produce]\n    budget.points: 20 -> 30\n"
    )
    assert told.said == (
        "Mit der neuen Fassung:\n- Regel 1: Je 1,50\xa0€ statt 1,00\xa0€ erhalten Sie 1 Punkt.\n"
        "- Regel 2: Für alle Mitglieder zusammen gibt es höchstens: 30 Punkte statt 20 Punkte.\n"
    )
    assert NOWHERE("diff", str(document), str(document), "--language", "en").said == "Nothing changes.\n"


def test_a_condition_that_changes_is_said_in_words(document: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(SHOP.replace("event.minutes >= 30", "event.minutes >= 45"))

    told = {
        code: NOWHERE("diff", str(document), str(other), "--words", "--language", code).said for code in ("en", "de")
    }

    assert told == {
        "en": (
            "With the new version:\n- Rule 3: Condition: the field “minutes” is at least 45. "
            "Until now: the field “minutes” is at least 30.\n"
        ),
        "de": (
            "Mit der neuen Fassung:\n- Regel 3: Bedingung: das Feld „minutes“ ist mindestens 45. "
            "Bisher: das Feld „minutes“ ist mindestens 30.\n"
        ),
    }


def test_a_document_with_faults_is_not_compared(document: Path, tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text(SHOP.replace("per: 1.00 EUR", "per: 1.00 USD"))

    answer = NOWHERE("diff", str(document), str(faulty))

    assert answer.code == 2
    assert f"{faulty}:" in answer.complained
    assert "[currency_mismatch]" in answer.complained
    assert "[file_missing]" in NOWHERE("diff", str(document), str(tmp_path / "away.yaml")).complained


def test_a_draft_is_compared_with_what_is_published_and_counts_who_is_concerned(
    shop: CommandLine, purchase: Callable[..., str], tmp_path: Path
) -> None:
    assert shop("event", "shop", "4711", purchase(), "--source", "till", "--external-id", "1").code == 0
    shop("join", "shop", "--card", "4712")
    draft = tmp_path / "draft.yaml"
    draft.write_text(SHOP.replace("cost: {points: 40}", "cost: {points: 50}").replace("decimals: 1", "decimals: 2"))

    told = shop("diff", "shop@1", str(draft), "--words", "--language", "en")
    shape = shop("diff", "shop@1", str(draft), "--json").shape

    assert told.said == (
        "With the new version:\n"
        "- Unit “stars”: It is counted with up to this many decimals: 2 instead of 1. 0 members hold such units now.\n"
        "- Reward “Jam”: It costs 50 points instead of 40 points. 1 member holds such units now.\n"
    )
    assert [(one["node"], one["change"], one["members"]) for one in shape["changes"]] == [
        ("units.stars", "changed", 0),
        ("rewards[jam]", "changed", 1),
    ]
    assert shape["changes"][1]["details"] == [{"path": "cost.points", "before": 40, "after": 50}]


def test_two_published_versions_are_compared_with_the_day_of_the_later_one(shop: CommandLine, tmp_path: Path) -> None:
    second = tmp_path / "second.yaml"
    second.write_text(SHOP.replace("per: 1.00 EUR", "per: 2.00 EUR"))
    assert shop("publish", str(second), "--start", "2026-04-01").code == 0

    told = shop("diff", "shop@1", "shop@2", "--words", "--language", "en")

    assert told.said.startswith("From Apr 1, 2026:\n- Rule 1: For each €2.00 instead of €1.00 you get 1 point. ")


def test_a_version_nobody_published_is_wrong_input(shop: CommandLine) -> None:
    assert shop("diff", "shop@1", "shop@7").complained == "'shop' has no version 7; it has 1 to 1.\n"
    assert "no programme 'other' is published here" in shop("diff", "other@1", "shop@1").complained.lower()
