"""What is told outside about a decision: the topics a webhook can subscribe to.

A topic says what kind of thing changed; a message about it is thin (ids, figures of the decision), so that a receiver
who wants to know how things stand now asks. A topic never changes its meaning.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from treue.engine.decision import Decision
from treue.programme.records import LEVEL_LOST, LEVEL_REACHED


class Topic(StrEnum):
    """What messages are about."""

    BALANCE_CHANGED = "balance.changed"
    LEVEL_CHANGED = "level.changed"
    REDEMPTION_MADE = "redemption.made"
    REDEMPTION_CHANGED = "redemption.changed"
    EXPIRY_AHEAD = "expiry.ahead"
    DECISION_MADE = "decision.made"
    MEMBER_ERASED = "member.erased"


def messages_of(
    decision: Decision, figures: Mapping[str, object], subscriptions: Sequence[tuple[int, Collection[str]]]
) -> list[tuple[int, Topic]]:
    """(subscription, topic) for everything that the decision is news of and somebody subscribed to."""
    if not subscriptions:
        return []
    told = topics_of(decision, figures)
    return [(number, topic) for number, wanted in subscriptions for topic in told if topic in wanted]


def topics_of(decision: Decision, figures: Mapping[str, object]) -> tuple[Topic, ...]:
    """Everything that the decision is news of; its figures say what it did to the wallet."""
    found = [Topic.DECISION_MADE]
    if "given" in figures or "taken" in figures or "debt" in figures:
        found.append(Topic.BALANCE_CHANGED)
    if decision.kind in (LEVEL_REACHED, LEVEL_LOST):
        found.append(Topic.LEVEL_CHANGED)
    if decision.redeemed is not None:
        found.append(Topic.REDEMPTION_MADE)
    if decision.changed is not None:
        found.append(Topic.REDEMPTION_CHANGED)
    return tuple(found)
