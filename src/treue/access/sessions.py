"""Sessions of the staff: an opaque token in the browser, its hash in the database, and an end by itself.

A session ends half an hour after it was last used, twelve hours after it began, when its person signs out, and when his
password is set anew or he is removed. What writes carries a second token made from the first (`form_token`), which no
other site can know.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b, sha256
from typing import Literal

from psycopg.types.json import Jsonb

from treue.access.guessing import count_attempt, forget
from treue.access.passwords import hashed, is_outdated, is_right
from treue.access.scopes import Role, Scope, scopes_of
from treue.processing.desk import Desk, Pool
from treue.store.audits import insert_audit
from treue.store.staff import (
    begin_session,
    end_session,
    find_staff,
    read_session,
    renew_hash,
    see_session,
    sweep_sessions,
)

IDLE_MAX = timedelta(minutes=30)
AGE_MAX = timedelta(hours=12)
_SEEN_EVERY = timedelta(minutes=1)
"""A session that is used all the time is written once in this time."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody of the staff who is signed in."""

    programme_id: int
    programme: str
    staff_id: int
    name: str
    roles: tuple[Role, ...]
    token: str

    @property
    def scopes(self) -> frozenset[Scope]:
        """What he may do."""
        return scopes_of(self.roles)

    def may(self, scope: Scope) -> bool:
        """Whether he may do this."""
        return scope in self.scopes

    @property
    def form_token(self) -> str:
        """What every form that writes has to carry."""
        return form_token_of(self.token)


@dataclass(frozen=True, slots=True)
class NotSignedIn:
    """Why nobody was signed in: the name or the password is wrong, or it was tried too often and has to wait."""

    reason: Literal["wrong", "too_often"]
    until: datetime | None = None


async def sign_in(desk: Desk, name: str, password: str, *, address: str, now: datetime) -> str | NotSignedIn:
    """The cookie of a new session. What failed and what succeeded is in the audit trail."""
    until = await count_attempt(desk, name, address, now)
    if until is not None:
        return NotSignedIn("too_often", until)
    async with desk.pool.connection() as connection:
        found = await find_staff(connection, desk.programme_id, name)
    if not await is_right(password, found.password_hash if found else None) or found is None:
        # A name that nobody has may be a password typed into the wrong field: it is not kept.
        await _note(desk, name if found else "?", "sign_in_failed")
        return NotSignedIn("wrong")
    await forget(desk, name, address, now)
    token = secrets.token_urlsafe(32)
    async with desk.pool.connection() as connection, connection.transaction():
        if is_outdated(found.password_hash):
            await renew_hash(connection, desk.programme_id, found.staff_id, await hashed(password))
        await sweep_sessions(connection, desk.programme_id, began_after=now - AGE_MAX, seen_after=now - IDLE_MAX)
        await begin_session(connection, desk.programme_id, found.staff_id, _hash(token), now)
    await _note(desk, name, "sign_in")
    return f"{desk.programme_id}.{token}"


async def session_of(pool: Pool, cookie: str, now: datetime) -> Session | None:
    """The session of the cookie; None where it is none, or over."""
    number, _, token = cookie.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 10 and token):
        return None
    programme_id = int(number)
    async with pool.connection() as connection:
        row = await read_session(
            connection, programme_id, _hash(token), began_after=now - AGE_MAX, seen_after=now - IDLE_MAX
        )
        if row is None:
            return None
        if row.seen_at <= now - _SEEN_EVERY:
            await see_session(connection, programme_id, _hash(token), now)
    return Session(programme_id, row.programme, row.staff_id, row.name, tuple(Role(role) for role in row.roles), token)


async def sign_out(desk: Desk, session: Session) -> None:
    """The session is over."""
    async with desk.pool.connection() as connection:
        await end_session(connection, session.programme_id, _hash(session.token))
    await _note(desk, session.name, "sign_out")


def form_token_of(token: str) -> str:
    """What a form carries that belongs to this token."""
    return hmac.new(token.encode(), b"form", sha256).hexdigest()


def is_form_token(given: str, token: str) -> bool:
    """Whether the form belongs to this token."""
    return hmac.compare_digest(given.encode(), form_token_of(token).encode())


def _hash(token: str) -> bytes:
    # The token has 256 bits of chance, so nothing slower is needed.
    return blake2b(token.encode(), digest_size=32).digest()


async def _note(desk: Desk, actor: str, action: str) -> None:
    async with desk.pool.connection() as connection:
        await insert_audit(connection, desk.programme_id, desk.new_id(), None, actor, action, Jsonb({}))
