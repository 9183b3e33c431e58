"""Webhooks: who is told what happens, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from treue.cli.answers import console, language_for, print_json
from treue.cli.application import application
from treue.cli.desks import at_desk
from treue.cli.faults import Refused
from treue.cli.keys import actor_of
from treue.cli.options import Actor, AsJson, LanguageCode, ProgrammeId
from treue.cli.wiring import wiring_of
from treue.forms.faults import WrongInput

if TYPE_CHECKING:
    from treue.delivery.webhooks.deployment_key import DeploymentKey
    from treue.delivery.webhooks.sending import Answer
    from treue.processing.desk import Desk
    from treue.store.webhooks import Delivery, Standing, Subscription
    from treue.words.languages import Language

webhook = typer.Typer(no_args_is_help=True, help="Who is told what happens, and what became of it.")
application.add_typer(webhook, name="webhook")

WebhookId = Annotated[str, typer.Argument(metavar="WEBHOOK", help="Id of the webhook.", show_default=False)]


@webhook.command("add")
def add(
    context: typer.Context,
    programme: ProgrammeId,
    url: Annotated[str, typer.Argument(metavar="URL", help="Where messages are posted to.", show_default=False)],
    events: Annotated[
        str, typer.Option(metavar="TOPICS", help="What about, separated by commas: balance.changed,level.changed")
    ],
    ahead: Annotated[int, typer.Option(metavar="DAYS", help="How many days before units expire.")] = 30,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Add a webhook. Its secret is shown now and never again.

    Topics: balance.changed, level.changed, redemption.made, redemption.changed, expiry.ahead, decision.made,
    member.erased.
    """
    from treue.delivery.webhooks.deployment_key import key_path, make_key
    from treue.usecases.webhooks.add import add as add_webhook

    words, name = language_for(context, language), actor_of(actor)
    key = make_key(key_path(wiring_of(context).environ))
    topics = [topic.strip() for topic in events.split(",") if topic.strip()]
    added = at_desk(
        context,
        programme,
        lambda desk: add_webhook(desk, url, topics, key=key, actor=name, ahead_days=ahead),
    )
    if as_json:
        print_json(
            {
                "programme": programme,
                "webhook": added.name,
                "url": added.url,
                "topics": list(added.topics),
                "secret": added.secret,
            }
        )
        return
    typer.echo(words.say("Added {webhook}: {url}", webhook=added.name, url=added.url))
    _say_secret(words, added.secret)
    typer.echo(words.say("A worker delivers to it: treue worker"))


@webhook.command("list")
def show_all(
    context: typer.Context, programme: ProgrammeId, as_json: AsJson = False, language: LanguageCode = None
) -> None:
    """List the webhooks, how they stand, and which need a person."""
    from treue.usecases.webhooks.deliveries import list_webhooks

    words = language_for(context, language)
    found = at_desk(context, programme, list_webhooks)
    if as_json:
        print_json({"programme": programme, "webhooks": [_shape(one) for one in found]})
        return
    if not found:
        typer.echo(
            words.say("There is no webhook yet. Add one: treue webhook add {programme} URL", programme=programme)
        )
    for one in found:
        _tell(words, programme, one)


@webhook.command("remove")
def remove(
    context: typer.Context,
    programme: ProgrammeId,
    name: WebhookId,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Remove a webhook with its messages."""
    from treue.usecases.webhooks.change import remove as remove_webhook

    words, who = language_for(context, language), actor_of(actor)
    waiting = at_desk(context, programme, lambda desk: remove_webhook(desk, name, actor=who))
    if as_json:
        print_json({"programme": programme, "webhook": name, "removed": True, "not_delivered": waiting})
        return
    typer.echo(
        words.count(
            "Removed {webhook}; {number} message of it was not delivered.",
            "Removed {webhook}; {number} messages of it were not delivered.",
            waiting,
            webhook=name,
            number=words.number(waiting),
        )
    )


@webhook.command("enable")
def enable(
    context: typer.Context,
    programme: ProgrammeId,
    name: WebhookId,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Enable a webhook that was disabled. What it missed: treue webhook replay."""
    from treue.usecases.webhooks.change import enable as enable_webhook

    words, who = language_for(context, language), actor_of(actor)
    if not at_desk(context, programme, lambda desk: enable_webhook(desk, name, actor=who)):
        raise Refused(words.say("{webhook} is not disabled.", webhook=name))
    if as_json:
        print_json({"programme": programme, "webhook": name, "enabled": True})
    else:
        typer.echo(words.say("Enabled {webhook}.", webhook=name))


@webhook.command("rotate")
def rotate(
    context: typer.Context,
    programme: ProgrammeId,
    name: WebhookId,
    overlap: Annotated[
        int, typer.Option(metavar="HOURS", min=0, max=24 * 30, help="How long the former secret signs too.")
    ] = 24,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Give a webhook a new secret. It is shown now and never again."""
    from datetime import UTC, timedelta

    from treue.usecases.webhooks.change import rotate as rotate_secret

    words, who, key = language_for(context, language), actor_of(actor), _key(context)
    span = timedelta(hours=overlap)
    rotated = at_desk(context, programme, lambda desk: rotate_secret(desk, name, key=key, actor=who, overlap=span))
    until = rotated.former_until.astimezone(UTC)
    if as_json:
        print_json({"programme": programme, "webhook": name, "secret": rotated.secret, "former_until": until})
        return
    _say_secret(words, rotated.secret)
    typer.echo(words.say("The former one signs too until {until} UTC.", until=f"{until:%Y-%m-%d %H:%M}"))


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
        print_json({"programme": programme, "deliveries": [_delivery_shape(one) for one in found]})
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


@webhook.command("test")
def try_webhook(
    context: typer.Context,
    programme: ProgrammeId,
    name: WebhookId,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Post one message that says nothing, now, and tell what came of it."""
    from treue.delivery.webhooks.egress import SETTING, allowed_networks
    from treue.delivery.webhooks.sending import Sender
    from treue.usecases.webhooks.try_out import try_out
    from treue.words.webhooks import fault_in_words

    words, key = language_for(context, language), _key(context)
    allowed = allowed_networks(wiring_of(context).environ.get(SETTING, ""))

    async def run(desk: Desk) -> Answer:
        async with Sender(allowed) as sender:
            return await try_out(desk, name, key=key, sender=sender)

    answer = at_desk(context, programme, run)
    if as_json:
        shape = {"programme": programme, "webhook": name, "status": answer.status, "fault": answer.fault}
        print_json({**shape, "seconds": round(answer.seconds, 3)})
    if answer.fault is not None:
        raise Refused(
            words.say("{webhook}: {fault}.", webhook=name, fault=fault_in_words(words, answer.fault, answer.status))
        )
    if not as_json:
        typer.echo(words.say("{webhook} answered {status}: it works.", webhook=name, status=answer.status))


def _key(context: typer.Context) -> DeploymentKey:
    from treue.delivery.webhooks.deployment_key import key_path, read_key

    return read_key(key_path(wiring_of(context).environ))


def _standing(word: str | None) -> Standing | None:
    match word:
        case None | "waiting" | "delivered" | "dead":
            return word
    raise WrongInput(f"--only: '{word}' is none of waiting, delivered, dead.")


def _say_secret(words: Language, secret: str) -> None:
    typer.echo(words.say("Its secret, shown this once: {secret}", secret=secret))


def _tell(words: Language, programme: str, one: Subscription) -> None:
    from treue.usecases.webhooks.subscription import name_of
    from treue.words.webhooks import BECAUSE

    name = name_of(one.subscription_id)
    typer.echo(f"{name}  {one.url}")
    typer.echo(f"  {', '.join(one.topics)}")
    typer.echo(
        "  "
        + words.say(
            "{waiting} waiting, {dead} given up", waiting=words.number(one.waiting), dead=words.number(one.dead)
        )
    )
    if one.disabled_because is not None:
        typer.echo(f"  {words.say(BECAUSE[one.disabled_because])}")
        command = f"treue webhook enable {programme} {name}"
        typer.echo("  " + words.say("Once it is mended: {command}", command=command))
    elif one.failing_since is not None:
        since = f"{one.failing_since:%Y-%m-%d %H:%M}"
        typer.echo("  " + words.say("Failing since {since} UTC; see: treue webhook deliveries", since=since))


def _tell_deliveries(words: Language, found: list[Delivery]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from treue.delivery.webhooks.signing import webhook_id
    from treue.words.webhooks import STANDINGS, fault_in_words

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in (words.say("Message"), words.say("Topic"), words.say("Standing")):
        table.add_column(heading)
    table.add_column(words.say("Attempts"), justify="right")
    table.add_column(words.say("Last attempt"))
    for one in found:
        fault = "" if one.fault is None else fault_in_words(words, one.fault, one.answer)
        tried = "" if one.tried_at is None else f"{one.tried_at:%Y-%m-%d %H:%M:%S} "
        standing, attempts = words.say(STANDINGS[one.standing]), words.number(one.attempts)
        table.add_row(webhook_id(one.message_id), one.topic, standing, attempts, tried + fault)
    console().print(table)


def _shape(one: Subscription) -> dict[str, Any]:
    from treue.usecases.webhooks.subscription import name_of

    return {
        "webhook": name_of(one.subscription_id),
        "url": one.url,
        "topics": list(one.topics),
        "ahead_days": one.ahead_days,
        "created_at": one.created_at,
        "former_secret_until": one.former_until,
        "disabled_at": one.disabled_at,
        "disabled_because": one.disabled_because,
        "paused_until": one.paused_until,
        "failing_since": one.failing_since,
        "delivered_at": one.delivered_at,
        "waiting": one.waiting,
        "dead": one.dead,
    }


def _delivery_shape(one: Delivery) -> dict[str, Any]:
    from treue.delivery.webhooks.signing import webhook_id
    from treue.usecases.webhooks.subscription import name_of

    return {
        "message": webhook_id(one.message_id),
        "webhook": name_of(one.subscription_id),
        "topic": one.topic,
        "standing": one.standing,
        "attempts": one.attempts,
        "tried_at": one.tried_at,
        "due_at": one.due_at if one.standing == "waiting" else None,
        "status": one.answer,
        "fault": one.fault,
    }
