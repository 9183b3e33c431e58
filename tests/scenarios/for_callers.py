"""What of the scenarios a caller over HTTP can ask for, and how he is told what the engine answers."""

from __future__ import annotations

from dataclasses import replace

from tests.scenarios.story import Asked, Scenario
from tests.scenarios.told import Answer
from treue.domain.events import HouseholdEntered, Joined, OpeningBalance, Return
from treue.domain.reasons import Reason
from treue.domain.requests import RequestFault

_SEEN_BEFORE = ("unknown_event", "wrong_fields")


def why_not(scenario: Scenario) -> str | None:
    """What of the scenario nobody asks for over HTTP; it is played at the desk instead."""
    commands = [asked for step in scenario.steps if isinstance(step, list) for asked in step]
    return next((reason for asked in commands if (reason := _why_not(asked, scenario)) is not None), None)


def _why_not(asked: Asked, scenario: Scenario) -> str | None:
    if asked.expected.get("then") in _SEEN_BEFORE or _counts_from_nought(asked):
        return "it is wrong as it is written, which its reader says before anything is recorded"
    match asked.command.event:
        case Joined(occurred_at) if occurred_at is not None:
            return "over HTTP people join now; members of old come by import"
        case OpeningBalance(earned_at=earned_at, expires_at=expires_at):
            zone = scenario.programme.zone
            moments = [moment.astimezone(zone) for moment in (earned_at, expires_at) if moment is not None]
            if any(moment.hour or moment.minute for moment in moments):
                return "balances are brought in by day"
    return None


def _counts_from_nought(asked: Asked) -> bool:
    return isinstance(asked.command.event, Return) and any(back.line == 0 for back in asked.command.event.lines)


def as_over_http(asked: Asked, answer: Answer) -> Answer:
    """What the engine answered as a caller over HTTP is told it."""
    if answer.reason == Reason.UNKNOWN_UNIT:
        # The reader knows the units; a wish for another one is told so before.
        return Answer("refused", RequestFault.WRONG_INPUT)
    if answer.reason == Reason.UNKNOWN_OTHER and isinstance(asked.command.event, HouseholdEntered):
        # The path names whose household it is.
        return Answer("refused", Reason.UNKNOWN_MEMBER)
    if answer.reason is not None and answer.reason != Reason.ORDER_AWAITED:
        # A refusal is told the same each time, with its reason and what helps.
        return Answer("refused", answer.reason, answer.missing, until=answer.until)
    if isinstance(asked.command.event, Joined):
        # Whoever joins is told who he is; what joining gave stands in his history.
        return Answer(answer.status)
    return replace(answer, lacking=None)
