"""What the parts of a document are called: by their names, or by what they are and their number, never by their ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from treue.programme.schema.document import Document
from treue.words.document.phrases import EVENTS, FIGURES
from treue.words.languages import Language, in_language, mark, readable

_KINDS: Mapping[str, tuple[str, str]] = {
    "earn": ("rule", mark("Rule {number}")),
    "calendars": ("calendar", mark("Special days {number}")),
    "tables": ("table", mark("Table {number}")),
    "metrics": ("metric", mark("Counter {number}")),
    "segments": ("segment", mark("Group {number}")),
    "ladders": ("ladder", mark("Levels {number}")),
    "entitlements": ("entitlement", mark("Right {number}")),
    "perks": ("perk", mark("Advantage {number}")),
    "rewards": ("reward", mark("Reward {number}")),
    "offers": ("offer", mark("Offer {number}")),
    "lanes": ("lane", mark("Offers of kind {number}")),
    "code_pools": ("code pool", mark("Codes {number}")),
    "plans": ("plan", mark("Membership {number}")),
    "partners": ("partner", mark("Partner {number}")),
    "causes": ("cause", mark("Cause {number}")),
    "cards": ("card", mark("Card {number}")),
    "challenges": ("challenge", mark("Challenge {number}")),
    "streaks": ("streak", mark("Series {number}")),
    "badges": ("badge", mark("Badge {number}")),
    "leaderboards": ("leaderboard", mark("Ranking {number}")),
    "raffles": ("raffle", mark("Raffle {number}")),
    "wheels": ("wheel", mark("Wheel {number}")),
    "surveys": ("survey", mark("Survey {number}")),
    "purposes": ("purpose", mark("Consent {number}")),
    "messages": ("message", mark("Message {number}")),
    "journeys": ("journey", mark("Sequence {number}")),
    "newsletters": ("newsletter", mark("Newsletter {number}")),
    "pay_with": ("payment", mark("Payment {number}")),
    "migrate": ("migration", mark("Change {number}")),
}
"""Section -> what a reference to it is called, and what a part without a name is called."""


class Names:
    """The names of one document in one language."""

    def __init__(self, document: Document, language: Language) -> None:
        self._document = document
        self._language = language
        self._named: dict[tuple[str, str], str] = {}
        for section, (kind, _) in _KINDS.items():
            for index, (identity, part) in enumerate(parts_in(getattr(document, section))):
                self._named[(kind, identity)] = self.title(section, index, part)
        for ladder in document.ladders.values():
            for index, level in enumerate(ladder.levels):
                name = (
                    in_language(level.name, language) if level.name else self._numbered(mark("Level {number}"), index)
                )
                self._named[("level", level.id)] = name

    def title(self, section: str, index: int, part: Any) -> str:
        """What the part at this position of the section is called."""
        if section == "units":
            return self.unit(part, several=True)
        if section == "pay_with":
            return self.unit(self._document.units[part.unit], several=True)
        name = getattr(part, "name", None)
        return in_language(name, self._language) if name else self._numbered(_KINDS[section][1], index)

    def unit(self, part: Any, *, several: bool) -> str:
        """The name of a unit, for one or for several."""
        words = part.name.get(self._language.code) or next(iter(part.name.values()))
        return str(words[1 if several else 0])

    def of(self, kind: str, identity: str) -> str:
        """What a reference of this kind names."""
        kind = kind.partition(" or ")[0]
        if identity == "otherwise":
            return self._language.say("otherwise")
        if kind == "unit" and identity in self._document.units:
            return self.unit(self._document.units[identity], several=True)
        if kind == "event" and identity in EVENTS and identity not in self._document.events:
            return self._language.say(EVENTS[identity])
        if kind == "figure" and identity in FIGURES:
            return self._language.say(FIGURES[identity])
        if kind == "type" and identity == "line":
            return self._language.say("article")
        found = self._named.get(("metric" if kind == "figure" else kind, identity))
        return found if found is not None else self._language.quoted(readable(identity))

    def _numbered(self, words: str, index: int) -> str:
        return self._language.say(words, number=index + 1)


def parts_in(section: Any) -> Iterator[tuple[str, Any]]:
    """The parts of a section with their ids, in the order of the text; what has no id gets its position."""
    if isinstance(section, dict):
        yield from ((str(identity), part) for identity, part in section.items())
    else:
        yield from ((str(getattr(part, "id", index)), part) for index, part in enumerate(section))
