"""Sentences about rules and rewards that are stopped or resumed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from treue.engine.state import REWARD, RULE, Node
from treue.words.languages import Language, mark

_STOPPED: Mapping[str, str] = {
    RULE: mark("The rule '{node}' of '{programme}' is stopped from {start} on."),
    REWARD: mark("The reward '{node}' of '{programme}' is stopped from {start} on."),
}
_STOPPED_UNTIL: Mapping[str, str] = {
    RULE: mark("The rule '{node}' of '{programme}' is stopped from {start} until {end}."),
    REWARD: mark("The reward '{node}' of '{programme}' is stopped from {start} until {end}."),
}
_RESUMED: Mapping[str, str] = {
    RULE: mark("The rule '{node}' of '{programme}' works again from {start} on."),
    REWARD: mark("The reward '{node}' of '{programme}' can be bought again from {start} on."),
}


def stopped_in_words(
    language: Language, programme: str, node: Node, starts_at: datetime, ends_at: datetime | None, zone: ZoneInfo
) -> str:
    """From when, and until when, a rule or reward is stopped."""
    kind, name = node
    start = language.moment(starts_at, zone)
    if ends_at is None:
        return language.say(_STOPPED[kind], node=name, programme=programme, start=start)
    end = language.moment(ends_at, zone)
    return language.say(_STOPPED_UNTIL[kind], node=name, programme=programme, start=start, end=end)


def resumed_in_words(language: Language, programme: str, node: Node, starts_at: datetime, zone: ZoneInfo) -> str:
    """From when a rule or reward works again."""
    kind, name = node
    return language.say(_RESUMED[kind], node=name, programme=programme, start=language.moment(starts_at, zone))
