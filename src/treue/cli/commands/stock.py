"""Stock of rewards."""

from __future__ import annotations

from typing import Annotated

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.desks import at_desk
from treue.cli.faults import WrongInput
from treue.cli.keys import TEXT_MAX, actor_of
from treue.cli.options import Actor, AsJson, LanguageCode, ProgrammeId, RewardId

stock = typer.Typer(no_args_is_help=True, help="Stock of rewards.")
application.add_typer(stock, name="stock")

QUANTITY_MAX = 1_000_000_000


@stock.command("add", context_settings={"ignore_unknown_options": True})
def add(
    context: typer.Context,
    programme: ProgrammeId,
    reward: RewardId,
    quantity: Annotated[
        int, typer.Argument(metavar="N", help="Pieces received; below zero: found missing.", show_default=False)
    ],
    note: Annotated[str, typer.Option(metavar="TEXT", help="A remark that stays with the movement.")] = "",
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Book pieces of a reward that arrived, or were found missing."""
    from treue.usecases.stock.receive import receive

    words = language_for(context, language)
    name = actor_of(actor)
    if abs(quantity) > QUANTITY_MAX:
        raise WrongInput(f"N: at most {QUANTITY_MAX} pieces can be booked at once.")
    if len(note) > TEXT_MAX or not note.isprintable():
        raise WrongInput(f"--note: write one line of at most {TEXT_MAX} characters.")
    left = at_desk(context, programme, lambda desk: receive(desk, reward, quantity, actor=name, note=note))
    if as_json:
        print_json({"programme": programme, "reward": reward, "booked": quantity, "left": left})
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
