"""What a scenario tells: the answer to a command, and a member at the end, in words that a file can hold.

Both runners tell by these shapes, so that what they say can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from treue.engine.state import Interval


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command was answered, in scaled units."""

    status: str
    reason: str | None = None
    missing: int = 0
    given: tuple[tuple[str, int], ...] = ()
    taken: tuple[tuple[str, int], ...] = ()
    shares: tuple[tuple[str, str, int], ...] = ()
    until: str | None = None
    pays: tuple[int, str] | None = None
    worth: tuple[int, str] | None = None
    lacking: str | None = None
    code: bool = False
    donated: tuple[tuple[str, int], ...] = ()
    perks: tuple[str, ...] = ()


def answer_of(status: str, reason: str | None, missing: int, figures: Mapping[str, Any]) -> Answer:
    """The answer from the stored figures of a decision."""
    value = figures.get("gives", {}).get("value")
    pays = figures.get("to_pay")
    return Answer(
        status,
        reason,
        missing,
        tuple(sorted(figures.get("given", {}).items())),
        tuple(sorted(figures.get("taken", {}).items())),
        tuple((share[0], share[1], share[2]) for share in figures.get("shares", ())),
        figures.get("until"),
        None if pays is None else (pays[0], pays[1]),
        None if value is None else (value["minor"], value["currency"]),
        figures.get("lacking"),
        figures.get("code", False),
        tuple((cause, minor) for _, cause, minor, _ in figures.get("donations", ())),
        tuple(perk for _, perk in figures.get("perks", ())),
    )


@dataclass(frozen=True, slots=True)
class LotTold:
    """An open lot as a scenario tells it."""

    left: int
    of: int
    available: datetime
    expires: datetime | None


@dataclass(frozen=True, slots=True)
class HoldingTold:
    """What a member holds of one unit, in scaled units."""

    available: int
    pending: int
    debt: int
    lots: tuple[LotTold, ...]


@dataclass(frozen=True, slots=True)
class MemberTold:
    """A member at the end: holdings by unit, one sentence for each event of the history and for each redemption."""

    holdings: Mapping[str, HoldingTold]
    history: tuple[str, ...]
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By ladder: the time line, one sentence for each interval."""
    redemptions: tuple[str, ...] = ()


def redemption_sentence(number: str, reward: str, standing: str) -> str:
    """A redemption as a scenario tells it: the number of its event, the reward, and how it stands."""
    return f"{number} {reward} {standing}"


def sentence(kind: str, refused: str | None, moves: Sequence[tuple[str, str, str, int]]) -> str:
    """One event as a history tells it: its kind, then (cause, source, unit, change of the holding) per transfer."""
    told = [f"{change:+d} {unit} {cause} {source}".strip() for cause, source, unit, change in moves]
    return kind + (f" refused {refused}" if refused else "") + (": " + ", ".join(told) if told else "")


def told_lines(levels: Mapping[str, tuple[Interval, ...]], zone: ZoneInfo) -> dict[str, tuple[str, ...]]:
    """Time lines as a scenario tells them."""
    return {name: tuple(_interval(one, zone) for one in line) for name, line in levels.items() if line}


_STANDINGS = {"kept": "", "grace": " in grace", "floor": " by floor"}


def _interval(interval: Interval, zone: ZoneInfo) -> str:
    until = "" if interval.ends is None else f" until {_moment(interval.ends, zone)}"
    return f"{interval.level} from {_moment(interval.starts, zone)}{until}{_STANDINGS[interval.standing]}"


def _moment(instant: datetime, zone: ZoneInfo) -> str:
    local = instant.astimezone(ZoneInfo(zone.key))
    return local.strftime("%Y-%m-%d %H:%M").removesuffix(" 00:00")
