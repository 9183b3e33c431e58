"""The checks of `earn`: what a rule does, on which event, for which units."""

from __future__ import annotations

from treue.programme.known_events import OF_ORDERS
from treue.programme.locating import Keys
from treue.programme.meaning import MeaningChecker
from treue.programme.schema.earning import EarnPart

_GROUP_PICKS = "'pick' says which rules of a group count"


def check_rules(checker: MeaningChecker) -> None:
    """Notes the faults of all rules with the checker."""
    picks: dict[str, str] = {}
    given = _given(checker)
    for index, rule in enumerate(checker.document.earn):
        keys: Keys = ("earn", index)
        _check_event(checker, keys, rule)
        if checker.form.is_whole(*keys):
            _check_effect(checker, keys, rule)
            _check_group(checker, keys, rule, picks)
            _check_rate(checker, keys, rule)
        _check_multiplied(checker, keys, rule, given)
        _check_budget(checker, keys, rule)


def _check_event(checker: MeaningChecker, keys: Keys, rule: EarnPart) -> None:
    if rule.event not in checker.declared.of("event"):
        return
    if (rule.every is not None) != (rule.event == "period_end") and checker.form.is_whole(*keys):
        problem = "the rule does not say which period ends" if rule.every is None else "no period ends in this rule"
        remedy = "write 'every: calendar month' with 'event: period_end', or neither"
        checker.report("every_with_period_end", (*keys, "event"), problem, remedy)
    if rule.event in OF_ORDERS:
        return
    for key, value in (("each", rule.each if rule.each == "line" else None), ("per", rule.per)):
        if value is not None:
            problem = f"'{key}' has a meaning for purchases only, and this rule is for '{rule.event}'"
            checker.report("needs_purchase", (*keys, key), problem, "delete it", at_key=True)


def _check_effect(checker: MeaningChecker, keys: Keys, rule: EarnPart) -> None:
    effects = [rule.give, rule.multiply, rule.grant]
    if (rule.give is not None and rule.multiply is not None) or not any(effect is not None for effect in effects):
        problem = "the rule has neither 'give' nor 'multiply'" if rule.give is None else "the rule gives and multiplies"
        checker.report("give_or_multiply", keys, problem, "a rule has one of 'give' and 'multiply'")
    if rule.per is not None and rule.give is None:
        problem = "'per' says for how much money units are given, and this rule gives none"
        checker.report("per_without_give", (*keys, "per"), problem, "add 'give', or delete 'per'", at_key=True)


def _check_group(checker: MeaningChecker, keys: Keys, rule: EarnPart, picks: dict[str, str]) -> None:
    if rule.pick is None:
        return
    if rule.group is None:
        checker.report("pick_without_group", (*keys, "pick"), _GROUP_PICKS, "add 'group: NAME'", at_key=True)
        return
    first = picks.setdefault(rule.group, rule.pick)
    if first != rule.pick:
        problem = f"'{rule.pick}' here and '{first}' in another rule of the group '{rule.group}'"
        checker.report("groups_differ", (*keys, "pick"), problem, "write the same in all rules of the group")


def _check_rate(checker: MeaningChecker, keys: Keys, rule: EarnPart) -> None:
    ladder = None if rule.rate is None else checker.document.ladders.get(rule.rate)
    if ladder is None:
        return
    if ladder.participation is None:
        problem = f"the ladder '{rule.rate}' has levels, and no rates"
        remedy = "write 'multiply' at its levels, or 'participation' at the ladder"
        checker.report("participation", (*keys, "rate"), problem, remedy)
    elif rule.give is None:
        problem = "'rate' multiplies what the rule gives, and this rule gives no units"
        checker.report("participation", (*keys, "rate"), problem, "add 'give', or delete 'rate'", at_key=True)


def _given(checker: MeaningChecker) -> dict[tuple[str, str], bool]:
    """Event and unit that some rule gives -> whether one of them gives by amount of money."""
    given: dict[tuple[str, str], bool] = {}
    for rule in checker.document.earn:
        for unit in rule.give or {}:
            given[rule.event, unit] = given.get((rule.event, unit), False) or rule.per is not None
    for partner in checker.document.partners.values():
        for unit in partner.rate.give if partner.rate is not None else {}:
            given["purchase", unit] = True
    return given


def _check_multiplied(checker: MeaningChecker, keys: Keys, rule: EarnPart, given: dict[tuple[str, str], bool]) -> None:
    if rule.multiply is None or rule.multiply_fixed or not checker.form.is_whole("earn"):
        return
    for unit in rule.multiply:
        gives_by_amount = given.get((rule.event, unit))
        if unit not in checker.declared.of("unit") or gives_by_amount:
            continue
        problem = (
            f"no rule for '{rule.event}' gives '{unit}'"
            if gives_by_amount is None
            else f"no rule for '{rule.event}' gives '{unit}' by amount; fixed gives are not multiplied"
        )
        remedy = f"add a rule like {{id: base, event: purchase, give: {{{unit}: 1}}, per: ...}}"
        checker.report("nothing_to_multiply", (*keys, "multiply", unit), problem, remedy, at_key=True)


def _check_budget(checker: MeaningChecker, keys: Keys, rule: EarnPart) -> None:
    if rule.budget is None or not checker.form.is_whole(*keys):
        return
    given = {**(rule.give or {}), **(rule.multiply or {})}
    for unit in rule.budget:
        if unit in checker.declared.of("unit") and unit not in given:
            problem = f"the budget is for '{unit}', which the rule does not give"
            remedy = f"name one of {', '.join(given)}" if given else "delete it"
            checker.report("budget_without_give", (*keys, "budget", unit), problem, remedy, at_key=True)
