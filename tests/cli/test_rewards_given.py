"""What rewards become, on the command line: donations, pay-outs, parcels and seats."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine

REWARDS = """\
  - {id: gift, name: {en: Gift, de: Geschenk}, cost: {points: 5}, gives: {donation: {amount: 0.50 EUR}}, cancel: 7 days}
  - {id: cash, name: {en: Cash, de: Geld}, cost: {points: 10}, gives: {money: 2.00 EUR}}
  - {id: mug, name: {en: Mug, de: Becher}, cost: {points: 10}, gives: {product: mug}, delivery: {address: true}}
  - {id: lamp, name: {en: Lamp, de: Lampe}, cost: {points: 10}, gives: {product: lamp}, adapter: gift-house}
  - {id: cake, name: {en: Cake, de: Kuchen}, cost: {points: 5}, gives: {line: {when: "line.category == 'cake'"}}}
  - {id: ride, name: {en: Ride, de: Fahrt}, cost: {points: 5}, money: 3.00 EUR, cancel: 7 days,
     gives: {experience: {place: {en: the lake, de: am See}, seats: 1, waiting_list: true}}}
causes: {trees: {name: {en: Trees, de: Bäume}}, school: {name: {en: School, de: Schule}}}
"""


@pytest.fixture
def store(treue: CommandLine, document: Path) -> CommandLine:
    """The shop with these rewards, and its members 4711 and 4712 with a hundred points each."""
    document.write_text(document.read_text(encoding="utf-8") + REWARDS, encoding="utf-8")
    assert treue("publish", str(document), "--start", "2026-03-01", "--sandbox").code == 0
    for card in ("4711", "4712"):
        assert treue("join", "shop", "--card", card).code == 0
        assert treue("adjust", "shop", card, "points", "100", "--reason", "a start").code == 0
    return treue


def test_a_donation_names_its_cause_and_is_added_up(store: CommandLine) -> None:
    assert store("spend", "shop", "4711", "gift", "--json").shape["reason"] == "cause_needed"
    bought = store("spend", "shop", "4711", "gift", "--cause", "trees")

    assert bought.said == "Bought Gift for 5 points. It is €0.50 for Trees.\n"
    assert store("payout", "donations", "shop", "--json").shape["causes"] == [
        {"cause": "trees", "donations": 1, "amount": [50, "EUR"]}
    ]
    assert "Bäume" in store("payout", "donations", "shop", "--until", "2026-12-31", "--language", "de").said
    assert store("payout", "donations", "shop", "--from", "2026-04-01").said == "Nothing was donated.\n"


def test_a_pay_out_is_listed_until_it_is_noted_as_paid(store: CommandLine) -> None:
    assert (
        store("spend", "shop", "4711", "cash").said == "Bought Cash for 10 points. It is €2.00 to your own account.\n"
    )
    (waiting,) = store("payout", "list", "shop", "--json").shape["payouts"]
    assert (waiting["number"], waiting["amount"], waiting["paid"]) == ("3", [200, "EUR"], False)

    assert store("payout", "done", "shop", "4711", "3", "--reference", "SEPA 17").said == "Noted as paid.\n"
    assert store("payout", "done", "shop", "4711", "3", "--json").shape["reason"] == "already_used"
    assert store("payout", "list", "shop").said == "Nothing is to be paid out.\n"
    assert "yes" in store("payout", "list", "shop", "--paid").said
    assert "SEPA 17" in store("payout", "list", "shop", "--paid").said
    assert store("spend", "shop", "4711", "cash").code == 0
    failed = store("payout", "failed", "shop", "4711", "5", "--reason", "No such account", "--json").shape
    assert (failed["status"], failed["given"]) == ("decided", {"points": 10})
    assert store("payout", "list", "shop").said == "Nothing is to be paid out.\n"


def test_a_parcel_is_listed_with_its_address_until_it_arrives(store: CommandLine) -> None:
    assert store("spend", "shop", "4711", "mug", "--json").shape["reason"] == "address_needed"
    assert store("spend", "shop", "4711", "mug", "--address", "Am Markt 1").code == 0
    assert "Am Markt 1" in store("delivery", "list", "shop").said

    assert store("delivery", "sent", "shop", "4711", "3").said == "Noted as sent.\n"
    (sent,) = store("delivery", "list", "shop", "--json").shape["deliveries"]
    assert (sent["reward"], sent["state"], sent["by"], sent["address"]) == ("mug", "sent", "operator", "Am Markt 1")
    assert store("delivery", "arrived", "shop", "4711", "3").said == "Noted as arrived.\n"
    assert store("delivery", "list", "shop").said == "Nothing is to be sent.\n"


def test_what_comes_from_an_outside_catalogue_is_listed_for_it_alone(store: CommandLine) -> None:
    assert store("spend", "shop", "4711", "mug", "--address", "Am Markt 1").code == 0
    assert store("spend", "shop", "4711", "lamp").code == 0

    (parcel,) = store("delivery", "list", "shop", "--adapter", "gift-house", "--json").shape["deliveries"]
    assert (parcel["reward"], parcel["number"], parcel["by"], parcel["adapter"]) == (
        *("lamp", "4", "supplier", "gift-house"),
    )


def test_what_a_merged_account_is_to_get_is_sent_and_paid_to_the_survivor(store: CommandLine) -> None:
    assert store("spend", "shop", "4712", "lamp").code == 0
    assert store("spend", "shop", "4712", "cash").code == 0
    assert store("merge", "shop", "4711", "4712", "--yes").code == 0

    (parcel,) = store("delivery", "list", "shop", "--json").shape["deliveries"]
    (money,) = store("payout", "list", "shop", "--json").shape["payouts"]
    assert (parcel["number"], money["number"], parcel["member"]) == ("3.3", "3.4", money["member"])
    assert store("delivery", "sent", "shop", parcel["member"], "3.3").said == "Noted as sent.\n"
    assert store("payout", "done", "shop", "4711", "4", "--json").shape["reason"] == "unknown_redemption"
    assert store("payout", "done", "shop", "4711", "3.4").said == "Noted as paid.\n"


def test_a_seat_that_is_given_back_is_kept_for_who_waits(store: CommandLine) -> None:
    bought = store("spend", "shop", "4711", "ride").said
    assert bought.startswith("Bought Ride for 5 points. To be paid at the shop: €3.00. Code: ")
    assert store("seat", "wait", "shop", "4712", "ride").said == "Waits for a seat now.\n"
    assert len(store("seat", "list", "shop", "ride", "--json").shape["waiting"]) == 1

    back = store("redemption", "cancel", "shop", "4711", "3").said
    assert back == "Given back: 5 points. To be given back at the shop: €3.00.\n"
    assert store("spend", "shop", "4711", "ride", "--json").shape["reason"] == "seat_kept"
    assert store("spend", "shop", "4712", "ride").code == 0
    assert store("seat", "list", "shop", "ride").said == "Nobody waits.\n"


def test_a_free_article_is_a_code_that_is_used_on_a_line(store: CommandLine) -> None:
    code = store("spend", "shop", "4711", "cake", "--json").shape["code"]

    used = store("redemption", "use", "shop", code, "--order", "17", "--line", "2")

    assert used.said == "Used: Cake (one article of the basket).\n"
    assert store("redemption", "use", "shop", code, "--json").shape["reason"] == "already_used"
