"""Stock of rewards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import console, language_for, plain_table, print_json
from treue.cli.application import application
from treue.cli.desks import at_desk
from treue.cli.keys import TEXT_MAX, actor_of
from treue.cli.options import Actor, AsJson, LanguageCode, ProgrammeId, RewardId
from treue.forms.faults import WrongInput

if TYPE_CHECKING:
    from treue.store.programmes import MovementKind
    from treue.words.languages import Language

stock = typer.Typer(no_args_is_help=True, help="Stock of rewards.")
application.add_typer(stock, name="stock")

QUANTITY_MAX = 1_000_000_000
Note = Annotated[str, typer.Option(metavar="TEXT", help="A remark that stays with the movement.")]


@stock.command("add", context_settings={"ignore_unknown_options": True})
def add(
    context: typer.Context,
    programme: ProgrammeId,
    reward: RewardId,
    quantity: Annotated[
        int, typer.Argument(metavar="N", help="Pieces received; below zero: sent back.", show_default=False)
    ],
    note: Note = "",
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Book pieces of a reward that arrived."""
    _book(context, programme, reward, quantity, "received", note, actor, language, as_json=as_json)


@stock.command("lose")
def lose(
    context: typer.Context,
    programme: ProgrammeId,
    reward: RewardId,
    quantity: Annotated[int, typer.Argument(metavar="N", min=1, help="Pieces that are gone.", show_default=False)],
    note: Note = "",
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Book pieces of a reward that broke or got lost."""
    _book(context, programme, reward, -quantity, "lost", note, actor, language, as_json=as_json)


@stock.command("count")
def count(
    context: typer.Context,
    programme: ProgrammeId,
    reward: RewardId,
    left: Annotated[int, typer.Argument(metavar="N", min=0, help="Pieces on the shelf.", show_default=False)],
    note: Note = "",
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Set the stock of a reward to what was counted."""
    from treue.usecases.stock.receive import count as book_count

    words = language_for(context, language)
    name = actor_of(actor)
    _check(left, note)
    booked = at_desk(context, programme, lambda desk: book_count(desk, reward, left, actor=name, note=note))
    _tell(programme, reward, booked, left, words, as_json=as_json)


@stock.command("show")
def show(
    context: typer.Context, programme: ProgrammeId, as_json: AsJson = False, language: LanguageCode = None
) -> None:
    """Show what is left of every reward, and how it came to that."""
    from treue.usecases.stock.receive import list_all

    words = language_for(context, language)
    rows = at_desk(context, programme, list_all)
    if as_json:
        print_json({"programme": programme, "stock": [row._asdict() for row in rows]})
        return
    if not rows:
        typer.echo(words.say("No reward of this programme is taken from stock."))
        return
    moved = words.say("Received"), words.say("Corrected"), words.say("Lost")
    numbers = words.say("Left"), *moved, words.say("Taken"), words.say("Given back")
    table = plain_table(words.say("Reward"), *numbers, numbers=numbers)
    for reward, *figures in rows:
        table.add_row(str(reward), *(words.number(int(figure)) for figure in figures))
    console().print(table)


def _book(
    context: typer.Context,
    programme: str,
    reward: str,
    quantity: int,
    kind: MovementKind,
    note: str,
    actor: str | None,
    language: str | None,
    *,
    as_json: bool,
) -> None:
    from treue.usecases.stock.receive import receive

    words = language_for(context, language)
    name = actor_of(actor)
    _check(quantity, note)
    left = at_desk(context, programme, lambda desk: receive(desk, reward, quantity, actor=name, note=note, kind=kind))
    _tell(programme, reward, quantity, left, words, as_json=as_json)


def _check(quantity: int, note: str) -> None:
    if abs(quantity) > QUANTITY_MAX:
        raise WrongInput(f"N: at most {QUANTITY_MAX} pieces can be booked at once.")
    if len(note) > TEXT_MAX or not note.isprintable():
        raise WrongInput(f"--note: write one line of at most {TEXT_MAX} characters.")


def _tell(programme: str, reward: str, booked: int, left: int, words: Language, *, as_json: bool) -> None:
    if as_json:
        print_json({"programme": programme, "reward": reward, "booked": booked, "left": left})
        return
    typer.echo(
        words.count(
            "{number} piece of '{reward}' is in stock now.",
            "{number} pieces of '{reward}' are in stock now.",
            left,
            number=words.number(left),
            reward=reward,
        )
    )
