"""What rules can look at when they decide: the order or the fields of an event, its day, and what is known of a member.

`Facts` are put together once for each event, and only of what rules for this kind of event can read (`Reads`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from treue.domain.instants import local_day
from treue.domain.orders import Line, LineKind, Order
from treue.domain.records import record
from treue.domain.windows import Days, days_of
from treue.engine.exchange import exchanged, rate_at
from treue.engine.fields import is_of, read_attributes
from treue.engine.levels.terms import level_term
from treue.engine.state import State
from treue.programme.records import Metric, Programme, Reads
from treue.rules.at import At
from treue.rules.facts import NO_FACTS, Facts
from treue.rules.types import Value

NO_FIELDS: Mapping[str, Value] = MappingProxyType({})
NO_READS = Reads()
Parts = Sequence[Mapping[str, Value]]


@record(frozen=True, slots=True)
class Occasion:
    """An event as rules see it. `held` are the levels in force, one of each ladder that is read."""

    at: At
    day: date
    order: Order | None = None
    fields: Mapping[str, Value] = field(default_factory=lambda: NO_FIELDS)
    known: Facts = NO_FACTS
    """What is known of the member: kept with the decision."""
    facts: Facts = NO_FACTS
    """The same, with the attributes of the order."""
    held: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    """What of the order is goods."""
    line_facts: tuple[Facts, ...] = ()
    """By line, where lines carry attributes of their own."""
    parts: Mapping[str, Parts] = field(default_factory=dict)
    """By struct: the parts of the event one by one, for instance its legs."""
    term: Days | None = None
    """The days since the level was reached, where something counts in them."""
    rate: Decimal | None = None
    """How much of the programme's currency one of the order's own is, where that is another."""

    def facts_of_line(self, index: int) -> Facts:
        """What is known where the rule looks at one line."""
        return self.line_facts[index] if self.line_facts else self.facts

    def facts_of_part(self, part: Mapping[str, Value]) -> Facts:
        """What is known where the rule looks at one part of an event."""
        return replace(self.facts, item=part)


def occasion_of_order(programme: Programme, state: State, kind: str, instant: datetime, order: Order) -> Occasion:
    """The order at the instant, in the programme's currency, with what rules of the kind can read of the member.

    An order in another currency has a rate (see `exchange.rate_at`).
    """
    at = At.of(instant, programme.zone)
    rate = rate_at(programme, state, order, instant)
    if rate is not None:
        order = exchanged(programme, order, rate)
    reads = programme.reads.get(kind, NO_READS)
    facts = known = facts_of(programme, state, reads, instant)
    if order.attributes:
        facts = replace(known, order=read_attributes(order.attributes))
    if order.partner and "id" in reads.partner:
        facts = replace(facts, partner={"id": order.partner})
    term = level_term(programme, state, instant)
    lines = tuple([line for line in order.lines if line.kind is LineKind.GOODS])
    line_facts: tuple[Facts, ...] = ()
    if [line for line in lines if line.attributes]:
        line_facts = tuple(replace(facts, line=read_attributes(line.attributes)) for line in lines)
    return Occasion(
        at, at.date, order, NO_FIELDS, known, facts, held_of(known), lines, line_facts, term=term, rate=rate
    )


def occasion_of_fields(
    programme: Programme, state: State, kind: str, instant: datetime, fields: Mapping[str, Value] = NO_FIELDS
) -> Occasion:
    """An event without an order at the instant."""
    at = At.of(instant, programme.zone)
    facts = facts_of(programme, state, programme.reads.get(kind, NO_READS), instant)
    declared = programme.events.get(kind)
    parts: dict[str, Parts] = {}
    for name, struct in declared.parts if declared is not None else ():
        parts[struct] = (*parts.get(struct, ()), *_parts(fields.get(name, ())))
    term = level_term(programme, state, instant)
    return Occasion(at, at.date, None, fields, facts, facts, held_of(facts), parts=parts, term=term)


def held_of(facts: Facts) -> tuple[str, ...]:
    """The levels in force, one of each ladder that is known."""
    return tuple(map(str, facts.level.values())) if facts.level else ()


def facts_of(programme: Programme, state: State, reads: Reads, instant: datetime) -> Facts:
    """What is known of the member at the instant, as far as it can be read; what was recorded stands for itself."""
    if state.recorded is not None:
        return state.recorded
    if reads is NO_READS or reads == NO_READS:
        return NO_FACTS
    day = local_day(instant, programme.zone)
    term = level_term(programme, state, instant)
    metrics = {
        name: metric_value(programme, state, programme.metrics[name], day, term) for name in sorted(reads.metrics)
    }
    levels = {
        ladder: level
        for ladder in sorted(reads.ladders)
        if (level := level_in_force(programme, state, ladder, instant))
    }
    facts = Facts(metric=metrics, level=levels, member=_member(programme, state, reads.member, day))
    if "segments" in reads.member:
        at = At.of(instant, programme.zone)
        belongs = [name for name, when in programme.segments.items() if when.holds(None, None, at, NO_FIELDS, facts)]
        facts = replace(facts, member={**facts.member, "segments": tuple(belongs)})
    return facts


def level_in_force(programme: Programme, state: State, ladder: str, instant: datetime) -> str | None:
    """The level the member has at the instant: his own, or the best of his household where the document says so."""
    terms = programme.members.households
    own = state.level(ladder, instant)
    known = programme.ladders.get(ladder)
    if terms is None or not terms.share_levels or known is None:
        return own
    levels = [own, *(mate.level(ladder, instant) for mate in state.mates)]
    return max((level for level in levels if level is not None), key=known.rank, default=None)


def metric_value(
    programme: Programme,
    state: State,
    metric: Metric,
    day: date,
    term: Days | None = None,
    *,
    by_household: bool = False,
) -> Value:
    """The metric over the window that contains the local day, as expressions read it; `term`: the days of a level.

    What is made of others is read of the household where the whole is (`by_household`), or each part by itself.
    """
    by_household = by_household or metric.by_household
    parts = [
        _number(metric_value(programme, state, programme.metrics[name], day, term, by_household=by_household))
        for name in metric.parts
    ]
    if metric.counts == "add":
        total = sum(parts, Fraction(0))
        return int(total) if total.denominator == 1 else total
    if metric.counts == "ratio":
        first, second = parts
        return first / second if second else Fraction(0)
    return metric.told(tallied(programme, state, metric, day, term, by_household=by_household))


def tallied(
    programme: Programme, state: State, metric: Metric, day: date, term: Days | None = None, *, by_household: bool
) -> int:
    """What was counted over the window that contains the day, scaled as the metric is counted."""
    joined = state.profile.joined
    days = days_of(metric.window, day, None if joined is None else local_day(joined, programme.zone), term)
    if days is None:
        return 0
    tallies = state.counted(by_household=by_household)
    match metric.counts:
        case "distinct":
            return tallies.distinct(metric.key, *days)
        case "maximum":
            return tallies.largest(metric.key, *days)
        case "minimum":
            return tallies.smallest(metric.key, *days)
        case _:
            return tallies.total(metric.key, *days)


def _member(programme: Programme, state: State, names: frozenset[str], day: date) -> dict[str, Value]:
    profile = state.profile
    found: dict[str, Value] = {}
    joined = None if profile.joined is None else local_day(profile.joined, programme.zone)
    if joined is not None:
        months = (day.year - joined.year) * 12 + day.month - joined.month - (day.day < joined.day)
        known: dict[str, Value] = {"joined": joined, "days": max(0, (day - joined).days), "months": max(0, months)}
        found |= {name: value for name, value in known.items() if name in names}
    if profile.birthday is not None and "birthday_month" in names:
        found["birthday_month"] = profile.birthday[0]
    if profile.birthday is not None and profile.birth_year is not None and "age" in names:
        found["age"] = day.year - profile.birth_year - ((day.month, day.day) < profile.birthday)
    if profile.language is not None and "language" in names:
        found["language"] = profile.language
    declared = programme.declared.member
    return found | {
        name: value
        for name, value in profile.attributes.items()
        if name in names and name in declared and is_of(declared[name], value)
    }


def _number(value: Value) -> Fraction:
    assert isinstance(value, int | Decimal | Fraction), "a metric is a number"
    return Fraction(value)


def _parts(value: Value) -> Parts:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, tuple) else []
