"""Answers about webhooks: who is told what happens, and what became of each message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A webhook and how it stands; `disabled_because` is `gone`, `failing` or `staff`."""

    webhook: str
    url: str
    topics: tuple[str, ...]
    ahead_days: int
    created_at: datetime
    former_secret_until: datetime | None = None
    disabled_at: datetime | None = None
    disabled_because: str | None = None
    paused_until: datetime | None = None
    failing_since: datetime | None = None
    delivered_at: datetime | None = None
    waiting: int
    dead: int
    etag: str = "*"
    """For changing it as it was read; `*` where it was not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWebhook:
    """A webhook that was added. Keep its `secret`: it is not told again."""

    webhook: str
    url: str
    topics: tuple[str, ...]
    ahead_days: int
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSecret:
    """A new secret of a webhook. Keep it: it is not told again. The former one signs too until `former_until`."""

    webhook: str
    secret: str
    former_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of a message that says nothing; `sentence` tells the fault in the caller's language."""

    webhook: str
    delivered: bool
    status: int | None = None
    fault: str | None = None
    sentence: str = ""
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDelivery:
    """What became of a message so far: it is `waiting`, `delivered` or `dead`."""

    message: str
    webhook: str
    topic: str
    standing: str
    attempts: int
    tried_at: datetime | None = None
    due_at: datetime | None = None
    status: int | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """How many messages will be delivered again."""

    webhook: str
    replayed: int
