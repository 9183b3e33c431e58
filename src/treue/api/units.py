"""Units: what staff gives and takes, and what members give each other."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated

import msgspec

from treue.access.scopes import Scope
from treue.api.calls import Answer, Example, call
from treue.api.telling import tell, tell_wish
from treue.api.visits import Visit
from treue.forms.amounts import Amount, scaled, unit_named
from treue.forms.faults import WrongInput
from treue.forms.members import NAMED, Line, member_shape, reference_of
from treue.forms.outcomes import OutcomeShape
from treue.forms.plain_values import Text
from treue.programme.records import Unit
from treue.usecases.members.find import member_named, read_member
from treue.usecases.units.adjust import adjust
from treue.usecases.units.bring_in import BroughtBalance, bring_in
from treue.usecases.units.give import give
from treue.words.sentences import sentence

TOPIC = "Units"
MEMBER = {"member": "external:4711"}


class AdjustmentForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Units that staff gives, or takes where the amount is below zero."""

    unit: Line
    amount: Amount
    reason: Annotated[Line, msgspec.Meta(description="why, in one line of 1 to 200 characters; the member reads it,")]
    allow_debt: Annotated[
        bool, msgspec.Meta(description="true to take more than is available; the rest is owed; else false")
    ] = False


class GiftForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Units that a member gives to another one."""

    to: Annotated[Line, msgspec.Meta(description=NAMED)]
    unit: Line
    amount: Amount


class OpeningBalanceForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a member had of a unit in another system."""

    source: Annotated[Line, msgspec.Meta(description="the other system, in one line,")]
    external_id: Annotated[Line, msgspec.Meta(description="what tells this balance from every other one there,")]
    unit: Line
    amount: Amount
    earned_on: Annotated[date, msgspec.Meta(description="the day it was earned on, like 2025-11-02")]
    expires_on: Annotated[
        date | None, msgspec.Meta(description="the last day it can be used on, or null where it never expires")
    ] = None
    note: Text = ""


@call(
    "POST",
    "/members/{member}/adjustments",
    Scope.UNITS_ADJUST,
    topic=TOPIC,
    body=AdjustmentForm,
    answer=OutcomeShape,
    needs_key=True,
    example=Example(
        path=MEMBER,
        body={"unit": "points", "amount": "50", "reason": "The coffee machine was broken"},
        answer={
            "status": "decided",
            "sentence": "50 points given by staff: The coffee machine was broken.",
            "member": "external:4711",
            "event": 3,
            "given": {"points": "50"},
        },
    ),
)
async def adjust_units(visit: Visit) -> Answer:
    """Give a member units, or take some, and say why.

    Above the limit of the document it waits for a second person: status 202, and `request` says for which.
    """
    form = visit.form(AdjustmentForm)
    unit, amount = await _units_asked(visit, form)
    wish = partial(adjust, unit=unit.id, amount=amount, wording=form.reason, allow_debt=form.allow_debt)
    return await tell_wish(visit, wish, lacking=unit)


@call(
    "POST",
    "/members/{member}/gifts",
    Scope.UNITS_GIVE,
    topic=TOPIC,
    body=GiftForm,
    answer=OutcomeShape,
    needs_key=True,
    example=Example(
        path=MEMBER,
        body={"to": "external:4712", "unit": "points", "amount": "10"},
        answer={
            "status": "decided",
            "sentence": "10 points given to another member.",
            "member": "external:4711",
            "event": 4,
            "taken": {"points": "10"},
        },
    ),
)
async def give_units(visit: Visit) -> Answer:
    """Give units of a member to another member; they keep their expiry."""
    form = visit.form(GiftForm)
    unit, amount = await _units_asked(visit, form)
    if amount < 0:
        raise WrongInput(sentence("a gift is above zero.", at="body: amount"))
    wish = partial(give, to=reference_of(form.to), unit=unit.id, amount=amount)
    return await tell_wish(visit, wish, lacking=unit)


@call(
    "POST",
    "/members/{member}/opening-balances",
    Scope.UNITS_ADJUST,
    topic=TOPIC,
    body=OpeningBalanceForm,
    answer=OutcomeShape,
    status=201,
    example=Example(
        path=MEMBER,
        body={
            "source": "old-till",
            "external_id": "4711-points",
            "unit": "points",
            "amount": "320",
            "earned_on": "2025-11-02",
            "expires_on": "2026-12-31",
        },
        answer={
            "status": "decided",
            "sentence": "320 points brought in.",
            "member": "external:4711",
            "event": 2,
            "given": {"points": "320"},
        },
    ),
)
async def bring_in_balance(visit: Visit) -> Answer:
    """Bring in what a member had in another system, once.

    It is told from every other one by its `source` and `external_id`. Above the limit of the document it waits for a
    second person: status 202, and `request` says for which.
    """
    form, desk = visit.form(OpeningBalanceForm), visit.desk
    unit, amount = await _units_asked(visit, form)
    if amount < 0:
        raise WrongInput(sentence("what is brought in is above zero.", at="body: amount"))
    public = member_shape(await read_member(desk, await member_named(desk, visit.member()))).member
    days = form.earned_on, form.expires_on
    balance = BroughtBalance(1, form.external_id, public, unit.id, amount, *days, form.note)
    (outcome,) = await bring_in(desk, [balance], source=form.source, actor=visit.actor)
    return await tell(visit, outcome, member=visit.path["member"], lacking=unit)


async def _units_asked(visit: Visit, form: AdjustmentForm | GiftForm | OpeningBalanceForm) -> tuple[Unit, int]:
    """The unit that the form names, of the version in force, and how much of it, scaled. Raises WrongInput."""
    now, versions = await visit.desk.now(), await visit.desk.versions()
    unit = unit_named((versions.at(now) or versions.first).programme, form.unit, "body: unit")
    return unit, scaled(form.amount, unit, "body: amount")
