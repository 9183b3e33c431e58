"""Documents: beginning one, and comparing two of them. No command here changes the books."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.desks import at_database
from treue.cli.options import AsJson, LanguageCode
from treue.forms.faults import WrongInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from treue.domain.money import Money
    from treue.programme.versions import Detail
    from treue.usecases.programmes.diff import Compared
    from treue.usecases.programmes.new import Country
    from treue.words.languages import Language

Compare = typer.Argument(help="A path, or a published version as PROGRAMME@VERSION.", show_default=False)


@application.command()
def new(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The file to write.", show_default=False)],
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="What the programme is called.")] = None,
    country: Annotated[str | None, typer.Option(metavar="CODE", help="Where the shop is, for instance DE.")] = None,
    unit: Annotated[
        str | None, typer.Option(metavar="ONE,SEVERAL", help="What members collect, for instance bean,beans.")
    ] = None,
    per: Annotated[
        str | None, typer.Option(metavar="MONEY", help="For how much money they get one, for instance 1.00.")
    ] = None,
    reward: Annotated[str | None, typer.Option(metavar="TEXT", help="What they can get for units.")] = None,
    cost: Annotated[int, typer.Option(min=1, metavar="N", help="How many units the reward costs.")] = 100,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Write a first document with comments, from the answers to five questions."""
    from treue.usecases.programmes.new import COUNTRIES, Answers, id_of
    from treue.usecases.programmes.new import new as write_document

    words = language_for(context, language)
    say = words.say
    called = name if name is not None else _ask(say("What is the programme called?"))
    code = country if country is not None else _ask(say("In which country is the shop? (two letters)"), "DE")
    where = COUNTRIES.get(code.strip().upper())
    if where is None:
        raise WrongInput(f"--country: '{code}' is not among {', '.join(COUNTRIES)}; take one of them and change it.")
    collected = unit if unit is not None else _ask(say("What do members collect? (one, several)"), say("point, points"))
    money = per if per is not None else _ask(say("For how much money do they get one?"), f"1.00 {where.currency}")
    gift = reward if reward is not None else _ask(say("What can they get for units, as a first reward?"))
    answers = Answers(called, where, _forms(collected), _money(money, where), gift, cost, words.code)
    write_document(path, answers)
    if as_json:
        print_json({"path": str(path), "programme": id_of(called, "programme")})
        return
    typer.echo(say("Wrote {path}. Check it after each change with: treue check {path}", path=path))
    typer.echo(say("Then try it with: treue publish {path} --sandbox", path=path))


@application.command()
def diff(
    context: typer.Context,
    old: Annotated[str, Compare],
    new: Annotated[str, Compare],
    as_words: Annotated[bool, typer.Option("--words", help="A note for people, in sentences.")] = False,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Say what changes from one document to the other, and for how many members where one is published."""
    from msgspec.structs import asdict

    from treue.forms.documents import diff_shape
    from treue.usecases.programmes.diff import PublishedVersion, source_of
    from treue.usecases.programmes.diff import diff as compare

    words = language_for(context, language)
    sources = source_of(old), source_of(new)
    if any(isinstance(source, PublishedVersion) for source in sources):
        compared = at_database(context, lambda pool: compare(pool, *sources))
    else:
        compared = asyncio.run(compare(None, *sources))
    if as_json:
        print_json(asdict(diff_shape(words, compared)))
        return
    if not compared.changes:
        typer.echo(words.say("Nothing changes."))
        return
    for line in _note(words, compared) if as_words else [*_listing(compared), *_losses(words, compared)]:
        typer.echo(line)


def _ask(question: str, default: str | None = None) -> str:
    answer: str = typer.prompt(question, default=default, err=True)
    return answer.strip()


def _forms(text: str) -> tuple[str, str]:
    one, comma, several = (part.strip() for part in text.partition(","))
    if not one or (comma and not several):
        raise WrongInput(f"--unit: '{text}' does not name one and several; write for instance bean,beans.")
    return one, several or one


def _money(text: str, country: Country) -> Money:
    from treue.domain.money import parse_money

    written = text.strip().replace(",", ".")
    try:
        money = parse_money(written if " " in written else f"{written} {country.currency}")
    except ValueError as fault:
        raise WrongInput(f"--per: {fault}.") from None
    if money.minor <= 0 or money.currency != country.currency:
        raise WrongInput(f"--per: '{text}' is not an amount above zero in {country.currency}; write for instance 1.00.")
    return money


def _listing(compared: Compared) -> list[str]:
    """Node by node, as the documents write it."""
    from treue.programme.versions import details_of, shown

    def told(details: Sequence[Detail]) -> list[str]:
        paths = (f"{detail.path}: " if detail.path else "" for detail in details)
        return [
            f"    {path}{shown(detail.before)} -> {shown(detail.after)}"
            for path, detail in zip(paths, details, strict=True)
        ]

    lines: list[str] = []
    for move in compared.changes.moves:
        lines.append(
            f"{move.node} -> {move.node.archived}" if move.is_archived else f"{move.node.archived} -> {move.node}"
        )
        lines += told(details_of(move.before, move.after))
    for change in compared.changes.others:
        members = compared.holders.get(change.node)
        counted = f"  ({members} members hold its units)" if members is not None else ""
        if change.before is None:
            lines.append(f"+ {change.node}: {shown(change.after)}{counted}")
        elif change.after is None:
            lines.append(f"- {change.node}: {shown(change.before)}{counted}")
        else:
            lines.append(f"~ {change.node}{counted}")
            lines += told(details_of(change.before, change.after))
    for reordering in compared.changes.reorderings:
        lines.append(f"~ {reordering.section}: {', '.join(reordering.before)} -> {', '.join(reordering.after)}")
    return lines


def _note(words: Language, compared: Compared) -> list[str]:
    from treue.words.changes import ChangeNote

    note = ChangeNote(words, compared.old.checked, compared.new.checked)
    start = compared.new.starts_at
    heading = (
        words.say("From {day}:", day=words.day(start, compared.new.zone))
        if start is not None
        else words.say("With the new version:")
    )
    lines = [heading]
    for move in compared.changes.moves:
        lines += [f"- {sentence}" for sentence in note.moved(move)]
    for change in compared.changes.others:
        sentences = note.changed(change)
        members = compared.holders.get(change.node)
        lines += [f"- {sentence}" for sentence in sentences]
        if members is not None:
            lines[-1] += " " + words.count(
                "{number} member holds such units now.",
                "{number} members hold such units now.",
                members,
                number=words.number(members),
            )
    lines += [f"- {note.reordered(reordering)}" for reordering in compared.changes.reorderings]
    return lines


def _losses(words: Language, compared: Compared) -> list[str]:
    """What members have that gets worth less, and whether the new document says what becomes of it."""
    from treue.words.worsenings import worsening_in_words

    if not compared.worsenings:
        return []
    lines = [words.say("Worth less for members:")]
    for worsening in compared.worsenings:
        named = words.say("not under `migrate`") if worsening in compared.unnamed else words.say("under `migrate`")
        # A shorter notice only waits; nothing has to become of it.
        label = f" [{named}]" if worsening.kind != "told_later" else ""
        lines.append(f"! {worsening_in_words(words, worsening)}{label}")
    return lines
