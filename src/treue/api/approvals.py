"""Requests of staff that wait for a second person: listing, agreeing, declining."""

from __future__ import annotations

import msgspec

from treue.access.scopes import Scope
from treue.api.calls import Answer, Answered, Example, call
from treue.api.problems import Stopped, refused
from treue.api.telling import tell
from treue.api.visits import Visit
from treue.domain.reasons import Reason
from treue.domain.requests import RequestFault
from treue.forms.approvals import RequestShape, request_shape
from treue.forms.names import names_of
from treue.forms.outcomes import OutcomeShape
from treue.usecases.approvals.approve import approve
from treue.usecases.approvals.decline import decline
from treue.usecases.approvals.show import waiting
from treue.words.sentences import sentence

TOPIC = "Approvals"
APPROVAL = {"approval": "731894562118656"}


class RequestsShape(msgspec.Struct, frozen=True):
    """Everything that waits, the oldest first."""

    requests: tuple[RequestShape, ...]


@call(
    "GET",
    "/approvals",
    Scope.UNITS_ADJUST,
    topic=TOPIC,
    answer=RequestsShape,
    example=Example(
        answer={
            "requests": [
                {
                    "request": "731894562118656",
                    "kind": "adjustment",
                    "member": "m_4Q8K2M7YB0C1D",
                    "unit": "points",
                    "amount": "5000",
                    "reason": "The coffee machine was broken",
                    "asked_by": "key:support",
                    "asked_at": "2026-06-01T10:00:00Z",
                }
            ]
        }
    ),
)
async def list_requests(visit: Visit) -> Answer:
    """List what waits for a second person to agree, the oldest first."""
    names = names_of(await visit.desk.versions(), await visit.desk.now())
    return RequestsShape(tuple(request_shape(row, names) for row in await waiting(visit.desk)))


@call(
    "POST",
    "/approvals/{approval}/approve",
    Scope.UNITS_ADJUST,
    topic=TOPIC,
    answer=OutcomeShape,
    example=Example(
        path=APPROVAL,
        answer={"status": "decided", "sentence": "5,000 points given by staff.", "given": {"points": "5000"}},
    ),
)
async def approve_request(visit: Visit) -> Answer:
    """Agree to what somebody else asked for; it is decided now.

    Refused with `same_actor` for the key that asked. Agreeing again answers what was decided.
    """
    number = _number(visit)
    row = next((row for row in await waiting(visit.desk) if row.approval_id == number), None)
    outcome = await approve(visit.desk, number, actor=visit.actor)
    names = names_of(await visit.desk.versions(), await visit.desk.now())
    lacking = names.units.get(row.command["event"].get("unit", "")) if row is not None else None
    return await tell(visit, outcome, lacking=lacking)


@call(
    "POST",
    "/approvals/{approval}/decline",
    Scope.UNITS_ADJUST,
    topic=TOPIC,
    answer=None,
    status=204,
    example=Example(path=APPROVAL),
)
async def decline_request(visit: Visit) -> Answer:
    """Decline a request, or take one's own back. Nothing is booked."""
    if not await decline(visit.desk, _number(visit), actor=visit.actor):
        return refused(visit.language, Reason.NOT_WAITING)
    return Answered(None)


def _number(visit: Visit) -> int:
    word = visit.path["approval"]
    if not word.isascii() or not word.isdigit() or len(word) > 18:
        raise Stopped(RequestFault.NOT_FOUND, sentence("Requests have numbers; the list of what waits names them."))
    return int(word)
