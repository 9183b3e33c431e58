"""Past purchases: importing a shop's own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.collecting import collect_rarely
from treue.cli.desks import at_desk, programme_at
from treue.cli.keys import actor_of
from treue.cli.options import Actor, AsJson, LanguageCode, ProgrammeId
from treue.cli.progress import measuring
from treue.cli.wiring import wiring_of
from treue.forms.faults import WrongInput

if TYPE_CHECKING:
    from treue.processing.desk import Desk
    from treue.store.imports import ImportRun
    from treue.words.languages import Language


@application.command("import")
def import_(
    context: typer.Context,
    programme: ProgrammeId,
    mapping: Annotated[
        Path, typer.Argument(metavar="MAPPING", help="The mapping file (docs/import.md).", show_default=False)
    ],
    folder: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Where the files are; beside the mapping without it.")
    ] = None,
    rejects: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Where rejected orders are listed; beside the mapping without it."),
    ] = None,
    known_only: Annotated[
        bool, typer.Option("--known-only", help="Refuse orders of people who are no members, instead of joining them.")
    ] = False,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Import past purchases from files. An interrupted import goes on when repeated."""
    from treue.store.imports import find_run
    from treue.usecases.purchases.import_purchases import import_purchases

    words = language_for(context, language)
    name = actor_of(actor)
    collect_rarely()
    listed = rejects or mapping.parent / f"{mapping.stem}.rejects.csv"
    _require_writable(listed)
    purchases_in = wiring_of(context).purchases

    async def run(desk: Desk) -> tuple[ImportRun, bool]:
        versions = await desk.versions()
        zone = programme_at(versions, await desk.now()).zone
        files = purchases_in(mapping, folder or mapping.parent, zone, versions)
        async with desk.pool.connection() as connection:
            before = await find_run(connection, desk.programme_id, files.fingerprint)
        with measuring(words.say("Importing")) as progress:
            done = await import_purchases(
                desk,
                files.fingerprint,
                files.open,
                actor=name,
                rejects_path=listed,
                join_unknown=not known_only,
                progress=progress,
            )
        return done, before is not None and before.finished_at is not None

    done, repeated = at_desk(context, programme, run)
    left_out = done.refused + done.rejected
    if as_json:
        print_json(
            {
                "programme": programme,
                "orders": done.position,
                "taken": done.decided,
                "repeated": done.repeated,
                "refused": done.refused,
                "rejected": done.rejected,
                "rejects_file": str(listed) if left_out else None,
                "imported_before": repeated,
            }
        )
        return
    if repeated:
        typer.echo(words.say("Exactly these files were imported before; nothing was done again."))
    typer.echo(_sums(done, words))
    if left_out:
        typer.echo(words.say("What was refused or rejected stands in {path}, with place and reason.", path=listed))


def _sums(run: ImportRun, words: Language) -> str:
    taken = words.count("{number} order taken", "{number} orders taken", run.decided, number=words.number(run.decided))
    rest = words.say(
        "{repeated} taken before, {refused} refused, {rejected} rejected",
        repeated=words.number(run.repeated),
        refused=words.number(run.refused),
        rejected=words.number(run.rejected),
    )
    return f"{taken}, {rest}."


def _require_writable(path: Path) -> None:
    """Refuse early what would fail after the files have been read."""
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise WrongInput(f"{path}: rejected orders cannot be listed there; name another file with --rejects.")
