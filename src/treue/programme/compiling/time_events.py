"""Which events of the calendar mean something in a programme, and which periods end in it."""

from __future__ import annotations

from collections.abc import Iterable

from treue.domain.calendar import Window
from treue.programme.records import PERIOD_END, TIME_EVENTS, EarnRule, Metric, Unit


def time_events_of(
    earn: Iterable[EarnRule], units: Iterable[Unit], metrics: Iterable[Metric]
) -> dict[tuple[str, str], Window | None]:
    """(kind, period) -> window; the period is '' but for the end of one."""
    found: dict[tuple[str, str], Window | None] = {}
    for rule in earn:
        if rule.event == PERIOD_END and rule.every is not None:
            found[PERIOD_END, rule.period] = rule.every
        elif rule.event in TIME_EVENTS:
            found[rule.event, ""] = None
    for metric in metrics:
        if metric.event in TIME_EVENTS and metric.event != PERIOD_END:
            found[metric.event, ""] = None
    for unit in units:
        found |= {(event, ""): None for event, _ in unit.ageing_events if event in TIME_EVENTS and event != PERIOD_END}
    return found
