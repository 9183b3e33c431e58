"""What one request is, described apart from whoever sends it: so that it is described once, and sent with or without
waiting.

`Ask` says what is sent and how the answer is read. `Page` is an answer after which there may be another one.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from treue_client.decoding import decoded

T = TypeVar("T")
JSON = "application/json"
LINES = "application/x-ndjson"
REPLAYED = "idempotent-replayed"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the service answered; names of headers are written small."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    def json(self) -> Any:
        """The content as JSON."""
        return json.loads(self.content)

    def json_lines(self) -> list[Any]:
        """The content as one JSON value a line."""
        return [json.loads(line) for line in self.content.split(b"\n") if line.strip()]


@dataclass(frozen=True, slots=True)
class Ask(Generic[T]):
    """One request. `read` makes the result of an answer with 2xx."""

    method: str
    path: str
    """Below `/v1`."""
    read: Callable[[Reply], T]
    once: bool
    """Whether sending it again does nothing again, so that it may be sent again without knowing what became of it."""
    query: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    media_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of many results, and the request for those that follow."""

    results: tuple[T, ...]
    following: Ask[Page[T]] | None


def path_of(*parts: str) -> str:
    """The parts as a path, whatever characters they have."""
    return "".join(f"/{quote(part, safe='')}" for part in parts)


def json_content(body: Mapping[str, Any]) -> bytes:
    """The body as it is sent."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def reading(kind: type[T]) -> Callable[[Reply], T]:
    """Reads an answer as a record of this kind."""
    return lambda reply: decoded(kind, reply.json())


def reading_tagged(kind: type[T]) -> Callable[[Reply], T]:
    """The same for a record that keeps the `ETag` it was read with, for changing it."""
    return lambda reply: decoded(kind, {**reply.json(), "etag": reply.headers.get("etag", "*")})


def reading_several(kind: type[T], name: str) -> Callable[[Reply], tuple[T, ...]]:
    """Reads an answer as the records that it has under this name."""
    return lambda reply: tuple(decoded(kind, one) for one in reply.json()[name])


def page_of(path: str, kind: type[T], name: str, query: Mapping[str, str]) -> Ask[Page[T]]:
    """The request for a page of records, which the answer has under this name, and after it for the next one."""

    def read(reply: Reply) -> Page[T]:
        following = reply.json()["next"]
        after = page_of(path, kind, name, {**query, "cursor": following}) if following is not None else None
        return Page(reading_several(kind, name)(reply), after)

    return Ask("GET", path, read, once=True, query=query)


def nothing(_: Reply) -> None:
    """Reads an answer that says no more than that it is done."""


def new_key() -> str:
    """A key nobody used before."""
    return uuid.uuid4().hex


def keyed(key: str | None) -> dict[str, str]:
    """The header of a wish that happens once: the caller's own key, else a new one for all attempts of this request."""
    return {"Idempotency-Key": key or new_key()}
