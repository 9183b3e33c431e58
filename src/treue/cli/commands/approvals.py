"""Requests of staff that need a second person: what waits, agreeing, declining."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.desks import at_desk, programme_at
from treue.cli.faults import Refused
from treue.cli.keys import actor_of
from treue.cli.options import Actor, AsJson, LanguageCode, ProgrammeId

if TYPE_CHECKING:
    from treue.processing.commands import Outcome
    from treue.processing.desk import Desk
    from treue.programme.records import Programme
    from treue.store.approvals import WaitingRow
    from treue.words.history import Names
    from treue.words.languages import Language

Request = Annotated[int, typer.Argument(metavar="REQUEST", help="Number of the request.", show_default=False, min=1)]


@application.command()
def waiting(
    context: typer.Context, programme: ProgrammeId, as_json: AsJson = False, language: LanguageCode = None
) -> None:
    """List what waits for a second person to agree."""
    from treue.forms.approvals import request_shape
    from treue.forms.names import names_of
    from treue.usecases.approvals.show import waiting as list_waiting

    words = language_for(context, language)

    async def run(desk: Desk) -> tuple[list[WaitingRow], Names, Programme]:
        versions, now = await desk.versions(), await desk.now()
        return await list_waiting(desk), names_of(versions, now), programme_at(versions, now)

    rows, names, version = at_desk(context, programme, run)
    if as_json:
        print_json({"programme": programme, "requests": [request_shape(row, names) for row in rows]})
        return
    if not rows:
        typer.echo(words.say("Nothing waits."))
    for row in rows:
        typer.echo(
            words.say(
                "{number}: {what}, member {member}, asked by {actor}, {moment}",
                number=row.approval_id,
                what=_what(row, names, words),
                member=row.public_id or "?",
                actor=row.requested_by,
                moment=words.moment(row.recorded_at, version.zone),
            )
        )


@application.command()
def approve(
    context: typer.Context,
    programme: ProgrammeId,
    request: Request,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Agree to what somebody else asked for. It is decided now."""
    from treue.cli.outcomes import end_with
    from treue.forms.names import names_of
    from treue.usecases.approvals.approve import approve as agree

    words = language_for(context, language)
    name = actor_of(actor)

    async def run(desk: Desk) -> tuple[Outcome, Names]:
        outcome = await agree(desk, request, actor=name)
        return outcome, names_of(await desk.versions(), await desk.now())

    outcome, names = at_desk(context, programme, run)
    end_with(context, outcome, names, words, done=words.say("Agreed and done."), member=None, as_json=as_json)


@application.command()
def decline(
    context: typer.Context,
    programme: ProgrammeId,
    request: Request,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Decline what somebody asked for, or take back what you asked for yourself."""
    from treue.usecases.approvals.decline import decline as turn_down

    words = language_for(context, language)
    name = actor_of(actor)
    if not at_desk(context, programme, lambda desk: turn_down(desk, request, actor=name)):
        raise Refused(words.say("This request does not wait any more."))
    if as_json:
        print_json({"programme": programme, "request": str(request), "declined": True})
    else:
        typer.echo(words.say("Declined. Nothing was booked."))


def _what(row: WaitingRow, names: Names, words: Language) -> str:
    from treue.words.happenings import kind_in_words
    from treue.words.units import amount_in_words

    kind = kind_in_words(words, row.command["kind"])
    event = row.command["event"]
    unit = names.units.get(event.get("unit", ""))
    if unit is None:
        return kind
    wording = event.get("wording") or event.get("note") or ""
    amount = f"{kind}: {amount_in_words(words, unit, event['amount'])}"
    return f"{amount} ({wording})" if wording else amount
