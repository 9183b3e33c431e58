"""Halting a rule that goes wrong, and resuming it, as it is typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.cli.conftest import CommandLine


def test_a_rule_is_halted_shown_and_resumed(shop: CommandLine, purchase: Callable[..., str]) -> None:
    halted = shop("halt", "shop", "rule", "double-produce", "--note", "gives too much", "--language", "de")
    listed = shop("programmes", "--language", "de")
    bought = shop("event", "shop", "4711", purchase(1000), "--source", "till", "--external-id", "1", "--json")
    resumed = shop("resume", "shop", "rule", "double-produce")
    again = shop("event", "shop", "4711", purchase(1000), "--source", "till", "--external-id", "2", "--json")

    assert halted.said == "Die Regel „double-produce“ von „shop“ ist ab 01.03.2026, 00:00:00 angehalten.\n"
    assert halted.said in listed.said
    assert bought.shape["given"] == {"points": 35}
    assert resumed.said == "The rule 'double-produce' of 'shop' works again from Mar 1, 2026, 12:00:00 AM on.\n"
    assert again.shape["given"] == {"points": 45}
    assert shop("programmes", "--json").shape["programmes"][0]["stopped"] == []
    assert shop("verify", "shop").code == 0


def test_a_halt_can_be_planned_and_is_listed(shop: CommandLine) -> None:
    halted = shop("halt", "shop", "reward", "jam", "--from", "2026-03-02", "--json")
    shop("resume", "shop", "reward", "jam", "--from", "2026-03-03T08:00")

    start, end = "2026-03-01T23:00:00Z", "2026-03-03T07:00:00Z"
    assert halted.shape == {"programme": "shop", "kind": "reward", "node": "jam", "stopped": True, "from": start}
    (listed,) = shop("programmes", "--json").shape["programmes"]
    assert listed["stopped"] == [{"kind": "reward", "node": "jam", "from": start, "until": end}]
    assert (
        "The reward 'jam' of 'shop' is stopped from Mar 2, 2026, 12:00:00 AM until Mar 3, 2026, 8:00:00 AM.\n"
        in shop("programmes").said
    )


def test_a_halted_reward_is_refused_in_words(shop: CommandLine) -> None:
    shop("adjust", "shop", "4711", "points", "40", "--reason", "opening gift")
    shop("halt", "shop", "reward", "jam")

    refused = shop("spend", "shop", "4711", "jam", "--language", "de")

    assert (refused.code, refused.complained) == (1, "Diese Prämie ist zurzeit nicht erhältlich.\n")


def test_what_is_halted_already_or_runs_is_refused_with_the_reason(shop: CommandLine) -> None:
    shop("halt", "shop", "rule", "base")

    twice = shop("halt", "shop", "rule", "base", "--language", "de")
    running = shop("resume", "shop", "rule", "long-visit")

    assert (twice.code, twice.complained) == (1, "Von da an ist das schon angehalten.\n")
    assert (running.code, running.complained) == (
        1,
        "It is not stopped from then on, so there is nothing to resume.\n",
    )


def test_an_unknown_rule_names_those_there_are(shop: CommandLine) -> None:
    answer = shop("halt", "shop", "rule", "bsae")

    assert answer.code == 2
    assert answer.complained == (
        "'shop' has no rule 'bsae'; did you mean 'base'? there are base, double-produce, long-visit.\n"
    )


def test_a_back_up_keeps_what_is_halted(shop: CommandLine, empty_database: str, tmp_path: Path) -> None:
    shop("halt", "shop", "rule", "base", "--from", "2026-03-02")
    archive = str(tmp_path / "shop.backup")
    assert shop("backup", archive).code == 0

    restored = CommandLine({"TREUE_DATABASE_URL": empty_database})
    assert restored("restore", archive).code == 0
    assert restored("erasures", "replay", "--no-erasures-since-backup").code == 0

    assert restored("programmes", "--json").said == shop("programmes", "--json").said
    assert restored("resume", "shop", "rule", "base").code == 0
