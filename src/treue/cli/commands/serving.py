"""The HTTP service."""

from __future__ import annotations

from typing import Annotated

import typer

from treue.cli.answers import language_for
from treue.cli.application import application
from treue.cli.listening import PORT, require_free
from treue.cli.options import LanguageCode
from treue.cli.wiring import wiring_of


@application.command()
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen at.")] = PORT,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes serve.")] = 1,
    language: LanguageCode = None,
) -> None:
    """Serve the HTTP API and its manual until it is stopped; what was accepted by then is finished."""
    from treue.access.addresses import trusted_proxies
    from treue.store.migrate import migrate, require_current, schema_version

    wiring = wiring_of(context)
    # Whoever serves reads it again; what is wrong with it is told here, where a person reads it.
    trusted_proxies(wiring.environ)
    # Started here, so that no process that serves has to, and refused here, where a person reads it.
    conninfo = wiring.database()
    if not wiring.environ.get("TREUE_DATABASE_URL") and schema_version(conninfo) is None:
        # A database of our own that is new; one that was named by mistake stays as it is.
        migrate(conninfo)
    require_current(conninfo)
    require_free(host, port)
    words = language_for(context, language)
    place = f"http://{host}:{port}"
    typer.echo(
        words.say("Serving at {place}; the manual of the API is at {place}/v1/docs. Ctrl-C ends it.", place=place)
    )
    wiring.serve(host, port, workers)
