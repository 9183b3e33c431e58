"""Levels: what became of them with an event, which counters said so, how long they are kept (docs/rules.md R8.1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from math import floor

from treue.domain.events import Brought, FloorSet
from treue.domain.instants import Period, local_day
from treue.domain.windows import days_of
from treue.engine.applying import climbed, state_of
from treue.engine.decision import ReadSet
from treue.engine.levels.counters import Counters
from treue.engine.levels.lines import FLOOR, GRACE, before, in_force, is_ladder
from treue.engine.levels.setting import LEVEL_SET
from treue.engine.levels.warning import falls_ahead
from treue.engine.state import PLACES, Interval
from treue.engine.tallies import Asked, Count
from treue.programme.records import LEVEL_LOST, LEVEL_REACHED, Ladder, Level
from treue.words.document import phrases
from treue.words.explanation.booked import booked_in_words
from treue.words.explanation.earning import BECAME, Told, earning_in_words
from treue.words.explanation.names import Naming
from treue.words.explanation.story import Story
from treue.words.languages import mark
from treue.words.levels import figure_in_words

LEVELS = mark("What became of the level")
_INSTANT = timedelta(microseconds=1)
_BY = {
    "staff": mark("Staff set the level {level}: {wording}"),
    "invitation": mark("The member was invited to the level {level}: {wording}"),
    "status_match": mark("The level {level} was matched to what the member has elsewhere: {wording}"),
}


def reviewing_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """A keep, a grace or a floor that ended."""
    ladder = naming.programme.ladders.get(story.read_set.subject) if story.read_set is not None else None
    if story.read_set is None or ladder is None:
        yield LEVELS, [naming.say("The end of a level came; what it was decided from is no longer kept.")]
        yield BECAME, list(booked_in_words(naming, story))
        return
    line = dict(story.read_set.levels).get(ladder.id, ())
    ended = before(line, story.occurred_at)
    after = in_force(climbed(line, _climbs(story).get(ladder.id, ())), story.occurred_at)
    yield LEVELS, list(_reviewed(naming, story, story.read_set, ladder, ended, after))
    yield BECAME, list(booked_in_words(naming, story))


def setting_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """A level that staff set as a floor, and what it makes of the level."""
    sentences: list[str] = []
    if isinstance(story.event, FloorSet):
        level = naming.named("level", [story.event.level])
        sentences.append(naming.say(_BY[story.event.by], level=level, wording=story.event.wording))
        sentences.append(naming.say("Below it the member does not fall as long as it holds."))
    told = dict(levels_in_words(naming, story))
    yield LEVELS, [*sentences, *told.get(LEVELS, [])]
    yield BECAME, list(booked_in_words(naming, story))


def warning_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """A level that will be lost soon, when, and what comes after it; and what rules gave for it."""
    yield LEVELS, list(_warned(naming, story))
    yield from earning_in_words(naming, story)


def _warned(naming: Naming, story: Story) -> Iterator[str]:
    if not isinstance(story.event, Brought) or story.read_set is None:
        yield naming.say("A level will be lost soon; which one is no longer kept.")
        return
    ladder = naming.programme.ladders.get(str(story.event.fields["ladder"]))
    line = () if ladder is None else dict(story.read_set.levels).get(ladder.id, ())
    fall = None if ladder is None else next(falls_ahead(ladder, line, story.occurred_at), None)
    if ladder is None or fall is None:
        return
    days = int(str(story.event.fields["days"]))
    yield naming.say(
        "{ladder}: if nothing happens, {level} is lost on {moment}, in {days}.",
        ladder=naming.named("ladder", [ladder.id]),
        level=naming.named("level", [fall.level]),
        moment=naming.moment(fall.at),
        days=phrases.length(naming.language, Period(days, "days")),
    )
    after = in_force(line, fall.at)
    if after is None:
        yield naming.say("No level is left then.")
    else:
        yield naming.say("It is {level} then.", level=naming.named("level", [after.level]))


def level_named(naming: Naming, story: Story) -> Iterator[str]:
    """The level that an event is about which followed from another one."""
    if isinstance(story.event, Brought) and story.kind in (LEVEL_REACHED, LEVEL_LOST):
        ladder, level = (str(story.event.fields[name]) for name in ("ladder", "level"))
        words = {
            "ladder": naming.named("ladder", [ladder]),
            "level": naming.named("level", [level]),
        }
        if story.kind == LEVEL_REACHED:
            yield naming.say("{ladder}: {level} was reached by the event before.", **words)
        else:
            yield naming.say("{ladder}: {level} was lost by the event before.", **words)


def levels_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """What an event of any kind made of the levels, where it changed them: which, and by which counters."""
    if story.read_set is None:
        return
    sentences: list[str] = []
    for name, intervals in _climbs(story).items():
        ladder = naming.programme.ladders.get(name)
        if ladder is None or ladder.participation is not None:
            continue
        line = dict(story.read_set.levels).get(name, ())
        earlier = in_force(line, story.decided_at)
        later = in_force(climbed(line, intervals), story.decided_at)
        rank_before, rank = (-1 if one is None else ladder.rank(one.level) for one in (earlier, later))
        words = {"ladder": naming.named("ladder", [name])}
        if later is not None:
            words["level"] = naming.named("level", [later.level])
        if later is None or rank < rank_before:
            sentences.append(_fallen(naming, words, is_none=later is None))
            rank = rank_before
        elif later.standing == FLOOR:
            sentences.append(naming.say("{ladder}: the member does not fall below {level} for now.", **words))
            continue
        elif rank > rank_before:
            sentences.append(naming.say("{ladder}: {level} was reached.", **words))
        elif story.kind != LEVEL_SET:
            sentences.append(naming.say("{ladder}: {level} stays; how long it is kept changed.", **words))
        day = local_day(story.occurred_at, naming.programme.zone)
        if rank >= 0:
            sentences += _counters(naming, story, story.read_set, ladder.levels[rank], day)
    yield LEVELS, [*sentences, *_places(naming, story.read_set)]


def _places(naming: Naming, read_set: ReadSet) -> Iterator[str]:
    """Levels with places that the decision looked at: who finds none stays below."""
    limits = {level: limit for ladder in naming.programme.ladders.values() for level, limit in ladder.places.items()}
    for level, unit, _, used in read_set.budgets:
        if unit == PLACES and level in limits:
            numbers = {"limit": naming.language.number(limits[level]), "used": naming.language.number(used)}
            yield naming.say(
                "Places at {level}: {limit}; taken before: {used}.", level=naming.named("level", [level]), **numbers
            )


def _fallen(naming: Naming, words: dict[str, str], *, is_none: bool) -> str:
    if is_none:
        return naming.say("{ladder}: no level is left, because the counters do not support it any more.", **words)
    return naming.say("{ladder}: {level} is left, because the counters do not support more any longer.", **words)


def _reviewed(
    naming: Naming, story: Story, read_set: ReadSet, ladder: Ladder, ended: Interval | None, after: Interval | None
) -> Iterator[str]:
    if ended is None:
        yield naming.say("There was no level whose end could come.")
        return
    words = {"ladder": naming.named("ladder", [ladder.id]), "level": naming.named("level", [ended.level])}
    lower = after is None or ladder.rank(after.level) < ladder.rank(ended.level)
    if ended.standing == GRACE and lower:
        yield naming.say("{ladder}: the time in which {level} could still be saved is over.", **words)
    elif ended.standing == FLOOR:
        yield naming.say("{ladder}: what kept the member at {level} is over.", **words)
    else:
        yield naming.say("{ladder}: the time for which {level} was kept is over.", **words)
    day = local_day(story.occurred_at - _INSTANT, naming.programme.zone)
    yield from _counters(naming, story, read_set, ladder.levels[ladder.rank(ended.level)], day)
    if after is None:
        yield naming.say("Not enough was counted, so no level is left.")
        return
    said = naming.named("level", [after.level])
    if lower:
        yield naming.say("Not enough was counted, so the level falls to {level}.", level=said)
    elif after.standing == GRACE:
        assert after.ends is not None, "a grace has an end"
        sentence = mark("Not enough was counted; {level} can still be saved until {end}.")
        yield naming.say(sentence, level=said, end=naming.moment(after.ends))
    elif after.standing == FLOOR:
        yield naming.say("Not enough was counted, but something else keeps the member at {level}.", level=said)
    elif after.ends is None:
        yield naming.say("{level} is kept for ever.", level=said)
    else:
        yield naming.say("{level} is kept until {end}.", level=said, end=naming.moment(after.ends))


def _counters(naming: Naming, story: Story, read_set: ReadSet, level: Level, day: date) -> Iterator[str]:
    """Each counter that the level asks for and the decision read, over the window that contains the day."""
    programme = naming.programme
    joined = None if read_set.joined is None else local_day(read_set.joined, programme.zone)
    latest = max(story.occurred_at, story.decided_at) + programme.accepts_early
    counters = Counters(
        programme, state_of(read_set, story.seq), joined, local_day(latest, programme.zone), _counts(naming, story)
    )
    known = {asked for asked, _ in read_set.tallies}
    name = naming.named("level", [level.id])
    for reached in (level.reached, level.for_life):
        for metric_id, threshold in (*reached.all, *reached.any) if reached is not None else ():
            metric = programme.metrics[metric_id]
            parts = [programme.metrics[part] for part in metric.parts] or [metric]
            windows = [(part.key, days_of(part.window, day, joined)) for part in parts]
            if not all(days is not None and Asked(key, *days) in known for key, days in windows):
                # What the decision did not read is not known.
                continue
            figures = (floor(counters.figure(metric_id, day)), threshold)
            counter = naming.named("metric", [metric_id])
            counted, asked = (
                figure_in_words(naming.language, programme, metric, figure, counter) for figure in figures
            )
            yield naming.say(
                "Counted: {figure}; {level} takes {threshold}.", figure=counted, level=name, threshold=asked
            )


def _counts(naming: Naming, story: Story) -> list[Count]:
    """What the event counted, from its figures."""
    day = local_day(story.occurred_at, naming.programme.zone)
    found = []
    for name, amount, *rest in story.figures.get("counts", ()):
        found.append(Count(name, date.fromisoformat(rest[0]) if rest else day, amount, rest[1] if rest[1:] else ""))
    return found


def _climbs(story: Story) -> dict[str, tuple[Interval, ...]]:
    """The new time lines by ladder, from the figures, those of floors left out."""
    found: dict[str, tuple[Interval, ...]] = {}
    for ladder, level, starts, ends, standing in story.figures.get("climbs", ()):
        if is_ladder(ladder):
            end = None if ends is None else datetime.fromisoformat(ends)
            found[ladder] = (*found.get(ladder, ()), Interval(level, datetime.fromisoformat(starts), end, standing))
    return found
