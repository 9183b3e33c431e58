"""What webhooks are called outside: an opaque word, by which nobody learns how many there are."""

from __future__ import annotations

from treue.domain.ids import number_of, public_id

_PREFIX = "wh"


def name_of(subscription_id: int) -> str:
    """How people call the webhook: wh_ and 13 letters."""
    return public_id(_PREFIX, subscription_id)


def subscription_of(name: str) -> int | None:
    """The webhook that is called so; None for what is no name of a webhook."""
    return number_of(_PREFIX, name)
