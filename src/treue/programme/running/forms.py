"""The forms of a key that are carried out, told by its value and by what the document says around it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from treue.domain.calendar import Limit, Window
from treue.domain.money import minor_digits
from treue.programme.known_events import EVENTS
from treue.programme.records import BROUGHT, CODE, LEFT, PERIOD_END, REDEEMED
from treue.programme.schema.amounts import Expression
from treue.programme.schema.declarations import FieldPart
from treue.programme.schema.document import Document
from treue.rules.types import STRING

Form = Callable[[Any, Document], bool]


def anything(_value: Any, _document: Document) -> bool:
    return True


def known_event(value: Any, document: Document) -> bool:
    # An event that nobody declares is a fault already.
    return value in BROUGHT or value in document.events or value not in EVENTS


def counted_event(value: Any, document: Document) -> bool:
    # Which period ends is said by rules alone.
    return value != PERIOD_END and known_event(value, document)


def ageing_event(value: Any, document: Document) -> bool:
    return value in (REDEEMED, LEFT) or counted_event(value, document)


def ageing_events(value: Any, document: Document) -> bool:
    return all(ageing_event(one, document) for one in value)


def with_history(value: Any, _document: Document) -> bool:
    """Over levels alone: the history of plans is not kept yet."""
    return "plan." not in value


def extensions(value: Any, document: Document) -> bool:
    """Of units without a pause, which would forget how far an event moved the end."""
    paused = any(unit.extend is value and unit.pause is not None for unit in document.units.values())
    return not paused and all(ageing_event(one.event, document) for one in value)


def ending_window(value: Any, _document: Document) -> bool:
    return isinstance(value, Window) and value.kind in ("calendar", "membership", "yearly")


def plain_amounts(value: Any, _document: Document) -> bool:
    """One number for each unit, not by level and not calculated."""
    return all(isinstance(amount, Decimal) and not isinstance(amount, Expression) for amount in value.values())


def not_by_plan(value: Any, _document: Document) -> bool:
    return bool(value != "plan")


def windows(value: Any, document: Document) -> bool:
    """Windows that are counted in local days, or in the event itself; with several ladders none says of which level."""
    limits = value if isinstance(value, list) else [value]
    return all(_is_counted(limit, document) for limit in limits)


def metric_window(value: Any, document: Document) -> bool:
    """The same; a level is not reached by what is counted since it was reached."""
    return windows(value, document) and (value.kind != "level" or not climbs_by_levels(document))


def some_units(value: Any, document: Document) -> bool:
    """Nothing at all is a fault already; money alone does not run."""
    return len(value) > 0 or not any(reward.cost is value and reward.money is not None for reward in document.rewards)


def chosen_money(value: Any, document: Document) -> bool:
    """Money that a member agrees to pay, so not of a reward that comes by itself."""
    return not any(reward.automatic and reward.money is value for reward in document.rewards)


def plain_amount(value: Any, document: Document) -> bool:
    """An amount of one unit, without money or other prices beside it."""
    rewards = [reward for reward in document.rewards if reward.any_amount is value]
    return all(len(reward.cost) == 1 and not reward.or_for and reward.money is None for reward in rewards)


def chosen_cause(value: Any, document: Document) -> bool:
    """A cause that the member names, so not of a reward that comes by itself or that a rule grants."""
    if value.cause is not None or len(document.causes) == 1:
        return True
    granted = {rule.grant.reward for rule in document.earn if rule.grant is not None}
    rewards = [reward for reward in document.rewards if reward.gives.donation is value]
    return not any(reward.automatic or reward.id in granted for reward in rewards)


def without_amount(value: Any, document: Document) -> bool:
    """Of rewards whose cost is fixed."""
    return not any(reward.prices is value and reward.any_amount is not None for reward in document.rewards)


def lasting(value: Any, document: Document) -> bool:
    """A level for a time that is said."""
    return all(reward.valid is not None for reward in document.rewards if reward.gives.upgrade is value)


def shared_windows(value: Any, _document: Document) -> bool:
    """Windows that are the same for all members."""
    limits = value if isinstance(value, list) else [value]
    return all(isinstance(limit, Limit) and limit.window.kind in ("calendar", "lifetime") for limit in limits)


def right_windows(value: Any, document: Document) -> bool:
    """Windows that days are counted in, for every level."""
    limits = list(value.values()) if isinstance(value, dict) else [value]
    return windows(limits, document) and all(one.window.kind not in ("lifetime", "event", "order") for one in limits)


def by_day(value: Any, _document: Document) -> bool:
    return bool(value == "day")


def code_limits(value: Any, document: Document) -> bool:
    """In windows that are the same for all, for declared events that name a code."""
    return limited_events_name_codes(value, document) and shared_windows(value, document)


def shared_unit_windows(value: Any, document: Document) -> bool:
    return isinstance(value, dict) and all(shared_windows(one, document) for one in value.values())


def unit_windows(value: Any, document: Document) -> bool:
    return isinstance(value, dict) and all(windows(one, document) for one in value.values())


def _is_counted(value: Any, document: Document) -> bool:
    window = value.window if isinstance(value, Limit) else value
    if not isinstance(window, Window) or window.kind == "plan":
        return False
    return window.kind != "level" or len(document.ladders) == 1


def follow(value: Any, _document: Document) -> bool:
    return bool(value == "follow")


def climbs_by_levels(document: Document) -> bool:
    """Whether a ladder counts by a metric that counts since a level was reached."""
    waiting: list[Any] = []
    for ladder in document.ladders.values():
        waiting += ladder.by if isinstance(ladder.by, list) else [ladder.by]
        for asked in (one for level in ladder.levels for one in (level, level.for_life) if one is not None):
            waiting += [*(asked.all or ()), *(asked.any or ())]
    for name in waiting:
        metric = document.metrics.get(name)
        if metric is not None and metric.over.kind == "level":
            return True
        waiting += [one for one in (*(metric.add or ()), *(metric.ratio or ())) if one not in waiting] if metric else []
    return False


def whole_coins(value: Any, document: Document) -> bool:
    """Without fractions of the smallest coin."""
    scale = 10 ** minor_digits(document.programme.currency)
    return all(amount * scale == int(amount * scale) for amount in value.values())


def whole_days(value: Any, _document: Document) -> bool:
    """Days are granted as a whole."""
    return all(days == int(days) for days in value.values())


def limited_events_name_codes(limit: Limit, document: Document) -> bool:
    """Whether the events of the rules with this limit are declared with a text that names the code."""
    events = [document.events.get(rule.event) for rule in document.earn if rule.limit_by_code == limit]
    kinds = [None if fields is None else fields.get(CODE) for fields in events]
    return all((kind.type if isinstance(kind, FieldPart) else kind) == STRING for kind in kinds)
