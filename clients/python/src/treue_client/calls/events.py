"""Facts, one at a time or by the thousand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from treue_client.answers import Outcome
from treue_client.asking import LINES, Ask, Page, Reply, json_content, keyed, new_key
from treue_client.calls.outcomes import outcome
from treue_client.decoding import decoded
from treue_client.errors import TreueProblem, problem_of
from treue_client.facts import Fact, fact_body, is_named

LINES_PER_REQUEST = 1000


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """What became of one of many facts: an outcome, or the problem why not."""

    line: int
    """Its number, from 1, among all that were handed in."""
    outcome: Outcome | None = None
    problem: TreueProblem | None = None


def report(fact: Fact, *, key: str | None = None) -> Ask[Outcome]:
    """Report a purchase, a return, or an event of the programme.

    It happens once for its `source` and `external_id`, else for the key. Raises Refused where it was recorded without
    effect.
    """
    headers = {} if is_named(fact) and key is None else keyed(key)
    return Ask("POST", "/events", outcome, once=True, content=json_content(fact_body(fact)), headers=headers)


def report_many(facts: Iterable[Fact], *, at_a_time: int = LINES_PER_REQUEST) -> Ask[Page[LineAnswer]]:
    """Report facts by the thousand, one answer each, in their order; what is wrong with one stops no other.

    Handing in the same again is safe where each has a `source` and `external_id`, or a `key`.
    """
    waiting = iter(facts)
    return _lines(next_lines(waiting, at_a_time), waiting, at_a_time, 0)


def next_lines(facts: Iterator[Fact], at_a_time: int) -> list[dict[str, Any]]:
    """The next facts as they are sent. One without any key gets one, so that sending it again does nothing again."""
    taken = islice(facts, at_a_time)
    return [fact_body(fact) if is_named(fact) else {**fact_body(fact), "key": new_key()} for fact in taken]


def lines_content(lines: Iterable[dict[str, Any]]) -> bytes:
    """One JSON object a line."""
    return b"".join(json_content(line) + b"\n" for line in lines)


def _lines(lines: list[dict[str, Any]], waiting: Iterator[Fact], at_a_time: int, before: int) -> Ask[Page[LineAnswer]]:
    def read(reply: Reply) -> Page[LineAnswer]:
        answers = tuple(_answer(told, before) for told in reply.json_lines())
        following = next_lines(waiting, at_a_time)
        more = _lines(following, waiting, at_a_time, before + len(lines)) if following else None
        return Page(answers, more)

    return Ask("POST", "/events/lines", read, once=True, content=lines_content(lines), media_type=LINES)


def _answer(told: dict[str, Any], before: int) -> LineAnswer:
    line = before + int(told["line"])
    if "problem" in told:
        return LineAnswer(line, problem=problem_of(told["problem"]))
    done = decoded(Outcome, told["outcome"])
    return LineAnswer(line, replace(done, replayed=told.get("replayed", False)))
