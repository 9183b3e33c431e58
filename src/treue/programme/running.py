"""What this release carries out: one list of the keys, for the whole program.

A document may use more, because it can be checked, explained and compared; it cannot be published then. A key that the
engine learns is added here, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from treue.domain.calendar import Limit, Window
from treue.programme.faults import NOT_YET_AVAILABLE
from treue.programme.forms import climbs_by_levels, limited_events_name_codes, whole_coins, whole_days
from treue.programme.known_events import EVENTS
from treue.programme.locating import Keys
from treue.programme.meaning import MeaningChecker
from treue.programme.records import BROUGHT, LEFT, PERIOD_END, REDEEMED
from treue.programme.schema.amounts import Expression
from treue.programme.schema.document import Document
from treue.programme.schema.part import keys_of

Form = Callable[[Any, Document], bool]


def _any(_value: Any, _document: Document) -> bool:
    return True


def _event(value: Any, document: Document) -> bool:
    # An event that nobody declares is a fault already.
    return value in BROUGHT or value in document.events or value not in EVENTS


def _counted_event(value: Any, document: Document) -> bool:
    # Which period ends is said by rules alone.
    return value != PERIOD_END and _event(value, document)


def _ageing_event(value: Any, document: Document) -> bool:
    return value in (REDEEMED, LEFT) or _counted_event(value, document)


def _ageing_events(value: Any, document: Document) -> bool:
    return all(_ageing_event(one, document) for one in value)


def _with_history(value: Any, _document: Document) -> bool:
    """Over levels alone: the history of plans is not kept yet."""
    return "plan." not in value


def _extensions(value: Any, document: Document) -> bool:
    """Of units without a pause, which would forget how far an event moved the end."""
    paused = any(unit.extend is value and unit.pause is not None for unit in document.units.values())
    return not paused and all(_ageing_event(one.event, document) for one in value)


def _ending_window(value: Any, _document: Document) -> bool:
    return isinstance(value, Window) and value.kind in ("calendar", "membership", "yearly")


def _plain_amounts(value: Any, _document: Document) -> bool:
    """One number for each unit, not by level and not calculated."""
    return all(isinstance(amount, Decimal) and not isinstance(amount, Expression) for amount in value.values())


def _not_by_plan(value: Any, _document: Document) -> bool:
    return bool(value != "plan")


def _windows(value: Any, document: Document) -> bool:
    """Windows that are counted in local days, or in the event itself; with several ladders none says of which level."""
    limits = value if isinstance(value, list) else [value]
    return all(_is_counted(limit, document) for limit in limits)


def _metric_window(value: Any, document: Document) -> bool:
    """The same; a level is not reached by what is counted since it was reached."""
    return _windows(value, document) and (value.kind != "level" or not climbs_by_levels(document))


def _some_units(value: Any, document: Document) -> bool:
    """Nothing at all is a fault already; money alone does not run."""
    return len(value) > 0 or not any(reward.cost is value and reward.money is not None for reward in document.rewards)


def _chosen_money(value: Any, document: Document) -> bool:
    """Money that a member agrees to pay, so not of a reward that comes by itself."""
    return not any(reward.automatic and reward.money is value for reward in document.rewards)


def _plain_amount(value: Any, document: Document) -> bool:
    """An amount of one unit, without money or other prices beside it."""
    rewards = [reward for reward in document.rewards if reward.any_amount is value]
    return all(len(reward.cost) == 1 and not reward.or_for and reward.money is None for reward in rewards)


def _chosen_cause(value: Any, document: Document) -> bool:
    """A cause that the member names, so not of a reward that comes by itself or that a rule grants."""
    if value.cause is not None or len(document.causes) == 1:
        return True
    granted = {rule.grant.reward for rule in document.earn if rule.grant is not None}
    rewards = [reward for reward in document.rewards if reward.gives.donation is value]
    return not any(reward.automatic or reward.id in granted for reward in rewards)


def _without_amount(value: Any, document: Document) -> bool:
    """Of rewards whose cost is fixed."""
    return not any(reward.prices is value and reward.any_amount is not None for reward in document.rewards)


def _lasting(value: Any, document: Document) -> bool:
    """A level for a time that is said."""
    return all(reward.valid is not None for reward in document.rewards if reward.gives.upgrade is value)


def _shared_windows(value: Any, _document: Document) -> bool:
    """Windows that are the same for all members."""
    limits = value if isinstance(value, list) else [value]
    return all(isinstance(limit, Limit) and limit.window.kind in ("calendar", "lifetime") for limit in limits)


def _right_windows(value: Any, document: Document) -> bool:
    """Windows that days are counted in, for every level."""
    limits = list(value.values()) if isinstance(value, dict) else [value]
    return _windows(limits, document) and all(one.window.kind not in ("lifetime", "event", "order") for one in limits)


def _by_day(value: Any, _document: Document) -> bool:
    return bool(value == "day")


def _code_limits(value: Any, document: Document) -> bool:
    """In windows that are the same for all, for declared events that name a code."""
    return limited_events_name_codes(value, document) and _shared_windows(value, document)


def _shared_unit_windows(value: Any, document: Document) -> bool:
    return isinstance(value, dict) and all(_shared_windows(one, document) for one in value.values())


def _unit_windows(value: Any, document: Document) -> bool:
    return isinstance(value, dict) and all(_windows(one, document) for one in value.values())


def _is_counted(value: Any, document: Document) -> bool:
    window = value.window if isinstance(value, Limit) else value
    if not isinstance(window, Window) or window.kind == "plan":
        return False
    return window.kind != "level" or len(document.ladders) == 1


def _follow(value: Any, _document: Document) -> bool:
    return bool(value == "follow")


RUNNING: Mapping[str, Form] = {
    "treue": _any,
    "programme.id": _any,
    "programme.name": _any,
    "programme.currency": _any,
    "programme.time_zone": _any,
    "programme.languages": _any,
    "programme.law": _any,
    # Their place is the member terms.
    "programme.operator": _any,
    "programme.clauses": _any,
    "programme.accepts.late": _any,
    "programme.accepts.early": _any,
    "programme.close_grace": _any,
    "programme.notice": _any,
    "programme.exchange": _any,
    "programme.retention.lines": _any,
    "programme.retention.payloads": _any,
    "units.*.name": _any,
    "units.*.decimals": _any,
    "units.*.worth": _any,
    "units.*.pays": _any,
    "units.*.available": _any,
    "units.*.expires": _any,
    "units.*.from": _any,
    "units.*.inactivity.after": _any,
    "units.*.inactivity.reset_by": _ageing_events,
    "units.*.inactivity.when": _any,
    "units.*.pause.while": _with_history,
    "units.*.pause.then": _any,
    "units.*.extend": _extensions,
    "units.*.forfeit.*.event": _ageing_event,
    "units.*.forfeit.*.when": _any,
    "units.*.forfeit.*.after": _any,
    "units.*.starts_again": _any,
    "units.*.spendable": _any,
    "units.*.first_out": _any,
    "units.*.shown_ahead": _any,
    "attributes": _any,
    "types": _any,
    "tables": _any,
    "calendars": _any,
    "segments": _any,
    "metrics.*.name": _any,
    "metrics.*.sum": _any,
    "metrics.*.count": _counted_event,
    "metrics.*.distinct": _any,
    "metrics.*.maximum": _any,
    "metrics.*.minimum": _any,
    "metrics.*.earned": _any,
    "metrics.*.spent": _any,
    "metrics.*.add": _any,
    "metrics.*.ratio": _any,
    "metrics.*.event": _counted_event,
    "metrics.*.each": _any,
    "metrics.*.when": _any,
    "metrics.*.over": _metric_window,
    "metrics.*.household": _any,
    "events.*": _any,
    "entitlements.*.name": _any,
    "entitlements.*.count": _right_windows,
    "entitlements.*.when": _any,
    "entitlements.*.lasts": _by_day,
    "earn.*.id": _any,
    "earn.*.event": _event,
    "earn.*.every": _ending_window,
    "earn.*.name": _any,
    "earn.*.description": _any,
    "earn.*.from": _any,
    "earn.*.until": _any,
    "earn.*.on": _any,
    "earn.*.levels": _any,
    "earn.*.segments": _any,
    "earn.*.partners": _any,
    "earn.*.countries": _any,
    "earn.*.stores": _any,
    "earn.*.channels": _any,
    "earn.*.each": _any,
    "earn.*.when": _any,
    "earn.*.give": _any,
    "earn.*.per": _any,
    "earn.*.base": _any,
    "earn.*.steps": _any,
    "earn.*.rounding": _any,
    "earn.*.multiply": _any,
    "earn.*.multiply_fixed": _any,
    "earn.*.group": _any,
    "earn.*.pick": _any,
    "earn.*.qualifying": _any,
    "earn.*.once": _any,
    "earn.*.limit": _windows,
    "earn.*.limit_by_code": _code_limits,
    "earn.*.caps.member": _unit_windows,
    "earn.*.caps.programme": _shared_unit_windows,
    "earn.*.caps.household": _unit_windows,
    "earn.*.budget": _any,
    "earn.*.at_limit": _any,
    "earn.*.grant.reward": _any,
    "earn.*.grant.entitlement": whole_days,
    "earn.*.grant.donation": whole_coins,
    "earn.*.grant.perk": _any,
    "earn.*.entitlement": _any,
    # Its place is the staff guide.
    "earn.*.cost": _any,
    "earn.*.available": _any,
    "earn.*.expires": _any,
    "earn.*.rate": _any,
    "ladders.*.name": _any,
    "ladders.*.by": _any,
    "ladders.*.levels.*.id": _any,
    "ladders.*.levels.*.name": _any,
    "ladders.*.levels.*.description": _any,
    "ladders.*.levels.*.from": _any,
    "ladders.*.levels.*.all": _any,
    "ladders.*.levels.*.any": _any,
    "ladders.*.levels.*.for_life.all": _any,
    "ladders.*.levels.*.for_life.any": _any,
    "ladders.*.levels.*.invitation": _any,
    "ladders.*.levels.*.multiply": _plain_amounts,
    "ladders.*.levels.*.give": _plain_amounts,
    "ladders.*.levels.*.picture": _any,
    "ladders.*.levels.*.rewards": _any,
    "ladders.*.levels.*.perks": _any,
    "ladders.*.level": _any,
    "ladders.*.keeps": _any,
    "ladders.*.grace": _any,
    "ladders.*.falls": _any,
    "ladders.*.floors.*.level": _any,
    "ladders.*.floors.*.by": _not_by_plan,
    "ladders.*.floors.*.event": _event,
    "ladders.*.floors.*.when": _any,
    "ladders.*.floors.*.lasts": _any,
    "ladders.*.warn": _any,
    "ladders.*.charges": _any,
    "ladders.*.places": _any,
    "ladders.*.participation.counts": _ending_window,
    "ladders.*.participation.advance": _with_history,
    "ladders.*.participation.hold": _with_history,
    "ladders.*.participation.otherwise": _any,
    "ladders.*.participation.forfeit": _any,
    "ladders.*.participation.rates.*.from": _any,
    "ladders.*.participation.rates.*.rate": _any,
    "rewards.*.id": _any,
    "rewards.*.name": _any,
    "rewards.*.description": _any,
    "rewards.*.pictures": _any,
    "rewards.*.category": _any,
    "rewards.*.vat": _any,
    "rewards.*.from": _any,
    "rewards.*.until": _any,
    "rewards.*.on": _any,
    "rewards.*.levels": _any,
    "rewards.*.segments": _any,
    "rewards.*.partners": _any,
    "rewards.*.countries": _any,
    "rewards.*.stores": _any,
    "rewards.*.channels": _any,
    "rewards.*.when": _any,
    "rewards.*.prices": _without_amount,
    "rewards.*.cost": _some_units,
    "rewards.*.money": _chosen_money,
    "rewards.*.or_for": _any,
    "rewards.*.any_amount": _plain_amount,
    "rewards.*.gives.product": _any,
    "rewards.*.gives.effect": _any,
    "rewards.*.gives.percent": _any,
    "rewards.*.gives.amount": _any,
    "rewards.*.gives.voucher": _any,
    "rewards.*.gives.gift_card.value": _any,
    "rewards.*.gives.gift_card.lives": _any,
    "rewards.*.gives.experience.place": _any,
    "rewards.*.gives.experience.at": _any,
    "rewards.*.gives.experience.seats": _any,
    "rewards.*.gives.experience.waiting_list": _any,
    "rewards.*.gives.line": _any,
    "rewards.*.gives.donation": _chosen_cause,
    "rewards.*.gives.upgrade": _lasting,
    "rewards.*.gives.money": _any,
    "rewards.*.gives.units": _any,
    "rewards.*.stock": _any,
    "rewards.*.per_member": _windows,
    "rewards.*.per_household": _windows,
    "rewards.*.in_all": _shared_windows,
    "rewards.*.automatic": _any,
    "rewards.*.valid": _any,
    "rewards.*.delivery.address": _any,
    "rewards.*.delivery.takes": _any,
    "rewards.*.delivery.by": _any,
    "rewards.*.cancel": _any,
    "rewards.*.reissue": _any,
    "perks.*.name": _any,
    "perks.*.description": _any,
    "causes.*.name": _any,
    "causes.*.description": _any,
    "causes.*.receiver": _any,
    "pools.*.name": _any,
    "partners.*.name": _any,
    # Its place is the member terms.
    "partners.*.data": _any,
    "checkout.parked_for": _any,
    "returns.window": _any,
    "returns.missing": _any,
    "households.pool": _any,
    "households.level": _any,
    "households.spends": _any,
    "households.members": _any,
    "transfers.units": _any,
    "transfers.minimum": _any,
    "transfers.maximum": _any,
    "adjustments.four_eyes_above": _any,
    "adjustments.reasons": _any,
    "migrate.*.units": _any,
    "migrate.*.pay_with": _any,
    "migrate.*.earn": _any,
    "migrate.*.rewards": _any,
    "migrate.*.how": _follow,
    # What is finished is carried out by doing nothing.
    "archive": _any,
}
"""Keys that run, '*' for any id or place in a list -> which of their forms do."""


def check_running(checker: MeaningChecker) -> None:
    """Notes once for each place what is not carried out yet."""
    _visit(checker, checker.form.document, (), "")


def _visit(checker: MeaningChecker, part: Any, keys: Keys, pattern: str) -> None:
    form = RUNNING.get(pattern)
    if form is not None:
        if not form(part, checker.form.document):
            key = keys[-2] if isinstance(keys[-1], int) else keys[-1]
            _report(checker, keys, f"this form of '{key}' is not carried out yet")
    elif isinstance(part, BaseModel) and (not pattern or _leads_on(pattern)):
        written = part.model_fields_set
        for name, key in keys_of(type(part)):
            if name not in written:
                continue
            value = getattr(part, name)
            if value == type(part).model_fields[name].get_default(call_default_factory=True):
                # A default that is written out changes nothing.
                continue
            _visit(checker, value, (*keys, key), f"{pattern}.{key}" if pattern else key)
    elif isinstance(part, dict) and _leads_on(pattern):
        for key, value in part.items():
            _visit(checker, value, (*keys, key), f"{pattern}.*")
    elif isinstance(part, list) and _leads_on(pattern):
        for index, value in enumerate(part):
            _visit(checker, value, (*keys, index), f"{pattern}.*")
    else:
        _report(checker, keys, f"'{keys[-1]}' is not carried out yet")


def _leads_on(pattern: str) -> bool:
    return any(running.startswith(f"{pattern}.") for running in RUNNING)


def _report(checker: MeaningChecker, keys: Keys, problem: str) -> None:
    remedy = "the document can be checked and explained with it, but not published"
    checker.report(NOT_YET_AVAILABLE, keys, problem, remedy, at_key=not isinstance(keys[-1], int))
