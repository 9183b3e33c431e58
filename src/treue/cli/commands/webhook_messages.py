"""Messages of webhooks: what became of them, and delivering them again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import console, language_for, plain_table, print_json
from treue.cli.commands.webhooks import WebhookId, webhook
from treue.cli.desks import at_desk
from treue.cli.keys import actor_of
from treue.cli.options import Actor, AsJson, LanguageCode, ProgrammeId
from treue.forms.faults import WrongInput

if TYPE_CHECKING:
    from treue.store.webhooks import Delivery, Standing
    from treue.words.languages import Language


@webhook.command("deliveries")
def show_deliveries(
    context: typer.Context,
    programme: ProgrammeId,
    name: Annotated[str | None, typer.Argument(metavar="[WEBHOOK]", help="Of one webhook only.")] = None,
    standing: Annotated[
        str | None, typer.Option("--only", metavar="STANDING", help="Only waiting, delivered or dead ones.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, max=1000, help="How many at most.")] = 50,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Show what became of the newest messages. Dead ones were given up: treue webhook replay."""
    from treue.usecases.webhooks.deliveries import deliveries

    words, only = language_for(context, language), _standing(standing)
    found = at_desk(context, programme, lambda desk: deliveries(desk, name, standing=only, limit=limit))
    if as_json:
        from treue.forms.webhooks import message_shape

        print_json({"programme": programme, "deliveries": [message_shape(one) for one in found]})
    elif not found:
        typer.echo(words.say("There is no message."))
    else:
        _tell_deliveries(words, found)


@webhook.command("replay")
def replay(
    context: typer.Context,
    programme: ProgrammeId,
    name: WebhookId,
    message: Annotated[
        str | None, typer.Option("--message", metavar="ID", help="This one, whatever became of it.")
    ] = None,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Deliver what was given up again. Each message keeps its id."""
    from treue.usecases.webhooks.deliveries import replay as replay_messages

    words, who = language_for(context, language), actor_of(actor)
    count = at_desk(context, programme, lambda desk: replay_messages(desk, name, message=message, actor=who))
    if as_json:
        print_json({"programme": programme, "webhook": name, "replayed": count})
        return
    typer.echo(
        words.count(
            "{number} message will be delivered again.",
            "{number} messages will be delivered again.",
            count,
            number=words.number(count),
        )
    )


def _standing(word: str | None) -> Standing | None:
    match word:
        case None | "waiting" | "delivered" | "dead":
            return word
    raise WrongInput(f"--only: '{word}' is none of waiting, delivered, dead.")


def _tell_deliveries(words: Language, found: list[Delivery]) -> None:
    from treue.delivery.webhooks.signing import webhook_id
    from treue.words.webhooks import STANDINGS, fault_in_words

    attempts = words.say("Attempts")
    headings = words.say("Message"), words.say("Topic"), words.say("Standing"), attempts, words.say("Last attempt")
    table = plain_table(*headings, numbers=[attempts])
    for one in found:
        fault = "" if one.fault is None else fault_in_words(words, one.fault, one.answer)
        tried = "" if one.tried_at is None else f"{one.tried_at:%Y-%m-%d %H:%M:%S} "
        standing, attempts = words.say(STANDINGS[one.standing]), words.number(one.attempts)
        table.add_row(webhook_id(one.message_id), one.topic, standing, attempts, tried + fault)
    console().print(table)
