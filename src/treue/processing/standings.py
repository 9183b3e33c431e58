"""Orders that returns are about, put together from what is kept of them; and the returns that wait for theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from treue.domain.events import Return
from treue.domain.instants import Period, after, local_day
from treue.domain.windows import days_of, label
from treue.engine.returning.standing import RETURN, Booked, OrderStanding
from treue.processing.commands import Command, MemberReference, Settle
from treue.processing.fingerprint import Prepared, order_key_of
from treue.processing.readset import restored
from treue.processing.replay import event_of, order_of
from treue.processing.returned import counts_in, followed_in_figures
from treue.processing.versions import Versions
from treue.programme.records import PURCHASE
from treue.store.reading import BudgetWindow
from treue.store.returns import OrderAt, OrderId, OrderRow, WaitingRow


def order_keys_of(items: Iterable[Command | Settle]) -> set[bytes]:
    """The keys of the orders that returns among the items are about."""
    return {order_key_of(item.event) for item in items if isinstance(item, Command) and isinstance(item.event, Return)}


def budgets_of(versions: Versions, orders: Iterable[OrderAt]) -> Iterable[BudgetWindow]:
    """The windows of the budgets that the orders may have been given from: what is given back goes there (R6.6)."""
    for order in orders:
        for source, unit, limit in versions.numbered(order.version).programme.budgets_by_event.get(PURCHASE, ()):
            days = days_of(limit.window, order.local_day, None) or (date.min, date.max)
            yield BudgetWindow(source, unit, label(limit.window, order.local_day), *days)


def returning_members(
    items: Sequence[Command | Settle],
    orders: Mapping[bytes, OrderAt],
    waiting: Sequence[WaitingRow],
    members: Iterable[int],
) -> set[int]:
    """The members from whom a return of this batch may take units."""
    keys = order_keys_of(items)
    if waiting or any(key not in orders for key in keys):
        # The order may be in this batch, whoever it belongs to.
        return set(members)
    return {orders[key].holder for key in keys}


def looked_back_by_returns(
    items: Sequence[Command | Settle],
    orders: Mapping[bytes, OrderAt],
    waiting: Sequence[WaitingRow],
    members: Iterable[int],
    versions: Versions,
) -> dict[int, date]:
    """Member -> the first local day that returns look at: the earliest on which a level could be won that falls with
    them (R6.5)."""
    instants = [
        item.event.occurred_at for item in items if isinstance(item, Command) and isinstance(item.event, Return)
    ]
    instants += [datetime.fromisoformat(row.body["occurred_at"]) for row in waiting]
    programmes = [version.programme for version in versions if version.programme.ladders]
    first = min(
        (
            local_day(after(instant, Period(-window.count, window.unit), programme.zone), programme.zone)
            for instant in instants
            for programme in programmes
            for window in (programme.return_window,)
        ),
        default=None,
    )
    return {} if first is None else dict.fromkeys(returning_members(items, orders, waiting, members), first)


def standing_from(versions: Versions, seq: int, row: OrderRow) -> OrderStanding:
    """The order as it stands after everything that came back of it so far."""
    figures = row.figures
    version = versions.numbered(row.version)
    standing = OrderStanding(
        seq,
        row.kind,
        row.occurred_at,
        version.programme,
        row.refused is not None,
        order_of(row.body["order"]) if row.kind == PURCHASE and row.body is not None else None,
        restored(row.read_set) if row.read_set is not None else None,
        figures.get("paid"),
        tuple(
            Booked(rule, unit, amount, lot, datetime.fromisoformat(start), end and datetime.fromisoformat(end))
            for rule, unit, amount, lot, start, end in row.earned
        ),
        tuple((share[0], share[1], share[2]) for share in figures.get("shares", ())),
        counts_in(figures, row.local_day),
        row.expired,
        later=tuple(versions.counting_later(version)),
    )
    for earlier in row.returns:
        standing = followed_in_figures(standing, *earlier)
    return standing


def standings_from(versions: Versions, rows: Mapping[OrderId, OrderRow]) -> dict[OrderId, OrderStanding]:
    """All of them, by member and number."""
    return {(member_id, seq): standing_from(versions, seq, row) for (member_id, seq), row in rows.items()}


def prepared_from(row: WaitingRow, body: str) -> Prepared:
    """The command that waits; `body` is its stored form as text. It was checked when it came."""
    event = event_of(RETURN, row.body)
    command = Command(MemberReference("order", ""), event, row.actor, request_key=str(row.waiting_id))
    return Prepared(command, body, row.content_hash, tuple(zip(row.key_kinds, row.key_hashes, strict=True)))
