"""Ids: 64-bit numbers inside, opaque words outside."""

from __future__ import annotations

from datetime import UTC, datetime

_EPOCH_MS = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp() * 1000)
_WORKER_BITS = 10
_COUNT_BITS = 12
WORKERS_MAX = 1 << _WORKER_BITS

# Crockford's base 32: no I, L, O, U, so nothing looks like something else.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class IdMaker:
    """Makes ids that grow with time and are unique among up to 1024 workers.

    41 bits of milliseconds since 2025, 10 bits of worker number, 12 bits of count. A clock that steps back does not
    matter: the maker goes on from the last millisecond it used.
    """

    def __init__(self, worker: int) -> None:
        if not 0 <= worker < WORKERS_MAX:
            raise ValueError(f"worker number {worker} is not between 0 and {WORKERS_MAX - 1}")
        self._worker = worker
        self._last = -1

    def make(self, now: datetime) -> int:
        """The next id, above every id made here before."""
        tick = (int(now.timestamp() * 1000) - _EPOCH_MS) << _COUNT_BITS
        self._last = max(self._last + 1, tick)
        milliseconds, count = divmod(self._last, 1 << _COUNT_BITS)
        return (milliseconds << (_WORKER_BITS + _COUNT_BITS)) | (self._worker << _COUNT_BITS) | count


def first_id_at(instant: datetime) -> int:
    """Below every id that is made at this instant or later."""
    return max(0, int(instant.timestamp() * 1000) - _EPOCH_MS) << (_WORKER_BITS + _COUNT_BITS)


def public_id(prefix: str, random: int) -> str:
    """An opaque id such as `m_7ZK...` from 65 random bits or fewer: 13 letters of an alphabet without look-alikes."""
    letters = [ALPHABET[(random >> shift) & 31] for shift in range(60, -1, -5)]
    return f"{prefix}_{''.join(letters)}"


def number_of(prefix: str, word: str) -> int | None:
    """The internal number that `public_id` made the word of; None for any other word."""
    begins, _, letters = word.partition("_")
    if begins != prefix or len(letters) != 13 or any(letter not in ALPHABET for letter in letters):
        return None
    number = 0
    for letter in letters:
        number = number << 5 | ALPHABET.index(letter)
    return number if number < 1 << 63 else None
