"""Members: joining, their wallet and history, erasing them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.attributes import Attributes, read_attributes
from treue.cli.desks import at_desk, programme_at
from treue.cli.exits import ExitCode
from treue.cli.faults import Refused
from treue.cli.instants import read_birthday
from treue.cli.keys import actor_of, one_line, take_key
from treue.cli.options import Actor, AsJson, Key, LanguageCode, MemberWord, ProgrammeId
from treue.cli.wiring import wiring_of

if TYPE_CHECKING:
    from treue.processing.commands import Outcome
    from treue.processing.desk import Desk
    from treue.processing.versions import Versions
    from treue.usecases.members.show import Wallet
    from treue.words.history import Names

HISTORY_MAX = 1000


@application.command()
def join(
    context: typer.Context,
    programme: ProgrammeId,
    external_id: Annotated[str | None, typer.Option(metavar="ID", help="The shop's own id of the person.")] = None,
    card: Annotated[list[str] | None, typer.Option(metavar="NUMBER", help="A card number; may be repeated.")] = None,
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="Name.")] = None,
    email: Annotated[str | None, typer.Option(metavar="ADDRESS", help="E-mail address.")] = None,
    phone: Annotated[str | None, typer.Option(metavar="NUMBER", help="Telephone number.")] = None,
    birthday: Annotated[str | None, typer.Option(metavar="DD-MM", help="Day and month of birth.")] = None,
    attribute: Attributes = None,
    actor: Actor = None,
    key: Key = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Make a person a member."""
    from treue.cli.outcomes import end_with
    from treue.forms.names import names_of
    from treue.processing.commands import Person
    from treue.usecases.members.join import join as join_programme

    words = language_for(context, language)
    staff = actor_of(actor)
    month, day = read_birthday(birthday) if birthday is not None else (None, None)
    written = {"--external-id": external_id, "--name": name, "--email": email, "--phone": phone}
    for option, text in [*written.items(), *(("--card", number) for number in card or ())]:
        if text is not None:
            one_line(option, text)
    request_key = take_key(context, key)

    async def run(desk: Desk) -> tuple[Outcome, str | None, Names]:
        attributes = read_attributes(attribute or (), programme_at(await desk.versions(), await desk.now()))
        person = Person(name, email, phone, month, day, attributes=attributes)
        outcome, public_id = await join_programme(
            desk,
            actor=staff,
            request_key=request_key,
            external_id=external_id,
            cards=tuple(card or ()),
            person=person,
        )
        return outcome, public_id, names_of(await desk.versions(), await desk.now())

    outcome, public_id, names = at_desk(context, programme, run)
    done = words.say("Joined. The member's public id is {member}.", member=public_id)
    end_with(context, outcome, names, words, done=done, member=public_id, as_json=as_json)


@application.command()
def member(
    context: typer.Context,
    programme: ProgrammeId,
    member: MemberWord,
    history: Annotated[int, typer.Option(min=0, max=HISTORY_MAX, help="How many of the last events to show.")] = 20,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Show a member's balance, open lots and history, with reasons."""
    from treue.cli.wallet import print_wallet, whole_shape
    from treue.forms.names import names_of
    from treue.forms.wallets import instants_of
    from treue.usecases.members.show import find, show

    words = language_for(context, language)

    async def run(desk: Desk) -> tuple[Wallet, Versions]:
        wallet = await show(desk, await find(desk, member), history_max=history)
        return wallet, await desk.versions()

    wallet, versions = at_desk(context, programme, run)
    names = names_of(versions, wallet.now, instants_of(wallet.holdings, wallet.history))
    if as_json:
        print_json({"programme": programme, **whole_shape(wallet, names, programme_at(versions, wallet.now), words)})
    else:
        print_wallet(wallet, names, versions, words)


@application.command()
def erase(
    context: typer.Context,
    programme: ProgrammeId,
    member: MemberWord,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Erase everything that leads to a person. The books stay as they are and lead to nobody."""
    from treue.store.erasures import erasure_list
    from treue.usecases.members.erase import erase as erase_member
    from treue.usecases.members.show import find

    words = language_for(context, language)
    name = actor_of(actor)
    member_id = at_desk(context, programme, lambda desk: find(desk, member))
    question = words.say(
        "Erase the member '{member}' of '{programme}'? This cannot be undone.", member=member, programme=programme
    )
    if not yes and not typer.confirm(question, err=True):
        raise Refused(words.say("Nothing was erased."))

    listed = erasure_list(wiring_of(context).environ)
    if not at_desk(context, programme, lambda desk: erase_member(desk, member_id, actor=name, listed=listed)):
        raise Refused(words.say("This member was erased before."))
    if as_json:
        print_json({"programme": programme, "erased": True})
    else:
        typer.echo(words.say("Erased. The books are unchanged and lead to nobody."))
    raise typer.Exit(ExitCode.DONE)
