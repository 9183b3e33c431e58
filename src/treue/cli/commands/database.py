"""The database: its schema, back-ups, and the embedded server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.faults import Refused
from treue.cli.keys import actor_of
from treue.cli.options import Actor, AsJson, LanguageCode, NoErasuresSinceBackup
from treue.cli.progress import waiting
from treue.cli.wiring import wiring_of


@application.command()
def migrate(context: typer.Context, as_json: AsJson = False, language: LanguageCode = None) -> None:
    """Bring the database to this release's schema. Safe to repeat."""
    from treue.store.migrate import known_versions
    from treue.store.migrate import migrate as migrate_database

    words = language_for(context, language)
    with waiting(words.say("Migrating")):
        applied = migrate_database(wiring_of(context).database())
    schema = known_versions()[-1]
    if as_json:
        print_json({"schema": schema, "applied": applied})
    elif applied:
        steps = ", ".join(applied)
        typer.echo(
            words.count(
                "Applied 1 step: {steps}.",
                "Applied {number} steps: {steps}.",
                len(applied),
                number=len(applied),
                steps=steps,
            )
        )
    else:
        typer.echo(words.say("The database has the schema {schema} already; there was nothing to do.", schema=schema))


@application.command()
def backup(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The file to write.", show_default=False)],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Write everything into one file, while others work."""
    from treue.store.archive import back_up
    from treue.store.connect import place_of
    from treue.store.migrate import schema_version

    words = language_for(context, language)
    wiring = wiring_of(context)
    conninfo = wiring.database()
    if schema_version(conninfo) is None:
        raise Refused(f"The database {place_of(conninfo)} has no tables of Treue yet: there is nothing to back up.")
    _complete_erasure_list(context, conninfo)
    with waiting(words.say("Backing up")):
        archive = back_up(conninfo, path, force=force, environ=wiring.environ)
    if as_json:
        print_json({"path": str(archive.path), "size_bytes": archive.size_bytes})
    else:
        size = words.number(archive.size_bytes)
        typer.echo(words.say("Backed up to {path}, {size} bytes.", path=archive.path, size=size))


def _complete_erasure_list(context: typer.Context, conninfo: str) -> None:
    """From this back-up on the installation's list holds every erasure, also those of an earlier release."""
    import asyncio

    from treue.store.connect import open_async_connection
    from treue.store.erasures import Erasure, erasure_list, read_erasures
    from treue.store.restored import awaits_erasures

    listed = erasure_list(wiring_of(context).environ)
    if listed is None or awaits_erasures(conninfo):
        return

    async def run() -> list[Erasure]:
        async with await open_async_connection(conninfo) as connection:
            return await read_erasures(connection)

    listed.complete(asyncio.run(run()))


@application.command()
def restore(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A file that `treue backup` wrote.", show_default=False)],
    erasures: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The list of erasures; this installation's own without it.")
    ] = None,
    no_erasures_since_backup: NoErasuresSinceBackup = False,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Fill an empty database from a back-up: wholly, or not at all.

    Who was erased since the back-up is erased again before anything is served.
    """
    from treue.cli.commands.erasures import chosen_list, finish_restoring, say_replayed
    from treue.store.archive import restore as restore_archive
    from treue.store.unavailable import StoreUnavailable

    words = language_for(context, language)
    wiring = wiring_of(context)
    name = actor_of(actor)
    chosen = chosen_list(context, erasures, no_erasures_since_backup)
    if chosen is not None:
        # A list that cannot be read is told before anything is restored.
        chosen.read()
    is_current = True
    try:
        with waiting(words.say("Restoring")):
            restore_archive(wiring.database(), path, environ=wiring.environ)
    except StoreUnavailable as fault:
        # The archive is in the database, wholly; only what this release works with is a step further on.
        if fault.reason != "schema_older":
            raise
        is_current = False
    replayed = None
    if is_current and (chosen is not None or no_erasures_since_backup):
        replayed = finish_restoring(context, chosen, name, words)
    if as_json:
        shape = {"path": str(path), "needs_migration": not is_current, "awaits_erasures": replayed is None}
        print_json({**shape, "erased_again": replayed.erased if replayed is not None else None})
        return
    typer.echo(words.say("Restored {path}.", path=path))
    if not is_current:
        typer.echo(words.say("It is from an older release. Next, run: treue migrate"))
    if replayed is not None:
        say_replayed(replayed, words)
    else:
        typer.echo(
            words.say("Who was erased since the back-up may be in it again. Next, run: treue erasures replay FILE")
        )


@application.command()
def stop(context: typer.Context, as_json: AsJson = False, language: LanguageCode = None) -> None:
    """Stop the embedded database server. The next command starts it again."""
    from treue.store import embedded

    words = language_for(context, language)
    environ = wiring_of(context).environ
    if environ.get("TREUE_DATABASE_URL"):
        raise Refused("TREUE_DATABASE_URL names a database that is not the embedded one; stop it where it runs.")
    home = embedded.home_folder(environ)
    stopped = embedded.stop(home)
    if as_json:
        print_json({"home": str(home), "stopped": stopped})
    elif stopped:
        typer.echo(words.say("Stopped the database server of {home}.", home=home))
    else:
        typer.echo(words.say("No database server of {home} was running.", home=home))
