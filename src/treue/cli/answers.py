"""Answers: JSON for scripts, or words for people, on standard output."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import typer

from treue.cli.wiring import wiring_of

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from treue.words.languages import Language


def print_json(shape: Mapping[str, Any], *, on_one_line: bool = False) -> None:
    """One JSON object; amounts of units are exact numbers, instants ISO 8601 in UTC. On one line it is one of many."""
    import msgspec

    written = msgspec.json.Encoder(decimal_format="number").encode(shape)
    typer.echo((written if on_one_line else msgspec.json.format(written, indent=2)).decode())


def console() -> Console:
    """Where tables go; nothing in a text is taken for a style."""
    from rich.console import Console

    return Console(markup=False, highlight=False, emoji=False, soft_wrap=True)


def plain_table(*headings: str, numbers: Collection[str] = ()) -> Table:
    """An empty table with these headings; the columns of `numbers` stand to the right."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(heading, justify="right" if heading in numbers else "left")
    return table


def language_for(context: typer.Context, code: str | None) -> Language:
    """The language of the answer: the chosen one, else the one of the environment. Raises UnknownLanguage."""
    from treue.words.languages import language, language_of

    if code is not None:
        return language(code)
    environ = wiring_of(context).environ
    settings = (environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return language(language_of(next((setting for setting in settings if setting), "")))
