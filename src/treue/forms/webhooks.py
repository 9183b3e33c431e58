"""Webhooks and their messages, as they are answered to programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from treue.delivery.webhooks.names import name_of
from treue.delivery.webhooks.signing import webhook_id
from treue.store.webhooks import Delivery, Subscription


class WebhookShape(msgspec.Struct, frozen=True):
    """A webhook: where messages go to, what about, and how it stands."""

    webhook: str
    url: str
    topics: tuple[str, ...]
    ahead_days: Annotated[int, msgspec.Meta(description="How many days before units expire it is told.")]
    created_at: datetime
    former_secret_until: Annotated[datetime | None, msgspec.Meta(description="Until then the former one signs too.")]
    disabled_at: datetime | None
    disabled_because: Annotated[str | None, msgspec.Meta(description="`gone`, `failing` or `staff`.")]
    paused_until: Annotated[datetime | None, msgspec.Meta(description="The receiver asked to be left alone.")]
    failing_since: Annotated[datetime | None, msgspec.Meta(description="The first failure since the last delivery.")]
    delivered_at: datetime | None
    waiting: Annotated[int, msgspec.Meta(description="Messages that wait or are tried again.")]
    dead: Annotated[int, msgspec.Meta(description="Messages that were given up; they can be replayed.")]


class MessageShape(msgspec.Struct, frozen=True):
    """What became of a message so far."""

    message: Annotated[str, msgspec.Meta(description="Its `webhook-id`, the same at every attempt.")]
    webhook: str
    topic: str
    standing: Annotated[str, msgspec.Meta(description="`waiting`, `delivered` or `dead`.")]
    attempts: int
    tried_at: datetime | None
    due_at: Annotated[datetime | None, msgspec.Meta(description="When it is tried next.")]
    status: Annotated[int | None, msgspec.Meta(description="The HTTP status of the last attempt.")]
    fault: Annotated[str | None, msgspec.Meta(description="What went wrong with the last attempt, for programs.")]


def webhook_shape(one: Subscription) -> WebhookShape:
    """The webhook without its secret."""
    return WebhookShape(
        webhook=name_of(one.subscription_id),
        url=one.url,
        topics=one.topics,
        ahead_days=one.ahead_days,
        created_at=one.created_at,
        former_secret_until=one.former_until,
        disabled_at=one.disabled_at,
        disabled_because=one.disabled_because,
        paused_until=one.paused_until,
        failing_since=one.failing_since,
        delivered_at=one.delivered_at,
        waiting=one.waiting,
        dead=one.dead,
    )


def message_shape(one: Delivery) -> MessageShape:
    """The message as it stands."""
    return MessageShape(
        message=webhook_id(one.message_id),
        webhook=name_of(one.subscription_id),
        topic=one.topic,
        standing=one.standing,
        attempts=one.attempts,
        tried_at=one.tried_at,
        due_at=one.due_at if one.standing == "waiting" else None,
        status=one.answer,
        fault=one.fault,
    )
