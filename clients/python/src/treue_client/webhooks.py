"""Checks that a message came from the service: Standard Webhooks, version v1 (HMAC-SHA256).

Check the body as it came, before it is read as JSON. A message may come twice; its `id` is the same then.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from treue_client.errors import TreueError

SECRET_PREFIX = "whsec_"
TOLERANCE = timedelta(minutes=5)


class SignatureInvalid(TreueError):
    """The message is not from the service, or not of now; answer 400 and do nothing."""


@dataclass(frozen=True, slots=True)
class WebhookMessage:
    """A message whose signature is right."""

    id: str
    """The same at every attempt; who knows it already has nothing to do."""
    type: str
    """The topic, like `balance.changed`."""
    timestamp: datetime
    """When it was decided, on the programme's clock."""
    data: Mapping[str, Any]


def verify(
    secret: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    now: datetime | None = None,
    tolerance: timedelta = TOLERANCE,
) -> WebhookMessage:
    """The message. Raises SignatureInvalid, and ValueError where `secret` is none of `treue webhook add`."""
    key = _key(secret)
    given = {name.lower(): value for name, value in headers.items()}
    try:
        message_id, seconds = given["webhook-id"], given["webhook-timestamp"]
        signatures = given["webhook-signature"].split()
        sent_at = datetime.fromtimestamp(int(seconds), UTC)
    except (KeyError, ValueError, OverflowError, OSError) as fault:
        raise SignatureInvalid(f"a header is missing or wrong: {fault}") from None
    content = f"{message_id}.{seconds}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.digest(key, content, "sha256"))
    # Each is compared, so that the time it takes tells nothing.
    if not sum(hmac.compare_digest(expected, one.encode()) for one in signatures):
        raise SignatureInvalid("no signature fits the body and the secret")
    if abs((now or datetime.now(UTC)) - sent_at) > tolerance:
        raise SignatureInvalid(f"it was sent at {sent_at:%Y-%m-%d %H:%M:%S} UTC, too far from now")
    told = json.loads(body)
    return WebhookMessage(message_id, told["type"], datetime.fromisoformat(told["timestamp"]), told["data"])


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("this is no secret of a webhook; it looks like whsec_...") from None
