"""Cursors: where a page ended, as a word that means nothing to whoever carries it to the next page."""

from __future__ import annotations

import base64
import binascii

from treue.forms.faults import WrongInput
from treue.words.sentences import sentence


def cursor_of(place: int) -> str:
    """The cursor of a page that ended there."""
    return base64.urlsafe_b64encode(place.to_bytes(8, "big")).rstrip(b"=").decode()


def place_of(cursor: str) -> int:
    """Where the page ended. Raises WrongInput for what is no cursor."""
    try:
        read = base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        read = b""
    if len(read) != 8 or read[0] > 127:
        raise WrongInput(sentence("this is no cursor; take the one of 'next' in the page before.", at="query: cursor"))
    return int.from_bytes(read, "big")
