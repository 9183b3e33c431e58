"""When a request is sent again, and after how long.

Sent again is what happens once anyhow: reading, facts with their ids, wishes with their key, which stays the same.
What has no key is sent again only where it surely was not done. Waiting doubles from attempt to attempt, with chance,
so that many tills do not come back at the same instant; where the service says how long to wait, that is kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import random
from typing import Any

import httpx

from treue_client.asking import Ask, Reply
from treue_client.errors import NoAnswer

_AWAY = frozenset({429, 502, 503, 504})
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True, slots=True)
class Retries:
    """How often and how patiently. `attempts_max=1` never sends anything again."""

    attempts_max: int = 5
    first_wait_s: float = 0.25
    wait_s_max: float = 30.0
    """Also the longest `Retry-After` that is waited for; a longer one ends the attempts."""
    chance: Callable[[], float] = random
    """From 0 to 1."""

    def wait_s(self, attempt: int, asked_s: float | None) -> float | None:
        """How long to wait after this attempt, from 1; None to give up."""
        if attempt >= self.attempts_max or (asked_s or 0.0) > self.wait_s_max:
            return None
        step = min(self.first_wait_s * 2.0 ** (attempt - 1), self.wait_s_max)
        if asked_s is not None:
            return asked_s + step * self.chance()
        return step * (0.5 + self.chance() / 2)


class Attempts:
    """The attempts at one request."""

    def __init__(self, ask: Ask[Any], retries: Retries) -> None:
        self._ask = ask
        self._retries = retries
        self._made = 0

    def wait_after(self, reply: Reply) -> float | None:
        """How long to wait before it is sent again; None where this answer counts."""
        self._made += 1
        return self._retries.wait_s(self._made, retry_after_s(reply)) if self._is_worth_it(reply) else None

    def wait_after_fault(self, fault: httpx.TransportError) -> float:
        """The same where there was no answer. Raises NoAnswer."""
        self._made += 1
        wait_s = None
        if self._ask.once or isinstance(fault, _NOT_SENT):
            wait_s = self._retries.wait_s(self._made, None)
        if wait_s is None:
            told = str(fault) or type(fault).__name__
            raise NoAnswer(f"{self._ask.method} {self._ask.path}: no answer at attempt {self._made}: {told}") from fault
        return wait_s

    def _is_worth_it(self, reply: Reply) -> bool:
        if reply.status == 429 or _code(reply) == "busy":
            return True
        return self._ask.once and (reply.status in _AWAY or _code(reply) == "in_progress")


def retry_after_s(reply: Reply) -> float | None:
    """Seconds that the service asks to wait, written as such or as an instant."""
    text = reply.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        instant = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (instant - datetime.now(UTC)).total_seconds())


def _code(reply: Reply) -> str:
    if reply.status not in (409, 503):
        return ""
    try:
        return str(json.loads(reply.content)["code"])
    except (ValueError, KeyError, TypeError):
        return ""
