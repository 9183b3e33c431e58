"""Events: what tills and shops report, one at a time."""

from __future__ import annotations

from treue.access.scopes import Scope
from treue.api.calls import Answer, Example, call
from treue.api.telling import tell
from treue.api.visits import Visit
from treue.forms.facts import REPORTED, Report, read_report
from treue.forms.faults import WrongInput
from treue.forms.outcomes import OutcomeShape

PURCHASE_EXAMPLE = {
    "member": "external:4711",
    "source": "till",
    "external_id": "2026-000123",
    "event": "purchase",
    "occurred_at": "2026-06-01T12:00:00+02:00",
    "order": {
        "currency": "EUR",
        "channel": "till",
        "store": "harbour",
        "attributes": {"theme": "kitchen"},
        "lines": [
            {
                "sku": "coffee-1kg",
                "amount": 1890,
                "brand": "Nordlicht",
                "tags": ["organic"],
                "attributes": {"pv": "12.50", "is_gift": False, "delivered_on": "2026-06-03", "colours": ["red"]},
            }
        ],
    },
}
PURCHASE_ANSWER = {
    "status": "decided",
    "sentence": "18 points by rule base.",
    "member": "external:4711",
    "event": 2,
    "given": {"points": "18"},
    "shares": [{"rule": "base", "unit": "points", "given": "18", "wanted": "18", "reason": None}],
}


@call(
    "POST",
    "/events",
    Scope.EVENTS_WRITE,
    topic="Events",
    body=REPORTED,
    answer=OutcomeShape,
    example=Example(body=PURCHASE_EXAMPLE, answer=PURCHASE_ANSWER),
)
async def report_event(visit: Visit) -> Answer:
    """Report a purchase, a return, or an event that the programme declares.

    The `attributes` of an order and of its lines, and the `fields` of an event, are those that the programme declares,
    each of its type: a decimal number is written as a text like "12.50" or as a number, which is read exactly as it
    stands; money is a text like "3.98 EUR", a day a text like "2026-06-03", a list a list.

    It happens once for its `source` and `external_id`, or else for the `Idempotency-Key`. A refused fact is recorded
    without effect and answered as a problem.
    """
    report = await _read(visit)
    (outcome,) = await visit.desk.run([report.command(visit.actor)])
    return await tell(visit, outcome, member=report.named)


async def _read(visit: Visit) -> Report:
    value, key = visit.object(), visit.request_key
    lately = await visit.desk.versions_lately()
    try:
        return read_report(value, "body", lately, key)
    except WrongInput:
        # What was published a moment ago may know the event.
        versions = await visit.desk.versions()
        if versions is lately:
            raise
        return read_report(value, "body", versions, key)
