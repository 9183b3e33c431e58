"""Publishing, listing, the clock, stock: the commands about a programme as a whole."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import CommandLine


def test_a_programme_is_published_once_and_listed(treue: CommandLine, document: Path) -> None:
    assert "No programme is published here yet" in treue("programmes").said

    first = treue("publish", str(document), "--start", "2026-03-01", "--sandbox", "--json")
    again = treue("publish", str(document), "--sandbox", "--language", "de")

    assert (first.code, again.code) == (0, 0)
    # The day starts at midnight in Berlin.
    start = "2026-02-28T23:00:00Z"
    told = {"programme": "shop", "version": 1, "starts_at": start, "is_new": True, "merged_with": None}
    assert first.shape == {**told, "idle_migrations": []}
    assert (
        again.said == "Das ist schon Fassung 1 von „shop“, mit Beginn am 01.03.2026, 00:00:00; nichts wurde geändert.\n"
    )
    (listed,) = treue("programmes", "--json").shape["programmes"]
    names = {"de": "Hofladen", "en": "Farm shop"}
    told = {"programme": "shop", "sandbox": True, "now": start, "latest_version": 1, "names": names, "stopped": []}
    assert listed == told
    assert "Hofladen" in treue("programmes", "--language", "de").said


def test_all_faults_of_a_document_are_listed_and_nothing_is_stored(treue: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "faulty.yaml"
    path.write_text("treue: 1\nprogramme: {id: Shop, name: Shop, currency: eur}\n", "utf-8")

    answer = treue("publish", str(path))

    assert answer.code == 2
    assert f"{path}:2:17: programme.id [id_form]" in answer.complained
    assert "[currency_form]" in answer.complained
    assert "[missing_key]" in answer.complained
    assert treue("programmes", "--json").shape == {"programmes": []}


def test_a_live_programme_cannot_become_a_sandbox(treue: CommandLine, document: Path) -> None:
    treue("publish", str(document))

    answer = treue("publish", str(document), "--sandbox")

    assert answer.code == 1
    assert answer.complained == "'shop' is a live programme; a sandbox needs an id of its own.\n"


def test_a_start_that_is_no_instant_is_wrong_input(treue: CommandLine, document: Path) -> None:
    answer = treue("publish", str(document), "--start", "tomorrow")

    assert answer.code == 2
    assert "--start: 'tomorrow' is not a date or a time; write 2026-03-01" in answer.complained


def test_the_clock_of_a_sandbox_turns_forward_only(shop: CommandLine) -> None:
    turned = shop("clock", "shop", "--turn-to", "2026-04-01T12:30", "--json")
    back = shop("clock", "shop", "--turn-to", "2026-03-15")

    # Summer time has begun: half past twelve in Berlin is half past ten in UTC.
    now = "2026-04-01T10:30:00Z"
    assert turned.shape == {"programme": "shop", "sandbox": True, "now": now, "members_settled": 0}
    assert back.code == 1
    assert "is already past 2026-03-14 23:00 UTC and never runs back" in back.complained
    assert shop("clock", "shop").said == "The clock of 'shop' stands at Apr 1, 2026, 12:30:00 PM.\n"


def test_turning_the_clock_lets_units_expire(shop: CommandLine) -> None:
    shop("adjust", "shop", "4711", "points", "10", "--reason", "opening gift")

    answer = shop("clock", "shop", "--turn-to", "2027-03-02", "--language", "de")

    assert answer.said == ("Die Uhr von „shop“ steht auf 02.03.2027, 00:00:00.\nFür 1 Mitglied war etwas fällig.\n")
    assert shop("member", "shop", "4711", "--json").shape["balances"]["points"]["available"] == 0


def test_stock_counts_what_arrived_and_what_is_missing(shop: CommandLine) -> None:
    assert shop("stock", "add", "shop", "basket", "3", "--note", "delivery 17", "--json").shape == {
        "programme": "shop",
        "reward": "basket",
        "booked": 3,
        "left": 3,
    }
    assert shop("stock", "add", "shop", "basket", "-2").said == "1 piece of 'basket' is in stock now.\n"
    assert shop("stock", "add", "shop", "basket", "1", "--language", "de").said == (
        "Von „basket“ sind jetzt 2 Stück vorrätig.\n"
    )


def test_stock_that_is_not_there_cannot_be_missing(shop: CommandLine) -> None:
    missing = shop("stock", "add", "shop", "basket", "-1")
    unlimited = shop("stock", "add", "shop", "jam", "5")

    assert (missing.code, unlimited.code) == (1, 1)
    assert missing.complained == "Fewer than 1 pieces of 'basket' are left; nothing was changed.\n"
    assert "'jam' is not a reward with 'stock: limited'" in unlimited.complained


def test_an_unknown_programme_is_wrong_input(treue: CommandLine) -> None:
    answer = treue("clock", "nowhere")

    assert answer.code == 2
    assert answer.complained == "No programme 'nowhere' is published here; publish it with: treue publish PATH.\n"
