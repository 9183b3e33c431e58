"""Calls: what the HTTP API can be asked for, each described once, for the router and for its manual (OpenAPI).

A call is a function that gets a `Visit` and answers a record, or a `Problem` where what was asked for is refused. The
decorator `call` says where it is found, which scope it needs, and shows an example.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from treue.access.scopes import Scope
from treue.api.problems import Problem

if TYPE_CHECKING:
    from treue.api.visits import Visit

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
BODY_BYTES_MAX = 256 * 1024
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with a status or headers of its own. A body that is not a record is sent as it is, also in pieces."""

    body: msgspec.Struct | bytes | AsyncIterator[bytes] | None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = JSON


Answer = msgspec.Struct | Answered | Problem
Forms = type[msgspec.Struct] | tuple[type[msgspec.Struct], ...]
"""A form, or several of which one fits."""
Perform = Callable[["Visit"], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Example:
    """A request and its answer, as a reader of the manual sees them; what is None is not there."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    answer: Any = None


@dataclass(frozen=True, slots=True)
class Call:
    """One thing the API can be asked for."""

    method: Method
    path: str
    """Below `/v1`, with its parameters in braces."""
    scope: Scope
    perform: Perform
    example: Example
    body: Forms | None
    body_media_type: str
    query: type[msgspec.Struct] | None
    answer: type[msgspec.Struct] | None
    """None where the answer is text of the media type, or nothing at all."""
    answer_media_type: str
    status: int
    needs_key: bool
    """Whether an `Idempotency-Key` has to be sent."""
    conditional: bool
    """Whether an `If-Match` has to be sent."""
    bytes_max: int
    topic: str

    @property
    def name(self) -> str:
        """What it is called: the name of its function."""
        return self.perform.__name__

    @property
    def summary(self) -> str:
        """Its first sentence."""
        return (self.perform.__doc__ or "").partition("\n")[0].rstrip(".")

    @property
    def description(self) -> str:
        """What else there is to say."""
        lines = (self.perform.__doc__ or "").partition("\n")[2].split("\n")
        return "\n".join(line.strip() for line in lines).strip()


CALLS: list[Call] = []


def call(
    method: Method,
    path: str,
    scope: Scope,
    *,
    topic: str,
    example: Example,
    answer: type[msgspec.Struct] | None,
    body: Forms | None = None,
    query: type[msgspec.Struct] | None = None,
    status: int = 200,
    needs_key: bool = False,
    conditional: bool = False,
    bytes_max: int = BODY_BYTES_MAX,
    body_media_type: str = JSON,
    answer_media_type: str = JSON,
) -> Callable[[Perform], Perform]:
    """Make a function a call of the API."""

    def described(perform: Perform) -> Perform:
        CALLS.append(
            Call(
                *(method, path, scope, perform, example, body, body_media_type, query, answer, answer_media_type),
                *(status, needs_key, conditional, bytes_max, topic),
            )
        )
        return perform

    return described
