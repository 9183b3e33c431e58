"""Keys by which programs speak for a programme over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import console, language_for, plain_table, print_json
from treue.cli.application import application
from treue.cli.desks import at_desk
from treue.cli.keys import actor_of, one_line
from treue.cli.options import Actor, AsJson, LanguageCode, ProgrammeId
from treue.forms.faults import WrongInput

if TYPE_CHECKING:
    from treue.access.scopes import Role, Scope

keys = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Keys by which programs use the HTTP API.")
application.add_typer(keys, name="key")

KeyName = Annotated[str, typer.Argument(metavar="NAME", help="Name of the key, like till-1.", show_default=False)]


@keys.command()
def create(
    context: typer.Context,
    programme: ProgrammeId,
    name: KeyName,
    role: Annotated[
        str, typer.Option(metavar="ROLE", help="owner, marketer, cashier, support, finance or auditor.")
    ] = "cashier",
    scope: Annotated[
        list[str] | None,
        typer.Option(metavar="SCOPE", help="Only this of what the role may do, like members:read; may be repeated."),
    ] = None,
    requests_per_minute: Annotated[
        int, typer.Option(min=1, max=10_000_000, help="How many requests it may send in a minute.")
    ] = 6000,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Make a key. Its secret is shown now and never again."""
    from treue.access import keys as access

    words = language_for(context, language)
    staff, label, may = actor_of(actor), one_line("NAME", name), _role(role)
    scopes = [_scope(one, may) for one in scope] if scope else None
    secret = at_desk(
        context,
        programme,
        lambda desk: access.create(
            desk, label, may, actor=staff, scopes=scopes, requests_per_minute=requests_per_minute
        ),
    )
    if as_json:
        print_json({"programme": programme, "name": label, "role": may, "secret": secret})
        return
    typer.echo(words.say("Made the key '{name}'. Keep its secret; it is not shown again:", name=label))
    typer.echo(secret)


@keys.command("list")
def list_keys(
    context: typer.Context, programme: ProgrammeId, as_json: AsJson = False, language: LanguageCode = None
) -> None:
    """List the keys of a programme, and those that were revoked."""
    from treue.access.keys import show_all

    words = language_for(context, language)
    rows = at_desk(context, programme, show_all)
    if as_json:
        print_json({"programme": programme, "keys": [row._asdict() for row in rows]})
        return
    if not rows:
        typer.echo(
            words.say("There is no key yet; make one with: treue key create {programme} NAME", programme=programme)
        )
        return
    headings = words.say("Name"), words.say("Role"), words.say("May"), words.say("Made by"), words.say("Revoked")
    table = plain_table(*headings)
    for row in rows:
        revoked = f"{row.revoked_at:%Y-%m-%d %H:%M}" if row.revoked_at is not None else ""
        table.add_row(row.name, row.role, ", ".join(row.scopes), row.created_by, revoked)
    console().print(table)


@keys.command()
def revoke(
    context: typer.Context,
    programme: ProgrammeId,
    name: KeyName,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Revoke a key: within seconds it is not accepted any more. Its name stays taken."""
    from treue.access import keys as access

    words = language_for(context, language)
    staff = actor_of(actor)
    at_desk(context, programme, lambda desk: access.revoke(desk, name, actor=staff))
    if as_json:
        print_json({"programme": programme, "name": name, "revoked": True})
        return
    typer.echo(words.say("Revoked the key '{name}'.", name=name))


def _role(word: str) -> Role:
    from treue.access.scopes import Role

    if word not in tuple(Role):
        raise WrongInput(f"--role: there is no role '{word}'; there are {', '.join(Role)}.")
    return Role(word)


def _scope(word: str, role: Role) -> Scope:
    from treue.access.scopes import SCOPES, Scope

    if word not in SCOPES[role]:
        raise WrongInput(
            f"--scope: the role {role} may not do '{word}'; choose among {', '.join(sorted(SCOPES[role]))}."
        )
    return Scope(word)
