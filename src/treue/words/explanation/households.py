"""Households: who is in one and who is its head, what is shared, and who sees purchases (docs/rules.md R9.1)."""

from __future__ import annotations

from collections.abc import Iterator

from treue.engine.households.belonging import ENTERED, FOUNDED
from treue.words.explanation.booked import booked_in_words
from treue.words.explanation.earning import BECAME, Told
from treue.words.explanation.names import Naming
from treue.words.explanation.story import Story
from treue.words.languages import mark


def belonging_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """What changed, and by which terms members of a household are together."""
    sentences = list(_changed(naming, story))
    if story.kind in (FOUNDED, ENTERED):
        sentences += _terms(naming)
    yield mark("What became of the household"), sentences
    yield BECAME, list(booked_in_words(naming, story))


def _changed(naming: Naming, story: Story) -> Iterator[str]:
    terms = naming.programme.members.households
    _, _, shares_purchases = story.figures.get("household", (0, 0, False))
    match story.kind:
        case "household_founded":
            yield naming.say("There is a new household. The member is its head, and alone in it for now.")
        case "household_entered":
            yield naming.say("The member belongs to the household from now on.")
        case "household_left":
            yield naming.say("The member belongs to no household any more.")
            yield naming.say("What he contributed and nobody has spent goes with him.")
        case "head_named":
            yield naming.say("The member is the head of his household from now on.")
            if terms is not None and terms.only_head_spends:
                yield naming.say("Nobody but the head spends what is shared: {units}.", units=_pool(naming))
        case "purchases_shared" if shares_purchases:
            yield naming.say("The others of the household see what the member buys as soon as all of them have agreed.")
        case _:
            yield naming.say("From now on the others of the household do not see what the member buys.")


def _terms(naming: Naming) -> Iterator[str]:
    terms = naming.programme.members.households
    if terms is None:
        return
    if terms.pool and terms.only_head_spends:
        yield naming.say("Shared are {units}; only the head may spend them.", units=_pool(naming))
    elif terms.pool:
        yield naming.say("Shared are {units}; every member of the household may spend them.", units=_pool(naming))
    if terms.pool:
        yield naming.say("Until they are spent they belong to the one who contributed them.")
    if terms.members_max is not None:
        number = naming.language.number(terms.members_max)
        yield naming.say("The household can have up to {number} members.", number=number)
    if terms.share_levels:
        yield naming.say("All its members have the best level that one of them has.")


def _pool(naming: Naming) -> str:
    terms = naming.programme.members.households
    units = sorted(terms.pool & naming.programme.units.keys()) if terms is not None else []
    return naming.language.listed([naming.units(unit) for unit in units])
