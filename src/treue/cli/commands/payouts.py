"""Money that rewards became: what finance has to pay to members, and what causes got."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import console, language_for, plain_table, print_json
from treue.cli.application import application
from treue.cli.desks import at_desk, programme_at
from treue.cli.instants import read_day
from treue.cli.keys import actor_of, one_line, take_key
from treue.cli.options import Actor, AsJson, Key, LanguageCode, MemberWord, ProgrammeId
from treue.cli.outcomes import end_with_wish

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from treue.processing.desk import Desk
    from treue.store.payouts import DonationRow, PayoutRow

payout = typer.Typer(no_args_is_help=True, help="Money that rewards became: pay-outs to members, donations to causes.")
application.add_typer(payout, name="payout")

Number = Annotated[
    str, typer.Argument(metavar="N", help="Number of the reward, as `payout list` shows it.", show_default=False)
]
Day = Annotated[str | None, typer.Option(metavar="DAY", help="Written 2026-12-31; included.")]


@payout.command("list")
def list_(
    context: typer.Context,
    programme: ProgrammeId,
    paid: Annotated[bool, typer.Option("--paid", help="Also those that were made.")] = False,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """List the money that members are to be paid."""
    from treue.domain.money import Money
    from treue.forms.payouts import payout_shape
    from treue.usecases.payouts.list_all import payouts

    words = language_for(context, language)

    async def run(desk: Desk) -> tuple[list[PayoutRow], ZoneInfo]:
        current = programme_at(await desk.versions(), await desk.now())
        return await payouts(desk, "all" if paid else "waiting"), current.zone

    rows, zone = at_desk(context, programme, run)
    if as_json:
        print_json({"programme": programme, "payouts": [payout_shape(row) for row in rows]})
        return
    if not rows:
        typer.echo(words.say("Nothing is to be paid out."))
        return
    amounts = words.say("Amount")
    headings = words.say("Member"), words.say("Number"), words.say("Since"), amounts
    table = plain_table(*headings, words.say("Paid"), words.say("Payment"), numbers=[amounts])
    for row in rows:
        moment, amount = words.moment(row.asked_at, zone), words.money(Money(row.minor, row.currency))
        is_paid = words.say("yes") if row.is_paid else words.say("no")
        table.add_row(row.public_id or words.say("erased"), row.name, moment, amount, is_paid, row.reference or "")
    console().print(table)


@payout.command()
def done(
    context: typer.Context,
    programme: ProgrammeId,
    member: MemberWord,
    number: Number,
    reference: Annotated[str, typer.Option(metavar="TEXT", help="What names the payment.")] = "",
    actor: Actor = None,
    key: Key = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Note that a pay-out was made. It cannot be given back from then on."""
    from treue.usecases.payouts.report import report_paid

    words = language_for(context, language)
    staff, request_key = actor_of(actor), take_key(context, key)
    named = one_line("--reference", reference) if reference else ""
    wish = partial(report_paid, name=number, reference=named, actor=staff, request_key=request_key)
    end_with_wish(context, programme, member, wish, words, done=words.say("Noted as paid."), as_json=as_json)


@payout.command()
def failed(
    context: typer.Context,
    programme: ProgrammeId,
    member: MemberWord,
    number: Number,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; the member reads it.", show_default=False)],
    actor: Actor = None,
    key: Key = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Note that a pay-out cannot be made. The units return to the member, who may ask for it again."""
    from treue.usecases.payouts.report import report_failed

    words = language_for(context, language)
    staff, request_key = actor_of(actor), take_key(context, key)
    wish = partial(
        report_failed, name=number, reason=one_line("--reason", reason), actor=staff, request_key=request_key
    )
    done = words.say("Given back; the units are the member's again.")
    end_with_wish(context, programme, member, wish, words, done=done, as_json=as_json)


@payout.command()
def donations(
    context: typer.Context,
    programme: ProgrammeId,
    first: Annotated[str | None, typer.Option("--from", metavar="DAY", help="The first day, like 2026-01-01.")] = None,
    last: Annotated[str | None, typer.Option("--until", metavar="DAY", help="The last day, included.")] = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Show what each cause got, as it stands now."""
    from treue.domain.money import Money
    from treue.usecases.payouts.list_all import donations as list_donations
    from treue.words.languages import in_language

    words = language_for(context, language)
    days = (_day("--from", first), _day("--until", last))

    async def run(desk: Desk) -> list[DonationRow]:
        return await list_donations(desk, *days)

    rows = at_desk(context, programme, run)
    if as_json:
        shapes = [{"cause": row.cause, "donations": row.donations, "amount": [row.minor, row.currency]} for row in rows]
        print_json({"programme": programme, "causes": shapes})
        return
    if not rows:
        typer.echo(words.say("Nothing was donated."))
        return
    numbers = words.say("Donations"), words.say("Amount")
    table = plain_table(words.say("Cause"), *numbers, numbers=numbers)
    for row in rows:
        amount = words.money(Money(row.minor, row.currency))
        table.add_row(in_language(row.name, words), words.number(row.donations), amount)
    console().print(table)


def _day(option: str, written: str | None) -> date | None:
    return None if written is None else read_day(option, written)
