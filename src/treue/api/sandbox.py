"""The clock of a sandbox, for trying out what time brings."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from treue.access.scopes import Scope
from treue.api.calls import Answer, Example, call
from treue.api.visits import Visit
from treue.forms.plain_values import Instant
from treue.usecases.programmes.turn_clock import turn_clock

TOPIC = "Programme"


class ClockForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the sandbox calls now from then on."""

    now: Instant


class ClockShape(msgspec.Struct, frozen=True):
    """The clock as it stands, and what it brought."""

    now: datetime
    members: Annotated[int, msgspec.Meta(description="How many members had something due.")]


@call(
    "PUT",
    "/programme/clock",
    Scope.PROGRAMME_WRITE,
    topic=TOPIC,
    body=ClockForm,
    answer=ClockShape,
    example=Example(body={"now": "2026-12-31T23:59:00+01:00"}, answer={"now": "2026-12-31T22:59:00Z", "members": 12}),
)
async def turn_sandbox_clock(visit: Visit) -> Answer:
    """Turn the clock of a sandbox forward and decide everything that comes due. It never runs back.

    The clock of a live programme is that of the world; turning it is refused with `not_possible`.
    """
    to = visit.form(ClockForm).now
    members = await turn_clock(visit.desk, to, actor=visit.actor)
    return ClockShape(await visit.desk.now(), members)
