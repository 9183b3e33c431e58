"""Redemptions: getting a reward, giving it back, issuing its code again, using it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Annotated, Any

import msgspec

from treue.access.scopes import Scope
from treue.api.calls import Answer, Example, call
from treue.api.problems import Stopped, refused
from treue.api.telling import tell, tell_wish
from treue.api.visits import Visit
from treue.domain.events import Spend
from treue.domain.reasons import Reason
from treue.domain.requests import RequestFault
from treue.forms.amounts import Amount, scaled
from treue.forms.events import Country
from treue.forms.faults import WrongInput
from treue.forms.members import Line
from treue.forms.outcomes import OutcomeShape
from treue.forms.plain_values import Text
from treue.forms.wallets import RedeemedShape, redeemed_shape
from treue.usecases.members.show import show
from treue.usecases.redemptions.cancel import cancel
from treue.usecases.redemptions.reissue import reissue
from treue.usecases.redemptions.use import look_up, use
from treue.usecases.units.spend import spend
from treue.words.sentences import sentence

TOPIC = "Redemptions"
MEMBER = {"member": "external:4711"}
NUMBER = {**MEMBER, "number": "5"}
REDEEMED_ANSWER = {
    "status": "decided",
    "sentence": "10 points for Coffee.",
    "member": "external:4711",
    "event": 5,
    "taken": {"points": "10"},
    "reward": "coffee",
    "gives": {"product": "coffee"},
    "code": "7K2M-9QXC-4TB1-R",
}


class RedemptionForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The reward that a member wants."""

    reward: Line
    price: Annotated[int, msgspec.Meta(ge=1, le=100, description="which of several ways to pay, from 1,")] = 1
    amount: Annotated[
        Amount | None, msgspec.Meta(description="how many units, where the member says it; else null")
    ] = None
    store: Text = ""
    channel: Text = ""
    partner: Text = ""
    country: Annotated[
        Country | None, msgspec.Meta(description="where it is had, like DE; without it the member's country")
    ] = None
    cause: Annotated[Text, msgspec.Meta(description="the id of the cause of a donation, one line")] = ""
    address: Annotated[Text, msgspec.Meta(description="where it is sent to, in one line")] = ""


class CancellingForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why staff gives it back; without a reason it is given back as the member may."""

    reason: Annotated[Line | None, msgspec.Meta(description="why, in one line of 1 to 200 characters,")] = None


class CodeForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody shows."""

    code: Annotated[Line, msgspec.Meta(description="a code as it is shown; capitals and hyphens do not matter,")]


class UsingForm(CodeForm, frozen=True, forbid_unknown_fields=True):
    """What somebody shows, and what becomes free by it, in the shop's words."""

    order: Text = ""
    line: Text = ""


class RedemptionsShape(msgspec.Struct, frozen=True):
    """Every reward that a member got, the oldest first."""

    redemptions: tuple[RedeemedShape, ...]


class CodeShape(msgspec.Struct, frozen=True):
    """What a code stands for."""

    reward: str
    gives: dict[str, Any]
    standing: Annotated[str, msgspec.Meta(description="`open`, `used`, `cancelled`, `over` or `replaced`.")]
    usable_until: datetime | None


@call(
    "POST",
    "/members/{member}/redemptions",
    Scope.REWARDS_REDEEM,
    topic=TOPIC,
    body=RedemptionForm,
    answer=OutcomeShape,
    status=201,
    needs_key=True,
    example=Example(path=MEMBER, body={"reward": "coffee"}, answer=REDEEMED_ANSWER),
)
async def redeem(visit: Visit) -> Answer:
    """Redeem a reward for a member's units.

    The `event` of the answer is the redemption's number. What is refused uses up no key.
    """
    form = visit.form(RedemptionForm)
    desk, now = visit.desk, await visit.desk.now()
    versions = await desk.versions()
    programme = (versions.at(now) or versions.first).programme
    wanted = programme.rewards.get(form.reward)
    unit = programme.units[wanted.unit] if wanted is not None else None
    amount = None
    if form.amount is not None:
        amount = scaled(form.amount, unit, "body: amount") if unit is not None else 0
        if amount < 0:
            raise WrongInput(sentence("a number above zero belongs here.", at="body: amount"))
    places = form.store, form.channel, form.partner, form.country or ""
    wish = Spend(form.reward, form.price - 1, amount, *places, form.cause, form.address)
    return await tell_wish(visit, partial(spend, wish=wish), lacking=unit)


@call(
    "GET",
    "/members/{member}/redemptions",
    Scope.MEMBERS_READ,
    topic=TOPIC,
    answer=RedemptionsShape,
    example=Example(
        path=MEMBER,
        answer={
            "redemptions": [
                {
                    "number": "5",
                    "reward": "coffee",
                    "redeemed_at": "2026-06-01T10:00:00Z",
                    "gives": {"product": "coffee"},
                    "standing": "open",
                    "usable_until": None,
                    "code": "7K2M-9QXC-4TB1-R",
                }
            ]
        },
    ),
)
async def list_redemptions(visit: Visit) -> Answer:
    """List every reward that a member got, and how each stands."""
    wallet = await show(visit.desk, visit.member(), history_max=0)
    return RedemptionsShape(tuple(redeemed_shape(row, wallet.now) for row in wallet.redemptions))


@call(
    "POST",
    "/members/{member}/redemptions/{number}/cancel",
    Scope.REWARDS_REDEEM,
    topic=TOPIC,
    body=CancellingForm,
    answer=OutcomeShape,
    needs_key=True,
    example=Example(
        path=NUMBER,
        body={"reason": "The mug was broken"},
        answer={**REDEEMED_ANSWER, "event": 6, "taken": {}, "given": {"points": "10"}, "code": None},
    ),
)
async def cancel_redemption(visit: Visit) -> Answer:
    """Give a reward back: its units return to the member, its piece to the stock, and its code is void.

    Without a reason it is given back as the member may, with one as staff may at any time.
    """
    wording = visit.form(CancellingForm).reason or ""
    return await tell_wish(visit, partial(cancel, name=number_named(visit), wording=wording))


@call(
    "POST",
    "/members/{member}/redemptions/{number}/reissue",
    Scope.REWARDS_REDEEM,
    topic=TOPIC,
    answer=OutcomeShape,
    needs_key=True,
    example=Example(path=NUMBER, answer={**REDEEMED_ANSWER, "event": 6, "taken": {}}),
)
async def reissue_redemption(visit: Visit) -> Answer:
    """Give a reward a new code. The old one is void, and nothing is paid again."""
    return await tell_wish(visit, partial(reissue, name=number_named(visit)))


@call(
    "POST",
    "/codes/check",
    Scope.REWARDS_REDEEM,
    topic=TOPIC,
    body=CodeForm,
    answer=CodeShape,
    example=Example(
        body={"code": "7K2M-9QXC-4TB1-R"},
        answer={"reward": "coffee", "gives": {"product": "coffee"}, "standing": "open", "usable_until": None},
    ),
)
async def check_code(visit: Visit) -> Answer:
    """Tell what a code stands for. This changes nothing."""
    shown = await look_up(visit.desk, visit.form(CodeForm).code)
    if shown is None:
        return refused(visit.language, Reason.UNKNOWN_CODE)
    redeemed = shown.redemption
    standing = redeemed.standing_at(shown.now) if shown.is_valid else "replaced"
    return CodeShape(redeemed.reward, dict(redeemed.gives), standing, redeemed.usable_until)


@call(
    "POST",
    "/codes/use",
    Scope.REWARDS_REDEEM,
    topic=TOPIC,
    body=UsingForm,
    answer=OutcomeShape,
    needs_key=True,
    example=Example(
        body={"code": "7K2M-9QXC-4TB1-R"}, answer={**REDEEMED_ANSWER, "event": 6, "taken": {}, "code": None}
    ),
)
async def use_code(visit: Visit) -> Answer:
    """Use a reward by its code: once, whoever shows it and however many at the same time."""
    form, key = visit.form(UsingForm), visit.needed_key
    outcome, _ = await use(visit.desk, form.code, actor=visit.actor, request_key=key, order=form.order, line=form.line)
    return await tell(visit, outcome)


def number_named(visit: Visit) -> str:
    """The number of a redemption as the path writes it. Raises Stopped."""
    number = visit.path["number"]
    if not all(part.isascii() and part.isdigit() and len(part) <= 9 for part in number.split(".")):
        raise Stopped(
            RequestFault.NOT_FOUND, sentence("Redemptions have numbers; the list of the member's names them.")
        )
    return number
