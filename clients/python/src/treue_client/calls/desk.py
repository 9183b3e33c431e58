"""What staff does for members: households, levels, days, merging, seats, parcels, stock, and a sandbox's clock."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from treue_client.answers import Clock, Delivery, Outcome, Stock
from treue_client.asking import Ask, Page, json_content, keyed, page_of, path_of, reading
from treue_client.calls.outcomes import outcome


def found_household(member: str, *, key: str | None = None) -> Ask[Outcome]:
    """A member founds a household and is its head."""
    return _wish("POST", ("members", member, "household"), key)


def add_to_household(member: str, newcomer: str, *, key: str | None = None) -> Ask[Outcome]:
    """Somebody enters the household of a member."""
    return _wish("POST", ("members", member, "household", "members"), key, {"member": newcomer})


def leave_household(member: str, *, key: str | None = None) -> Ask[Outcome]:
    """A member leaves his household with the unspent units he contributed."""
    return _wish("POST", ("members", member, "household", "leave"), key)


def name_household_head(member: str, *, key: str | None = None) -> Ask[Outcome]:
    """A member becomes the head of his household."""
    return _wish("POST", ("members", member, "household", "head"), key)


def share_purchases(member: str, *, shared: bool = True, key: str | None = None) -> Ask[Outcome]:
    """A member agrees that his household sees what he buys, or takes that back."""
    return _wish("PUT", ("members", member, "household", "sharing"), key, {"shared": shared})


def set_level(
    member: str,
    ladder: str,
    level: str,
    reason: str,
    *,
    way: str = "staff",
    until: date | str | None = None,
    key: str | None = None,
) -> Ask[Outcome]:
    """A level below which the member does not fall: by `staff`, `invitation` or `status_match`, to the end of a day."""
    body = {"level": level, "reason": reason, "way": way, **({} if until is None else {"until": str(until)})}
    return _wish("PUT", ("members", member, "levels", ladder), key, body)


def choose_day(member: str, right: str, *, day: date | str | None = None, key: str | None = None) -> Ask[Outcome]:
    """The day on which a member uses a counted right; today without one."""
    return _wish("POST", ("members", member, "days"), key, {"right": right, "day": None if day is None else str(day)})


def merge(member: str, merged: str, *, key: str | None = None) -> Ask[Outcome]:
    """Another account of the same person becomes part of this one."""
    return _wish("POST", ("members", member, "merges"), key, {"merged": merged})


def wait_for_seat(member: str, reward: str, *, waits: bool = True, key: str | None = None) -> Ask[Outcome]:
    """A member waits for a seat of a reward that is sold out, or gives up his place."""
    return _wish("POST", ("members", member, "seats"), key, {"reward": reward, "waits": waits})


def report_delivery(member: str, number: str, state: str, *, key: str | None = None) -> Ask[Outcome]:
    """A reward was `sent`, or `arrived`."""
    return _wish("POST", ("members", member, "redemptions", number, "delivery"), key, {"state": state})


def deliveries(*, adapter: str | None = None, arrived: bool = False, page: int = 200) -> Ask[Page[Delivery]]:
    """Rewards that are to be sent or on their way, oldest first, read page by page; with `arrived` all of them."""
    wanted = {} if adapter is None else {"adapter": adapter}
    query = {**wanted, "arrived": "true" if arrived else "false", "limit": str(page)}
    return page_of("/deliveries", Delivery, "deliveries", query)


def bring_in(
    member: str,
    source: str,
    external_id: str,
    unit: str,
    amount: Decimal | int | str,
    earned_on: date | str,
    *,
    expires_on: date | str | None = None,
    note: str = "",
) -> Ask[Outcome]:
    """What a member had of a unit in another system; once, by `source` and `external_id`."""
    body = {
        "source": source,
        "external_id": external_id,
        "unit": unit,
        "amount": str(amount),
        "earned_on": str(earned_on),
        "expires_on": None if expires_on is None else str(expires_on),
        "note": note,
    }
    path = path_of("members", member, "opening-balances")
    return Ask("POST", path, outcome, once=True, content=json_content(body))


def receive_pieces(reward: str, pieces: int, *, note: str = "") -> Ask[Stock]:
    """Pieces of a reward that came in; sent twice they are booked twice, so it is not sent again by itself."""
    body = {"pieces": pieces, "note": note}
    return Ask("POST", path_of("rewards", reward, "stock"), reading(Stock), once=False, content=json_content(body))


def turn_clock(now: datetime | str) -> Ask[Clock]:
    """What a sandbox calls now from then on; everything due until then is decided."""
    body = {"now": now if isinstance(now, str) else now.isoformat()}
    return Ask("PUT", "/programme/clock", reading(Clock), once=True, content=json_content(body))


def _wish(method: str, path: tuple[str, ...], key: str | None, body: dict[str, Any] | None = None) -> Ask[Outcome]:
    content = None if body is None else json_content(body)
    return Ask(method, path_of(*path), outcome, once=True, content=content, headers=keyed(key))
