"""Pay-outs: the money that rewards became, for whoever pays it: what waits, what was paid, what cannot be."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

import msgspec

from treue.access.scopes import Scope
from treue.api.calls import Answer, Example, call
from treue.api.cursors import Cursor, PageLimit, event_cursor_of, event_place_of
from treue.api.redemptions import NUMBER, number_named
from treue.api.telling import tell_wish
from treue.api.visits import Visit
from treue.forms.faults import WrongInput
from treue.forms.members import Line
from treue.forms.outcomes import OutcomeShape
from treue.forms.payouts import PayoutShape, payout_shape
from treue.forms.plain_values import Text
from treue.store.payouts import FIRST
from treue.usecases.payouts.list_all import payouts
from treue.usecases.payouts.report import report_failed, report_paid
from treue.words.sentences import sentence

TOPIC = "Pay-outs"


class PayoutsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which pay-outs."""

    which: Annotated[Literal["waiting", "paid", "all"], msgspec.Meta(description="'waiting', 'paid' or 'all'")] = (
        "waiting"
    )
    limit: PageLimit = 50
    cursor: Cursor = None


class PayoutsShape(msgspec.Struct, frozen=True):
    """Pay-outs, the oldest first, and where the next page begins."""

    payouts: tuple[PayoutShape, ...]
    next: str | None


class PayoutForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What became of a pay-out."""

    state: Annotated[Literal["paid", "failed"], msgspec.Meta(description="'paid' or 'failed'")]
    reference: Annotated[Text, msgspec.Meta(description="what names the payment, in one line")] = ""
    reason: Annotated[
        Line | None, msgspec.Meta(description="why it cannot be paid, in one line; the member reads it,")
    ] = None


@call(
    "GET",
    "/payouts",
    Scope.PAYOUTS_REPORT,
    topic=TOPIC,
    query=PayoutsQuery,
    answer=PayoutsShape,
    example=Example(
        query={"which": "waiting"},
        answer={
            "payouts": [
                {
                    "member": "m_4Q8K2M7YB0C1D",
                    "number": "5",
                    "reward": "cash",
                    "at": "2026-06-01T10:00:00Z",
                    "amount": [250, "EUR"],
                    "paid": False,
                    "reference": None,
                }
            ],
            "next": None,
        },
    ),
)
async def list_payouts(visit: Visit) -> Answer:
    """List the money that members are to be paid, the oldest first."""
    query = visit.query(PayoutsQuery)
    after = FIRST if query.cursor is None else event_place_of(query.cursor)
    found = await payouts(visit.desk, query.which, after=after, limit=query.limit)
    following = event_cursor_of(found[-1].place) if len(found) == query.limit else None
    return PayoutsShape(tuple(payout_shape(row) for row in found), following)


@call(
    "POST",
    "/members/{member}/redemptions/{number}/payout",
    Scope.PAYOUTS_REPORT,
    topic=TOPIC,
    body=PayoutForm,
    answer=OutcomeShape,
    needs_key=True,
    example=Example(
        path=NUMBER,
        body={"state": "paid", "reference": "SEPA 2026-06-02/17"},
        answer={"status": "decided", "sentence": "Cash used.", "member": "external:4711", "event": 6, "reward": "cash"},
    ),
)
async def report_payout(visit: Visit) -> Answer:
    """Report that a pay-out was paid, best with the reference of the payment, or that it failed.

    What failed is given back: the units return to the member, who reads the `reason` and may ask for it again. Report
    `paid` when the money is there, since nothing can be given back after that. Refused with `already_used`,
    `already_cancelled`, and `unknown_redemption` where the reward is no money.
    """
    form, number = visit.form(PayoutForm), number_named(visit)
    if (form.state == "failed") != (form.reason is not None):
        raise WrongInput(sentence("say why where it failed, and only there.", at="body: reason"))
    if form.reason is not None and form.reference:
        said = sentence("this belongs to what was paid; name the payment in the reason.", at="body: reference")
        raise WrongInput(said)
    if form.reason is not None:
        return await tell_wish(visit, partial(report_failed, name=number, reason=form.reason))
    return await tell_wish(visit, partial(report_paid, name=number, reference=form.reference))
