"""Who members are: changing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.attributes import Attributes, read_attributes
from treue.cli.desks import at_desk, programme_at
from treue.cli.instants import read_birthday
from treue.cli.keys import actor_of, one_line
from treue.cli.options import Actor, AsJson, LanguageCode, MemberWord, ProgrammeId
from treue.forms.faults import WrongInput

if TYPE_CHECKING:
    from treue.processing.desk import Desk
    from treue.store.persons import MemberPersonRow


@application.command()
def change(
    context: typer.Context,
    programme: ProgrammeId,
    member: MemberWord,
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="Name.")] = None,
    email: Annotated[str | None, typer.Option(metavar="ADDRESS", help="E-mail address.")] = None,
    phone: Annotated[str | None, typer.Option(metavar="NUMBER", help="Telephone number.")] = None,
    birthday: Annotated[str | None, typer.Option(metavar="DD-MM", help="Day and month of birth.")] = None,
    attribute: Attributes = None,
    without: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="An attribute that is taken away; may be repeated.")
    ] = None,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Change who a member is; what is not named stays as it is."""
    from treue.forms.members import member_shape
    from treue.usecases.members.show import find
    from treue.usecases.members.update import update

    words = language_for(context, language)
    staff = actor_of(actor)
    written = {"name": name, "email": email, "phone": phone}
    changes: dict[str, Any] = {
        field: one_line(f"--{field}", text) for field, text in written.items() if text is not None
    }
    if birthday is not None:
        changes["birth_month"], changes["birth_day"] = read_birthday(birthday)

    async def run(desk: Desk) -> MemberPersonRow:
        said = programme_at(await desk.versions(), await desk.now())
        attributes = read_attributes(attribute or (), said)
        for gone in without or ():
            if gone not in said.declared.member or gone in attributes:
                known = ", ".join(said.declared.member) or "none"
                raise WrongInput(f"--without: '{gone}' is no attribute that could go; known here: {known}.")
        told = {**attributes, **dict.fromkeys(without or ())}
        return await update(desk, await find(desk, member), changes, attributes=told, actor=staff)

    row = at_desk(context, programme, run)
    if as_json:
        import msgspec

        print_json({"programme": programme, **msgspec.structs.asdict(member_shape(row))})
    else:
        typer.echo(words.say("Changed."))
