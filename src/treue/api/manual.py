"""The manual of the API for people: one page, served from here, that lists every call and lets one try it.

It needs nothing from anywhere else, and its policy lets it load nothing from anywhere else.
"""

from __future__ import annotations

import importlib.resources
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_FILES = {
    "": ("manual.html", "text/html"),
    "/manual.js": ("manual.js", "text/javascript"),
    "/manual.css": ("manual.css", "text/css"),
}


def manual_routes(document: Mapping[str, Any]) -> Sequence[HTTPRouteHandler]:
    """The document for programs at `/openapi.json`, the page for people at `/docs`. They need no key."""
    described = msgspec.json.encode(document)
    routes = [_route("/openapi.json", described, "application/json")]
    folder = importlib.resources.files("treue.api").joinpath("page")
    for path, (name, media_type) in _FILES.items():
        routes.append(_route(f"/docs{path}", folder.joinpath(name).read_bytes(), media_type))
    return routes


def _route(path: str, content: bytes, media_type: str) -> HTTPRouteHandler:
    headers = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
    }

    async def read() -> Response[bytes]:
        return Response(content, media_type=media_type, headers=headers)

    return get(path, name=path, include_in_schema=False)(read)
