"""Goods that come back: reporting a return, and the returns that wait for their order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.desks import at_desk, programme_at
from treue.cli.files import read_file
from treue.cli.keys import actor_of, fact_identity, take_key
from treue.cli.options import Actor, AsJson, Key, LanguageCode, ProgrammeId

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from treue.domain.orders import OrderReference
    from treue.processing.commands import Outcome
    from treue.processing.desk import Desk
    from treue.usecases.returns.list_waiting import WaitingReturn
    from treue.words.history import Names
    from treue.words.languages import Language


@application.command("return")
def report(
    context: typer.Context,
    programme: ProgrammeId,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A JSON file; - reads standard input.", show_default=False)
    ],
    source: Annotated[
        str | None, typer.Option(metavar="NAME", help="Where the fact comes from; with --external-id its identity.")
    ] = None,
    external_id: Annotated[str | None, typer.Option(metavar="ID", help="The fact's id at its source.")] = None,
    actor: Actor = None,
    key: Key = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Report that something of an order came back; where the order is not known yet, the return waits for it."""
    from treue.cli.outcomes import end_with
    from treue.forms.names import names_of
    from treue.forms.returns import read_return
    from treue.usecases.returns.report_return import report_return

    words = language_for(context, language)
    staff = actor_of(actor)
    fact_identity(source, external_id, key)
    request_key = take_key(context, key) if source is None else None
    fact = read_return(*read_file(file))

    async def run(desk: Desk) -> tuple[Outcome, Names]:
        outcome = await report_return(
            desk,
            fact.event,
            actor=staff,
            request_key=request_key,
            source=source,
            external_id=external_id,
            receipt=fact.receipt,
        )
        return outcome, names_of(await desk.versions(), await desk.now())

    outcome, names = at_desk(context, programme, run)
    end_with(context, outcome, names, words, done=_effect(outcome, names, words), member=None, as_json=as_json)


@application.command("waiting-returns")
def waiting(
    context: typer.Context, programme: ProgrammeId, as_json: AsJson = False, language: LanguageCode = None
) -> None:
    """List the returns whose order is not known yet, and which of them a person should look at."""
    from treue.usecases.returns.list_waiting import list_waiting

    words = language_for(context, language)

    async def run(desk: Desk) -> tuple[list[WaitingReturn], ZoneInfo]:
        return await list_waiting(desk), programme_at(await desk.versions(), await desk.now()).zone

    found, zone = at_desk(context, programme, run)
    if as_json:
        print_json({"programme": programme, "waiting": [_shape(one) for one in found]})
        return
    if not found:
        typer.echo(words.say("No return waits for its order."))
    for one in found:
        day = words.day(one.reported_at, zone)
        told = {"number": one.waiting_id, "day": day, "order": _named(one.event.order)}
        if one.for_review:
            typer.echo(words.say("{number}: since {day}, for order {order}; look into it", **told))
        else:
            typer.echo(words.say("{number}: since {day}, for order {order}", **told))


def _effect(outcome: Outcome, names: Names, words: Language) -> str:
    from treue.words.units import amount_in_words

    figures = outcome.figures

    def amount(what: str) -> str:
        changes = figures.get(what, {}).items()
        return " + ".join(amount_in_words(words, names.units[unit], change) for unit, change in changes if change > 0)

    phrases = []
    if taken := amount("taken"):
        phrases.append(words.say("Taken back: {amount}.", amount=taken))
    if given := amount("given"):
        phrases.append(words.say("Given back: {amount}.", amount=given))
    if owed := amount("debt"):
        phrases.append(words.say("Owed: {amount}.", amount=owed))
    return " ".join(phrases) or words.say("Recorded. Nothing had to be taken back.")


def _named(order: OrderReference) -> str:
    receipt = order.receipt
    if receipt is None:
        return f"{order.source} {order.external_id}"
    return " ".join(part for part in (receipt.store, receipt.till, receipt.number, str(receipt.business_date)) if part)


def _shape(one: WaitingReturn) -> dict[str, Any]:
    order, receipt = one.event.order, one.event.order.receipt
    return {
        "number": str(one.waiting_id),
        "reported_at": one.reported_at,
        "actor": one.actor,
        "for_review": one.for_review,
        "occurred_at": one.event.occurred_at,
        "source": order.source or None,
        "external_id": order.external_id or None,
        "receipt": None
        if receipt is None
        else {
            "store": receipt.store,
            "till": receipt.till,
            "number": receipt.number,
            "business_date": receipt.business_date.isoformat(),
        },
    }
