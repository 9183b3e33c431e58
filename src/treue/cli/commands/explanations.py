"""Why an event did what it did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.desks import at_desk
from treue.cli.options import AsJson, LanguageCode, ProgrammeId

if TYPE_CHECKING:
    from treue.processing.desk import Desk
    from treue.words.explanation import Explanation, Story


@application.command()
def explain(
    context: typer.Context,
    programme: ProgrammeId,
    member: Annotated[
        str,
        typer.Argument(
            metavar="MEMBER",
            help="Public id, the shop's own id, or a card number; or the event alone by the shop's own number.",
            show_default=False,
        ),
    ],
    event: Annotated[
        str | None,
        typer.Argument(
            metavar="[EVENT]",
            help="The event's number in the member's history, or the shop's own: SOURCE/ID, or STORE/TILL/NUMBER/DAY "
            "of its receipt. Without it, the latest.",
        ),
    ] = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Explain an event of a member. It tells each rule with its numbers, and what was narrowly missed."""
    from treue.usecases.members.explain import explain as explain_event
    from treue.usecases.members.find_event import find_event

    words = language_for(context, language)

    async def run(desk: Desk) -> tuple[Story, Explanation]:
        return await explain_event(desk, *(await find_event(desk, member, event)), words)

    story, explanation = at_desk(context, programme, run)
    if not as_json:
        typer.echo(explanation.text)
        return
    print_json(
        {
            "programme": programme,
            "event": story.seq,
            "kind": story.kind,
            "occurred_at": story.occurred_at,
            "refused": story.refused,
            "title": explanation.title,
            "sections": [
                {"heading": section.heading, "sentences": list(section.sentences)} for section in explanation.sections
            ],
        }
    )
