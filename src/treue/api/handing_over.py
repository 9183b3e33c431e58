"""What there is of a reward: pieces that arrive in stock, seats that are waited for."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import msgspec

from treue.access.scopes import Scope
from treue.api.calls import Answer, Example, call
from treue.api.telling import tell_wish
from treue.api.visits import Visit
from treue.forms.members import Line
from treue.forms.outcomes import OutcomeShape
from treue.forms.plain_values import WHOLE_MAX, Text
from treue.usecases.seats.wait import wait
from treue.usecases.stock.receive import receive

TOPIC = "Rewards"
MEMBER = {"member": "external:4711"}
NO_CHANGE = {"status": "decided", "sentence": "No change.", "member": "external:4711", "event": 6}


class PiecesForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Pieces of a reward that came in; below zero they are gone."""

    pieces: Annotated[int, msgspec.Meta(ge=-WHOLE_MAX, le=WHOLE_MAX, description="a whole number")]
    note: Text = ""


class StockShape(msgspec.Struct, frozen=True):
    """How many pieces of a reward are left."""

    reward: str
    left: int


class SeatForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reward whose seats are taken, and whether the member waits for one or not any more."""

    reward: Line
    waits: Annotated[bool, msgspec.Meta(description="true, or false who gives up his place,")] = True


@call(
    "POST",
    "/rewards/{reward}/stock",
    Scope.PROGRAMME_WRITE,
    topic=TOPIC,
    body=PiecesForm,
    answer=StockShape,
    example=Example(
        path={"reward": "mug"}, body={"pieces": 24, "note": "Parcel 7"}, answer={"reward": "mug", "left": 31}
    ),
)
async def receive_pieces(visit: Visit) -> Answer:
    """Book pieces of a reward that came in, and say how many are left. Sent twice it is booked twice."""
    form = visit.form(PiecesForm)
    reward = visit.path["reward"]
    return StockShape(reward, await receive(visit.desk, reward, form.pieces, actor=visit.actor, note=form.note))


@call(
    "POST",
    "/members/{member}/seats",
    Scope.REWARDS_REDEEM,
    topic=TOPIC,
    body=SeatForm,
    answer=OutcomeShape,
    needs_key=True,
    example=Example(path=MEMBER, body={"reward": "tasting"}, answer=NO_CHANGE),
)
async def wait_for_seat(visit: Visit) -> Answer:
    """Let a member wait for a seat of a reward that is sold out, or give up his place.

    Refused with `seats_left`, `no_waiting_list`, `already_waiting` and `not_on_list`.
    """
    form = visit.form(SeatForm)
    return await tell_wish(visit, partial(wait, reward=form.reward, gives_up=not form.waits))
