"""Help, usage errors, exit codes and the manual: what a person sees before the database has a say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from tests.cli.conftest import CommandLine
from treue.cli.application import IN_ORDER, application
from treue.cli.exits import MEANINGS

MANUAL = Path(__file__).parents[2] / "docs" / "command-line.md"
COMMANDS = get_command(application).commands  # type: ignore[attr-defined]


def run_treue(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "treue", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_command_has_a_place_in_help() -> None:
    assert sorted(COMMANDS) == sorted(IN_ORDER)


def test_the_manual_names_every_command_and_each_of_its_options() -> None:
    manual = MANUAL.read_text("utf-8")
    missing = []
    for name, command in COMMANDS.items():
        parts = [(f"{name} {part}", one) for part, one in getattr(command, "commands", {}).items()] or [(name, command)]
        for full_name, one in parts:
            if f"treue {full_name}" not in manual:
                missing.append(full_name)
            options = [option for parameter in one.params for option in parameter.opts if option.startswith("--")]
            missing += [
                f"{full_name} {option}" for option in options if f"`{option}`" not in manual and option != "--help"
            ]

    assert missing == []


def test_manual_and_help_give_every_exit_code_its_meaning() -> None:
    manual, shown = MANUAL.read_text("utf-8"), run_treue("--help").stdout

    for code, meaning in MEANINGS.items():
        assert f"| {code.value} | {meaning} |" in manual
        assert f"{code.value:<4}{meaning}" in shown


def test_help_needs_no_database() -> None:
    answer = run_treue("--help", TREUE_DATABASE_URL="postgresql://nowhere.invalid/treue")

    assert answer.returncode == 0
    assert answer.stderr == ""


def test_help_imports_none_of_the_heavy_parts() -> None:
    heavy = ("psycopg", "sqlalchemy", "alembic", "babel", "pydantic", "structlog", "duckdb", "lark", "rich.console")
    code = "import sys; from treue.app import main; print([name for name in sys.argv[1:] if name in sys.modules])"

    answer = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "arguments",
    [
        ("no-such-command",),
        ("member", "shop"),
        ("adjust", "shop", "4711", "points", "5"),
        ("stock", "add", "shop", "jam", "x"),
    ],
)
def test_a_wrong_command_line_is_wrong_input(arguments: tuple[str, ...]) -> None:
    answer = CommandLine({})(*arguments)

    assert answer.code == 2
    assert answer.said == ""
    assert "Usage: treue" in answer.complained


def test_the_version_is_printed() -> None:
    assert CommandLine({})("--version").said == "treue 0.1.0\n"


def test_a_database_that_is_away_is_told_with_its_remedy_and_the_key_to_ask_again() -> None:
    away = CommandLine({"TREUE_DATABASE_URL": "postgresql://treue@127.0.0.1:1/treue?connect_timeout=2"})

    answer = away("spend", "shop", "4711", "jam", "--key", "k-77")

    assert answer.code == 3
    assert "The database treue at 127.0.0.1 cannot be reached." in answer.complained
    assert "Correct TREUE_DATABASE_URL" in answer.complained
    assert "To ask for exactly this again, and once only, add: --key k-77" in answer.complained
    assert "Traceback" not in answer.complained


def test_a_fault_of_treue_itself_is_a_sentence_too(monkeypatch: pytest.MonkeyPatch, database: str) -> None:
    def breaks(_: str) -> None:
        raise KeyError("lost")

    monkeypatch.setattr("treue.store.migrate.require_current", breaks)

    answer = CommandLine({"TREUE_DATABASE_URL": database})("programmes")

    assert answer.code == 70
    assert "This is a fault of Treue itself (cli/desks.py, line" in answer.complained
    assert "KeyError: 'lost'" in answer.complained
    assert "Traceback" not in answer.complained


def test_an_unknown_language_names_those_there_are(treue: CommandLine) -> None:
    answer = treue("programmes", "--language", "xx")

    assert answer.code == 2
    assert answer.complained == "There is no language 'xx'; there are de, en.\n"
