"""The list of erasures, which outlives the database; and replaying it in one that was restored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.desks import at_database, at_restored_database
from treue.cli.keys import actor_of
from treue.cli.options import Actor, AsJson, LanguageCode, NoErasuresSinceBackup
from treue.cli.progress import counting
from treue.cli.wiring import wiring_of
from treue.forms.faults import WrongInput

if TYPE_CHECKING:
    from treue.processing.desk import Pool
    from treue.store.erasures import Erasure, ErasureList
    from treue.usecases.erasures.replay import Replayed
    from treue.words.languages import Language

erasures = typer.Typer(no_args_is_help=True, help="Who was erased, for the day a back-up is restored.")
application.add_typer(erasures, name="erasures")


@erasures.command("list")
def list_erasures(
    context: typer.Context,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Complete this list, which is made where it is not there.")
    ] = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """List every erasure by internal number. Keep the list where a back-up is not: it must be newer than that."""
    from treue.store.erasures import ErasureList, read_erasures

    words = language_for(context, language)

    async def run(pool: Pool) -> list[Erasure]:
        async with pool.connection() as connection:
            return await read_erasures(connection)

    known = at_database(context, run)
    path = str(output.expanduser().absolute()) if output is not None else None
    added = ErasureList(Path(path)).complete(known) if path is not None else None
    if as_json:
        rows = [
            {"programme": one.programme, "member_id": str(one.member_id), "erased_at": one.erased_at} for one in known
        ]
        print_json({"file": path, "added": added, "erasures": rows})
    elif added is not None:
        number = words.number(added)
        typer.echo(
            words.count(
                "Added {number} erasure to {path}.",
                "Added {number} erasures to {path}.",
                added,
                number=number,
                path=path,
            )
        )
    else:
        for one in known:
            typer.echo(f"{one.programme} {one.member_id} {one.erased_at.isoformat()}")


@erasures.command("replay")
def replay_erasures(
    context: typer.Context,
    path: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="The list; this installation's own without it.", show_default=False),
    ] = None,
    no_erasures_since_backup: NoErasuresSinceBackup = False,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Erase again, in a restored database, who was erased since the back-up. Until then nothing is served."""
    words = language_for(context, language)
    chosen = chosen_list(context, path, no_erasures_since_backup)
    if chosen is None and not no_erasures_since_backup:
        raise WrongInput(
            "FILE: this installation has no list of erasures; name the list of the lost one, or, if nobody was erased "
            "since the back-up, say --no-erasures-since-backup."
        )
    replayed = finish_restoring(context, chosen, actor_of(actor), words)
    if as_json:
        print_json({"entries": replayed.entries, "erased": replayed.erased})
    else:
        say_replayed(replayed, words)


def chosen_list(context: typer.Context, path: Path | None, none_since: bool) -> ErasureList | None:
    """The list that was named, else the installation's own where it is there. Raises WrongInput for both at once."""
    from treue.store.erasures import ErasureList, erasure_list

    if path is not None and none_since:
        raise WrongInput("--no-erasures-since-backup: a list was named as well; name one of them.")
    if none_since:
        return None
    if path is not None:
        return ErasureList(path.expanduser().absolute())
    own = erasure_list(wiring_of(context).environ)
    return own if own is not None and own.path.exists() else None


def finish_restoring(context: typer.Context, chosen: ErasureList | None, actor: str, words: Language) -> Replayed:
    """Replay the list, or nothing where there is none, and let the database be served."""
    from treue.store.restored import end_waiting
    from treue.usecases.erasures.replay import replay

    entries = chosen.read() if chosen is not None else []

    async def run(pool: Pool) -> Replayed:
        with counting(words.say("Erasing again who was erased since")) as progress:
            return await replay(pool, entries, actor=actor, progress=progress)

    replayed = at_restored_database(context, run)
    end_waiting(wiring_of(context).database())
    return replayed


def say_replayed(replayed: Replayed, words: Language) -> None:
    """What became of the list."""
    typer.echo(
        words.say(
            "Erasures replayed: {entries}, of which the back-up lacked {erased}. The database can be used.",
            entries=words.number(replayed.entries),
            erased=words.number(replayed.erased),
        )
    )
