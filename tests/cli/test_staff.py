"""Staff on the command line: who may sign in, told once and listed without secrets."""

from __future__ import annotations

import re

import pytest

from tests.cli.conftest import CommandLine

pytestmark = pytest.mark.postgres


def test_somebody_is_added_changed_and_removed(shop: CommandLine) -> None:
    added = shop("staff", "add", "shop", "kim", "--role", "support", "--role", "finance")

    assert added.code == 0, added.complained
    assert re.search(r"not shown again: ([0-9A-Z]{4}-){3}[0-9A-Z]{4}$", added.said.strip())
    assert shop("staff", "add", "shop", "kim", "--role", "owner").code == 1
    assert shop("staff", "list", "shop", "--json").shape["staff"][0]["roles"] == ["support", "finance"]
    assert shop("staff", "roles", "shop", "kim", "auditor").said == "'kim' is now: auditor.\n"
    assert shop("staff", "reset", "shop", "kim", "--password-from-input", typed="as the crow flies\n").code == 0
    assert shop("staff", "remove", "shop", "kim").code == 0
    assert "treue staff add shop NAME --role owner" in shop("staff", "list", "shop").said


def test_what_may_not_be_is_told(shop: CommandLine) -> None:
    assert "There is no role 'boss'" in shop("staff", "add", "shop", "kim", "--role", "boss").complained
    short = shop("staff", "add", "shop", "kim", "--role", "owner", "--password-from-input", typed="short\n")
    assert (short.code, "has 10 to 200 characters" in short.complained) == (1, True)
    unknown = shop("staff", "reset", "shop", "lee")
    assert (unknown.code, unknown.complained) == (
        2,
        "Nobody of the staff of 'shop' is called 'lee'; see: treue staff list shop.\n",
    )
