"""The application: all commands under one name, and the one place where what goes wrong becomes sentences."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from treue.cli import keys
from treue.cli.exits import IN_HELP, ExitCode
from treue.cli.faults import show_traceback, told
from treue.cli.wiring import wiring_of

# From what is needed first to what is needed last.
IN_ORDER = (
    "demo",
    "migrate",
    "new",
    "check",
    "archive",
    "diff",
    "terms",
    "guide",
    "publish",
    "programmes",
    "halt",
    "resume",
    "clock",
    "settle",
    "join",
    "member",
    "change",
    "statement",
    "explain",
    "event",
    "return",
    "waiting-returns",
    "spend",
    "redemption",
    "seat",
    "adjust",
    "level",
    "choose",
    "waiting",
    "approve",
    "decline",
    "give",
    "merge",
    "household",
    "leave",
    "rejoin",
    "erase",
    "stock",
    "delivery",
    "payout",
    "import",
    "import-balances",
    "report",
    "close-period",
    "retire",
    "verify",
    "rebuild",
    "backup",
    "restore",
    "erasures",
    "serve",
    "worker",
    "key",
    "staff",
    "webhook",
    "doctor",
    "stop",
)


class Commands(TyperGroup):
    """A group of commands that never ends in a traceback."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The commands in the order in which help shows them."""
        return sorted(super().list_commands(ctx), key=IN_ORDER.index)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was typed."""
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, TyperException, BrokenPipeError):
            raise
        except Exception as fault:  # noqa: BLE001 - behind this there is only the person who typed the command
            if wiring_of(ctx).environ.get("TREUE_TRACEBACK"):
                show_traceback(fault)
            tale = told(fault)
            for sentence in tale.sentences:
                typer.echo(sentence, err=True)
            key = keys.key_of(ctx)
            if tale.again and key is not None:
                typer.echo(f"To ask for exactly this again, and once only, add: --key {key}", err=True)
            raise typer.Exit(tale.code) from None


application = typer.Typer(
    name="treue",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Boxes and colours would double the time until help appears.
    rich_markup_mode=None,
    epilog=IN_HELP,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from treue import __version__

        typer.echo(f"treue {__version__}")
        raise typer.Exit(ExitCode.DONE)


@application.callback()
def treue(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Customer loyalty programmes: purchases in, books that balance."""
