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
    assert list(told) == ["What happened", "What it gave", "What became of it", "What the limits leave"]
    assert told["What became of it"][0] == "Credited: 50 points."
    assert told["What the limits leave"] == [
        "Rule 2: at most 20 points in all for all members together; given before: 0 points; left now: 7 points."
    ]


def test_an_event_is_found_by_the_number_of_the_shop(shop: CommandLine, purchase: Callable[..., str]) -> None:
    slip = {"store": "north/west", "till": "", "number": "0815", "business_date": "2026-03-01"}
    shop("event", "shop", "4711", purchase(receipt=slip), "--source", "tills", "--external-id", "1/17")

    for named in (["tills/1/17"], ["4711", "tills/1/17"], ["north/west//0815/2026-03-01"]):
        assert shop("explain", "shop", *named, "--language", "en").said.startswith("Event 2: Purchase\n")
    shown = shop("member", "shop", "4711", "--language", "en").said
    assert [line.split()[:3] for line in shown.splitlines()[-3:-1]] == [["2", "Mar", "1,"], ["1", "Mar", "1,"]]


def test_a_number_of_the_shop_that_names_several_events_is_answered_with_all_of_them(
    shop: CommandLine, purchase: Callable[..., str]
) -> None:
    joined = shop("join", "shop", "--card", "4712", "--json").shape["member"]
    shop("event", "shop", "4711", purchase(), "--source", "tills", "--external-id", "17/2")
    shop("event", "shop", "4712", purchase(), "--source", "tills/17", "--external-id", "2")

    answer = shop("explain", "shop", "tills/17/2")

    assert (answer.code, answer.said) == (2, "")
    assert answer.complained.startswith(
        "'tills/17/2' names 2 events: purchase of 2026-03-01, by its fact key: event 2 of m"
    )
    assert f"event 2 of {joined}" in answer.complained
    assert answer.complained.endswith(". Name the member and the event's number.\n")
    # With the member there is only one.
    assert shop("explain", "shop", "4712", "tills/17/2").code == 0


def test_a_number_of_the_shop_that_is_not_there_says_how_to_write_one(shop: CommandLine) -> None:
    alone, of_member = shop("explain", "shop", "tills/9"), shop("explain", "shop", "4711", "nine")

    assert (alone.code, of_member.code) == (2, 2)
    assert alone.complained.startswith("No event in 'shop' is known as 'tills/9'; write its number in the member's")
    assert of_member.complained.startswith("No event of this member is known as 'nine'; write its number")


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
