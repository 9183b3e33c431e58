"""The HTTP service."""

from __future__ import annotations

import socket
from typing import Annotated

import typer

from treue.cli.answers import language_for
from treue.cli.application import application
from treue.cli.options import LanguageCode
from treue.cli.wiring import wiring_of
from treue.forms.faults import WrongInput


@application.command()
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen at.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes serve.")] = 1,
    language: LanguageCode = None,
) -> None:
    """Serve the HTTP API and its manual until it is stopped; what was accepted by then is finished."""
    from treue.store.migrate import require_current

    wiring = wiring_of(context)
    # Started here, so that no process that serves has to, and refused here, where a person reads it.
    require_current(wiring.database())
    _require_free(host, port)
    words = language_for(context, language)
    place = f"http://{host}:{port}"
    typer.echo(
        words.say("Serving at {place}; the manual of the API is at {place}/v1/docs. Ctrl-C ends it.", place=place)
    )
    wiring.serve(host, port, workers)


def _require_free(host: str, port: int) -> None:
    """Raises WrongInput where nobody can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as fault:
            raise WrongInput(
                f"--host, --port: {host}:{port} cannot be listened at ({fault.strerror}); choose another one."
            ) from None
