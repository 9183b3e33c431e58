"""The books: proving them, computing again what follows from them, and retiring what need not be kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.desks import at_desk
from treue.cli.exits import ExitCode
from treue.cli.keys import actor_of
from treue.cli.options import Actor, AsJson, LanguageCode, ProgrammeId
from treue.cli.progress import measuring, waiting

if TYPE_CHECKING:
    from treue.processing.desk import Desk
    from treue.processing.proof import Broken
    from treue.processing.retracing import Traced
    from treue.words.languages import Language

SHOWN_MAX = 10
COUNTED_MAX = 10_000
DIFFERENCES_MAX = 100


@application.command()
def verify(
    context: typer.Context,
    programme: ProgrammeId,
    trace: Annotated[
        bool, typer.Option("--trace", help="Trace every event that earns instead, and compare what it comes to.")
    ] = False,
    redecide: Annotated[
        bool, typer.Option("--redecide", help="Make every decision again instead, and compare what it books.")
    ] = False,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Prove the books. Every figure is derived anew from the facts and compared; nothing is changed."""
    from treue.processing.proof import CHECKS, not_replayable
    from treue.processing.proof import verify as prove

    words = language_for(context, language)
    if trace:
        _trace(context, programme, as_json, words)
        return
    if redecide:
        _redecide(context, programme, as_json, words)
        return

    async def run(desk: Desk) -> tuple[list[Broken], dict[str, int]]:
        with waiting(words.say("Proving the books")):
            return await prove(desk, COUNTED_MAX), await not_replayable(desk)

    broken, gone = at_desk(context, programme, run)
    if as_json:
        rows = [
            {"check": one.check, "place": one.place, "expected": one.expected, "found": one.found}
            for one in _shown(broken)
        ]
        counts = Counter(one.check for one in broken)
        checks = {check: counts[check] for check in CHECKS}
        print_json(
            {"programme": programme, "proven": not broken, "broken": checks, "rows": rows, "not_replayable": gone}
        )
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
            _say_not_replayable(gone, words)
        return
    for line in _tale(programme, broken, words):
        typer.echo(line, err=True)
    raise typer.Exit(ExitCode.REFUSED)


def _trace(context: typer.Context, programme: str, as_json: bool, words: Language) -> None:
    from treue.processing.retracing import trace_all

    async def run(desk: Desk) -> Traced:
        with waiting(words.say("Tracing every event")):
            return await trace_all(desk, DIFFERENCES_MAX)

    traced = at_desk(context, programme, run)
    if as_json:
        rows = [{"place": one.place, "expected": one.expected, "found": one.found} for one in traced.differences]
        print_json({"programme": programme, "traced": traced.events, "not_kept": traced.not_kept, "rows": rows})
    elif not traced.differences:
        typer.echo(_traced(traced, words))
    if traced.differences:
        number = words.number(len(traced.differences))
        typer.echo(words.say("Traced otherwise than booked: {number}", number=number), err=True)
        for one in traced.differences:
            typer.echo(f"  {one}", err=True)
        raise typer.Exit(ExitCode.REFUSED)


def _redecide(context: typer.Context, programme: str, as_json: bool, words: Language) -> None:
    from treue.processing.redeciding import Redecided, redecide_all

    async def run(desk: Desk) -> Redecided:
        with measuring(words.say("Making every decision again")) as progress:
            return await redecide_all(desk, differences_max=DIFFERENCES_MAX, progress=progress)

    answer = at_desk(context, programme, run)
    if as_json:
        rows = [
            {
                "member_id": str(one.member_id),
                "event": one.member_seq,
                "made": one.made,
                "kept": one.kept,
                "release": one.release,
            }
            for one in answer.differences
        ]
        shape = {"programme": programme, "made_again": answer.decisions, "different": answer.different}
        print_json({**shape, "not_replayable": dict(answer.not_replayable), "rows": rows})
    else:
        made = words.number(answer.decisions)
        typer.echo(
            words.count(
                "{number} decision of '{programme}' was made again.",
                "{number} decisions of '{programme}' were made again.",
                answer.decisions,
                number=made,
                programme=programme,
            )
        )
        _say_not_replayable(answer.not_replayable, words)
    if not answer.different:
        if answer.decisions and not as_json:
            typer.echo(words.say("Each of them books what it booked then."))
        return
    number = words.number(answer.different)
    typer.echo(
        words.count(
            "{number} of them books something else now:",
            "{number} of them book something else now:",
            answer.different,
            number=number,
        ),
        err=True,
    )
    for one in answer.differences:
        typer.echo(f"  {one}", err=True)
    raise typer.Exit(ExitCode.REFUSED)


def _say_not_replayable(counted: Mapping[str, int], words: Language) -> None:
    from treue.words.proofs import NOT_REPLAYABLE

    for reason, number in counted.items():
        typer.echo(f"  {words.say(NOT_REPLAYABLE[reason])}: {words.number(number)}")


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


@application.command()
def retire(
    context: typer.Context,
    programme: ProgrammeId,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Delete line data and facts as received once they are older than the document keeps them. Decisions stay."""
    from treue.usecases.books.retire import Retired
    from treue.usecases.books.retire import retire as retire_old

    words = language_for(context, language)
    name = actor_of(actor)

    async def run(desk: Desk) -> Retired:
        with measuring(words.say("Deleting what need not be kept")) as progress:
            return await retire_old(desk, actor=name, progress=progress)

    retired = at_desk(context, programme, run)
    if as_json:
        days = {"lines_before": retired.boundaries.lines_before, "payloads_before": retired.boundaries.payloads_before}
        print_json({"programme": programme, **days, "rows": retired.rows, "months_dropped": retired.months})
        return
    typer.echo(
        words.say(
            "Lines of orders before {lines} and other facts before {payloads} are not kept any more.",
            lines=words.date(retired.boundaries.lines_before),
            payloads=words.date(retired.boundaries.payloads_before),
        )
    )
    typer.echo(
        words.count(
            "{number} row was deleted; decisions and books are unchanged.",
            "{number} rows were deleted; decisions and books are unchanged.",
            retired.rows,
            number=words.number(retired.rows),
        )
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
    from treue.words.proofs import CHECKS

    counts = Counter(one.check for one in broken)
    lines = [
        words.say("The books of '{programme}' are not proven. First: {row}", programme=programme, row=broken[0]),
    ]
    for check, count in counts.items():
        title = words.say(CHECKS[check])
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
