"""The HTTP service."""

from __future__ import annotations

from typing import Annotated

import typer

from treue.cli.application import application
from treue.cli.wiring import wiring_of


@application.command()
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen at.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes serve.")] = 1,
) -> None:
    """Serve the HTTP API and its manual until it is stopped; what was accepted by then is finished."""
    from treue.store.migrate import require_current

    wiring = wiring_of(context)
    # Started here, so that no process that serves has to, and refused here, where a person reads it.
    require_current(wiring.database())
    wiring.serve(host, port, workers)
