"""What needs a person: requests that wait for a second one, what could not be decided, returns without their order,
webhooks that nothing reaches, and who seems to guess codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from treue.access.scopes import Scope
from treue.delivery.webhooks.names import name_of
from treue.domain.orders import OrderReference
from treue.forms.names import names_of
from treue.forms.outcomes import lacking_unit, sentence_of
from treue.programme.records import Unit
from treue.store.approvals import WaitingRow
from treue.store.webhooks import Troubled
from treue.usecases.approvals.approve import approve
from treue.usecases.approvals.decline import decline
from treue.usecases.overview.show import glance
from treue.web.look import AnyRequest
from treue.web.told import kind_told, member_place, moment
from treue.web.visits import Visit, visit_of
from treue.words.history import Names
from treue.words.languages import Language
from treue.words.units import amount_in_words
from treue.words.webhooks import BECAUSE


@dataclass(frozen=True, slots=True)
class Request:
    """One request; who asked for it cannot agree to it."""

    id: int
    what: str
    wording: str
    asked_by: str
    asked_at: str
    is_own: bool
    member: str
    member_place: str


@get("/requests", include_in_schema=False)
async def requests_page(request: AnyRequest) -> Response[Any]:
    """The list."""
    return await _page(await visit_of(request, Scope.REQUESTS_DECIDE))


@post("/requests/{number:int}/{answer:str}", include_in_schema=False)
async def answer_request(request: AnyRequest, number: FromPath[int], answer: FromPath[str]) -> Response[Any]:
    """A second person agrees, or somebody declines."""
    visit = await visit_of(request, Scope.REQUESTS_DECIDE)
    await visit.form()
    say = visit.look.language.say
    if answer == "decline":
        if not await decline(visit.desk, number, actor=visit.session.name):
            return await _page(visit, 409, say("This request does not wait any more."))
        return Redirect("/requests?done=declined", status_code=303)
    outcome = await approve(visit.desk, number, actor=visit.session.name)
    if outcome.accepted:
        return Redirect("/requests?done=agreed", status_code=303)
    names = names_of(await visit.desk.versions(), await visit.desk.now())
    problem = sentence_of(outcome, visit.look.language, lacking_unit(outcome, names), "", visit.programme.zone)
    return await _page(visit, 409, problem)


def request_of(visit: Visit, names: Names, row: WaitingRow) -> Request:
    """What is asked for, in words."""
    event = row.command["event"]
    unit = names.units.get(event.get("unit", ""))
    what = kind_told(visit, row.command["kind"])
    if unit is not None:
        what = _adjustment(visit.look.language, unit, event["amount"])
    may_see = visit.session.may(Scope.MEMBERS_READ)
    return Request(
        row.approval_id,
        what,
        event.get("wording") or event.get("note") or "",
        row.requested_by,
        moment(visit, row.recorded_at),
        row.requested_by == visit.session.name,
        row.public_id or "",
        member_place(row.public_id) if row.public_id and may_see else "",
    )


def _adjustment(words: Language, unit: Unit, amount: int) -> str:
    told = amount_in_words(words, unit, abs(amount))
    return words.say("Give {amount}", amount=told) if amount > 0 else words.say("Take {amount}", amount=told)


def order_told(order: OrderReference) -> str:
    """How the order is named that nobody knows yet."""
    receipt = order.receipt
    if receipt is None:
        return f"{order.source} {order.external_id}"
    return f"{receipt.store} / {receipt.till} / {receipt.number} / {receipt.business_date}"


def trouble_told(visit: Visit, webhook: Troubled) -> tuple[str, str, str, str]:
    """(webhook, host, how it stands, what is to be done); the rest of the address may hold a secret of the receiver."""
    words, name = visit.look.language, name_of(webhook.subscription_id)
    told = [words.say(BECAUSE[webhook.disabled_because])] if webhook.disabled_because is not None else []
    if webhook.dead:
        number = words.number(webhook.dead)
        told.append(words.count("{number} message given up", "{number} messages given up", webhook.dead, number=number))
    verb = "replay" if webhook.disabled_because is None else "enable"
    command = f"treue webhook {verb} {visit.desk.key} {name}"
    return name, urlsplit(webhook.url).hostname or "", "; ".join(told), command


async def _page(visit: Visit, status: int = 200, problem: str = "") -> Response[Any]:
    seen = await glance(visit.desk)
    names = names_of(await visit.desk.versions(), seen.now)
    return visit.page(
        "requests.html",
        status=status,
        problem=problem,
        done=visit.request.query_params.get("done", ""),
        requests=[request_of(visit, names, row) for row in seen.requests],
        parked=[(moment(visit, row.recorded_at), row.actor, row.fault, row.parked_id) for row in seen.parked],
        webhooks=[trouble_told(visit, one) for one in seen.webhooks],
        guesses=[
            (moment(visit, row.recorded_at), row.actor, visit.look.language.number(row.wrong)) for row in seen.guesses
        ],
        returns=[(moment(visit, one.reported_at), one.actor, order_told(one.event.order)) for one in seen.returns],
    )
