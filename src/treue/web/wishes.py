"""What staff does for a member: adjust units with a reason, redeem a reward. The rules decide; the trail keeps it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect

from treue.access.scopes import Scope
from treue.domain.events import Spend
from treue.domain.reasons import Reason
from treue.forms.names import names_of
from treue.forms.outcomes import lacking_unit, sentence_of
from treue.processing.commands import Outcome
from treue.programme.records import Unit
from treue.usecases.units.adjust import adjust
from treue.usecases.units.spend import spend
from treue.web.look import AnyRequest
from treue.web.member import known, shown
from treue.web.told import member_place
from treue.web.visits import Visit, visit_of

WORDING_MAX = 200
_AMOUNT_MAX = Decimal(10) ** 15
_KEY_MAX = 64
_WRITTEN = re.compile(r"(?P<whole>\d{1,16})([.,](?P<decimals>\d{1,16}))?")
_THOUSANDS = 3


@post("/members/{public_id:str}/adjust", include_in_schema=False)
async def adjust_now(request: AnyRequest, public_id: FromPath[str]) -> Response[Any]:
    """Units are given or taken; above the limit of the document it waits for a second person."""
    visit = await visit_of(request, Scope.UNITS_ADJUST)
    fields = dict(await visit.form())
    say = visit.look.language.say
    unit = visit.programme.units.get(fields.get("unit", ""))
    amount = None if unit is None else amount_of(fields.get("amount", ""), unit)
    wording = fields.get("reason", "").strip()
    if fields.get("direction") == "take" and amount is not None:
        amount = -amount
    problem = ""
    if unit is None or amount is None:
        problem = say(
            "Write a number above zero without separators of thousands, with no more decimals than the unit has."
        )
    elif not 1 <= len(wording) <= WORDING_MAX or not wording.isprintable():
        problem = say("Write a reason of one line; it stands in the history and in the audit trail.")
    if problem or unit is None or amount is None:
        return await shown(visit, public_id, status=422, problem=problem, fields=fields)
    member_id = await known(visit, public_id)
    outcome = await adjust(
        visit.desk,
        member_id,
        unit.id,
        amount,
        wording,
        actor=visit.session.name,
        request_key=key_of(fields),
        allow_debt=fields.get("allow_debt") == "yes",
    )
    return await answered(visit, public_id, outcome, fields, unit)


@post("/members/{public_id:str}/redeem", include_in_schema=False)
async def redeem_now(request: AnyRequest, public_id: FromPath[str]) -> Response[Any]:
    """A reward is bought for the member; what is noted about it stands in the audit trail."""
    visit = await visit_of(request, Scope.REWARDS_REDEEM)
    fields = dict(await visit.form())
    note = fields.get("note", "").strip()
    if len(note) > WORDING_MAX or not note.isprintable():
        problem = visit.look.language.say("Write a note of one line.")
        return await shown(visit, public_id, status=422, problem=problem, fields=fields)
    member_id = await known(visit, public_id)
    wish = Spend(fields.get("reward", ""), channel="console")
    outcome = await spend(visit.desk, member_id, wish, actor=visit.session.name, request_key=key_of(fields), note=note)
    return await answered(visit, public_id, outcome, fields)


async def answered(
    visit: Visit, public_id: str, outcome: Outcome, fields: dict[str, str], unit: Unit | None = None
) -> Response[Any]:
    """Back to the page of the member, which shows what was done; or the page with the reason why it was not."""
    if outcome.accepted:
        return Redirect(f"{member_place(public_id)}?done={outcome.member_seq}", status_code=303)
    if outcome.status == "waiting":
        return Redirect(f"{member_place(public_id)}?done=waiting", status_code=303)
    names = names_of(await visit.desk.versions(), await visit.desk.now())
    lacking = lacking_unit(outcome, names, unit)
    problem = sentence_of(outcome, visit.look.language, lacking, "", visit.programme.zone)
    if outcome.reason is Reason.KEY_REUSED:
        problem = visit.look.language.say(
            "This form was sent before, with something else in it. See in the history what was done; what is still "
            "missing, send now."
        )
    return await shown(visit, public_id, status=409, problem=problem, fields=fields)


def amount_of(written: str, unit: Unit) -> int | None:
    """Scaled units above zero, written with a point or a comma before the decimals; None for anything else.

    What could be a thousand to one and a fraction to another reader (1,500) is none.
    """
    found = _WRITTEN.fullmatch(written.strip())
    if found is None or (len(found["decimals"] or "") == _THOUSANDS and int(found["whole"]) != 0):
        return None
    number = Decimal(f"{found['whole']}.{found['decimals'] or 0}")
    if not 0 < number <= _AMOUNT_MAX:
        return None
    scaled = number * unit.scale
    return int(scaled) if scaled == int(scaled) else None


def key_of(fields: dict[str, str]) -> str:
    """What makes the wish happen once, however often its form is sent; made with the form."""
    return f"console {fields.get('key', '')[:_KEY_MAX]}"
