"""What the keys of one part mean together: exactly one of several, bounds in order, days and sums that fit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from treue.domain.calendar import Limit, Window
from treue.programme.ladder_checking import check_ladders
from treue.programme.locating import Keys
from treue.programme.meaning import MeaningChecker
from treue.programme.schema.games import WheelPart
from treue.programme.schema.messages import Step
from treue.programme.schema.part import key_of

_COUNTS = ("sum", "count", "distinct", "maximum", "minimum", "earned", "spent", "add", "ratio")


def check_coherence(checker: MeaningChecker) -> None:
    """Notes the faults of parts that are sound key by key. A part with other faults is left alone."""
    _check_metrics(checker)
    check_ladders(checker)
    _check_rewards(checker)
    _check_offers(checker)
    _check_games(checker)
    _check_messages(checker)
    _check_settings(checker)
    _check_declarations(checker)


def _check_metrics(checker: MeaningChecker) -> None:
    for name, metric in checker.document.metrics.items():
        counted = [key for key in _COUNTS if getattr(metric, key) is not None]
        if len(counted) != 1 and checker.form.is_whole("metrics", name):
            problem = "the metric counts nothing" if not counted else f"the metric has {' and '.join(counted)}"
            checker.report("metric_counts", ("metrics", name), problem, f"write one of {', '.join(_COUNTS)}")


def _check_rewards(checker: MeaningChecker) -> None:
    for index, reward in enumerate(checker.document.rewards):
        keys: Keys = ("rewards", index)
        if not reward.cost and reward.money is None and checker.form.is_whole(*keys, "cost"):
            problem = "the cost names 0 units"
            checker.report("cost_units", (*keys, "cost"), problem, "write a unit and how many, like {points: 100}")
        if checker.form.is_whole(*keys, "gives"):
            _one_of(checker, (*keys, "gives"), reward.gives, "the reward", nothing="gives_nothing", several=False)
        costs = [((*keys, "cost"), reward.cost)]
        costs += [((*keys, "or_for", other, "cost"), one.cost or {}) for other, one in enumerate(reward.or_for)]
        costs += [((*keys, "prices", other, "cost"), one.cost) for other, one in enumerate(reward.prices)]
        for place, unit in [(place, unit) for place, cost in costs for unit in cost]:
            declared = checker.document.units.get(unit)
            if declared is not None and not declared.spendable:
                problem = f"'{unit}' is counted and cannot be spent"
                checker.report("not_spendable", (*place, unit), problem, "name another unit", at_key=True)


def _check_offers(checker: MeaningChecker) -> None:
    for index, offer in enumerate(checker.document.offers):
        keys: Keys = ("offers", index)
        if not checker.form.is_whole(*keys):
            continue
        _one_of(checker, (*keys, "gives"), offer.gives, "the offer")
        wanted = {"pool": "pool", "word": "word"}.get(offer.code)
        for key in ("pool", "word"):
            is_there = getattr(offer, key) is not None
            # The codes of an offer without a named pool come from one of its own.
            if is_there != (key == wanted) and (is_there or key != "pool"):
                problem = f"'code: {offer.code}' goes {'with' if not is_there else 'without'} '{key}'"
                place = (*keys, key) if is_there else keys
                checker.report("code_without_pool", place, problem, f"write 'code: {key}' and '{key}' together")


def _check_games(checker: MeaningChecker) -> None:
    document = checker.document
    for name, wheel in document.wheels.items():
        if checker.form.is_whole("wheels", name):
            _check_chances(checker, ("wheels", name, "fields"), wheel)
    for index, challenge in enumerate(document.challenges):
        keys: Keys = ("challenges", index)
        if not checker.form.is_whole(*keys):
            continue
        if (challenge.count is None) == (challenge.metric is None) or (challenge.metric is None) != (
            challenge.reaches is None
        ):
            problem = "the challenge needs one goal: how often, or which metric reaches what"
            checker.report("challenge_goal", keys, problem, "write 'count', or 'metric' and 'reaches'")
        _one_of(checker, (*keys, "gives"), challenge.gives, "the challenge")
    for index, raffle in enumerate(document.raffles):
        if raffle.drawn is not None and raffle.until is not None and raffle.drawn <= raffle.until:
            problem = f"the draw on {raffle.drawn} is not after the last day, {raffle.until}"
            checker.report("dates_reversed", ("raffles", index, "drawn"), problem, "draw later")
    for name, streak in document.streaks.items():
        _closed(checker, ("streaks", name, "every"), streak.every)


def _check_chances(checker: MeaningChecker, keys: Keys, wheel: WheelPart) -> None:
    total = sum((field.chance for field in wheel.fields), Decimal(0))
    if total != 1:
        problem = f"the chances add up to {total.normalize():f}"
        checker.report("chances_sum", keys, problem, "let them add up to 1; a field without 'gives' wins nothing")


def _check_messages(checker: MeaningChecker) -> None:
    for index, journey in enumerate(checker.document.journeys):
        _check_steps(checker, ("journeys", index, "steps"), journey.steps)
    for index, newsletter in enumerate(checker.document.newsletters):
        _check_variants(checker, ("newsletters", index, "test"), newsletter.test)
    contact = checker.document.contact
    if contact is not None and contact.quiet is not None and contact.quiet.from_ == contact.quiet.until:
        problem = "the quiet hours begin and end at the same time"
        checker.report("dates_reversed", ("contact", "quiet", "until"), problem, "let them end later")


def _check_steps(checker: MeaningChecker, keys: Keys, steps: Sequence[Step]) -> None:
    actions = ("wait", "wait_for", "send", "test", "issue", "give", "ask", "when", "end")
    for index, step in enumerate(steps):
        place = (*keys, index)
        if checker.form.is_whole(*place):
            done = [action for action in actions if getattr(step, action) is not None]
            if len(done) != 1:
                problem = "the step does nothing" if not done else f"the step has {' and '.join(done)}"
                checker.report("one_action", place, problem, f"write one of {', '.join(actions)}")
        _check_variants(checker, (*place, "test"), step.test)
        _check_steps(checker, (*place, "then"), step.then)
        _check_steps(checker, (*place, "otherwise"), step.otherwise)


def _check_variants(checker: MeaningChecker, keys: Keys, variants: Sequence[Any] | None) -> None:
    if variants is None or not checker.form.is_whole(*keys):
        return
    total = sum((variant.share for variant in variants), Decimal(0))
    if total != 100:
        problem = f"the shares add up to {total.normalize():f} percent"
        checker.report("shares_sum", keys, problem, "let them add up to 100")


def _check_settings(checker: MeaningChecker) -> None:
    document = checker.document
    _check_exchange(checker)
    _bounds(checker, ("transfers", "maximum"), document.transfers, "minimum", "maximum")
    for index, pay in enumerate(document.pay_with):
        unit = document.units.get(pay.unit)
        if unit is not None and pay.worth is None and unit.pays is None and checker.form.is_whole("pay_with", index):
            problem = f"nothing says what '{pay.unit}' pays"
            checker.report("one_action", ("pay_with", index), problem, "write 'worth' here, or 'pays' at the unit")
        if unit is not None and not unit.spendable:
            problem = f"'{pay.unit}' is counted and cannot be spent"
            checker.report("not_spendable", ("pay_with", index, "unit"), problem, "name another unit")
    for name, plan in document.plans.items():
        for index, person in enumerate(plan.dependants):
            _bounds(checker, ("plans", name, "dependants", index, "age_to"), person, "age_from", "age_to")
        for index, duty in enumerate(plan.duties):
            _closed(checker, ("plans", name, "duties", index, "every"), duty.every)
    for name, partner in document.partners.items():
        _dates(checker, ("partners", name, "until"), partner.from_, partner.until)


def _check_exchange(checker: MeaningChecker) -> None:
    head = checker.document.programme
    known: set[tuple[str, date]] = set()
    for index, part in enumerate(head.exchange if checker.form.is_whole("programme") else ()):
        keys: Keys = ("programme", "exchange", index)
        if part.currency == head.currency:
            problem = f"{part.currency} is the programme's own currency"
            checker.report("wrong_value", (*keys, "currency"), problem, "name another one, or leave the rate out")
        elif (part.currency, part.from_) in known:
            problem = f"{part.currency} has another rate from {part.from_} on"
            checker.report(
                "duplicate_id", (*keys, "from"), problem, "keep one of them, or let one begin on another day"
            )
        known.add((part.currency, part.from_))


def _bounds(checker: MeaningChecker, keys: Keys, part: Any, least: str, most: str) -> None:
    low, high = getattr(part, least, None), getattr(part, most, None)
    if low is not None and high is not None and low > high:
        checker.report("bounds_reversed", keys, f"'{most}' is below '{least}', {low}", "write more here, or less there")


def _dates(checker: MeaningChecker, keys: Keys, first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        checker.report(
            "dates_reversed", keys, f"the last day, {last}, is before the first, {first}", "let it end later"
        )


def _closed(checker: MeaningChecker, keys: Keys, window: Window) -> None:
    if window.kind in ("lifetime", "rolling", "level"):
        problem = "such a window does not end on a day known before"
        checker.report("window_not_closed", keys, problem, "write one like 'calendar quarter'")


def _check_declarations(checker: MeaningChecker) -> None:
    document = checker.document
    for name, table in document.tables.items():
        for first, below in table.rows.items():
            if isinstance(below, dict) != (len(table.by) == 2) and checker.form.is_whole("tables", name):
                problem = f"the keys of the table are {' and '.join(table.by)}; this row has another number"
                example = "{first: {second: 1}}" if len(table.by) == 2 else "{first: 1}"
                checker.report("table_row", ("tables", name, "rows", first), problem, f"write rows like {example}")
    for name, calendar in document.calendars.items():
        if calendar.at_least is None or not checker.form.is_whole("calendars", name):
            continue
        for key, days, limit in _promises(calendar.days, calendar.at_least):
            if len(set(days)) < limit.count:
                problem = f"{limit.count.normalize():f} days were promised; different days listed: {len(set(days))}"
                keys = ("calendars", name, "days", *([key] if key else []))
                checker.report("too_few_days", keys, problem, "add days, or promise fewer")
    for name, unit in document.units.items():
        if unit.inactivity is not None and unit.starts_again is not None:
            problem = "'starts_again' and 'inactivity' both empty the wallet"
            checker.report("one_action", ("units", name, "starts_again"), problem, "keep one of them", at_key=True)


def _promises(days: Any, promised: Any) -> list[tuple[str, list[date], Limit]]:
    """(level, its days, what it was promised); the level is '' where there is one list for all."""
    levels = list(
        dict.fromkeys([*(days if isinstance(days, dict) else ()), *(promised if isinstance(promised, dict) else ())])
    )
    if not levels:
        return [("", days, promised)]
    found = []
    for level in levels:
        own = days.get(level) if isinstance(days, dict) else days
        limit = promised.get(level) if isinstance(promised, dict) else promised
        if own is not None and limit is not None:
            found.append((str(level) if isinstance(days, dict) else "", own, limit))
    return found


def _one_of(
    checker: MeaningChecker,
    keys: Keys,
    part: BaseModel,
    what: str,
    *,
    nothing: str = "one_action",
    several: bool = True,
) -> None:
    """The part says exactly one thing; with `several=False` one or more."""
    model = type(part)
    said = [key_of(model, name) for name in model.model_fields if getattr(part, name) not in (None, [])]
    if not said:
        known = ", ".join(key_of(model, name) for name in model.model_fields)
        checker.report(nothing, keys, f"{what} gives nothing", f"write one of {known}")
    elif len(said) > 1 and several:
        checker.report("one_action", keys, f"{what} has {' and '.join(said)}", "write one of them, or two parts")
