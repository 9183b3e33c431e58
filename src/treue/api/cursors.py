"""Cursors: where a page ended, as a word that means nothing to whoever carries it to the next page."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

import msgspec

from treue.forms.faults import WrongInput

PAGE_MAX = 200
PageLimit = Annotated[int, msgspec.Meta(ge=1, le=PAGE_MAX, description="a number from 1 to 200")]
Cursor = Annotated[str | None, msgspec.Meta(description="the `next` of the page before")]


def cursor_of(*place: int) -> str:
    """The cursor of a page that ended there."""
    return base64.urlsafe_b64encode(b"".join(part.to_bytes(8, "big") for part in place)).rstrip(b"=").decode()


def place_of(cursor: str) -> int:
    """Where the page ended. Raises WrongInput for what is no cursor."""
    (place,) = places_of(cursor, 1)
    return place


def places_of(cursor: str, parts: int) -> list[int]:
    """The same where several numbers say it."""
    try:
        read = base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        read = b""
    found = [int.from_bytes(read[begin : begin + 8], "big") for begin in range(0, len(read), 8)]
    if len(read) != 8 * parts or max(found) >= 1 << 63:
        raise WrongInput("query: cursor: this is no cursor; take the one of 'next' in the page before.")
    return found
