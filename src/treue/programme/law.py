"""What a document can do against the law it names, and what it should know. Drafts for counsel, not legal advice."""

from __future__ import annotations

from treue.domain.instants import Period
from treue.programme.clauses import missing_clauses
from treue.programme.expressions import Trees
from treue.programme.known_events import FIELDS
from treue.programme.law_default import law_of
from treue.programme.locating import Keys
from treue.programme.meaning import MeaningChecker
from treue.programme.schema.declarations import FieldPart
from treue.programme.schema.memberships import PlanPart
from treue.programme.schema.messages import MessagePart
from treue.programme.schema.units import UnitPart
from treue.rules.tree import Read, walk

ADVERTISING = ("advertising", "survey")
"""Purposes that need a proven consent."""
_DAYS = {"minutes": 0, "hours": 0, "days": 1, "weeks": 7, "months": 28, "years": 365}
_DAYS_AT_MOST = {"minutes": 0, "hours": 0, "days": 1, "weeks": 7, "months": 31, "years": 366}
_RAFFLE_NEEDS = ("conditions", "until", "drawn")


def check_law(checker: MeaningChecker, trees: Trees) -> None:
    """Notes what the law of the programme refuses or warns of; nothing for `law: none`."""
    if not checker.form.is_whole("programme"):
        return
    law = law_of(checker.document.programme)
    if law == "none":
        return
    if law == "DE":
        _check_plans(checker)
        _check_returns(checker)
        _check_gift_cards(checker)
    _check_raffles(checker)
    _check_messages(checker)
    _check_units(checker)
    _check_offers(checker)
    _check_reviews(checker, trees)
    _check_sensitive(checker, trees)
    missing = missing_clauses(checker.document.programme)
    if missing:
        problem = f"the member terms have gaps that only the operator can fill: {', '.join(missing)}"
        remedy = "write them below 'programme' before the terms are published"
        checker.report("law_terms", ("programme",), problem, remedy, at_key=True)
    age = checker.document.programme.minimum_age
    if age < 16:
        problem = f"members from {age} need their parents' consent to the use of their data"
        checker.report("law_minimum_age", ("programme", "minimum_age"), problem, "write 16, or ask the parents")


def _check_plans(checker: MeaningChecker) -> None:
    for name, plan in checker.document.plans.items():
        keys: Keys = ("plans", name)
        if not checker.form.is_whole(*keys):
            continue
        for index, term in enumerate(plan.terms):
            if _months(term.period) > 24:
                problem = f"a first term of {term.period} is longer than 24 months (BGB § 309 Nr. 9)"
                checker.report("law_plan_term", (*keys, "terms", index, "period"), problem, "at most 24 months")
        _check_renewal(checker, keys, plan)
        if plan.withdrawal is not None and plan.distance and _days_at_least(plan.withdrawal) < 14:
            problem = f"{plan.withdrawal} to withdraw is less than 14 days (BGB § 355)"
            checker.report("law_withdrawal", (*keys, "withdrawal"), problem, "write '14 days' or more")


def _check_renewal(checker: MeaningChecker, keys: Keys, plan: PlanPart) -> None:
    if plan.renews == "same_term" and any(_months(term.period) > 1 for term in plan.terms):
        problem = "after the first term the plan runs on for another whole one (BGB § 309 Nr. 9)"
        checker.report("law_plan_notice", (*keys, "renews"), problem, "write 'renews: indefinitely'")
    notice = plan.notice
    if notice is None or plan.renews == "no":
        return
    if notice.period is not None and (_months(notice.period) > 1 or _days_at_most(notice.period) > 31):
        problem = f"a notice of {notice.period} is longer than one month (BGB § 309 Nr. 9)"
        checker.report("law_plan_notice", (*keys, "notice", "period"), problem, "write '1 month' or less")
    elif notice.to == "end of year":
        problem = "a notice to the end of the year binds longer than one month (BGB § 309 Nr. 9)"
        checker.report("law_plan_notice", (*keys, "notice", "to"), problem, "write 'to: at once' or 'to: end of term'")


def _months(period: Period) -> int:
    """Full months of the period, rounded up for days."""
    if period.unit in ("months", "years"):
        return period.count * (12 if period.unit == "years" else 1)
    return -(-period.count * _DAYS_AT_MOST[period.unit] // 31)


def _days_at_least(period: Period) -> int:
    return period.count * _DAYS[period.unit]


def _days_at_most(period: Period) -> int:
    return period.count * _DAYS_AT_MOST[period.unit]


def _check_returns(checker: MeaningChecker) -> None:
    returns = checker.document.returns
    if returns is not None and returns.on_return == "recompute_discount":
        problem = "who sends goods back that were bought at a distance keeps the discount on the rest (BGB § 357)"
        checker.report("law_recompute", ("returns", "on_return"), problem, "write 'keep_discount', or delete the key")


def _check_gift_cards(checker: MeaningChecker) -> None:
    for index, reward in enumerate(checker.document.rewards):
        card = reward.gives.gift_card
        if card is None:
            continue
        keys: Keys = ("rewards", index, "gives", "gift_card")
        if card.lives is not None and reward.money is not None and _months(card.lives) < 36:
            problem = (
                f"a gift card that was paid for lives at least 3 years from the year's end; here it is {card.lives}"
            )
            checker.report("law_gift_card", (*keys, "lives"), problem, "write '3 years' or more")
        if card.partners:
            problem = "a gift card that several companies accept can be electronic money"
            checker.report("law_e_money", (*keys, "partners"), problem, "ask the supervisory authority first")


def _check_raffles(checker: MeaningChecker) -> None:
    document = checker.document
    for index, raffle in enumerate(document.raffles):
        keys: Keys = ("raffles", index)
        if not checker.form.is_whole(*keys):
            continue
        has_free_entry = any(ticket.free for ticket in raffle.tickets)
        for number, ticket in enumerate(raffle.tickets):
            place = (*keys, "tickets", number)
            if ticket.money is not None:
                problem = "a ticket for money makes the raffle a lottery, which needs a licence"
                checker.report("law_raffle_price", (*place, "money"), problem, "delete it", at_key=True)
            for unit in ticket.cost or {}:
                if _is_bought(document.units.get(unit)):
                    problem = f"'{unit}' is money or can be bought, so the ticket is paid for"
                    checker.report(
                        "law_raffle_price", (*place, "cost", unit), problem, "name another unit", at_key=True
                    )
                elif not has_free_entry:
                    problem = "tickets cost units and there is no free entry with equal chances"
                    checker.report("law_raffle_entry", (*place, "cost"), problem, "add a ticket with 'free: true'")
        if raffle.minimum_age < 18:
            problem = f"members from {raffle.minimum_age} may not take part in a game of chance"
            checker.report("law_raffle_age", (*keys, "minimum_age"), problem, "write 18, or delete the key")
        for key in _RAFFLE_NEEDS:
            if getattr(raffle, key) is None:
                problem = f"the conditions of entry are not complete without '{key}'"
                checker.report("law_raffle_conditions", keys, problem, f"write '{key}'")
    for name, wheel in document.wheels.items():
        for unit in wheel.cost or {}:
            if _is_bought(document.units.get(unit)):
                problem = f"'{unit}' is money or can be bought, so the turn is paid for"
                checker.report(
                    "law_raffle_price", ("wheels", name, "cost", unit), problem, "name another unit", at_key=True
                )
        if wheel.minimum_age < 18:
            problem = f"members from {wheel.minimum_age} may not take part in a game of chance"
            checker.report("law_raffle_age", ("wheels", name, "minimum_age"), problem, "write 18, or delete the key")


def _is_bought(unit: UnitPart | None) -> bool:
    return unit is not None and (unit.money or unit.purchasable or unit.cash)


def _check_messages(checker: MeaningChecker) -> None:
    document = checker.document
    for name, purpose in document.purposes.items():
        if purpose.kind in ADVERTISING and purpose.proof == "none":
            problem = f"{purpose.kind} needs a confirmed consent or the recorded case of an existing customer (UWG § 7)"
            checker.report("law_consent", ("purposes", name, "proof"), problem, "write 'proof: confirmed'")
        if purpose.kind in ADVERTISING and purpose.required_to_join:
            problem = f"nobody has to agree to {purpose.kind} to join"
            checker.report("law_joining", ("purposes", name, "required_to_join"), problem, "delete the key")
    for name, message in document.messages.items():
        _check_message(checker, ("messages", name), message)
    for name, survey in document.surveys.items():
        asked = document.purposes.get(survey.purpose)
        if asked is not None and asked.kind not in ADVERTISING:
            problem = f"a survey needs a consent of its own; '{survey.purpose}' is for {asked.kind}"
            checker.report("law_consent", ("surveys", name, "purpose"), problem, "name a purpose of kind survey")


def _check_message(checker: MeaningChecker, keys: Keys, message: MessagePart) -> None:
    purpose = checker.document.purposes.get(message.purpose)
    if purpose is None or purpose.kind != "contract":
        return
    for key in ("offer", "reward", "survey"):
        if getattr(message, key) is not None:
            problem = f"a message about the contract carries no {key}"
            checker.report("law_contract_message", (*keys, key), problem, "delete it, or name another purpose")


def _check_units(checker: MeaningChecker) -> None:
    for name, unit in checker.document.units.items():
        keys: Keys = ("units", name)
        is_free = unit.transferable or unit.purchasable or unit.cash
        if unit.vat is not None and unit.vat.kind == "discount" and is_free:
            problem = "units that can be passed on, bought or paid out are more than a discount for value added tax"
            checker.report("law_vat", (*keys, "vat"), problem, "ask a tax adviser")
        accepted = [partner for partner in checker.document.partners.values() if partner.accepts]
        if (unit.transferable and unit.cash) or (unit.purchasable and len(accepted) > 1):
            problem = "units that are bought or passed on and taken like money can be electronic money"
            checker.report("law_e_money", keys, problem, "ask the supervisory authority first", at_key=True)


def _check_offers(checker: MeaningChecker) -> None:
    for index, offer in enumerate(checker.document.offers):
        reduces = offer.gives.percent is not None or offer.gives.amount is not None or offer.gives.price is not None
        if reduces and offer.announced != "personal" and offer.price_history == "none":
            problem = "a public reduction shows the lowest price of the 30 days before (PAngV § 11)"
            keys = ("offers", index, "price_history")
            checker.report("law_price_history", keys, problem, "write 'required', or show no strike price")


def _check_reviews(checker: MeaningChecker, trees: Trees) -> None:
    for index, rule in enumerate(checker.document.earn):
        tree = trees.get(("earn", index, "when"))
        if rule.event == "review" and tree is not None and rule.event in FIELDS:
            for node in walk(tree):
                if isinstance(node, Read) and node.path == "event.stars":
                    problem = "a reward may not depend on how good the review is"
                    checker.report("law_review", ("earn", index, "when"), problem, "leave the stars out")
                    break


def _check_sensitive(checker: MeaningChecker, trees: Trees) -> None:
    sensitive = {
        f"member.{name}"
        for name, field in checker.document.attributes.member.items()
        if isinstance(field, FieldPart) and field.sensitive
    }
    for keys, tree in trees.items():
        read = {node.path for node in walk(tree) if isinstance(node, Read)} & sensitive
        for path in sorted(read):
            problem = f"'{path}' is sensitive; nothing may be decided by it"
            checker.report("law_sensitive", keys, problem, "leave it out")
