"""Joining, the wallet, erasing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine


def test_joining_answers_the_public_id_and_repeating_it_the_same(shop: CommandLine) -> None:
    person = ("--name", "Ada", "--email", "ada@example.org", "--birthday", "29-02", "--card", "1", "--card", "2")

    first = shop("join", "shop", *person, "--key", "k1", "--json")
    again = shop("join", "shop", *person, "--key", "k1", "--json")

    assert (first.code, again.code) == (0, 0)
    assert first.shape["status"] == "decided"
    assert again.shape["status"] == "repeated"
    assert first.shape["member"] == again.shape["member"]
    assert first.shape["member"].startswith("m_")
    wallet = shop("member", "shop", "2", "--json").shape
    assert (wallet["member"], wallet["cards"]) == (first.shape["member"], ["1", "2"])


def test_a_card_belongs_to_one_member(shop: CommandLine) -> None:
    answer = shop("join", "shop", "--card", "4711", "--language", "de")

    assert answer.code == 1
    assert answer.complained == "Die Karte oder die Kennung des Geschäfts gehört schon zu einem Mitglied.\n"


def test_a_key_serves_one_request(shop: CommandLine) -> None:
    shop("join", "shop", "--card", "1", "--key", "k1")

    answer = shop("join", "shop", "--card", "2", "--key", "k1", "--json")

    assert answer.code == 1
    assert answer.shape["reason"] == "key_reused"
    assert answer.complained == "This key was used before, for something else.\n"


@pytest.mark.parametrize("birthday", ["1990-12-24", "31-02", "24.12.", "12-24"])
def test_a_birthday_is_a_day_and_a_month(shop: CommandLine, birthday: str) -> None:
    answer = shop("join", "shop", "--birthday", birthday)

    assert answer.code == 2
    assert f"--birthday: '{birthday}' is not a day of the year" in answer.complained


def test_the_wallet_tells_balance_lots_and_reasons(shop: CommandLine, purchase: Callable[..., str]) -> None:
    shop("event", "shop", "4711", purchase(produce=1200))
    shop("event", "shop", "4711", purchase(produce=1200), "--key", "again")
    shop("spend", "shop", "4711", "jam")
    shop("adjust", "shop", "4711", "stars", "2.5", "--reason", "for patience")

    english = shop("member", "shop", "C-1").said
    german = shop("member", "shop", "4711", "--language", "de").said

    # 37 EUR were paid, 12 of them for produce; the budget of doubling is 20 in all, so the second time 8 are left.
    assert "37 points by rule base, 12 more by rule double-produce" in english
    assert "37 points by rule base, 8 of 12 points by rule double-produce because its budget is used up" in english
    assert "40 points for Jam" in english
    assert "+2.5 stars: for patience" in english
    assert "37 Punkte nach Regel base, 12 mehr nach Regel double-produce" in german
    assert "8 statt 12 Punkte nach Regel double-produce, weil ihr Budget aufgebraucht ist" in german
    assert "40 Punkte für Marmelade" in german
    assert "Hofladen, Stand 01.03.2026" in german
    assert "9 Punkte" in german
    assert "01.03.2027" in german


def test_the_wallet_for_scripts(shop: CommandLine, purchase: Callable[..., str]) -> None:
    shop("event", "shop", "4711", purchase())
    shop("adjust", "shop", "4711", "stars", "2.5", "--reason", "for patience")

    shape = shop("member", "shop", "4711", "--json", "--history", "2").shape

    assert shape.keys() == {
        "programme",
        "member",
        "external_ids",
        "cards",
        "now",
        "left_at",
        "closes_at",
        "household",
        "given_twice",
        "balances",
        "coming",
        "levels",
        "steps",
        "rewards",
        "history",
    }
    assert shape["external_ids"] == ["C-1"]
    points, stars = shape["balances"]["points"], shape["balances"]["stars"]
    assert (points["available"], points["pending"], points["debt"]) == (25, 0, 0)
    assert (stars["available"], stars["pending"], stars["debt"]) == (0, 2.5, 0)
    assert points["lots"] == [
        {
            "left": 25,
            "amount": 25,
            "earned_at": "2026-02-28T23:00:00Z",
            "available_at": "2026-02-28T23:00:00Z",
            "expires_at": "2027-02-28T23:00:00Z",
        }
    ]
    adjusted, bought = shape["history"]
    assert adjusted["moves"] == [{"cause": "adjusted", "source": "for patience", "unit": "stars", "change": 2.5}]
    assert (bought["event"], bought["kind"], bought["refused"]) == (2, "purchase", None)
    assert bought["words"] == "25 points by rule base"


def test_nobody_by_that_name_is_wrong_input(shop: CommandLine) -> None:
    answer = shop("member", "shop", "4712")

    assert answer.code == 2
    assert answer.complained == (
        "Nobody in 'shop' is known as '4712'; give a public id, the shop's own id or a card number.\n"
    )


def test_erasing_asks_first(shop: CommandLine) -> None:
    answer = shop("erase", "shop", "4711", typed="n\n")

    assert answer.code == 1
    assert "Erase the member '4711' of 'shop'? This cannot be undone. [y/N]" in answer.complained
    assert answer.complained.endswith("Nothing was erased.\n")
    assert shop("member", "shop", "4711").code == 0


def test_what_was_erased_leads_to_nobody_and_the_books_stand(shop: CommandLine, purchase: Callable[..., str]) -> None:
    shop("event", "shop", "4711", purchase())

    assert shop("erase", "shop", "4711", "--yes", "--json").shape == {"programme": "shop", "erased": True}
    assert shop("member", "shop", "4711").code == 2
    assert shop("verify", "shop").code == 0


OWN = """\
attributes:
  member: {staff: bool, shoe_size: decimal, tags: list<string>}
"""


@pytest.fixture
def declaring(treue: CommandLine, document: Path) -> CommandLine:
    """The shop, whose document declares attributes of members, with a member who has the card 4711."""
    document.write_text(document.read_text(encoding="utf-8") + OWN, encoding="utf-8")
    assert treue("publish", str(document), "--start", "2026-03-01", "--sandbox").code == 0
    assert treue("join", "shop", "--card", "4711", "--attribute", "staff=true", "--attribute", "tags=a, b").code == 0
    return treue


def test_attributes_are_typed_changed_and_taken_away(declaring: CommandLine) -> None:
    changed = declaring(
        "change", "shop", "4711", "--name", "Ada", "--attribute", "shoe_size=42.50", "--without", "staff", "--json"
    )
    german = declaring("change", "shop", "4711", "--birthday", "24-12", "--language", "de")
    again = declaring("change", "shop", "4711", "--json").shape

    assert changed.code == 0, changed.complained
    assert (changed.shape["name"], changed.shape["attributes"]) == ("Ada", {"tags": ["a", "b"], "shoe_size": "42.5"})
    assert german.said == "Geändert.\n"
    assert again["birthday"] == "12-24"
    assert again["attributes"] == {"tags": ["a", "b"], "shoe_size": "42.5"}


def test_attributes_that_are_not_declared_or_of_another_type_are_named_all_at_once(declaring: CommandLine) -> None:
    wrong = declaring("join", "shop", "--attribute", "staf=true", "--attribute", "shoe_size=large")
    unlike = declaring("change", "shop", "4711", "--attribute", "staff")
    unknown = declaring("change", "shop", "4711", "--without", "colour")

    assert (wrong.code, unlike.code, unknown.code) == (2, 2, 2)
    assert wrong.complained == (
        "--attribute: attributes.staf: there is no such key; did you mean 'staff'? Known here: staff, "
        "shoe_size, tags.\n"
        '--attribute: attributes.shoe_size: a decimal number like 12.5 or "12.5", with at most 6 decimals, belongs '
        'here; found the text "large".\n'
    )
    assert unlike.complained == (
        "--attribute: 'staff' does not name one attribute and its value; write NAME=VALUE once.\n"
    )
    assert unknown.complained == (
        "--without: 'colour' is no attribute that could go; known here: staff, shoe_size, tags.\n"
    )
