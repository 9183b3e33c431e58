"""What is kept of a return: in its figures for ever, and in its read-set; and back.

The figures of the last return of an order say everything the next one has to know of those before it, besides what each
of them counted, so they suffice where the payloads are retired.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from treue.domain.reasons import Reason
from treue.engine.decision import Decision
from treue.engine.returning.keeping import LineTotals, Totals
from treue.engine.returning.reckoned import Bought, Entitled, Reckoning
from treue.engine.returning.standing import OrderStanding
from treue.engine.tallies import Count
from treue.processing.fields import plain_decimal


def returned_figures(decision: Decision, returned: Reckoning) -> dict[str, Any]:
    """The figures that only a return has (see `figures`)."""
    figures: dict[str, Any] = {"order": returned.order, **_stored_totals(returned.totals, returned.bought)}
    if returned.entitled:
        figures["entitled"] = [[one.rule, one.unit, one.before, one.after] for one in returned.entitled]
    if decision.expired:
        figures["expired"] = [list(one) for one in decision.expired]
    if decision.forgiven:
        figures["forgiven"] = [list(one) for one in decision.forgiven]
    if returned.unmade:
        figures["unmade"] = True
    if returned.owner is not None:
        figures["owner"] = returned.owner
    return figures


def followed_in_figures(standing: OrderStanding, seq: int, day: date, figures: Mapping[str, Any]) -> OrderStanding:
    """The order after return `seq` with these figures, which came back on the local day."""
    used, forgiven, entitled = dict(standing.used_expired), dict(standing.forgiven), dict(standing.entitled)
    for unit, amount in figures.get("expired", ()):
        used[unit] = used.get(unit, 0) + amount
    for rule, unit, amount in figures.get("forgiven", ()):
        forgiven[rule, unit] = forgiven.get((rule, unit), 0) + amount
    for rule, unit, _, after in figures.get("entitled", ()):
        entitled[rule, unit] = after
    return replace(
        standing,
        totals=totals_in(figures),
        entitled=entitled,
        uncounted=(*standing.uncounted, *counts_in(figures, day)),
        used_expired=used,
        forgiven=forgiven,
        given_back=(*standing.given_back, seq) if "lots" in figures and "owner" not in figures else standing.given_back,
        is_unmade=standing.is_unmade or figures.get("unmade", False),
        bought={**standing.bought, **_restored_bought(figures)},
    )


def counts_in(figures: Mapping[str, Any], day: date) -> tuple[Count, ...]:
    """What an event counted; `day` is its local day."""
    return tuple(_count(counted, day) for counted in figures.get("counts", ()))


def totals_in(kept: Mapping[str, Any]) -> Totals:
    """What came back of an order with the last return, whose figures or reckoning it is."""
    lines = {
        line - 1: LineTotals(Decimal(quantity), Decimal(unpriced), amount)
        for line, quantity, unpriced, amount, _, _ in kept.get("lines", ())
    }
    return Totals(lines, kept.get("amount", 0), kept.get("whole", False), kept.get("money", 0))


def stored_reckoning(found: Reckoning) -> dict[str, Any]:
    """The reckoning as JSON can carry it, without what has its default."""
    kept: dict[str, Any] = {
        "order": found.order,
        "refused": found.refused and found.refused.value,
        **({} if found.refused else _stored_totals(found.totals, found.bought)),
        "paid": found.paid,
        "entitled": [
            [one.rule, one.unit, one.before, one.after, one.lot, *map(_instant, (one.available_at, one.expires_at))]
            for one in found.entitled
        ],
        "counts": [[count.name, count.amount, count.day.isoformat(), count.value] for count in found.counts],
        "budgets": [list(use) for use in found.budget_uses],
        "expired": [list(one) for one in found.expired],
        "forgiven": [list(one) for one in found.forgiven],
        "given_back": list(found.given_back),
        "unmade": found.unmade,
        "owner": found.owner,
        "by_proportion": found.by_proportion,
        "ungranted": list(found.ungranted),
    }
    return {name: value for name, value in kept.items() if value is not None and value is not False and value != []}


def restored_reckoning(kept: Mapping[str, Any]) -> Reckoning:
    """The reckoning whose stored form it is."""
    return Reckoning(
        kept["order"],
        Reason(kept["refused"]) if "refused" in kept else None,
        totals_in(kept),
        _restored_bought(kept),
        kept.get("paid"),
        tuple(
            Entitled(rule, unit, before, after, lot, datetime.fromisoformat(start), end and datetime.fromisoformat(end))
            for rule, unit, before, after, lot, start, end in kept.get("entitled", ())
        ),
        tuple(_count(counted, date.min) for counted in kept.get("counts", ())),
        tuple((source, unit, window, amount) for source, unit, window, amount in kept.get("budgets", ())),
        tuple((unit, amount) for unit, amount in kept.get("expired", ())),
        tuple((rule, unit, amount) for rule, unit, amount in kept.get("forgiven", ())),
        tuple(kept.get("given_back", ())),
        kept.get("unmade", False),
        kept.get("owner"),
        kept.get("by_proportion", False),
        tuple(kept.get("ungranted", ())),
    )


def _stored_totals(totals: Totals, bought: Mapping[int, Bought]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    if totals.lines:
        kept["lines"] = [
            [
                no + 1,
                plain_decimal(line.quantity),
                plain_decimal(line.unpriced),
                line.amount,
                bought[no].quantity,
                bought[no].paid,
            ]
            for no, line in sorted(totals.lines.items())
        ]
    if totals.amount:
        kept["amount"] = totals.amount
    if totals.whole:
        kept["whole"] = True
    return {**kept, "money": totals.money}


def _restored_bought(kept: Mapping[str, Any]) -> dict[int, Bought]:
    return {line - 1: Bought(quantity, paid) for line, _, _, _, quantity, paid in kept.get("lines", ())}


def _count(counted: Iterable[Any], day: date) -> Count:
    name, amount, *rest = counted
    return Count(name, date.fromisoformat(rest[0]) if rest else day, amount, rest[1] if len(rest) > 1 else "")


def _instant(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()
