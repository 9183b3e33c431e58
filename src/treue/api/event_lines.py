"""Events by the thousand: one JSON object a line in, one answer a line out; what is wrong with one stops no other."""

from __future__ import annotations

from typing import Annotated

import msgspec

from treue.access.scopes import Scope
from treue.api.calls import Answer, Answered, Example, call
from treue.api.events import PURCHASE_ANSWER, PURCHASE_EXAMPLE
from treue.api.performing import encoded
from treue.api.problems import Problem, Stopped, meaning_of, problem_of
from treue.api.telling import Teller, teller
from treue.api.visits import Visit
from treue.domain.requests import RequestFault
from treue.forms.checked_json import read_object
from treue.forms.facts import REPORTED, Report, read_report
from treue.forms.faults import WrongInput
from treue.forms.outcomes import OutcomeShape
from treue.processing.commands import Outcome
from treue.processing.versions import Versions
from treue.usecases.events.report_many import NotReached, report_many
from treue.words.sentences import sentence

LINES = "application/x-ndjson"
LINES_MAX = 10_000
BYTES_MAX = 16 * 1024 * 1024
LINES_TOGETHER = 256
"""How many lines wait for their batch at a time, so that others come in between."""


class LineShape(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one line."""

    line: Annotated[int, msgspec.Meta(description="Its number, from 1; empty lines count and are not answered.")]
    outcome: Annotated[OutcomeShape | None, msgspec.Meta(description="What became of it, where it was taken.")] = None
    problem: Annotated[Problem | None, msgspec.Meta(description="Why it was not.")] = None


@call(
    "POST",
    "/events/lines",
    Scope.EVENTS_WRITE,
    topic="Events",
    body=REPORTED,
    body_media_type=LINES,
    answer=LineShape,
    answer_media_type=LINES,
    bytes_max=BYTES_MAX,
    example=Example(body=PURCHASE_EXAMPLE, answer={"line": 1, "outcome": PURCHASE_ANSWER}),
)
async def report_lines(visit: Visit) -> Answer:
    """Report up to 10,000 events, one JSON object a line (NDJSON), and get one answer a line.

    Each line is what `/events` takes, with its own `source` and `external_id`, or `key`. A line that is wrong or
    refused says so in its answer, and the others are taken. Sending the whole again is safe: what was taken is
    answered as it was.
    """
    lines = [(number, line) for number, line in enumerate(visit.content.split(b"\n"), 1) if line.strip()]
    if len(lines) > LINES_MAX:
        raise Stopped(
            RequestFault.TOO_LARGE,
            sentence("These are {lines} lines; send at most {most} at a time.", lines=len(lines), most=LINES_MAX),
        )
    if not lines:
        raise WrongInput(sentence("write one JSON object a line.", at="body"))
    versions = await visit.desk.versions()
    answers: list[bytes] = []
    for start in range(0, len(lines), LINES_TOGETHER):
        read = {
            number: _read(line, f"line {number}", versions) for number, line in lines[start : start + LINES_TOGETHER]
        }
        reports = [one for one in read.values() if isinstance(one, Report)]
        outcomes = iter(await report_many(visit.desk, [one.command(visit.actor) for one in reports]))
        telling = await teller(visit)
        for number, one in read.items():
            told = _told(telling, one, next(outcomes)) if isinstance(one, Report) else _problem(telling, one)
            answers.append(encoded(_answer(number, told)))
    return Answered(b"\n".join(answers) + b"\n", media_type=LINES)


def _read(line: bytes, name: str, versions: Versions) -> Report | WrongInput:
    try:
        return read_report(read_object(line, name), name, versions)
    except WrongInput as fault:
        return fault


def _told(telling: Teller, report: Report, outcome: Outcome | NotReached) -> OutcomeShape | Problem:
    if isinstance(outcome, Outcome):
        return telling.tell(outcome, report.named)
    return _problem(telling, outcome)


def _problem(telling: Teller, fault: Exception) -> Problem:
    return problem_of(telling.language, meaning_of(fault) or Stopped(RequestFault.FAULT))


def _answer(number: int, told: OutcomeShape | Problem) -> LineShape:
    return LineShape(number, problem=told) if isinstance(told, Problem) else LineShape(number, outcome=told)
