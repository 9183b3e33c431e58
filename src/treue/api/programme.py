"""The programme as it runs: what it is, and what of it is stopped."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from treue.access.scopes import Scope
from treue.api.calls import Answer, Example, call
from treue.api.problems import refused
from treue.api.visits import Visit
from treue.forms.members import Line
from treue.forms.plain_values import Instant, Text
from treue.processing.stops import Stop
from treue.usecases.programmes.resume_node import resume_node
from treue.usecases.programmes.stop_node import stop_node
from treue.usecases.programmes.switching import Switched
from treue.words.units import programme_name

TOPIC = "Programme"
STOP = {"kind": "reward", "node": "coffee", "starts_at": "2026-06-01T10:00:00Z", "ends_at": None}


class SwitchForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule or reward that is stopped or resumed."""

    kind: Annotated[Literal["rule", "reward"], msgspec.Meta(description="'rule' or 'reward'")]
    node: Annotated[Line, msgspec.Meta(description="its id in the document")]
    starts_at: Annotated[Instant | None, msgspec.Meta(description="from when on; now without it")] = None
    note: Text = ""


class StopShape(msgspec.Struct, frozen=True):
    """Something that is stopped now or will be."""

    kind: str
    node: str
    starts_at: datetime
    ends_at: datetime | None


class SwitchShape(msgspec.Struct, frozen=True):
    """What was stopped or resumed."""

    kind: str
    node: str
    stopped: bool
    starts_at: datetime


class ProgrammeShape(msgspec.Struct, frozen=True):
    """The programme of the key."""

    programme: str
    name: Annotated[str, msgspec.Meta(description="In the caller's language.")]
    currency: str
    time_zone: str
    languages: tuple[str, ...]
    is_sandbox: bool
    now: Annotated[datetime, msgspec.Meta(description="What the programme calls now.")]
    version: Annotated[int, msgspec.Meta(description="The version in force.")]
    latest_version: int
    stopped: tuple[StopShape, ...]


@call(
    "GET",
    "/programme",
    Scope.PROGRAMME_READ,
    topic=TOPIC,
    answer=ProgrammeShape,
    example=Example(
        answer={
            "programme": "shop",
            "name": "Farm shop",
            "currency": "EUR",
            "time_zone": "Europe/Berlin",
            "languages": ["de", "en"],
            "is_sandbox": False,
            "now": "2026-06-01T10:00:00Z",
            "version": 1,
            "latest_version": 1,
            "stopped": [STOP],
        }
    ),
)
async def read_programme(visit: Visit) -> Answer:
    """Read which programme the key belongs to, and what of it is stopped now or will be."""
    desk, now = visit.desk, await visit.desk.now()
    versions = await desk.versions()
    version = versions.at(now) or versions.first
    programme = version.programme
    return ProgrammeShape(
        programme=desk.key,
        name=programme_name(visit.language, programme),
        currency=programme.currency,
        time_zone=programme.zone.key,
        languages=programme.languages,
        is_sandbox=desk.sandbox,
        now=now,
        version=version.number,
        latest_version=versions.latest,
        stopped=tuple(_stop(stop) for stop in versions.stops.not_over(now)),
    )


@call(
    "POST",
    "/programme/stops",
    Scope.PROGRAMME_WRITE,
    topic=TOPIC,
    body=SwitchForm,
    answer=SwitchShape,
    example=Example(
        body={"kind": "reward", "node": "coffee", "note": "The machine is broken"},
        answer={"kind": "reward", "node": "coffee", "stopped": True, "starts_at": "2026-06-01T10:00:00Z"},
    ),
)
async def stop_something(visit: Visit) -> Answer:
    """Stop a rule or reward that goes wrong, without a new version.

    What was decided stays. What occurs from then on is decided without it. Refused with `already_stopped`.
    """
    form = visit.form(SwitchForm)
    node = (form.kind, form.node)
    return _told(visit, await stop_node(visit.desk, node, actor=visit.actor, starts_at=form.starts_at, note=form.note))


@call(
    "POST",
    "/programme/resumptions",
    Scope.PROGRAMME_WRITE,
    topic=TOPIC,
    body=SwitchForm,
    answer=SwitchShape,
    example=Example(
        body={"kind": "reward", "node": "coffee"},
        answer={"kind": "reward", "node": "coffee", "stopped": False, "starts_at": "2026-06-01T10:00:00Z"},
    ),
)
async def resume_something(visit: Visit) -> Answer:
    """Resume a rule or reward that was stopped. Nothing is given later for what occurred meanwhile."""
    form = visit.form(SwitchForm)
    node = (form.kind, form.node)
    return _told(
        visit, await resume_node(visit.desk, node, actor=visit.actor, starts_at=form.starts_at, note=form.note)
    )


def _told(visit: Visit, switched: Switched) -> Answer:
    if switched.refused is not None:
        return refused(visit.language, switched.refused)
    kind, node = switched.switch.node
    return SwitchShape(kind, node, switched.switch.stops, switched.switch.effective_at)


def _stop(stop: Stop) -> StopShape:
    kind, node = stop.node
    return StopShape(kind, node, stop.starts_at, stop.ends_at)
