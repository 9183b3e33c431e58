"""Returns: from JSON, from the command line, and those that wait for their order."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.cli.conftest import CommandLine

BACK: dict[str, Any] = {
    "event": "return",
    "occurred_at": "2026-03-01T00:00:00+01:00",
    "order": {"source": "till-1", "external_id": "17"},
}


def returned(**said: Any) -> str:
    return json.dumps({**BACK, **said})


def test_what_comes_back_takes_its_points_with_it(shop: CommandLine, purchase: Callable[..., str]) -> None:
    shop("event", "shop", "4711", purchase(produce=1200), "--source", "till-1", "--external-id", "17")

    part = shop("return", "shop", "-", "--key", "a", typed=returned(amount=1000))
    more = shop("return", "shop", "-", "--key", "b", typed=returned(amount=99999))
    rest = shop("return", "shop", "-", "--key", "c", "--language", "de", typed=returned())
    again = shop("return", "shop", "-", "--key", "c", "--json", typed=returned())

    assert (part.code, part.said) == (0, "Taken back: 14 points.\n")
    assert (more.code, more.complained) == (
        1,
        "More would come back than was bought, over all returns of this order.\n",
    )
    assert (rest.code, rest.said) == (0, "Zurückgenommen: 35 Punkte.\n")
    assert (again.code, again.shape["status"], again.shape["taken"]) == (0, "repeated", {"points": 35})
    history = shop("member", "shop", "4711", "--json").shape["history"]
    assert [one["words"] for one in history][:3] == [
        "27 points by rule base taken back, 8 points by rule double-produce taken back",
        "refused: More would come back than was bought, over all returns of this order.",
        "10 points by rule base taken back, 4 points by rule double-produce taken back",
    ]


def test_a_return_waits_for_its_order(shop: CommandLine, purchase: Callable[..., str]) -> None:
    early = shop("return", "shop", "-", "--key", "a", typed=returned())

    assert early.code == 4
    assert early.complained.startswith("The order is not known yet. The return waits and is decided together with it.")
    listed = shop("waiting-returns", "shop")
    assert listed.said.endswith(", for order till-1 17\n")
    (waits,) = shop("waiting-returns", "shop", "--json").shape["waiting"]
    assert (waits["source"], waits["external_id"], waits["for_review"]) == ("till-1", "17", False)

    shop("event", "shop", "4711", purchase(produce=1200), "--source", "till-1", "--external-id", "17")

    assert shop("waiting-returns", "shop").said == "No return waits for its order.\n"
    assert shop("return", "shop", "-", "--key", "a", "--json", typed=returned()).shape["taken"] == {"points": 49}
    assert shop("verify", "shop").code == 0


def test_a_return_that_cannot_be_read_says_where(shop: CommandLine) -> None:
    answer = shop(
        "return",
        "shop",
        "-",
        typed=json.dumps(
            {
                **BACK,
                "order": {"source": "till-1"},
                "lines": [{"line": 0}, {"line": 1, "quantity": True}, {"line": "milk", "amount": "2.00"}],
            }
        ),
    )

    assert answer.code == 2
    assert answer.complained.splitlines() == [
        "standard input: lines[1].line: the line's position from 1, its id or its sku belongs here; "
        "found the number 0.",
        "standard input: lines[2].quantity: a number above nothing belongs here; found true.",
        "standard input: lines[3].amount: a whole number of the currency's smallest unit, above nothing, belongs here; "
        'found the text "2.00".',
    ]
    unnamed = shop(
        "return", "shop", "-", typed=returned(order={"source": "till-1"}, lines=[{"line": 1, "quantity": 0}])
    )
    assert unnamed.complained.splitlines() == [
        "standard input: lines[1].quantity: a number above nothing with at most 6 decimals belongs here; "
        "found the number 0.",
        "standard input: order: write source and external_id of the purchase, or its receipt.",
    ]
