"""Webhooks: adding, changing, trying and removing them, their secrets, and what became of their messages."""

from __future__ import annotations

from collections.abc import Sequence

from treue_client.asking import (
    Ask,
    Page,
    json_content,
    keyed,
    nothing,
    page_of,
    path_of,
    reading,
    reading_several,
    reading_tagged,
)
from treue_client.webhook_answers import NewSecret, NewWebhook, Replayed, Trial, Webhook, WebhookDelivery

WEBHOOK = reading_tagged(Webhook)


def webhooks() -> Ask[tuple[Webhook, ...]]:
    """The webhooks and how each stands."""
    return Ask("GET", "/webhooks", reading_several(Webhook, "webhooks"), once=True)


def add_webhook(url: str, topics: Sequence[str], *, ahead_days: int = 30, key: str | None = None) -> Ask[NewWebhook]:
    """Add a webhook; its secret is told in this answer and never again."""
    body = {"url": url, "topics": list(topics), "ahead_days": ahead_days}
    content = json_content(body)
    return Ask("POST", "/webhooks", reading(NewWebhook), once=True, content=content, headers=keyed(key))


def read_webhook(webhook: str) -> Ask[Webhook]:
    """How a webhook stands."""
    return Ask("GET", path_of("webhooks", webhook), WEBHOOK, once=True)


def change_webhook(
    webhook: str,
    *,
    if_match: str,
    url: str | None = None,
    topics: Sequence[str] | None = None,
    ahead_days: int | None = None,
) -> Ask[Webhook]:
    """Another address, other topics; what is None stays. `if_match` is the `etag` as it was read, or `*`.

    Raises EditedMeanwhile.
    """
    wanted = {"url": url, "topics": None if topics is None else list(topics), "ahead_days": ahead_days}
    content = json_content({name: value for name, value in wanted.items() if value is not None})
    headers = {"If-Match": if_match}
    return Ask("PATCH", path_of("webhooks", webhook), WEBHOOK, once=False, content=content, headers=headers)


def remove_webhook(webhook: str) -> Ask[None]:
    """Remove a webhook with its messages."""
    return Ask("DELETE", path_of("webhooks", webhook), nothing, once=False)


def rotate_webhook_secret(webhook: str, *, overlap_hours: int = 24, key: str | None = None) -> Ask[NewSecret]:
    """Give a webhook a new secret, told in this answer and never again; for the overlap both sign."""
    content, path = json_content({"overlap_hours": overlap_hours}), path_of("webhooks", webhook, "secret")
    return Ask("POST", path, reading(NewSecret), once=True, content=content, headers=keyed(key))


def disable_webhook(webhook: str) -> Ask[Webhook]:
    """Send nothing to a webhook until it is enabled; what waits is given up."""
    return Ask("POST", path_of("webhooks", webhook, "disable"), WEBHOOK, once=True)


def enable_webhook(webhook: str) -> Ask[Webhook]:
    """Enable a webhook that was disabled."""
    return Ask("POST", path_of("webhooks", webhook, "enable"), WEBHOOK, once=True)


def try_webhook(webhook: str) -> Ask[Trial]:
    """Post one message that says nothing, now, and tell what came of it."""
    return Ask("POST", path_of("webhooks", webhook, "test"), reading(Trial), once=False)


def webhook_deliveries(webhook: str, *, standing: str | None = None, page: int = 200) -> Ask[Page[WebhookDelivery]]:
    """What became of the messages, the newest first; `standing` is `waiting`, `delivered` or `dead`."""
    query = {"limit": str(page), **({} if standing is None else {"standing": standing})}
    return page_of(path_of("webhooks", webhook, "deliveries"), WebhookDelivery, "deliveries", query)


def replay_webhook(webhook: str, *, message: str | None = None) -> Ask[Replayed]:
    """Deliver everything again that was given up, or one message; each keeps its id."""
    path = path_of("webhooks", webhook, "replay")
    return Ask("POST", path, reading(Replayed), once=True, content=json_content({"message": message}))
