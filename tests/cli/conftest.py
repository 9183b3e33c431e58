"""The real command line on a real database: what was typed, what was answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from treue.app import wire
from treue.cli.application import application

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A whole database is made for each of these tests; together they are too slow for `make check`."""
    for item in items:
        if item.path.is_relative_to(HERE) and "database" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


SHOP = """\
treue: 1
programme:
  id: shop
  name: {de: Hofladen, en: Farm shop}
  currency: EUR
  time_zone: Europe/Berlin
  languages: [de, en]
  law: none
units:
  points: {name: {de: [Punkt, Punkte], en: [point, points]}, expires: after 12 months}
  stars: {name: {de: [Stern, Sterne], en: [star, stars]}, decimals: 1, available: after 14 days}
events:
  visit: {place: string, minutes: int, tip: money, far: bool, km: decimal}
earn:
  - {id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}
  - {id: double-produce, event: purchase, each: line, when: "line.category == 'produce'", multiply: {points: 2},
     budget: {points: 20}}
  - {id: long-visit, event: visit, when: event.minutes >= 30, give: {stars: 1.5}}
rewards:
  - {id: jam, name: {de: Marmelade, en: Jam}, cost: {points: 40}, gives: {product: jam}}
  - {id: basket, cost: {points: 1}, gives: {product: basket}, stock: limited}
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answered."""

    code: int
    said: str
    complained: str

    @property
    def shape(self) -> Any:
        """Its JSON."""
        return json.loads(self.said)


@dataclass(frozen=True, slots=True)
class CommandLine:
    """The command `treue` in an environment of its own."""

    environ: Mapping[str, str]

    def __call__(self, *arguments: str, typed: str | None = None) -> Answer:
        terminal = {"COLUMNS": "200", "LC_ALL": ""}
        result = CliRunner().invoke(
            application, list(arguments), input=typed, obj=wire(self.environ), env=terminal, prog_name="treue"
        )
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Answer(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def treue(database: str) -> CommandLine:
    """The command line on an empty database of this release's schema."""
    return CommandLine({"TREUE_DATABASE_URL": database})


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """The document of a small shop."""
    path = tmp_path / "shop.yaml"
    path.write_text(SHOP, "utf-8")
    return path


@pytest.fixture
def shop(treue: CommandLine, document: Path) -> CommandLine:
    """The command line with the shop published as a sandbox on 1 March 2026, and a member with the card 4711."""
    assert treue("publish", str(document), "--start", "2026-03-01", "--sandbox").code == 0
    assert treue("join", "shop", "--card", "4711", "--external-id", "C-1").code == 0
    return treue


@pytest.fixture
def purchase(tmp_path: Path) -> Callable[..., str]:
    """Writes a purchase of 1 March 2026 and answers its file: milk for 25 EUR, and produce for the cents asked for."""

    def write(produce: int = 0, **changes: Any) -> str:
        lines = [{"sku": "milk", "amount": 2500}]
        if produce:
            lines.append({"sku": "apples", "amount": produce, "category": "produce", "quantity": 1.5})
        order = {"currency": "EUR", "lines": lines}
        fact = {"event": "purchase", "occurred_at": "2026-03-01T00:00:00+01:00", "order": order, **changes}
        path = tmp_path / "purchase.json"
        path.write_text(json.dumps(fact), "utf-8")
        return str(path)

    return write
