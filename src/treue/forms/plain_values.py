"""Texts, numbers, days and instants as programs write them, wherever they stand, and how large and fine they may be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

import msgspec

from treue.forms.faults import WrongInput
from treue.words.sentences import sentence

WHOLE_MAX = 2**53
"""Up to here every reader and writer of JSON keeps a whole number as it is."""
DECIMALS_MAX = 6
DIGITS_MAX = 16
"""How many digits there are before the decimals."""
ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]*\Z"

Text = Annotated[
    str, msgspec.Meta(max_length=200, pattern=ONE_LINE, description="a text in one line, at most 200 characters,")
]
Word = Annotated[
    str,
    msgspec.Meta(
        min_length=1, max_length=200, pattern=ONE_LINE, description="a text in one line, 1 to 200 characters,"
    ),
]
Instant = Annotated[
    datetime, msgspec.Meta(tz=True, description="an instant with its offset, like 2026-03-01T08:30:00+01:00,")
]
Day = Annotated[date, msgspec.Meta(description="a day like 2026-03-01")]


def is_exact(number: Decimal) -> bool:
    """Whether the number has few enough digits to be kept as it is."""
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -DECIMALS_MAX and number.adjusted() < DIGITS_MAX


def instant_of(instant: datetime, name: str) -> datetime:
    """The instant in UTC. Raises WrongInput."""
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        raise WrongInput(sentence("this instant is outside the calendar.", at=f"{name}: occurred_at")) from None


def instant_in(value: Mapping[str, Any]) -> datetime | None:
    """The instant that a fact names, also where the rest of it is not right; None where it names none."""
    try:
        return msgspec.convert(value.get("occurred_at"), Instant).astimezone(UTC)
    except (msgspec.ValidationError, OverflowError):
        return None
