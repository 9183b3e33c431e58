"""Webhooks: who is told what happens, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.desks import at_desk
from treue.cli.faults import Refused
from treue.cli.keys import actor_of
from treue.cli.options import Actor, AsJson, LanguageCode, ProgrammeId
from treue.cli.wiring import wiring_of

if TYPE_CHECKING:
    from treue.delivery.webhooks.deployment_key import DeploymentKey
    from treue.delivery.webhooks.sending import Answer
    from treue.processing.desk import Desk
    from treue.store.webhooks import Subscription
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
    topics = _topics(events)
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
        from treue.forms.webhooks import webhook_shape

        print_json({"programme": programme, "webhooks": [webhook_shape(one) for one in found]})
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
    _say_done(words.say("Enabled {webhook}.", webhook=name), programme, name, "enabled", as_json=as_json)


@webhook.command("disable")
def disable(
    context: typer.Context,
    programme: ProgrammeId,
    name: WebhookId,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Send nothing to a webhook until it is enabled. What waits is given up."""
    from treue.usecases.webhooks.change import disable as disable_webhook

    words, who = language_for(context, language), actor_of(actor)
    if not at_desk(context, programme, lambda desk: disable_webhook(desk, name, actor=who)):
        raise Refused(words.say("{webhook} is disabled already.", webhook=name))
    _say_done(words.say("Disabled {webhook}.", webhook=name), programme, name, "disabled", as_json=as_json)


@webhook.command("change")
def change(
    context: typer.Context,
    programme: ProgrammeId,
    name: WebhookId,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Where messages are posted to from now on.")] = None,
    events: Annotated[str | None, typer.Option(metavar="TOPICS", help="What about, separated by commas.")] = None,
    ahead: Annotated[int | None, typer.Option(metavar="DAYS", help="How many days before units expire.")] = None,
    actor: Actor = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Change where messages go to, or what about. The secret stays."""
    from treue.usecases.webhooks.change import change as change_webhook

    words, who = language_for(context, language), actor_of(actor)
    topics = None if events is None else _topics(events)
    changed = at_desk(
        context,
        programme,
        lambda desk: change_webhook(desk, name, actor=who, url=url, topics=topics, ahead_days=ahead),
    )
    if as_json:
        from msgspec.structs import asdict

        from treue.forms.webhooks import webhook_shape

        print_json({"programme": programme, **asdict(webhook_shape(changed))})
        return
    _tell(words, programme, changed)


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


def _topics(written: str) -> list[str]:
    return [topic.strip() for topic in written.split(",") if topic.strip()]


def _say_done(sentence: str, programme: str, name: str, what: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"programme": programme, "webhook": name, what: True})
    else:
        typer.echo(sentence)


def _say_secret(words: Language, secret: str) -> None:
    typer.echo(words.say("Its secret, shown this once: {secret}", secret=secret))


def _tell(words: Language, programme: str, one: Subscription) -> None:
    from treue.delivery.webhooks.names import name_of
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
