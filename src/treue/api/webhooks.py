"""Webhooks: who is told what happens. Secrets are shown once, when they are made."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from treue.access.scopes import Scope
from treue.api.calls import Answer, Answered, Example, call
from treue.api.telling import REPLAYED
from treue.api.visits import Visit
from treue.delivery.webhooks.deployment_key import key_path, make_key, read_key
from treue.delivery.webhooks.egress import SETTING, allowed_networks
from treue.delivery.webhooks.sending import Sender
from treue.forms.members import Line
from treue.forms.webhooks import WebhookShape, webhook_shape
from treue.store.webhooks import Subscription
from treue.usecases.webhooks.add import add
from treue.usecases.webhooks.change import OVERLAP_HOURS_MAX, change, disable, enable, remove, rotate
from treue.usecases.webhooks.deliveries import list_webhooks, read_webhook
from treue.usecases.webhooks.subscription import AHEAD_DAYS_MAX, URL_MAX
from treue.usecases.webhooks.try_out import try_out
from treue.words.webhooks import fault_in_words

TOPIC = "Webhooks"
WEBHOOK = {"webhook": "wh_0M4Q8K2M7YB0C"}
SECRET = "whsec_c2VjcmV0IG9mIGFuIGV4YW1wbGUsIHVzZWxlc3M="
WEBHOOK_ANSWER = {
    **WEBHOOK,
    "url": "https://crm.example/treue",
    "topics": ["balance.changed", "level.changed"],
    "ahead_days": 30,
    "created_at": "2026-06-01T10:00:00Z",
    "former_secret_until": None,
    "disabled_at": None,
    "disabled_because": None,
    "paused_until": None,
    "failing_since": None,
    "delivered_at": "2026-06-01T12:00:00Z",
    "waiting": 0,
    "dead": 0,
}
Url = Annotated[
    str, msgspec.Meta(min_length=1, max_length=URL_MAX, description="where messages are posted to, https://host/path,")
]
Topics = Annotated[
    tuple[Line, ...], msgspec.Meta(min_length=1, max_length=20, description="what about, like ['balance.changed'],")
]
AheadDays = Annotated[int, msgspec.Meta(ge=1, le=AHEAD_DAYS_MAX, description="days before units expire, 1 to 366,")]


class NewWebhookForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A webhook that is to be told what happens from now on."""

    url: Url
    topics: Topics
    ahead_days: AheadDays = 30


class WebhookForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is to be another one; what is left out stays as it is."""

    url: Url | None = None
    topics: Topics | None = None
    ahead_days: AheadDays | None = None


class RotationForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long the former secret signs too."""

    overlap_hours: Annotated[
        int, msgspec.Meta(ge=0, le=OVERLAP_HOURS_MAX, description="a whole number of hours, 0 to 720,")
    ] = 24


class WebhooksShape(msgspec.Struct, frozen=True):
    """All webhooks of the programme, the oldest first."""

    webhooks: tuple[WebhookShape, ...]


class NewWebhookShape(msgspec.Struct, frozen=True):
    """A new webhook with its secret."""

    webhook: str
    url: str
    topics: tuple[str, ...]
    ahead_days: int
    secret: Annotated[str, msgspec.Meta(description="What messages are signed with; shown this once.")]


class SecretShape(msgspec.Struct, frozen=True):
    """A new secret."""

    webhook: str
    secret: Annotated[str, msgspec.Meta(description="What messages are signed with; shown this once.")]
    former_until: Annotated[datetime, msgspec.Meta(description="Until then the former secret signs too.")]


class TrialShape(msgspec.Struct, frozen=True):
    """What came of a message that says nothing."""

    webhook: str
    delivered: bool
    status: Annotated[int | None, msgspec.Meta(description="What the receiver answered.")]
    fault: Annotated[str | None, msgspec.Meta(description="What went wrong, for programs.")]
    sentence: Annotated[str, msgspec.Meta(description="What went wrong, in the caller's language.")]
    seconds: float


@call(
    "GET",
    "/webhooks",
    Scope.WEBHOOKS_MANAGE,
    topic=TOPIC,
    answer=WebhooksShape,
    example=Example(answer={"webhooks": [WEBHOOK_ANSWER]}),
)
async def list_all_webhooks(visit: Visit) -> Answer:
    """List the webhooks and how each stands."""
    return WebhooksShape(tuple(webhook_shape(one) for one in await list_webhooks(visit.desk)))


@call(
    "POST",
    "/webhooks",
    Scope.WEBHOOKS_MANAGE,
    topic=TOPIC,
    body=NewWebhookForm,
    answer=NewWebhookShape,
    status=201,
    needs_key=True,
    example=Example(
        body={"url": "https://crm.example/treue", "topics": ["balance.changed", "level.changed"]},
        answer={
            **WEBHOOK,
            "url": "https://crm.example/treue",
            "topics": ["balance.changed", "level.changed"],
            "ahead_days": 30,
            "secret": SECRET,
        },
    ),
)
async def add_webhook(visit: Visit) -> Answer:
    """Add a webhook. Its secret is shown in this answer and never again.

    What was decided before is not told. Only the same request, with the same `Idempotency-Key`, gets the same answer,
    as long as the webhook was not changed since.
    """
    form, request_key = visit.form(NewWebhookForm), visit.needed_key
    added = await add(
        visit.desk,
        form.url,
        form.topics,
        key=make_key(key_path(visit.office.environ)),
        actor=visit.actor,
        request_key=request_key,
        ahead_days=form.ahead_days,
    )
    shape = NewWebhookShape(added.name, added.url, added.topics, added.ahead_days, added.secret)
    return Answered(shape, 201, REPLAYED if added.repeated else {})


@call(
    "GET",
    "/webhooks/{webhook}",
    Scope.WEBHOOKS_MANAGE,
    topic=TOPIC,
    answer=WebhookShape,
    example=Example(path=WEBHOOK, answer=WEBHOOK_ANSWER),
)
async def read_one_webhook(visit: Visit) -> Answer:
    """Read how a webhook stands.

    The `ETag` of the answer belongs into the `If-Match` of a change.
    """
    return _answer(await read_webhook(visit.desk, visit.path["webhook"]))


@call(
    "PATCH",
    "/webhooks/{webhook}",
    Scope.WEBHOOKS_MANAGE,
    topic=TOPIC,
    body=WebhookForm,
    answer=WebhookShape,
    conditional=True,
    example=Example(path=WEBHOOK, body={"topics": ["balance.changed"]}, answer=WEBHOOK_ANSWER),
)
async def change_webhook(visit: Visit) -> Answer:
    """Change where messages go to, or what about. What is left out stays as it is, and so does the secret.

    Messages that wait are delivered to where the webhook leads to now.
    """
    form, tags = visit.form(WebhookForm), visit.tags_expected()
    changed = await change(
        visit.desk,
        visit.path["webhook"],
        actor=visit.actor,
        url=form.url,
        topics=form.topics,
        ahead_days=form.ahead_days,
        is_as_read=lambda found: bool({"*", _tag(found)} & tags),
    )
    return _answer(changed)


@call(
    "DELETE",
    "/webhooks/{webhook}",
    Scope.WEBHOOKS_MANAGE,
    topic=TOPIC,
    answer=None,
    status=204,
    example=Example(path=WEBHOOK),
)
async def remove_webhook(visit: Visit) -> Answer:
    """Remove a webhook with all its messages, also those that wait."""
    await remove(visit.desk, visit.path["webhook"], actor=visit.actor)
    return Answered(None)


@call(
    "POST",
    "/webhooks/{webhook}/secret",
    Scope.WEBHOOKS_MANAGE,
    topic=TOPIC,
    body=RotationForm,
    answer=SecretShape,
    needs_key=True,
    example=Example(
        path=WEBHOOK,
        body={"overlap_hours": 24},
        answer={**WEBHOOK, "secret": SECRET, "former_until": "2026-06-02T10:00:00Z"},
    ),
)
async def rotate_webhook_secret(visit: Visit) -> Answer:
    """Give a webhook a new secret, which is shown in this answer and never again.

    Until the overlap is over messages carry two signatures, by the new and by the former secret.
    """
    form, request_key, name = visit.form(RotationForm), visit.needed_key, visit.path["webhook"]
    await read_webhook(visit.desk, name)
    rotated = await rotate(
        visit.desk,
        name,
        key=read_key(key_path(visit.office.environ)),
        actor=visit.actor,
        overlap=timedelta(hours=form.overlap_hours),
        request_key=request_key,
    )
    shape = SecretShape(name, rotated.secret, rotated.former_until)
    return Answered(shape, 200, REPLAYED if rotated.repeated else {})


@call(
    "POST",
    "/webhooks/{webhook}/disable",
    Scope.WEBHOOKS_MANAGE,
    topic=TOPIC,
    answer=WebhookShape,
    example=Example(
        path=WEBHOOK,
        answer={**WEBHOOK_ANSWER, "disabled_at": "2026-06-01T13:00:00Z", "disabled_because": "staff"},
    ),
)
async def disable_webhook(visit: Visit) -> Answer:
    """Send nothing to a webhook until it is enabled. What waits is given up; what happens meanwhile is not kept for it.

    Disabling one that is disabled changes nothing.
    """
    await disable(visit.desk, visit.path["webhook"], actor=visit.actor)
    return _answer(await read_webhook(visit.desk, visit.path["webhook"]))


@call(
    "POST",
    "/webhooks/{webhook}/enable",
    Scope.WEBHOOKS_MANAGE,
    topic=TOPIC,
    answer=WebhookShape,
    example=Example(path=WEBHOOK, answer=WEBHOOK_ANSWER),
)
async def enable_webhook(visit: Visit) -> Answer:
    """Enable a webhook that was disabled. What was given up can be replayed. Doing it again changes nothing."""
    await enable(visit.desk, visit.path["webhook"], actor=visit.actor)
    return _answer(await read_webhook(visit.desk, visit.path["webhook"]))


@call(
    "POST",
    "/webhooks/{webhook}/test",
    Scope.WEBHOOKS_MANAGE,
    topic=TOPIC,
    answer=TrialShape,
    example=Example(
        path=WEBHOOK,
        answer={**WEBHOOK, "delivered": True, "status": 204, "fault": None, "sentence": "", "seconds": 0.041},
    ),
)
async def try_webhook(visit: Visit) -> Answer:
    """Post one message now that says nothing, and tell what came of it.

    Its type is `webhook.test`, and it is posted to a webhook that is disabled too. It takes as long as the receiver, at
    most 20 seconds. Where the address may not be reached, `fault` says so.
    """
    name, environ = visit.path["webhook"], visit.office.environ
    await read_webhook(visit.desk, name)
    async with Sender(allowed_networks(environ.get(SETTING, ""))) as sender:
        answer = await try_out(visit.desk, name, key=read_key(key_path(environ)), sender=sender)
    sentence = "" if answer.fault is None else fault_in_words(visit.language, answer.fault, answer.status)
    return TrialShape(name, answer.fault is None, answer.status, answer.fault, sentence, round(answer.seconds, 3))


def _answer(found: Subscription) -> Answered:
    return Answered(webhook_shape(found), headers={"ETag": _tag(found)})


def _tag(found: Subscription) -> str:
    """Changes with what a caller can change, not with every delivery."""
    content = msgspec.json.encode((found.subscription_id, found.url, found.topics, found.ahead_days))
    return f'"{hashlib.blake2b(content, digest_size=12).hexdigest()}"'
