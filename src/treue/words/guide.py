"""The staff guide from a checked document: one page for people at a till, and behind it what only staff has to know.

The page says what members collect, what they get for it and what to do; every rule in full is in the member terms.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from treue.programme.checking import Checked
from treue.words.document.points import Keys
from treue.words.document.sections import sections
from treue.words.document.values import Place, Values
from treue.words.languages import Language, in_language
from treue.words.terms import tidy

_REWARDS_SHOWN = 12
"""More would not fit on the page."""


def staff_guide(checked: Checked, language: Language) -> str:
    """The guide in the language, as Markdown that ends with a line break."""
    return tidy(_lines(checked, language))


def _lines(checked: Checked, language: Language) -> Iterator[str]:
    values = Values(checked, language)
    name = in_language(checked.document.programme.name, language)
    yield language.say("# Staff guide: {programme}", programme=name)
    for title, points in (
        (language.say("In short"), _in_short(values)),
        (language.say("What to do at the till"), _at_the_till(values)),
        (language.say("Rewards"), _rewards(values)),
        (language.say("Returns"), _returns(values)),
        (language.say("When something goes wrong"), _refusals(values)),
    ):
        found = [f"- {point}" for point in points]
        if found:
            yield from ("", f"## {title}", "", *found)
    yield from ("", language.say("The full text is in the member terms."), "")
    for_staff = list(sections(checked, language, for_staff=True))
    if for_staff:
        yield f"# {language.say('What only staff has to know')}"
        yield ""
        yield from for_staff


def _in_short(values: Values) -> Iterator[str]:
    say, document = values.language.say, values.document
    if document.programme.description:
        yield in_language(document.programme.description, values.language)
    if document.units:
        yield say("Members collect: {units}.", units=values.language.listed(_units(values, list(document.units))))
    for identity, unit in document.units.items():
        if unit.expires is not None:
            when = _value(values, unit.expires, ("units", identity, "expires"), unit)
            yield say("When they expire ({unit}): {when}.", unit=values.names.unit(unit, several=True), when=when)
    for ladder in document.ladders.values():
        levels = [values.names.of("level", level.id) for level in ladder.levels]
        if levels:
            yield say("Levels: {levels}.", levels=values.language.listed(levels))


def _at_the_till(values: Values) -> Iterator[str]:
    say, document = values.language.say, values.document
    yield say("Ask for the card or the number before you take the payment.")
    if document.offers or document.code_pools:
        yield say("A voucher counts only while the order is open; give it back by cancelling the order.")
    if document.pay_with:
        units = values.language.listed(_units(values, [way.unit for way in document.pay_with]))
        yield say("Members can pay with: {units}.", units=units)
    else:
        yield say("Members cannot pay with what they collected.")


def _rewards(values: Values) -> Iterator[str]:
    rewards = values.document.rewards
    for index, reward in enumerate(rewards[:_REWARDS_SHOWN]):
        name = values.names.title("rewards", index, reward)
        if reward.cost:
            cost = _value(values, reward.cost, ("rewards", index, "cost"), reward)
            yield values.language.say("{reward}: {cost}.", reward=name, cost=cost)
        else:
            yield name
    if len(rewards) > _REWARDS_SHOWN:
        yield values.language.say("and {number} more, in the terms", number=len(rewards) - _REWARDS_SHOWN)


def _returns(values: Values) -> Iterator[str]:
    say, returns = values.language.say, values.document.returns
    window = returns.window if returns else None
    length = _value(values, window, ("returns", "window"), returns) if returns and window else say("60 days")
    yield say("Goods can be returned for {length}.", length=length)
    yield say("Book every return with the number of its order; what it had earned is taken back by itself.")


def _refusals(values: Values) -> Iterator[str]:
    yield values.language.say(
        "If something is refused, read the reason on the screen to the member; do not promise a correction."
    )


def _units(values: Values, identities: list[str]) -> list[str]:
    return [values.names.of("unit", identity) for identity in identities]


def _value(values: Values, value: object, keys: Keys, part: BaseModel) -> str:
    return values.said(value, Place(keys, str(keys[-1]), (values.document, part)))
