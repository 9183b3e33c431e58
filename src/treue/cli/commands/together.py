"""Members among themselves and their way out: giving, merging, leaving, coming back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import language_for
from treue.cli.application import application
from treue.cli.desks import at_desk, programme_at
from treue.cli.faults import Refused
from treue.cli.keys import actor_of, take_key
from treue.cli.options import Actor, AsJson, Key, LanguageCode, MemberWord, ProgrammeId
from treue.cli.wishes import UseCase, wish_command
from treue.forms.faults import WrongInput

if TYPE_CHECKING:
    from treue.processing.commands import Outcome
    from treue.processing.desk import Desk
    from treue.programme.records import Programme, Unit
    from treue.words.history import Names
    from treue.words.languages import Language

OtherWord = Annotated[
    str, typer.Argument(metavar="OTHER", help="The other member, known by any of the same.", show_default=False)
]


@application.command()
def give(
    context: typer.Context,
    programme: ProgrammeId,
    member: MemberWord,
    other: OtherWord,
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="Id of the unit.", show_default=False)],
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="Units to give, like 12.5.", show_default=False)],
    actor: Actor = None,
    key: Key = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Give units of a member to another member. They keep their expiry."""
    from treue.cli.amounts import read_amount, unit_of
    from treue.cli.outcomes import end_with
    from treue.forms.names import names_of
    from treue.processing.commands import MemberReference
    from treue.usecases.members.show import find
    from treue.usecases.units.give import give as book
    from treue.words.units import amount_in_words

    words = language_for(context, language)
    staff, request_key = actor_of(actor), take_key(context, key)

    async def run(desk: Desk) -> tuple[Outcome, Names, Unit, int]:
        versions, now = await desk.versions(), await desk.now()
        wanted = unit_of(programme_at(versions, now), unit)
        scaled = read_amount(amount, wanted)
        if scaled < 0:
            raise WrongInput("AMOUNT: a gift is above zero; to take units, use: treue adjust")
        giver, receiver = await find(desk, member), MemberReference("id", str(await find(desk, other)))
        outcome = await book(desk, giver, receiver, unit, scaled, actor=staff, request_key=request_key)
        return outcome, names_of(versions, now), wanted, scaled

    outcome, names, wanted, scaled = at_desk(context, programme, run)
    done = words.say("Gave {amount} to {other}.", amount=amount_in_words(words, wanted, scaled), other=other)
    end_with(context, outcome, names, words, done=done, member=member, as_json=as_json, lacking=wanted)


@application.command()
def merge(
    context: typer.Context,
    programme: ProgrammeId,
    member: MemberWord,
    other: OtherWord,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    actor: Actor = None,
    key: Key = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Merge OTHER into MEMBER: they are one person. All that OTHER has leads to MEMBER."""
    from treue.cli.outcomes import end_with
    from treue.forms.names import names_of
    from treue.usecases.members.merge import merge as unite
    from treue.usecases.members.show import named

    words = language_for(context, language)
    staff, request_key = actor_of(actor), take_key(context, key)
    question = words.say(
        "Merge '{other}' into '{member}'? They will be one member. This cannot be undone.", other=other, member=member
    )
    if not yes and not typer.confirm(question, err=True):
        raise Refused(words.say("Nothing was merged."))

    async def run(desk: Desk) -> tuple[Outcome, Names]:
        survivor, merged = await named(desk, member), await named(desk, other)
        outcome = await unite(desk, survivor, merged, actor=staff, request_key=request_key)
        return outcome, names_of(await desk.versions(), await desk.now())

    outcome, names = at_desk(context, programme, run)
    done = words.say("Merged. '{other}' leads to '{member}' from now on.", other=other, member=member)
    if twice := outcome.figures.get("given_twice"):
        done += " " + words.say("Given twice, to look at: {rules}.", rules=", ".join(twice))
    end_with(context, outcome, names, words, done=done, member=member, as_json=as_json)


@application.command()
def leave(
    context: typer.Context,
    programme: ProgrammeId,
    member: MemberWord,
    actor: Actor = None,
    key: Key = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """A member leaves. His units stay usable for the programme's grace, then they are forfeited."""
    from treue.cli.outcomes import end_with
    from treue.forms.names import names_of
    from treue.usecases.members.leave import leave as leave_programme
    from treue.usecases.members.show import find

    words = language_for(context, language)
    staff, request_key = actor_of(actor), take_key(context, key)

    async def run(desk: Desk) -> tuple[Outcome, datetime | None, Names, Programme]:
        outcome, closes_at = await leave_programme(desk, await find(desk, member), actor=staff, request_key=request_key)
        versions, now = await desk.versions(), await desk.now()
        return outcome, closes_at, names_of(versions, now), programme_at(versions, now)

    outcome, closes_at, names, version = at_desk(context, programme, run)
    until = words.moment(closes_at, version.zone) if closes_at is not None else ""
    done = words.say("Left. The units stay usable until {moment}.", moment=until)
    end_with(context, outcome, names, words, done=done, member=member, as_json=as_json)


@wish_command(application, "rejoin")
def rejoin(words: Language, _: str) -> tuple[UseCase, str]:
    """Somebody who left is a member again. Units that are not forfeited yet stay his."""
    from treue.usecases.members.leave import rejoin as come_back

    return come_back, words.say("A member again.")
