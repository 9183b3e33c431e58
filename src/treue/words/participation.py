"""Where a member stands on a ladder of participation, in sentences: his rate, the next one, and how the period goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from treue.engine.levels.participating import Step
from treue.programme.records import FIRST_STEP, Participation, Programme
from treue.words.languages import Language
from treue.words.levels import ladder_name

_MOMENT = timedelta(microseconds=1)


def step_in_words(language: Language, programme: Programme, told: Step) -> list[str]:
    """A sentence for the step, then the next rate, and what the period brings as it stands."""
    ladder = ladder_name(language, programme, told.ladder)
    rate = language.number(told.rate)
    found = [language.say("{ladder}: step {step}, your rate is {rate}.", ladder=ladder, step=str(told.step), rate=rate)]
    if told.following is not None:
        step, following = told.following
        rate = language.number(following)
        found.append(language.say("From step {step} on it is {rate}.", step=str(step), rate=rate))
    participation = programme.ladders[told.ladder].participation
    if participation is not None:
        found += _period(language, programme, participation, told)
    return found


def _period(language: Language, programme: Programme, participation: Participation, told: Step) -> Iterator[str]:
    if told.ends is None or told.outcome is None:
        return
    day = language.day(told.ends - _MOMENT, programme.zone)
    if told.outcome == "advance":
        if told.step < participation.last_step:
            yield language.say("The period until {day} is a step up already.", day=day)
    elif told.outcome == "hold" or participation.otherwise == "hold":
        yield language.say("As it stands, the period until {day} changes nothing.", day=day)
    elif told.step > FIRST_STEP and participation.otherwise == "reset":
        yield language.say("As it stands, you begin again after {day}.", day=day)
    elif told.step > FIRST_STEP:
        yield language.say("As it stands, you go one step down after {day}.", day=day)
