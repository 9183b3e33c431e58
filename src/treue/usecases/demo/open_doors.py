"""Open the doors of the demo: somebody who may sign in to the console, and a key for the API.

Both are made once. Their secrets are told by the run that made them and never again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from treue.access import keys, staff
from treue.access.passwords import made_up
from treue.access.scopes import Role
from treue.processing.clock import wall_now
from treue.processing.desk import Desk

OWNER = "owner"
KEY = "demo"


@dataclass(frozen=True, slots=True)
class Doors:
    """Where the programme's clock stands, and what was made by this run; None for what was there."""

    now: datetime
    password: str | None
    secret: str | None


async def open_doors(desk: Desk, *, actor: str) -> Doors:
    """Make the owner and the key that are not there yet."""
    password = secret = None
    if OWNER not in {row.name for row in await staff.list_staff(desk)}:
        password = made_up()
        await staff.add(desk, OWNER, [Role.OWNER], password, actor=actor, now=wall_now())
    # A name of a key is never given twice, so one that was revoked is not made again.
    if KEY not in {row.name for row in await keys.show_all(desk)}:
        secret = await keys.create(desk, KEY, Role.OWNER, actor=actor)
    return Doors(await desk.now(), password, secret)
