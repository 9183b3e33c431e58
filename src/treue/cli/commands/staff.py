"""The people who may sign in to the console of a programme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import console, language_for, plain_table, print_json
from treue.cli.application import application
from treue.cli.desks import at_desk
from treue.cli.faults import Refused
from treue.cli.keys import actor_of, one_line
from treue.cli.options import Actor, AsJson, LanguageCode, ProgrammeId
from treue.forms.faults import WrongInput

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from treue.access.scopes import Role
    from treue.processing.desk import Desk

staff = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Who may sign in to the console.")
application.add_typer(staff, name="staff")

ROLES = "owner, marketer, cashier, support, finance or auditor"
StaffName = Annotated[str, typer.Argument(metavar="NAME", help="Name to sign in with, like anna.", show_default=False)]
FromInput = Annotated[
    bool, typer.Option("--password-from-input", help="Read the password from standard input instead of making one.")
]


@staff.command()
def add(
    context: typer.Context,
    programme: ProgrammeId,
    name: StaffName,
    role: Annotated[list[str], typer.Option(metavar="ROLE", help=f"{ROLES}; may be repeated.", show_default=False)],
    password_from_input: FromInput = False,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Let somebody sign in. The password is shown now and never again."""
    from treue.access import staff as access
    from treue.processing.clock import wall_now

    words = language_for(context, language)
    by, label, roles = actor_of(actor), one_line("NAME", name), _roles(role)
    password, is_made_up = _password(from_input=password_from_input)
    _perform(context, programme, lambda desk: access.add(desk, label, roles, password, actor=by, now=wall_now()))
    if as_json:
        shown = {"password": password} if is_made_up else {}
        print_json({"programme": programme, "name": label, "roles": list(roles), **shown})
        return
    typer.echo(words.say("'{name}' can sign in to '{programme}' now.", name=label, programme=programme))
    if is_made_up:
        typer.echo(words.say("The password, which is not shown again: {password}", password=password))


@staff.command("list")
def list_staff(
    context: typer.Context, programme: ProgrammeId, as_json: AsJson = False, language: LanguageCode = None
) -> None:
    """List who may sign in, with roles and the last sign-in."""
    from treue.access.staff import list_staff as list_all

    words = language_for(context, language)
    rows = at_desk(context, programme, list_all)
    if as_json:
        shown = [
            {"name": row.name, "roles": row.roles, "added_at": row.added_at, "signed_in_at": row.signed_in_at}
            for row in rows
        ]
        print_json({"programme": programme, "staff": shown})
        return
    if not rows:
        line = f"treue staff add {programme} NAME --role owner"
        typer.echo(words.say("Nobody can sign in yet; add somebody with: {line}", line=line))
        return
    table = plain_table(words.say("Name"), words.say("Roles"), words.say("Signed in last (UTC)"))
    for row in rows:
        last = f"{row.signed_in_at:%Y-%m-%d %H:%M}" if row.signed_in_at is not None else ""
        table.add_row(row.name, ", ".join(row.roles), last)
    console().print(table)


@staff.command("roles")
def set_roles(
    context: typer.Context,
    programme: ProgrammeId,
    name: StaffName,
    role: Annotated[list[str], typer.Argument(metavar="ROLE...", help=ROLES, show_default=False)],
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Give somebody these roles in place of those he had; it holds from his next click on."""
    from treue.access import staff as access

    words = language_for(context, language)
    by, roles = actor_of(actor), _roles(role)
    _perform(context, programme, lambda desk: access.change_roles(desk, name, roles, actor=by))
    if as_json:
        print_json({"programme": programme, "name": name, "roles": list(roles)})
        return
    typer.echo(words.say("'{name}' is now: {roles}.", name=name, roles=", ".join(roles)))


@staff.command()
def reset(
    context: typer.Context,
    programme: ProgrammeId,
    name: StaffName,
    password_from_input: FromInput = False,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Set a new password, and sign the person out everywhere. It is shown now and never again."""
    from treue.access import staff as access
    from treue.processing.clock import wall_now

    words = language_for(context, language)
    by = actor_of(actor)
    password, is_made_up = _password(from_input=password_from_input)
    _perform(context, programme, lambda desk: access.change_password(desk, name, password, actor=by, now=wall_now()))
    if as_json:
        print_json({"programme": programme, "name": name, **({"password": password} if is_made_up else {})})
        return
    typer.echo(words.say("The password of '{name}' is set; every session is over.", name=name))
    if is_made_up:
        typer.echo(words.say("The password, which is not shown again: {password}", password=password))


@staff.command()
def remove(
    context: typer.Context,
    programme: ProgrammeId,
    name: StaffName,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Sign somebody out for good. What he did stays in the audit trail."""
    from treue.access import staff as access

    words = language_for(context, language)
    by = actor_of(actor)
    _perform(context, programme, lambda desk: access.remove(desk, name, actor=by))
    if as_json:
        print_json({"programme": programme, "name": name, "removed": True})
        return
    typer.echo(words.say("'{name}' cannot sign in any more.", name=name))


def _perform(context: typer.Context, programme: str, task: Callable[[Desk], Awaitable[None]]) -> None:
    from treue.access.staff import CannotSetStaff, UnknownStaff

    try:
        at_desk(context, programme, task)
    except UnknownStaff as fault:
        raise WrongInput(_sentence(fault)) from fault
    except CannotSetStaff as fault:
        raise Refused(_sentence(fault)) from fault


def _roles(words: Sequence[str]) -> tuple[Role, ...]:
    from treue.access.scopes import roles_from

    try:
        return roles_from(words)
    except ValueError as fault:
        raise WrongInput(_sentence(fault)) from fault


def _password(*, from_input: bool) -> tuple[str, bool]:
    """The password, and whether it was made here."""
    from treue.access.passwords import made_up

    if from_input:
        return typer.get_text_stream("stdin").readline().rstrip("\r\n"), False
    return made_up(), True


def _sentence(fault: Exception) -> str:
    text = str(fault)
    return f"{text[:1].upper()}{text[1:]}."
