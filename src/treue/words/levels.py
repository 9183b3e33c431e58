"""Where a member stands on a ladder, in sentences: his level, what keeps it, and what the next one needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from treue.domain.instants import start_of_day
from treue.domain.money import Money
from treue.engine.levels.progress import Lacking, Progress, Step
from treue.programme.records import Metric, Perk, Programme
from treue.words.languages import Language
from treue.words.units import amount_in_words, plain_amount

_MOMENT = timedelta(microseconds=1)


def progress_in_words(language: Language, programme: Programme, progress: Progress) -> list[str]:
    """A sentence for the level, then what keeps it and what the next one needs, where there is something to say."""
    found = [_level(language, programme, progress)]
    if names := [_in(language, perk.names, perk.id) for perk in _perks(programme, progress)]:
        found.append(language.say("You enjoy: {perks}.", perks=", ".join(names)))
    keeping, following = progress.keeping, progress.following
    if keeping is not None and not keeping.is_reached and progress.kept_until is not None:
        found.append(_keeping(language, programme, keeping, progress.kept_until))
    if following is not None and not following.is_reached:
        found.append(_following(language, programme, following))
    return found


def ladder_name(language: Language, programme: Programme, ladder: str) -> str:
    """What the ladder is called; its id where it has no name."""
    known = programme.ladders.get(ladder)
    return _in(language, known.names if known else {}, ladder)


def level_name(language: Language, programme: Programme, level: str) -> str:
    """What the level is called; its id where the programme does not know it any more."""
    known = (one for ladder in programme.ladders.values() for one in ladder.levels if one.id == level)
    return _in(language, next((one.names for one in known), {}), level)


def figure_in_words(language: Language, programme: Programme, metric: Metric, figure: int, counter: str) -> str:
    """What a counter holds, scaled like its thresholds, with the counter's name where units do not tell it."""
    if metric.unit:
        return amount_in_words(language, programme.units[metric.unit], figure)
    amount = (
        language.money(Money(figure, programme.currency))
        if metric.is_money
        else language.number(plain_amount(figure, metric.decimals))
    )
    return language.say("{amount} ({counter})", amount=amount, counter=counter)


def _perks(programme: Programme, progress: Progress) -> Sequence[Perk]:
    ladder = programme.ladders[progress.ladder]
    return next((level.perks for level in ladder.levels if level.id == progress.level), ())


def _level(language: Language, programme: Programme, progress: Progress) -> str:
    ladder = ladder_name(language, programme, progress.ladder)
    if progress.level is None:
        return language.say("{ladder}: no level yet.", ladder=ladder)
    level = level_name(language, programme, progress.level)
    if progress.kept_until is None:
        return language.say("{ladder}: {level}.", ladder=ladder, level=level)
    day = last_day(language, programme, progress.kept_until)
    if progress.in_grace:
        return language.say(
            "{ladder}: {level}, which can still be saved until {day}.", ladder=ladder, level=level, day=day
        )
    return language.say("{ladder}: {level}, kept until {day}.", ladder=ladder, level=level, day=day)


def _keeping(language: Language, programme: Programme, step: Step, kept_until: datetime) -> str:
    level, missing = level_name(language, programme, step.level), _missing(language, programme, step)
    if step.counted_from is None:
        return language.say("{missing} to keep {level}.", missing=missing, level=level)
    first = language.day(start_of_day(step.counted_from, programme.zone), programme.zone)
    day = last_day(language, programme, kept_until)
    return language.say(
        "{missing} from {first} to {day} to keep {level}.", missing=missing, first=first, day=day, level=level
    )


def _following(language: Language, programme: Programme, step: Step) -> str:
    level, missing = level_name(language, programme, step.level), _missing(language, programme, step)
    if step.kept_until is None:
        return language.say("{missing} to {level}.", missing=missing, level=level)
    day = last_day(language, programme, step.kept_until)
    return language.say("{missing} to {level}, kept until {day}.", missing=missing, level=level, day=day)


def _missing(language: Language, programme: Programme, step: Step) -> str:
    several = len(step.all) + len(step.any) > 1
    every = [_amount(language, programme, lacking, several) for lacking in step.all]
    if step.any:
        every.append(_joined(language, [_amount(language, programme, one, several) for one in step.any], is_or=True))
    return _joined(language, every)


def _amount(language: Language, programme: Programme, lacking: Lacking, is_one_of_several: bool) -> str:
    """An amount of the metric; units have a name of their own, other counters are told apart by theirs."""
    metric = programme.metrics[lacking.metric]
    if metric.unit:
        return amount_in_words(language, programme.units[metric.unit], lacking.amount)
    name = _in(language, metric.names, metric.id)
    if metric.is_money:
        amount = language.money(Money(lacking.amount, programme.currency))
        return language.say("{amount} ({counter})", amount=amount, counter=name) if is_one_of_several else amount
    return language.say(
        "{amount} ({counter})", amount=language.number(plain_amount(lacking.amount, metric.decimals)), counter=name
    )


def _joined(language: Language, parts: Sequence[str], *, is_or: bool = False) -> str:
    text = parts[0]
    for part in parts[1:]:
        if is_or:
            text = language.say("{one} or {other}", one=text, other=part)
        else:
            text = language.say("{one} and {other}", one=text, other=part)
    return text


def last_day(language: Language, programme: Programme, end: datetime) -> str:
    """The last day before the end, which is a day on which it still holds."""
    return language.day(end - _MOMENT, programme.zone)


def _in(language: Language, names: Mapping[str, str], otherwise: str) -> str:
    """The name in this language; in one the programme does not have, its first name."""
    return names.get(language.code) or next(iter(names.values()), otherwise)
