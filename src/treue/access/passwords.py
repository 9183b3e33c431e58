"""Passwords: hashed with argon2id, compared without telling anything by the time it takes, made from chance.

Hashing is meant to be slow and takes 64 MiB each time, so only two are worked on at once, beside the event loop.
"""

from __future__ import annotations

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from treue.domain.ids import ALPHABET

LENGTH_MIN = 10
LENGTH_MAX = 200
_GROUPS, _LETTERS = 4, 4
"""16 letters of 32 are 80 bits of chance."""

_HASHER = PasswordHasher()
_WORKERS = ThreadPoolExecutor(2, thread_name_prefix="passwords")
_OF_NOBODY = _HASHER.hash(secrets.token_urlsafe())
"""Compared where the name is not known: a wrong name takes as long as a wrong password."""


async def hashed(password: str) -> str:
    """What is stored of the password."""
    return await asyncio.get_running_loop().run_in_executor(_WORKERS, _HASHER.hash, password)


async def is_right(password: str, password_hash: str | None) -> bool:
    """Whether it is the password that was hashed; never for no hash, after the same time."""
    if len(password) > LENGTH_MAX:
        return False
    right = await asyncio.get_running_loop().run_in_executor(_WORKERS, _verify, password, password_hash or _OF_NOBODY)
    return right and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether today the password would be hashed at another cost."""
    return _HASHER.check_needs_rehash(password_hash)


def is_too_short(password: str) -> bool:
    """Whether it is no password anybody may choose."""
    return not LENGTH_MIN <= len(password) <= LENGTH_MAX


def made_up() -> str:
    """A password nobody can guess, to be written down once: `7KXQ-M2TR-90AB-HJ4C`."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(_LETTERS)) for _ in range(_GROUPS))


def _verify(password: str, password_hash: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
