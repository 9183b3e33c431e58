"""Facts, rewards, adjustments: what happens to a member, from JSON and from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Answer, CommandLine

FIELDS: dict[str, Any] = {"place": "Hof", "minutes": 45, "tip": "1.50 EUR", "far": True, "km": 12.5}
VISIT: dict[str, Any] = {"event": "visit", "occurred_at": "2026-03-01T00:00:00+01:00", "fields": FIELDS}


def test_a_fact_is_credited_once_and_answers_the_same_again(shop: CommandLine, purchase: Callable[..., str]) -> None:
    fact = ("event", "shop", "4711", purchase(produce=1200), "--source", "till-1", "--external-id", "17")

    first, again = shop(*fact), shop(*fact, "--json")

    assert first.said == "Recorded: 37 points by rule base, 12 more by rule double-produce.\n"
    assert (first.code, again.code) == (0, 0)
    assert again.shape == {
        "status": "repeated",
        "reason": None,
        "sentence": f"{first.said.strip()} This was done before; nothing was done again.",
        "member": "4711",
        "event": 2,
        "given": {"points": 49},
        "taken": {},
        "debt": {},
        "shares": [
            {"rule": "base", "unit": "points", "given": 37, "wanted": 37, "reason": None},
            {"rule": "double-produce", "unit": "points", "given": 12, "wanted": 12, "reason": None},
        ],
        "donations": [],
        "perks": [],
        "missing": None,
        "reward": None,
        "gives": None,
        "to_pay": None,
        "usable_until": None,
        "given_twice": [],
        "code": None,
        "until": None,
        "parked": None,
        "request": None,
        "key": None,
    }


def test_a_cut_share_says_what_was_wanted(shop: CommandLine, purchase: Callable[..., str]) -> None:
    shop("event", "shop", "4711", purchase(produce=1200))

    answer = shop("event", "shop", "4711", purchase(produce=1200), "--json", "--key", "second")

    cut = answer.shape["shares"][1]
    assert cut == {"rule": "double-produce", "unit": "points", "given": 8, "wanted": 12, "reason": "budget_cut"}


def test_an_event_of_the_programmes_own_comes_from_standard_input(shop: CommandLine) -> None:
    answer = shop("event", "shop", "4711", "-", typed=json.dumps(VISIT))

    assert answer.code == 0
    assert answer.said == "Recorded: 1.5 stars by rule long-visit.\n"


def test_a_fact_from_too_long_ago_is_refused_and_stays_so(shop: CommandLine, purchase: Callable[..., str]) -> None:
    shop("clock", "shop", "--turn-to", "2026-05-01")
    fact = ("event", "shop", "4711", purchase(), "--source", "till-1", "--external-id", "17", "--json")

    first, again = shop(*fact), shop(*fact)

    assert (first.code, again.code) == (1, 1)
    assert (first.shape["reason"], again.shape["reason"]) == ("too_late", "too_late")
    assert first.complained == "This happened longer ago than the programme accepts.\n"


def test_a_receipt_is_credited_once_whoever_presents_it(shop: CommandLine, purchase: Callable[..., str]) -> None:
    receipt = {"store": "north", "till": "1", "number": "77", "business_date": "2026-03-01"}
    shop("join", "shop", "--card", "4712")
    shop("event", "shop", "4711", purchase(receipt=receipt))

    answer = shop("event", "shop", "4712", purchase(receipt=receipt))

    assert answer.code == 1
    assert answer.complained == "This receipt was credited before.\n"


def test_every_fault_of_a_purchase_is_named_with_its_place(shop: CommandLine, purchase: Callable[..., str]) -> None:
    lines = [{"sku": "milk", "amount": 2.49}, {"sku": "", "amount": 100, "kind": "food", "weight": 3}]
    order = {"currency": "eur", "lines": lines}
    path = purchase(occurred_at="2026-03-01T00:00:00", order=order, store="north")

    answer = shop("event", "shop", "4711", path)

    assert answer.code == 2
    places = [line.removeprefix(f"{path}: ").partition(":")[0] for line in answer.complained.splitlines()]
    assert places == [
        "occurred_at",
        "order.currency",
        "order.lines[1].amount",
        "order.lines[2].kind",
        "order.lines[2].sku",
        "order.lines[2].weight",
        "store",
    ]
    assert "like 249 for 2.49, belongs here; found the number 2.49." in answer.complained
    assert "one of goods, shipping, fee, deposit, donation, gift_card, stored_value" in answer.complained


# None of these writes anything, so one shop serves them all.
NO_FACTS = (
    ("", "standard input:1:1: this is not JSON"),
    ('{"event": "visit",\n "x": }', "standard input:2:7: this is not JSON"),
    ("[1]", "standard input: an object in braces belongs here"),
    ('{"event": 1, "event": 2}', 'the key "event" is written twice'),
    ('{"event": NaN}', "NaN is not a number"),
    ("[" * 100_000, "this is nested too deeply; 20 levels are read."),
    ('{"event": "visit"}', "occurred_at: this is missing; an instant with its offset"),
    (
        '{"event": "vist", "occurred_at": "2026-03-01T00:00:00Z"}',
        "there is no event 'vist'; did you mean 'visit'? Known here: purchase, visit.",
    ),
    ('{"event": "joined", "occurred_at": "2026-03-01T00:00:00Z"}', "for joining there is `treue join`"),
    ('{"event": "purchase", "occurred_at": "0001-01-01T00:00:00+14:00", "order": 1}', "order: an object in braces"),
    (
        '{"event": "visit", "occurred_at": "0001-01-01T00:00:00+14:00"}',
        "occurred_at: this instant is outside the calendar",
    ),
    ('{"event": "a\\u0000b", "occurred_at": "2026-03-01T00:00:00Z"}', "event: a text in one line"),
)


def test_a_text_that_is_no_fact_is_wrong_input(shop: CommandLine) -> None:
    for typed, complaint in NO_FACTS:
        answer = shop("event", "shop", "4711", "-", typed=typed)

        assert answer.code == 2, typed[:80]
        assert complaint in answer.complained


WRONG_FIELDS = (
    ("place", 3, "a text in one line"),
    ("place", "two\nlines", "a text in one line"),
    ("minutes", 2.5, "a whole number between -2^53 and 2^53 belongs here; found the number 2.5."),
    ("minutes", True, "a whole number between -2^53 and 2^53 belongs here; found true."),
    ("minutes", 2**70, "a whole number between -2^53 and 2^53 belongs here"),
    ("tip", "1.50 USD", "an amount of money like '12.50 EUR' belongs here"),
    ("tip", 1.5, "an amount of money like '12.50 EUR' belongs here; found the number 1.5."),
    ("far", "yes", "true or false belongs here"),
    ("km", 0.1234567, "with at most 6 decimals, belongs here; found the number 0.1234567."),
    ("km", None, "found nothing"),
)


def test_a_field_of_the_wrong_type_is_named(shop: CommandLine) -> None:
    for field, value, complaint in WRONG_FIELDS:
        fact = {**VISIT, "fields": {**FIELDS, field: value}}

        answer = shop("event", "shop", "4711", "-", typed=json.dumps(fact))

        assert answer.code == 2, (field, value)
        assert answer.complained.startswith(f"standard input: fields.{field}: ")
        assert complaint in answer.complained


def test_unknown_and_wrong_fields_are_named_together(shop: CommandLine) -> None:
    fact = {**VISIT, "fields": {"place": 3, "minutes": 45, "tip": "1.50 EUR", "far": True, "miles": 3}}

    answer = shop("event", "shop", "4711", "-", typed=json.dumps(fact))

    assert answer.code == 2
    assert answer.complained == (
        "standard input: fields.miles: there is no such key; did you mean 'minutes'? "
        "Known here: place, minutes, tip, far, km.\n"
        "standard input: fields.place: a text in one line, at most 200 characters, belongs here; found the number 3.\n"
    )


def test_a_field_may_be_left_out(shop: CommandLine) -> None:
    without = {key: value for key, value in FIELDS.items() if key != "km"}

    answer = shop("event", "shop", "4711", "-", "--json", typed=json.dumps({**VISIT, "fields": without}))

    assert (answer.code, answer.shape["status"]) == (0, "decided")


FLIGHTS = """\
treue: 1
programme: {id: air, name: Air, currency: EUR, time_zone: Europe/Berlin, languages: [en]}
units: {miles: {name: {en: [mile, miles]}}}
types: {leg: {cabin: string, own: bool}}
events: {flight: {day: date, legs: list<leg>}}
earn: [{id: flown, event: flight, each: leg, when: "leg.cabin == 'business'", give: {miles: 200}}]
"""


def test_days_lists_and_their_parts_are_fields_too(treue: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "air.yaml").write_text(FLIGHTS, "utf-8")
    assert treue("publish", str(tmp_path / "air.yaml"), "--start", "2026-03-01", "--sandbox").code == 0
    assert treue("join", "air", "--card", "4711").code == 0

    def fly(**fields: Any) -> Answer:
        return treue("event", "air", "4711", "-", typed=json.dumps({**VISIT, "event": "flight", "fields": fields}))

    legs = [{"cabin": "business", "own": True}, {"cabin": "economy"}]
    wrong = fly(day="2026-02-30", legs=[legs[0], {"cabin": 7, "seat": "3A"}, "leg"])

    assert wrong.complained.splitlines() == [
        'standard input: fields.day: a day like 2026-03-01 belongs here; found the text "2026-02-30".',
        "standard input: fields.legs[2].seat: there is no such key; known here: cabin, own.",
        "standard input: fields.legs[2].cabin: a text in one line, at most 200 characters, belongs here; "
        "found the number 7.",
        'standard input: fields.legs[3]: an object in braces belongs here; found the text "leg".',
    ]
    assert fly(day="2026-02-28", legs=legs).said == "Recorded: 200 miles by rule flown.\n"


def test_an_identity_is_whole_or_absent(shop: CommandLine, purchase: Callable[..., str]) -> None:
    half = shop("event", "shop", "4711", purchase(), "--source", "till-1")
    both = shop("event", "shop", "4711", purchase(), "--source", "till-1", "--external-id", "1", "--key", "k")

    assert (half.code, both.code) == (2, 2)
    assert "--source and --external-id name a fact together" in half.complained
    assert "give either" in both.complained


def test_a_reward_is_bought_once_for_a_key(shop: CommandLine, purchase: Callable[..., str]) -> None:
    shop("event", "shop", "4711", purchase(produce=2500))

    first = shop("spend", "shop", "4711", "jam", "--key", "k1")
    again = shop("spend", "shop", "4711", "jam", "--key", "k1", "--json")

    assert first.said == "Bought Jam for 40 points.\n"
    assert (again.shape["status"], again.shape["taken"]) == ("repeated", {"points": 40})
    assert (again.shape["reward"], again.shape["gives"], again.shape["key"]) == ("jam", {"product": "jam"}, "k1")
    assert shop("member", "shop", "4711", "--json").shape["balances"]["points"]["available"] == 30


def test_a_balance_that_is_too_low_says_what_is_missing(shop: CommandLine, purchase: Callable[..., str]) -> None:
    shop("event", "shop", "4711", purchase())

    english = shop("spend", "shop", "4711", "jam", "--json")
    german = shop("spend", "shop", "4711", "jam", "--language", "de")

    assert (english.code, german.code) == (1, 1)
    assert (english.shape["reason"], english.shape["missing"]) == ("insufficient_units", 15)
    assert english.complained == "15 points are missing.\n"
    assert german.complained == "Es fehlen 15 Punkte.\n"


def test_other_wishes_that_may_not_be(shop: CommandLine, purchase: Callable[..., str]) -> None:
    shop("event", "shop", "4711", purchase())

    sold_out = shop("spend", "shop", "4711", "basket")
    unknown = shop("spend", "shop", "4711", "moon")

    assert (sold_out.code, sold_out.complained) == (1, "This reward is out of stock.\n")
    assert (unknown.code, unknown.complained) == (1, "The programme has no such reward.\n")


def test_staff_gives_and_takes_units_as_people_write_them(shop: CommandLine) -> None:
    gave = shop("adjust", "shop", "4711", "points", "12", "--reason", "broken eggs")
    took = shop("adjust", "shop", "4711", "points", "-1", "--reason", "typing error", "--language", "de")
    lacking = shop("adjust", "shop", "4711", "points", "-12", "--reason", "typing error")
    owed = shop("adjust", "shop", "4711", "points", "-12", "--reason", "typing error", "--allow-debt")

    assert gave.said == "Gave 12 points.\n"
    assert took.said == "1 Punkt abgezogen.\n"
    assert (lacking.code, lacking.complained) == (1, "1 point is missing.\n")
    assert owed.said == "Took 12 points; owed: 1 point.\n"
    shape = shop("member", "shop", "4711", "--json").shape
    assert shape["balances"]["points"]["debt"] == 1
    assert shape["history"][0]["words"] == "-11 points: typing error, 1 point owed: typing error"


@pytest.mark.parametrize(
    ("unit", "amount", "complaint"),
    [
        ("coins", "5", "UNIT: 'shop' has no unit 'coins'; it has points, stars."),
        ("points", "1.5", "AMOUNT: '1.5' is finer than 'points', which is counted in whole numbers."),
        ("stars", "1.25", "AMOUNT: '1.25' is finer than 'stars', which is counted in steps of 0.1."),
        ("stars", "1,5", "AMOUNT: '1,5' is not a number; write it like 12 or -12.5, with a point."),
        ("points", "0", "AMOUNT: 0 changes nothing"),
    ],
)
def test_an_amount_that_cannot_be_booked_is_wrong_input(
    shop: CommandLine, unit: str, amount: str, complaint: str
) -> None:
    answer = shop("adjust", "shop", "4711", unit, amount, "--reason", "test")

    assert answer.code == 2
    assert complaint in answer.complained


def test_the_actor_is_written_down(shop: CommandLine, database: str) -> None:
    import psycopg

    shop("adjust", "shop", "4711", "points", "1", "--reason", "gift", "--actor", "Mrs Berg")

    with psycopg.connect(database) as connection:
        rows = connection.execute("SELECT actor FROM audit WHERE action = 'adjustment'").fetchall()
    assert rows == [("Mrs Berg",)]
