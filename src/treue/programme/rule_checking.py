"""The checks of `earn`: what a rule does, on which event, for which units, and its condition."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf

from treue.programme.locating import Keys, node_at
from treue.programme.meaning import MeaningChecker
from treue.programme.records import BUILT_IN_EVENTS, PURCHASE
from treue.programme.schema.document import EarnPart
from treue.programme.source import Scalar, place_within
from treue.rules.condition import Condition, read_condition
from treue.rules.problems import suggestion
from treue.rules.types import Type
from treue.rules.vocabulary import Vocabulary, for_event, for_purchase


def check_rules(checker: MeaningChecker) -> MappingOf[str, Condition]:
    """Notes the faults of all rules with the checker; answers the sound conditions by rule id."""
    checker.unique_ids("earn")
    conditions: dict[str, Condition] = {}
    for index, rule in checker.form.earn:
        keys: Keys = ("earn", index)
        _check_event(checker, keys, rule)
        _check_effect(checker, keys, rule)
        _check_budget(checker, keys, rule)
        condition = _check_condition(checker, keys, rule)
        if condition is not None:
            conditions[rule.id] = condition
    for index, rule in checker.form.damaged_rules:
        # What such a rule does is not known as a whole; its event and its condition still are.
        _check_event(checker, ("earn", index), rule)
        _check_condition(checker, ("earn", index), rule)
    return conditions


def _check_event(checker: MeaningChecker, keys: Keys, rule: EarnPart) -> None:
    events = (*BUILT_IN_EVENTS, *sorted(checker.form.declared_events))
    if rule.event not in events:
        otherwise = f"the events are {', '.join(events)}; others are declared under 'events'"
        remedy = suggestion(rule.event, events, otherwise)
        checker.report("unknown_event", (*keys, "event"), f"'{rule.event}' is not an event", remedy)
        return
    if rule.event == PURCHASE:
        return
    for key, value in (("each", rule.each), ("per", rule.per)):
        if value is not None:
            problem = f"'{key}' has a meaning for purchases only, and this rule is for '{rule.event}'"
            checker.report("needs_purchase", (*keys, key), problem, "delete it", at_key=True)


def _check_effect(checker: MeaningChecker, keys: Keys, rule: EarnPart) -> None:
    if (rule.give is None) == (rule.multiply is None):
        problem = "the rule has neither 'give' nor 'multiply'" if rule.give is None else "the rule gives and multiplies"
        checker.report("give_or_multiply", keys, problem, "a rule has one of 'give' and 'multiply'")
    if rule.per is not None:
        if rule.give is None:
            problem = "'per' says for how much money units are given, and this rule gives none"
            checker.report("per_without_give", (*keys, "per"), problem, "add 'give', or delete 'per'", at_key=True)
        currency = checker.form.currency
        if currency is not None and rule.per.currency != currency:
            problem = f"'{rule.per}' is not in the programme's currency"
            checker.report("currency_mismatch", (*keys, "per"), problem, f"write the amount in {currency}")
    if rule.give is not None:
        if rule.per is None:
            checker.amounts((*keys, "give"), rule.give)
        else:
            checker.known_units((*keys, "give"), rule.give)
    if rule.multiply is not None:
        checker.known_units((*keys, "multiply"), rule.multiply)
        _check_multiplied(checker, keys, rule)


def _check_multiplied(checker: MeaningChecker, keys: Keys, rule: EarnPart) -> None:
    if not checker.form.rules_complete:
        return
    for unit in rule.multiply or {}:
        if unit not in checker.form.declared_units:
            continue
        givers = [other for _, other in checker.form.earn if other.event == rule.event and unit in (other.give or {})]
        if any(other.per is not None for other in givers):
            continue
        problem = (
            f"no rule for '{rule.event}' gives '{unit}' by amount; fixed gives are not multiplied"
            if givers
            else f"no rule for '{rule.event}' gives '{unit}'"
        )
        remedy = f"add a rule like {{id: base, event: purchase, give: {{{unit}: 1}}, per: ...}}"
        checker.report("nothing_to_multiply", (*keys, "multiply", unit), problem, remedy, at_key=True)


def _check_budget(checker: MeaningChecker, keys: Keys, rule: EarnPart) -> None:
    if rule.budget is None:
        return
    checker.amounts((*keys, "budget"), rule.budget)
    given = {**(rule.give or {}), **(rule.multiply or {})}
    for unit in rule.budget:
        if unit in checker.form.declared_units and unit not in given:
            problem = f"the budget is for '{unit}', which the rule does not give"
            remedy = f"name one of {', '.join(given)}" if given else "delete it"
            checker.report("budget_without_give", (*keys, "budget", unit), problem, remedy, at_key=True)


def _check_condition(checker: MeaningChecker, keys: Keys, rule: EarnPart) -> Condition | None:
    if rule.when is None:
        return None
    vocabulary = _vocabulary(checker, rule)
    if vocabulary is None:
        return None
    condition = read_condition(rule.when, vocabulary)
    if isinstance(condition, Condition):
        return condition
    keys = (*keys, "when")
    scalar = node_at(checker.root, keys)
    for found in condition:
        place = place_within(scalar, found.span.start) if isinstance(scalar, Scalar) else None
        checker.report(found.code.value, keys, found.problem, found.remedy, place=place)
    return None


def _vocabulary(checker: MeaningChecker, rule: EarnPart) -> Vocabulary | None:
    """What the rule's condition can read; None where its event has faults of its own."""
    if rule.event == PURCHASE:
        return for_purchase(checker.form.currency, each_line=rule.each == "line")
    fields: MappingOf[str, Type] | None = {} if rule.event in BUILT_IN_EVENTS else checker.form.events.get(rule.event)
    return None if fields is None else for_event(checker.form.currency, fields)
