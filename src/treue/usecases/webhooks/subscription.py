"""One webhook by the id that people use, and what may be asked of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from psycopg import AsyncConnection

from treue.delivery.webhooks.deployment_key import DeploymentKey
from treue.delivery.webhooks.names import name_of, subscription_of
from treue.processing.desk import Desk
from treue.processing.news import Topic
from treue.store.webhooks import Subscription, list_subscriptions

URL_MAX = 2000
AHEAD_DAYS_MAX = 366


class UnknownWebhook(Exception):
    """The programme has no such webhook or message; `remedy` is the command that lists them."""

    def __init__(self, said: str, remedy: str = "") -> None:
        super().__init__(said)
        self.remedy = remedy


class WrongWebhook(Exception):
    """A webhook cannot be like this; the sentence says what would be right."""


class CannotDeliver(Exception):
    """The webhook is in no state for this; `remedy` is the command that comes first."""

    def __init__(self, said: str, remedy: str = "") -> None:
        super().__init__(said)
        self.remedy = remedy


class RequestKeyUsed(Exception):
    """The request key was used before, for something else."""


async def find_subscription(connection: AsyncConnection[Any], desk: Desk, name: str) -> Subscription:
    """The webhook of this name. Raises UnknownWebhook."""
    number = subscription_of(name)
    for one in await list_subscriptions(connection, desk.programme_id):
        if one.subscription_id == number:
            return one
    remedy = f"treue webhook list {desk.key}"
    raise UnknownWebhook(f"'{desk.key}' has no webhook {name}; the list names those there are", remedy)


def require_key(found: Subscription, key: DeploymentKey) -> None:
    """Nothing, where the secrets of the webhook follow from this key. Raises CannotDeliver."""
    if found.key_mark != key.mark:
        name = name_of(found.subscription_id)
        raise CannotDeliver(
            f"the webhook {name} was added with another deployment key ({found.key_mark}); use that one"
        )


def checked_url(url: str) -> str:
    """The URL, where a message can be posted to it. Raises WrongWebhook."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= URL_MAX
    if parts.scheme not in ("https", "http") or not parts.hostname or not plain or port == 0:
        raise WrongWebhook(f"'{url}' is no URL that a message can be posted to; write https://host/path")
    if parts.username is not None or parts.password is not None:
        raise WrongWebhook("a URL with a name or password would show it to whoever lists webhooks; leave it out")
    if parts.fragment:
        raise WrongWebhook(f"a part behind # is never sent; leave out #{parts.fragment}")
    return url


def checked_topics(words: Iterable[str]) -> tuple[Topic, ...]:
    """The topics by name, each once. Raises WrongWebhook, naming those there are."""
    found = []
    for word in dict.fromkeys(words):
        if word not in list(Topic):
            raise WrongWebhook(f"there is no topic '{word}'; there are {', '.join(Topic)}")
        found.append(Topic(word))
    if not found:
        raise WrongWebhook(f"a webhook needs a topic; there are {', '.join(Topic)}")
    return tuple(found)


def checked_ahead(days: int) -> int:
    """How many days ahead a notice may come. Raises WrongWebhook."""
    if not 1 <= days <= AHEAD_DAYS_MAX:
        raise WrongWebhook(f"units can be told of 1 to {AHEAD_DAYS_MAX} days before they expire, not {days}")
    return days
