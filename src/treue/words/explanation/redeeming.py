"""Rewards: what one was got for, the limits it was held to, and what became of it later (docs/rules.md R7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from treue.domain.books import Cause
from treue.domain.events import CancelRedemption, Handout, UseRedemption
from treue.domain.instants import after, local_day
from treue.domain.money import Money
from treue.domain.windows import days_of, label
from treue.engine.decision import ReadSet
from treue.engine.rewards.changing import ARRIVED, CANCELLATION, REISSUE, SENT, VOID
from treue.engine.rewards.limits import PIECES, tally_of
from treue.engine.rewards.redeeming import AUTOMATIC
from treue.engine.tallies import TOGETHER, Asked
from treue.programme.records import LIFETIME, Limit, Reward
from treue.words.explanation.booked import booked_in_words
from treue.words.explanation.earning import BECAME, Told
from treue.words.explanation.names import Naming
from treue.words.explanation.story import Story
from treue.words.explanation.taking import USED, lots_used
from treue.words.explanation.waiting import given_up_in_words
from treue.words.languages import mark
from treue.words.rewards import gives_in_words

WHAT = mark("What was bought")
LIMITS = mark("How often it can be had")


def redeeming_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """The reward, its price, the lots that paid, the units that it consists of, and how near its limits are."""
    yield WHAT, list(_bought(naming, story))
    yield LIMITS, list(limits_in_words(naming, story))
    yield USED, lots_used(naming, story)
    yield BECAME, list(booked_in_words(naming, story, tells_taken=False))


def changing_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """A reward that was sent, arrived, was used, issued again, given back, or is void."""
    reward, number = naming.reward(story.figures["reward"]), story.figures["redemption"][0]
    words = {"reward": reward, "number": naming.language.number(number)}
    sentences: list[str] = []
    if story.kind == CANCELLATION:
        sentences.append(naming.say("{reward}, got by event {number}, was given back.", **words))
        if isinstance(story.event, CancelRedemption) and story.event.wording:
            sentences.append(naming.say("Staff gave the reason: {wording}", wording=story.event.wording))
    elif story.kind == REISSUE:
        sentences.append(naming.say("{reward}, got by event {number}, has a new code; the old one is void.", **words))
    elif story.kind == VOID:
        sentences.append(naming.say("{reward}, got by event {number}, is void after a return.", **words))
    elif story.kind == SENT:
        sentences.append(naming.say("{reward}, got by event {number}, was sent.", **words))
        sentences.append(naming.say("From now on only staff can take it back."))
    elif story.kind == ARRIVED:
        sentences.append(naming.say("{reward}, got by event {number}, arrived.", **words))
    else:
        sentences += _used(naming, story, words)
    if (back := story.figures.get("to_pay")) is not None:
        money = naming.language.money(Money(-back[0], back[1]))
        sentences.append(naming.say("To be paid back: {money}.", money=money))
    sentences += _moved_back(naming, story)
    if story.kind in (CANCELLATION, VOID):
        sentences += _freed(naming, story)
    yield mark("What became of the reward"), sentences
    yield BECAME, list(booked_in_words(naming, story))


def limits_in_words(naming: Naming, story: Story) -> Iterator[str]:
    """Each limit that the decision looked at: what there may be, and what there was before."""
    reward = naming.programme.rewards.get(_reward_of(story))
    if reward is None or story.read_set is None:
        return
    yield from _of_member(naming, story, story.read_set, reward)
    taken = _taken(story)
    day = local_day(story.read_set.now, naming.programme.zone)
    used = {(source, unit, window): count for source, unit, window, count in story.read_set.budgets}
    for limit in reward.in_all:
        count = used.get((reward.id, PIECES, label(limit.window, day)))
        if count is not None:
            sentence = mark(
                "For all members together at most {limit} × {window}; given before: {used} ×; left now: {left} ×."
            )
            if limit == Limit(reward.seats or 0, LIFETIME):
                sentence = mark("Seats in all: {limit}; taken before: {used}; left now: {left}.")
            yield naming.say(sentence, **_limit(naming, limit, count, taken))
    for _, left in story.read_set.stock:
        yield naming.say(
            "In stock before: {number} × {reward}; left now: {left} ×.",
            number=naming.language.number(left),
            reward=naming.reward(reward.id),
            left=naming.language.number(left - taken),
        )


def _limit(naming: Naming, limit: Limit, used: int, taken: int) -> dict[str, str]:
    """A limit with what there was before and what is left; a later version may have lowered it below that."""
    number = naming.language.number
    left = max(0, limit.amount - used - taken)
    return {
        "limit": number(limit.amount),
        "window": naming.window(limit.window),
        "used": number(used),
        "left": number(left),
    }


def _taken(story: Story) -> int:
    """How many pieces the event took: one, or none where it was refused."""
    return 0 if story.refused is not None else 1


def _of_member(naming: Naming, story: Story, read_set: ReadSet, reward: Reward) -> Iterator[str]:
    zone = naming.programme.zone
    day = local_day(read_set.now, zone)
    joined = None if read_set.joined is None else local_day(read_set.joined, zone)
    tallies = dict(read_set.tallies)
    for limit in reward.per_member:
        days = days_of(limit.window, day, joined, read_set.term)
        name = TOGETHER + tally_of(reward, limit) if limit.by_household else tally_of(reward, limit)
        used = None if days is None else tallies.get(Asked(name, *days))
        if used is None:
            continue
        sentence = mark("For one member at most {limit} × {window}; had before: {used} ×; left now: {left} ×.")
        if limit.by_household:
            sentence = mark("For one household at most {limit} × {window}; had before: {used} ×; left now: {left} ×.")
        yield naming.say(sentence, **_limit(naming, limit, used, _taken(story)))


def _bought(naming: Naming, story: Story) -> Iterator[str]:
    figures = story.figures
    reward = naming.reward(_reward_of(story))
    paid = [naming.amount(one.unit, one.amount) for one in story.movements if one.cause == Cause.SPENT]
    price = naming.language.listed(paid)
    if isinstance(story.event, Handout) and story.event.rule:
        yield naming.say("{reward}, free of cost, by {rule}.", reward=reward, rule=naming.rule(story.event.rule))
        if order := figures.get("granted_for"):
            yield naming.say(
                "If the order of event {number} is returned, it is void as long as it is unused.",
                number=naming.language.number(order),
            )
    elif not paid:
        yield naming.say("{reward}, for no units.", reward=reward)
    elif story.kind == AUTOMATIC:
        yield naming.say("{reward} for {amount}, by itself, as soon as there was enough.", reward=reward, amount=price)
    else:
        yield naming.say("{reward} for {amount}.", reward=reward, amount=price)
    if (to_pay := figures.get("to_pay")) is not None:
        yield naming.say("To be paid besides: {money}.", money=naming.language.money(Money(*to_pay)))
    # What a thing or a service is, its name says.
    gives = {
        kind: value for kind, value in figures.get("gives", {}).items() if kind not in ("product", "effect", "units")
    }
    if told := gives_in_words(naming.language, gives, naming.programme.units):
        yield naming.say("What it is: {gives}.", gives=told)
    for movement in story.movements:
        if movement.cause == Cause.REDEEMED:
            yield naming.say("It gave {amount}.", amount=naming.amount(movement.unit, movement.amount))
    if (until := figures.get("usable_until")) is not None:
        yield naming.say("It can be used until {moment}.", moment=naming.moment(datetime.fromisoformat(until)))
    if figures.get("code"):
        yield naming.say("A code was issued for it.")
    known = naming.programme.rewards.get(_reward_of(story))
    if known is not None:
        yield from _later(naming, story, known)


def _later(naming: Naming, story: Story, reward: Reward) -> Iterator[str]:
    """What can still become of it: given back, sent; and the place on a list that it was waited for on."""
    if reward.cancel is not None:
        moment = naming.moment(after(story.decided_at, reward.cancel, naming.programme.zone))
        yield naming.say("The member can give it back until {moment}.", moment=moment)
    if reward.is_delivered:
        yield naming.say("It has yet to be sent.")
    if "waits" in story.figures:
        yield from given_up_in_words(naming, story)


def _used(naming: Naming, story: Story, words: dict[str, str]) -> Iterator[str]:
    yield naming.say("{reward}, got by event {number}, was used.", **words)
    if isinstance(story.event, UseRedemption) and story.event.order:
        order, line = (naming.language.quoted(name) for name in (story.event.order, story.event.line))
        if story.event.line:
            yield naming.say("It was used for the line {line} of the order {order}.", order=order, line=line)
        else:
            yield naming.say("It was used for the order {order}.", order=order)
    until = story.read_set.redemption.usable_until if story.read_set and story.read_set.redemption else None
    if until is not None:
        yield naming.say("That was possible until {moment}.", moment=naming.moment(until))


def _freed(naming: Naming, story: Story) -> Iterator[str]:
    """What others can have again, and what counts towards limits no more."""
    redemption = story.read_set.redemption if story.read_set is not None else None
    for _, left in story.read_set.stock if story.read_set is not None else ():
        yield naming.say("In stock again: {number} ×.", number=naming.language.number(left + 1))
    if redemption is not None and (redemption.counts or story.figures.get("budget_uses")):
        yield naming.say("It counts towards the limits of the reward no more.")


def _moved_back(naming: Naming, story: Story) -> Iterator[str]:
    expired = mark("Expired meanwhile, and back as units that can be used a while longer: {amount}.")
    for movement in story.movements:
        amount = naming.amount(movement.unit, movement.amount)
        if movement.cause == Cause.GIVEN_BACK and not movement.uses:
            yield naming.say(expired, amount=amount)
        elif movement.cause == Cause.GIVEN_BACK:
            yield naming.say("Back to where it had been taken from: {amount}.", amount=amount)
        elif movement.cause == Cause.REVOKED:
            yield naming.say("Taken back of what it had given: {amount}.", amount=amount)
        elif movement.cause == Cause.DEBT_PAID:
            yield naming.say("Used to pay what was owed: {amount}.", amount=amount)


def _reward_of(story: Story) -> str:
    """The reward that the event is about, also where it was refused."""
    named = story.figures.get("reward") or getattr(story.event, "reward", "")
    return str(named or next((one.source for one in story.movements if one.cause == Cause.SPENT), ""))
