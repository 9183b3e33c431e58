"""What rules give to causes, on the command line: told with the purchase, and added up by month."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.cli.conftest import CommandLine


def test_what_was_given_to_a_cause_is_told_and_added_up(
    treue: CommandLine, document: Path, purchase: Callable[..., str]
) -> None:
    given = "earn:\n  - {id: green, event: purchase, grant: {donation: {trees: 0.5}, perk: Wrap it.}}"
    text = document.read_text(encoding="utf-8").replace("earn:", given, 1)
    document.write_text(text + "\ncauses: {trees: {name: {en: Trees, de: Wald}}}\n", encoding="utf-8")
    assert treue("publish", str(document), "--start", "2026-03-01", "--sandbox").code == 0
    assert treue("join", "shop", "--card", "4711").code == 0
    assert treue("report", "causes", "shop").said == "Nothing was given to a cause.\n"

    answer = treue("event", "shop", "4711", purchase(1500), "--json").shape

    assert answer["donations"] == [{"rule": "green", "cause": "trees", "minor": 50, "currency": "EUR"}]
    assert answer["perks"] == [{"rule": "green", "perk": "Wrap it."}]
    assert "Wrap it. by rule green" in treue("member", "shop", "4711").said
    assert treue("report", "causes", "shop").said == "trees, March 2026: €0.50\n"
    assert treue("report", "causes", "shop", "--as-of", "2026-02-28", "--json").shape["donated"] == []
