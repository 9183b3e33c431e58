"""Events by the thousand: one JSON object a line in, one answer a line out; what is wrong with one stops no other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
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
LINES_TOGETHER = 128
"""How many lines are handed over at a time. Not more than twice as many wait, so that others come in between."""
LINES_AT_ONCE = 16
"""After so many lines read or told, what else there is to do gets a turn: above all the batch that is being written."""


class LineShape(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one line."""

    line: Annotated[int, msgspec.Meta(description="Its number, from 1; empty lines count and are not answered.")]
    outcome: Annotated[OutcomeShape | None, msgspec.Meta(description="What became of it, where it was taken.")] = None
    problem: Annotated[Problem | None, msgspec.Meta(description="Why it was not.")] = None
    replayed: Annotated[bool, msgspec.Meta(description="Whether it had been taken before, and is answered again.")] = (
        False
    )


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
    before: _Group | None = None
    for start in range(0, len(lines), LINES_TOGETHER):
        # Read and handed over while those before are decided, which are told while these are.
        group = await _handed_over(visit, lines[start : start + LINES_TOGETHER], versions)
        if before is not None:
            answers += await _told(visit, before)
        before = group
    if before is not None:
        answers += await _told(visit, before)
    return Answered(b"\n".join(answers) + b"\n", media_type=LINES)


@dataclass(frozen=True, slots=True)
class _Group:
    """Lines that were handed over together: what was read of each, and the outcomes of those that could be read."""

    read: Mapping[int, Report | WrongInput]
    outcomes: Awaitable[list[Outcome | NotReached]]


async def _handed_over(visit: Visit, lines: Sequence[tuple[int, bytes]], versions: Versions) -> _Group:
    read: dict[int, Report | WrongInput] = {}
    for place, (number, line) in enumerate(lines, 1):
        read[number] = _read(line, f"line {number}", versions)
        if place % LINES_AT_ONCE == 0:
            await asyncio.sleep(0)
    commands = [one.command(visit.actor) for one in read.values() if isinstance(one, Report)]
    return _Group(read, report_many(visit.desk, commands))


async def _told(visit: Visit, group: _Group) -> list[bytes]:
    outcomes = iter(await group.outcomes)
    telling = await teller(visit)
    answers = []
    for place, (number, one) in enumerate(group.read.items(), 1):
        told = (
            _outcome(number, telling, one, next(outcomes)) if isinstance(one, Report) else _wrong(number, telling, one)
        )
        answers.append(encoded(told))
        if place % LINES_AT_ONCE == 0:
            await asyncio.sleep(0)
    return answers


def _read(line: bytes, name: str, versions: Versions) -> Report | WrongInput:
    try:
        return read_report(read_object(line, name), name, versions)
    except WrongInput as fault:
        return fault


def _outcome(number: int, telling: Teller, report: Report, outcome: Outcome | NotReached) -> LineShape:
    if not isinstance(outcome, Outcome):
        return _wrong(number, telling, outcome)
    told, replayed = telling.tell(outcome, report.named), outcome.status == "repeated"
    if isinstance(told, Problem):
        return LineShape(number, problem=told, replayed=replayed)
    return LineShape(number, outcome=told, replayed=replayed)


def _wrong(number: int, telling: Teller, fault: Exception) -> LineShape:
    return LineShape(number, problem=problem_of(telling.language, meaning_of(fault) or Stopped(RequestFault.FAULT)))
