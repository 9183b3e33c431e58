"""Exports and imports: asking for them, how far they have come, what they made."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from treue.access.scopes import Scope
from treue.api.calls import Answer, Answered, Example, call
from treue.api.event_lines import LINES
from treue.api.events import PURCHASE_EXAMPLE
from treue.api.members import MEMBER_ANSWER
from treue.api.problems import Stopped
from treue.api.visits import Visit
from treue.domain.requests import RequestFault
from treue.forms.data_jobs import JobShape, RejectShape, job_shape
from treue.forms.facts import REPORTED
from treue.forms.faults import WrongInput
from treue.forms.members import MemberShape
from treue.store.data_jobs import EXPORTS, IMPORTS, JobRow
from treue.usecases.data_jobs.show import list_all, result, show
from treue.usecases.data_jobs.start import start_export, start_import
from treue.words.sentences import sentence

TOPIC = "Exports and imports"
IMPORT_BYTES_MAX = 64 * 1024 * 1024
JOB = {"job": "731894562118656"}
EXPORT_ANSWER = {
    **JOB,
    "kind": "members",
    "state": "waiting",
    "done": 0,
    "total": None,
    "refused": 0,
    "created_at": "2026-06-01T10:00:00Z",
    "finished_at": None,
    "asked_by": "key:office",
    "fault": None,
}
IMPORT_ANSWER = {**EXPORT_ANSWER, "kind": "events", "total": 12000}


class ExportForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be exported."""

    kind: Annotated[Literal["members", "bookings"], msgspec.Meta(description="'members' or 'bookings'")]


class JobsShape(msgspec.Struct, frozen=True):
    """The last jobs, the newest first."""

    jobs: tuple[JobShape, ...]


@call(
    "POST",
    "/exports",
    Scope.EXPORTS_RUN,
    topic=TOPIC,
    body=ExportForm,
    answer=JobShape,
    status=202,
    example=Example(body={"kind": "members"}, answer=EXPORT_ANSWER),
)
async def ask_for_export(visit: Visit) -> Answer:
    """Ask for all members, or all bookings, as NDJSON. It is made in the background.

    An export is kept for a week. When a member is erased, every export is made again without him.
    """
    kind = visit.form(ExportForm).kind
    return _started("exports", await start_export(visit.desk, kind, actor=visit.actor, language=visit.language.code))


@call(
    "GET",
    "/exports",
    Scope.EXPORTS_RUN,
    topic=TOPIC,
    answer=JobsShape,
    example=Example(answer={"jobs": [EXPORT_ANSWER]}),
)
async def list_exports(visit: Visit) -> Answer:
    """List the last exports, the newest first."""
    return JobsShape(tuple(job_shape(row) for row in await list_all(visit.desk, EXPORTS)))


@call(
    "GET",
    "/exports/{job}",
    Scope.EXPORTS_RUN,
    topic=TOPIC,
    answer=JobShape,
    example=Example(path=JOB, answer={**EXPORT_ANSWER, "state": "running", "done": 500}),
)
async def read_export(visit: Visit) -> Answer:
    """Read how far an export has come."""
    return job_shape(await show(visit.desk, _number(visit), EXPORTS))


@call(
    "GET",
    "/exports/{job}/result",
    Scope.EXPORTS_RUN,
    topic=TOPIC,
    answer=MemberShape,
    answer_media_type=LINES,
    example=Example(path=JOB, answer=MEMBER_ANSWER),
)
async def download_export(visit: Visit) -> Answer:
    """Download an export, one JSON object a line: members, or bookings."""
    return Answered(await result(visit.desk, _number(visit), EXPORTS), media_type=LINES)


@call(
    "POST",
    "/imports",
    Scope.IMPORTS_RUN,
    topic=TOPIC,
    body=REPORTED,
    body_media_type=LINES,
    answer=JobShape,
    status=202,
    bytes_max=IMPORT_BYTES_MAX,
    example=Example(body=PURCHASE_EXAMPLE, answer=IMPORT_ANSWER),
)
async def hand_in_import(visit: Visit) -> Answer:
    """Hand in events, one JSON object a line (NDJSON), to be taken in the background.

    Each line is what `/events` takes, with its own `source` and `external_id`, or `key`; so handing in the same again
    changes nothing. The result lists the lines that could not be taken.
    """
    lines = [line for line in visit.content.split(b"\n") if line.strip()]
    if not lines:
        raise WrongInput(sentence("write one JSON object a line.", at="body"))
    return _started("imports", await start_import(visit.desk, lines, actor=visit.actor, language=visit.language.code))


@call(
    "GET",
    "/imports",
    Scope.IMPORTS_RUN,
    topic=TOPIC,
    answer=JobsShape,
    example=Example(answer={"jobs": [IMPORT_ANSWER]}),
)
async def list_imports(visit: Visit) -> Answer:
    """List the last imports, the newest first."""
    return JobsShape(tuple(job_shape(row) for row in await list_all(visit.desk, IMPORTS)))


@call(
    "GET",
    "/imports/{job}",
    Scope.IMPORTS_RUN,
    topic=TOPIC,
    answer=JobShape,
    example=Example(path=JOB, answer={**IMPORT_ANSWER, "state": "running", "done": 3000, "refused": 2}),
)
async def read_import(visit: Visit) -> Answer:
    """Read how far an import has come, and how many of its lines could not be taken."""
    return job_shape(await show(visit.desk, _number(visit), IMPORTS))


@call(
    "GET",
    "/imports/{job}/result",
    Scope.IMPORTS_RUN,
    topic=TOPIC,
    answer=RejectShape,
    answer_media_type=LINES,
    example=Example(
        path=JOB, answer={"line": 17, "code": "unknown_member", "sentence": "There is no such member.", "faults": []}
    ),
)
async def download_rejects(visit: Visit) -> Answer:
    """Download the lines of an import that could not be taken, each with its reason; empty lines do not count."""
    return Answered(await result(visit.desk, _number(visit), IMPORTS), media_type=LINES)


def _started(where: str, row: JobRow) -> Answered:
    return Answered(job_shape(row), 202, {"Location": f"/v1/{where}/{row.job_id}"})


def _number(visit: Visit) -> int:
    word = visit.path["job"]
    if not word.isascii() or not word.isdigit() or len(word) > 18:
        raise Stopped(RequestFault.NOT_FOUND, sentence("Jobs have numbers; the answer that started one names it."))
    return int(word)
