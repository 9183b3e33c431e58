"""Why an event did what it did, as asked and as answered."""

from __future__ import annotations

from collections.abc import Callable

from tests.cli.conftest import CommandLine


def test_a_purchase_is_explained_in_both_languages(shop: CommandLine, purchase: Callable[..., str]) -> None:
    shop("event", "shop", "4711", purchase(produce=1250))

    english = shop("explain", "shop", "4711", "--language", "en").said
    german = shop("explain", "shop", "C-1", "2", "--language", "de").said.replace("\u00a0", " ")

    assert english.startswith("Event 2: Purchase\n")
    assert "- Rule 1: €37.50 × 1 point per €1.00 = 37.5, rounded down to 37 points.\n" in english
    assert "- Rule 2 for apples (€12.50): × 2 makes 50 points of 37 points; that is 13 points more.\n" in english
    assert "- Regel 1: 37,50 € × 1 Punkt je 1,00 € = 37,5, abgerundet auf 37 Punkte.\n" in german
    assert "- Gutgeschrieben: 50 Punkte.\n" in german


def test_a_script_gets_headings_and_sentences(shop: CommandLine, purchase: Callable[..., str]) -> None:
    shop("event", "shop", "4711", purchase(produce=1250))

    shape = shop("explain", "shop", "4711", "2", "--language", "en", "--json").shape

    assert (shape["event"], shape["kind"], shape["refused"]) == (2, "purchase", None)
    told = {section["heading"]: section["sentences"] for section in shape["sections"]}
    assert list(told) == ["What happened", "What it gave", "What became of it"]
    assert told["What became of it"][0] == "Credited: 50 points."


def test_an_event_that_is_not_there_is_wrong_input(shop: CommandLine) -> None:
    answer = shop("explain", "shop", "4711", "7")

    assert (answer.code, answer.said) == (2, "")
    assert answer.complained == "The member has no event 7; his events have the numbers 1 to 1.\n"


def test_every_event_can_be_traced(shop: CommandLine, purchase: Callable[..., str]) -> None:
    shop("event", "shop", "4711", purchase(produce=1250))

    told = shop("verify", "shop", "--trace", "--language", "en")
    shape = shop("verify", "shop", "--trace", "--json").shape

    assert (told.code, told.said) == (0, "2 events were traced and come to what was booked.\n")
    assert shape == {"programme": "shop", "traced": 2, "not_kept": 0, "rows": []}
