"""The programme as a whole, and what each kind of event reads of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from treue.domain.calendar import Window
from treue.domain.instants import Period
from treue.programme.indexing import RuleIndex
from treue.programme.records.counting import Metric
from treue.programme.records.declared import DeclaredAttributes
from treue.programme.records.earning import CODE_UNITS, EarnRule
from treue.programme.records.ladders import Ladder
from treue.programme.records.members import MemberTerms
from treue.programme.records.rewards import Reward
from treue.programme.records.rights import Right
from treue.programme.records.shared import Limit
from treue.programme.records.units import Unit
from treue.rules.condition import Condition
from treue.rules.types import Type, Value

PURCHASE = "purchase"
JOINED = "joined"
LINES_KEPT = Period(36, "months")
"""How long lines of orders are kept where the document says nothing (docs/rules.md R4.9)."""
RETURN_WINDOW = Period(60, "days")
RETURN_GRACE = Period(30, "days")
PARKED_FOR = timedelta(days=90)
FIRST_PURCHASE = "first_purchase"
REDEEMED = "redeemed"
LEFT = "left"
BIRTHDAY = "birthday"
ANNIVERSARY = "anniversary"
PERIOD_END = "period_end"
TIME_EVENTS = (ANNIVERSARY, BIRTHDAY, PERIOD_END)
"""Built-in events that come with the calendar."""
BUILT_IN_EVENTS = (PURCHASE, JOINED)
"""Built-in events that are reported from outside."""
LEVEL_REACHED = "level_reached"
LEVEL_LOST = "level_lost"
LEVEL_WARNING = "level_warning"
PARTICIPATION = "participation"
"""The end of a period of a ladder that is climbed period by period."""
BROUGHT = (*BUILT_IN_EVENTS, FIRST_PURCHASE, *TIME_EVENTS, LEVEL_REACHED, LEVEL_LOST, LEVEL_WARNING)
"""Built-in events that rules can react to."""


@dataclass(frozen=True, slots=True)
class EventType:
    """A custom event the programme declares."""

    name: str
    fields: Mapping[str, Type]

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """(field, struct) of every field that lists parts which rules can look at one by one."""
        return tuple(
            (name, kind.element.struct)
            for name, kind in self.fields.items()
            if kind.element is not None and kind.element.struct
        )


@dataclass(frozen=True, slots=True)
class Reads:
    """What the expressions of some place read besides the event itself, by scope: the names."""

    member: frozenset[str] = frozenset()
    metrics: frozenset[str] = frozenset()
    ladders: frozenset[str] = frozenset()
    partner: frozenset[str] = frozenset()

    def __or__(self, other: Reads) -> Reads:
        return Reads(
            self.member | other.member,
            self.metrics | other.metrics,
            self.ladders | other.ladders,
            self.partner | other.partner,
        )


@dataclass(frozen=True, slots=True)
class Programme:
    """One checked version of a programme."""

    id: str
    names: Mapping[str, str]
    currency: str
    zone: ZoneInfo
    languages: tuple[str, ...]
    law: str
    accepts_late: timedelta
    accepts_early: timedelta
    semantics: int
    units: Mapping[str, Unit]
    earn: tuple[EarnRule, ...]
    """In document order; multipliers of levels come last."""
    rewards: Mapping[str, Reward]
    events: Mapping[str, EventType]
    structs: Mapping[str, Mapping[str, Type]]
    """Parts of events: field and type."""
    rules_by_event: Mapping[str, tuple[EarnRule, ...]]
    indexes: Mapping[str, RuleIndex] = field(compare=False, repr=False)
    """By kind of event: finds the rules that an event can concern."""
    budgets_by_event: Mapping[str, tuple[tuple[str, str, Limit], ...]]
    """(rule, unit, limit) of every budget, and cap of all together, that an event of the kind may touch."""
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    metrics_by_event: Mapping[str, tuple[Metric, ...]] = field(default_factory=dict)
    ladders: Mapping[str, Ladder] = field(default_factory=dict)
    rights: Mapping[str, Right] = field(default_factory=dict)
    """Counted rights."""
    segments: Mapping[str, Condition] = field(default_factory=dict)
    attributes: Mapping[str, Value | None] = field(default_factory=dict)
    """Declared attributes of members, and what they read as by default."""
    declared: DeclaredAttributes = field(default_factory=DeclaredAttributes)
    """The types of all attributes that are declared."""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Field, like `order.theme`, `event.visit.place` or `type.leg.cabin` -> the only texts it can have."""
    reads: Mapping[str, Reads] = field(default_factory=dict)
    """What deciding an event of a kind, or a wish for a reward, may read; 'reward.ID' for a reward."""
    automatic: tuple[str, ...] = ()
    """Rewards that come by themselves as soon as their units are there, in document order."""
    exchange: Mapping[str, tuple[tuple[date, Decimal], ...]] = field(default_factory=dict)
    """Currency -> (first day, how much of the programme's currency one of it is), latest first."""
    time_events: Mapping[tuple[str, str], Window | None] = field(default_factory=dict)
    """(kind, period) of what comes with the calendar and means something here -> the window of the period."""
    counts_from_joining: bool = False
    """Whether any window or keep counts from the day of joining."""
    counts_at_levels: bool = False
    """Whether anything counts since a level was reached; there is one ladder then."""
    return_window: Period = RETURN_WINDOW
    """How long a level won can fall with the return that takes away what it stood on."""
    return_grace: Period = RETURN_GRACE
    """How long units that come back with a return can be used although they expired."""
    parked_for: timedelta = PARKED_FOR
    """How long a return waits for its order before a person should look at it."""
    lines_kept: Period = LINES_KEPT
    payloads_kept: Period = LINES_KEPT
    missing_units: str = "debt"
    """'debt' or 'clamp': what becomes of units a return cannot take back."""
    members: MemberTerms = field(default_factory=MemberTerms)
    """What members and staff may do around the books."""
    automatic_units: frozenset[str] = field(init=False, repr=False, compare=False)
    """What rewards that come by themselves cost."""
    is_aged_by_events: bool = field(init=False, repr=False, compare=False)
    """Whether events move or take what was issued of any unit, besides spending it."""
    counts_at_once: bool = field(init=False, repr=False, compare=False)
    """Whether an order counts for itself on any ladder."""
    participating: tuple[Ladder, ...] = field(init=False, repr=False, compare=False)
    """The ladders that are climbed period by period."""

    def __post_init__(self) -> None:
        # Looked up once: every decision asks.
        object.__setattr__(self, "is_aged_by_events", any(unit.is_aged_by_events for unit in self.units.values()))
        costs = frozenset(unit for reward in self.automatic for unit in self.rewards[reward].units_asked)
        object.__setattr__(self, "automatic_units", costs)
        object.__setattr__(self, "counts_at_once", any(ladder.at_once for ladder in self.ladders.values()))
        climbed = tuple(ladder for ladder in self.ladders.values() if ladder.participation is not None)
        object.__setattr__(self, "participating", climbed)

    @property
    def scarce(self) -> tuple[tuple[str, str, Limit], ...]:
        """(rule or reward, unit, limit) of all that members share, in document order.

        Rewards count pieces: no unit. For printed codes it is how their units begin.
        """
        rules = tuple((rule.id, unit, limit) for rule in self.earn for unit, limit in rule.scarce)
        codes = tuple((rule.id, CODE_UNITS, rule.code_limit) for rule in self.earn if rule.code_limit is not None)
        return (
            *rules,
            *codes,
            *((reward.id, "", limit) for reward in self.rewards.values() for limit in reward.in_all),
        )
