"""Signatures of Standard Webhooks, version v1: HMAC-SHA256 over id, timestamp and body."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence
from datetime import datetime

from treue.domain.ids import public_id


def webhook_id(message_id: int) -> str:
    """What a message is called outside; the same at every attempt."""
    return public_id("msg", message_id)


def signed_headers(message_id: int, now: datetime, body: bytes, secrets: Sequence[bytes]) -> dict[str, str]:
    """The three headers of an attempt at `now`; with several secrets there are several signatures."""
    name, seconds = webhook_id(message_id), str(int(now.timestamp()))
    content = f"{name}.{seconds}.".encode() + body
    signatures = [f"v1,{base64.b64encode(hmac.digest(secret, content, 'sha256')).decode()}" for secret in secrets]
    return {"webhook-id": name, "webhook-timestamp": seconds, "webhook-signature": " ".join(signatures)}
