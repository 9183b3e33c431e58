"""Balances that members bring from another system."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.desks import at_desk, programme_at
from treue.cli.keys import actor_of, one_line
from treue.cli.options import Actor, AsJson, LanguageCode, ProgrammeId
from treue.cli.progress import measuring
from treue.forms.faults import WrongInput

if TYPE_CHECKING:
    from treue.cli.balance_form import RejectedRow
    from treue.processing.commands import Outcome
    from treue.processing.desk import Desk


@application.command("import-balances")
def import_balances(
    context: typer.Context,
    programme: ProgrammeId,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file (docs/import.md).", show_default=False)],
    source: Annotated[
        str, typer.Option(metavar="NAME", help="Which system they come from; with a row's id its identity.")
    ] = "opening",
    rejects: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Where rejected rows are listed; beside the file without it.")
    ] = None,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Bring in members' balances of another system. A row that was read before changes nothing."""
    from treue.cli.balance_form import RejectedRow, read_balances
    from treue.usecases.units.bring_in import bring_in
    from treue.words.reasons import reason_in_words

    words = language_for(context, language)
    name = actor_of(actor)
    one_line("--source", source)
    listed = rejects or file.parent / f"{file.stem}.rejects.csv"
    try:
        content = file.read_bytes()
    except OSError as fault:
        raise WrongInput(f"{file}: the file cannot be read: {fault.strerror}.") from None

    async def run(desk: Desk) -> tuple[list[Outcome], list[RejectedRow]]:
        version = programme_at(await desk.versions(), await desk.now())
        balances, wrong = read_balances(content, str(file), version)
        with measuring(words.say("Importing")) as progress:
            outcomes = await bring_in(desk, balances, source=source, actor=name, progress=progress)
        refused = [
            RejectedRow(each.row, each.member, reason_in_words(words, outcome.reason))
            for each, outcome in zip(balances, outcomes, strict=True)
            if outcome.reason is not None
        ]
        return outcomes, sorted([*wrong, *refused], key=lambda row: row.row)

    outcomes, left_out = at_desk(context, programme, run)
    if left_out:
        _list(listed, left_out)
    counts = {
        status: sum(outcome.status == status and outcome.reason is None for outcome in outcomes)
        for status in ("decided", "repeated", "waiting")
    }
    if as_json:
        print_json(
            {
                "programme": programme,
                "taken": counts["decided"],
                "repeated": counts["repeated"],
                "waiting": counts["waiting"],
                "rejected": len(left_out),
                "rejects_file": str(listed) if left_out else None,
            }
        )
        return
    taken = words.count(
        "{number} balance taken", "{number} balances taken", counts["decided"], number=words.number(counts["decided"])
    )
    rest = words.say(
        "{repeated} taken before, {waiting} waiting for a second person, {rejected} rejected",
        repeated=words.number(counts["repeated"]),
        waiting=words.number(counts["waiting"]),
        rejected=words.number(len(left_out)),
    )
    typer.echo(f"{taken}, {rest}.")
    if left_out:
        typer.echo(words.say("What was refused or rejected stands in {path}, with place and reason.", path=listed))


def _list(path: Path, rows: list[RejectedRow]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("row", "member", "reason"))
        writer.writerows((row.row, row.member, row.reason) for row in rows)
