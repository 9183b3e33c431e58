"""Cursors: where a page ended, as a word that means nothing to whoever carries it to the next page."""

from __future__ import annotations

import base64
import binascii
import struct
from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec

from treue.forms.faults import WrongInput
from treue.words.sentences import sentence

PAGE_MAX = 200
PageLimit = Annotated[int, msgspec.Meta(ge=1, le=PAGE_MAX, description="a number from 1 to 200")]
Cursor = Annotated[str | None, msgspec.Meta(description="the `next` of the page before")]
EventPlace = tuple[datetime, int, int]
"""Where events of many members are in order of time: instant, member, number."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NO_CURSOR = sentence("this is no cursor; take the one of 'next' in the page before.", at="query: cursor")


def cursor_of(*place: int) -> str:
    """The cursor of a page that ended there: the numbers that its rows are ordered by, in order."""
    return base64.urlsafe_b64encode(struct.pack(f">{len(place)}q", *place)).rstrip(b"=").decode()


def place_of(cursor: str) -> int:
    """Where a page ended that one number orders. Raises WrongInput for what is no cursor."""
    (place,) = places_of(cursor, 1)
    return place


def places_of(cursor: str, count: int) -> tuple[int, ...]:
    """Where a page ended that `count` numbers order, none below zero. Raises WrongInput for what is no cursor."""
    try:
        read = base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        place: tuple[int, ...] = struct.unpack(f">{count}q", read)
    except (binascii.Error, UnicodeEncodeError, struct.error):
        place = (-1,)
    if min(place) < 0:
        raise WrongInput(_NO_CURSOR)
    return place


def event_cursor_of(place: EventPlace) -> str:
    """The cursor of a page that ended with this event."""
    instant, member_id, number = place
    return cursor_of((instant - _EPOCH) // _MICROSECOND, member_id, number)


def event_place_of(cursor: str) -> EventPlace:
    """The event that a page ended with. Raises WrongInput for what is no cursor."""
    microseconds, member_id, number = places_of(cursor, 3)
    try:
        return _EPOCH + microseconds * _MICROSECOND, member_id, number
    except OverflowError:
        raise WrongInput(_NO_CURSOR) from None
