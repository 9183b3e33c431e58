"""The books: proving them, and computing again what follows from them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.desks import at_desk
from treue.cli.exits import ExitCode
from treue.cli.options import AsJson, LanguageCode, ProgrammeId
from treue.cli.progress import waiting

if TYPE_CHECKING:
    from treue.processing.desk import Desk
    from treue.processing.proof import Broken
    from treue.processing.retracing import Traced
    from treue.words.languages import Language

SHOWN_MAX = 10
COUNTED_MAX = 10_000


@application.command()
def verify(
    context: typer.Context,
    programme: ProgrammeId,
    trace: Annotated[
        bool, typer.Option("--trace", help="Trace every event that earned too, and compare what comes out.")
    ] = False,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Prove the books. Every figure is derived anew from the facts and compared; nothing is changed."""
    from treue.processing.proof import CHECKS
    from treue.processing.proof import verify as prove
    from treue.processing.retracing import CHECK as TRACE
    from treue.processing.retracing import trace_all

    words = language_for(context, language)

    async def run(desk: Desk) -> tuple[list[Broken], Traced | None]:
        with waiting(words.say("Proving the books")):
            broken = await prove(desk, COUNTED_MAX)
            return broken, await trace_all(desk, COUNTED_MAX) if trace else None

    broken, traced = at_desk(context, programme, run)
    if traced is not None:
        broken += traced.differences
    if as_json:
        rows = [
            {"check": one.check, "place": one.place, "expected": one.expected, "found": one.found}
            for one in _shown(broken)
        ]
        counts = Counter(one.check for one in broken)
        checks = {check: counts[check] for check in (*CHECKS, *([TRACE] if traced is not None else []))}
        print_json({"programme": programme, "proven": not broken, "broken": checks, "rows": rows})
    if not broken:
        if not as_json:
            number = len(CHECKS)
            typer.echo(
                words.count(
                    "The books of '{programme}' are proven: {number} check found nothing broken.",
                    "The books of '{programme}' are proven: {number} checks found nothing broken.",
                    number,
                    programme=programme,
                    number=number,
                )
            )
            if traced is not None:
                typer.echo(_traced(traced, words))
        return
    for line in _tale(programme, broken, words):
        typer.echo(line, err=True)
    raise typer.Exit(ExitCode.REFUSED)


@application.command()
def rebuild(
    context: typer.Context, programme: ProgrammeId, as_json: AsJson = False, language: LanguageCode = None
) -> None:
    """Compute all derived figures again from the facts. Those are balances, lots, budgets, stock and dues."""
    from treue.processing.proof import rebuild as compute_again

    words = language_for(context, language)

    async def run(desk: Desk) -> None:
        with waiting(words.say("Computing again")):
            await compute_again(desk)

    at_desk(context, programme, run)
    if as_json:
        print_json({"programme": programme, "rebuilt": True})
    else:
        typer.echo(
            words.say("All derived figures of '{programme}' were computed again from the facts.", programme=programme)
        )


def _shown(broken: list[Broken]) -> list[Broken]:
    seen: Counter[str] = Counter()
    kept = []
    for one in broken:
        seen[one.check] += 1
        if seen[one.check] <= SHOWN_MAX:
            kept.append(one)
    return kept


def _traced(traced: Traced, words: Language) -> str:
    said = words.count(
        "{number} event was traced and comes to what was booked.",
        "{number} events were traced and come to what was booked.",
        traced.events,
        number=words.number(traced.events),
    )
    if not traced.not_kept:
        return said
    kept = words.count(
        "Of {number} event the details are no longer kept.",
        "Of {number} events the details are no longer kept.",
        traced.not_kept,
        number=words.number(traced.not_kept),
    )
    return f"{said} {kept}"


def _tale(programme: str, broken: list[Broken], words: Language) -> list[str]:
    from treue.words.proofs import CHECKS, TRACE

    counts = Counter(one.check for one in broken)
    lines = [
        words.say("The books of '{programme}' are not proven. First: {row}", programme=programme, row=broken[0]),
    ]
    for check, count in counts.items():
        title = words.say(CHECKS.get(check, TRACE))
        number = (
            words.number(count) if count < COUNTED_MAX else words.say("{number} or more", number=words.number(count))
        )
        lines.append(f"{title[:1].upper()}{title[1:]}: {number}")
        lines += [f"  {one}" for one in _shown(broken) if one.check == check]
    lines.append(
        words.say(
            "Nothing was changed. If only derived figures are broken, this mends them: treue rebuild {programme}",
            programme=programme,
        )
    )
    return lines
