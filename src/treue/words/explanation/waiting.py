"""Waiting for a seat: at which place, behind how many, and how many seats are taken (docs/rules.md R7.6)."""

from __future__ import annotations

from collections.abc import Iterator

from treue.engine.rewards.limits import PIECES
from treue.engine.rewards.waiting import AWAITED
from treue.words.explanation.booked import booked_in_words
from treue.words.explanation.earning import BECAME, Told
from treue.words.explanation.names import Naming
from treue.words.explanation.story import Story
from treue.words.languages import mark


def waiting_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """The place on the list, and what there is to wait for."""
    reward, place = story.figures["waits"]
    words = {"reward": naming.reward(reward)}
    if story.kind == AWAITED:
        number = naming.language.number(place)
        waits = naming.say(
            "{reward}: the member waits for a seat, as number {number} of the list.", **words, number=number
        )
        sentences = [waits, *_others(naming, story), *_seats(naming, story, reward)]
        sentences.append(naming.say("Nothing is taken for it. In his turn the member buys the reward like any other."))
    else:
        over = naming.say("{reward}: the member does not wait for a seat any longer.", **words)
        sentences = [over, *given_up_in_words(naming, story), *_others(naming, story), *_seats(naming, story, reward)]
    yield mark("Where the member waits"), sentences
    yield BECAME, list(booked_in_words(naming, story))


def given_up_in_words(naming: Naming, story: Story) -> Iterator[str]:
    """The place that the member had on the list until now."""
    queue = story.read_set.queue if story.read_set is not None else None
    if queue is not None and queue[2]:
        yield naming.say(
            "Until now the member was number {number} of the list.", number=naming.language.number(queue[2])
        )


def _others(naming: Naming, story: Story) -> Iterator[str]:
    queue = story.read_set.queue if story.read_set is not None else None
    if queue is None:
        return
    ahead = queue[1]
    if not ahead:
        yield naming.say("Nobody waits before that.")
    else:
        yield naming.language.count(
            "{count} member waits before that.",
            "{count} members wait before that.",
            ahead,
            count=naming.language.number(ahead),
        )


def _seats(naming: Naming, story: Story, reward_id: str) -> Iterator[str]:
    reward = naming.programme.rewards.get(reward_id)
    if reward is None or reward.seats is None or story.read_set is None:
        return
    for source, unit, window, used in story.read_set.budgets:
        if (source, unit, window) == (reward_id, PIECES, ""):
            numbers = {"seats": naming.language.number(reward.seats), "used": naming.language.number(used)}
            yield naming.say("Seats in all: {seats}; taken: {used}.", **numbers)
