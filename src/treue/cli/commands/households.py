"""Households: founding one, adding and removing members, naming the head, seeing it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.desks import at_desk, programme_at
from treue.cli.faults import Refused
from treue.cli.keys import actor_of, take_key
from treue.cli.options import Actor, AsJson, Key, LanguageCode, MemberWord, ProgrammeId
from treue.cli.outcomes import end_with_wish
from treue.cli.wishes import UseCase, wish_command

if TYPE_CHECKING:
    from treue.processing.commands import Outcome
    from treue.processing.desk import Desk
    from treue.processing.versions import Versions
    from treue.usecases.households.show import Home
    from treue.words.languages import Language

household = typer.Typer(no_args_is_help=True, help="Members who collect together.")
application.add_typer(household, name="household")

OtherWord = Annotated[
    str, typer.Argument(metavar="OTHER", help="Who is added, known by any of the same.", show_default=False)
]


@wish_command(household, "found")
def found_command(words: Language, member: str) -> tuple[UseCase, str]:
    """Found a household of one member, who is its head."""
    from treue.usecases.households.found import found

    return found, words.say("Founded. '{member}' is the head.", member=member)


@household.command("add")
def add_command(
    context: typer.Context,
    programme: ProgrammeId,
    member: MemberWord,
    other: OtherWord,
    actor: Actor = None,
    key: Key = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Add OTHER to the household of MEMBER."""
    from treue.usecases.households.add import add
    from treue.usecases.members.show import find

    words = language_for(context, language)
    staff, request_key = actor_of(actor), take_key(context, key)

    async def wish(desk: Desk, host_id: int) -> Outcome:
        return await add(desk, host_id, await find(desk, other), actor=staff, request_key=request_key)

    done = words.say("Added. '{other}' and '{member}' collect together from now on.", other=other, member=member)
    end_with_wish(context, programme, member, wish, words, done=done, as_json=as_json)


@wish_command(household, "remove")
def remove_command(words: Language, member: str) -> tuple[UseCase, str]:
    """Take a member out of the household, with the unspent units that came from this member."""
    from treue.usecases.households.remove import remove

    return remove, words.say(
        "'{member}' has left the household, with the units contributed and not spent.", member=member
    )


@wish_command(household, "head")
def head_command(words: Language, member: str) -> tuple[UseCase, str]:
    """Make a member the head of the household."""
    from treue.usecases.households.name_head import name_head

    return name_head, words.say("'{member}' is the head from now on.", member=member)


@household.command("share")
def share_command(
    context: typer.Context,
    programme: ProgrammeId,
    member: MemberWord,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take it back.")] = False,
    actor: Actor = None,
    key: Key = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Record that a member agrees to show purchases to the household. They are seen once everybody agrees."""
    from treue.usecases.households.share import share

    words = language_for(context, language)
    staff, request_key = actor_of(actor), take_key(context, key)
    done = words.say("'{member}' agrees to show purchases to the household.", member=member)
    if withdraw:
        done = words.say("'{member}' does not show purchases to the household any more.", member=member)
    wish = partial(share, shared=not withdraw, actor=staff, request_key=request_key)
    end_with_wish(context, programme, member, wish, words, done=done, as_json=as_json)


@household.command("show")
def show_command(
    context: typer.Context,
    programme: ProgrammeId,
    member: MemberWord,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Show who is in the household of a member, and what it has together."""
    from treue.cli.household import home_shape, print_home
    from treue.forms.names import names_of
    from treue.usecases.households.show import show_household
    from treue.usecases.members.show import find

    words = language_for(context, language)

    async def run(desk: Desk) -> tuple[Home | None, Versions]:
        return await show_household(desk, await find(desk, member)), await desk.versions()

    home, versions = at_desk(context, programme, run)
    if home is None:
        raise Refused(words.say("'{member}' is in no household.", member=member))
    names, zone = names_of(versions, home.now), programme_at(versions, home.now).zone
    if as_json:
        print_json({"programme": programme, **home_shape(home, names)})
    else:
        currency: Any = programme_at(versions, home.now).currency
        print_home(home, names, currency, words, zone)
