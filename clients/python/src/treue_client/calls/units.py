"""What units do: rewards and their codes, adjustments and what waits for a second person, gifts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from treue_client.answers import Code, Outcome, Redemption, Request, Reward
from treue_client.asking import Ask, json_content, keyed, nothing, path_of, reading, reading_several
from treue_client.calls.outcomes import outcome


def rewards() -> Ask[tuple[Reward, ...]]:
    """The rewards of the programme as it is now, with prices and stock."""
    return Ask("GET", "/rewards", reading_several(Reward, "rewards"), once=True)


def redeem(
    member: str,
    reward: str,
    *,
    price: int = 1,
    amount: Decimal | int | None = None,
    store: str = "",
    channel: str = "",
    partner: str = "",
    country: str | None = None,
    cause: str = "",
    address: str = "",
    key: str | None = None,
) -> Ask[Outcome]:
    """Redeem a reward for a member's units; the `event` of the outcome is the redemption's number.

    `cause` is where a donation goes to, `address` where a parcel goes to, each in one line.
    Raises InsufficientUnits, OutOfStock, LimitReached and other Refused.
    """
    body = {
        "reward": reward,
        "price": price,
        "amount": None if amount is None else str(amount),
        "store": store,
        "channel": channel,
        "partner": partner,
        "country": country,
        "cause": cause,
        "address": address,
    }
    return _wish(("members", member, "redemptions"), key, body)


def redemptions(member: str) -> Ask[tuple[Redemption, ...]]:
    """Every reward that a member got, and how each stands."""
    return Ask("GET", path_of("members", member, "redemptions"), reading_several(Redemption, "redemptions"), once=True)


def cancel(member: str, number: str, *, reason: str | None = None, key: str | None = None) -> Ask[Outcome]:
    """Give a reward back: without a reason as the member may, with one as staff may at any time."""
    body = {} if reason is None else {"reason": reason}
    return _wish(("members", member, "redemptions", number, "cancel"), key, body)


def reissue(member: str, number: str, *, key: str | None = None) -> Ask[Outcome]:
    """Give a reward a new code; the old one is void."""
    return _wish(("members", member, "redemptions", number, "reissue"), key)


def check_code(code: str) -> Ask[Code]:
    """What a code stands for; this changes nothing. Raises UnknownCode."""
    return Ask("POST", "/codes/check", reading(Code), once=True, content=json_content({"code": code}))


def use_code(code: str, *, key: str | None = None) -> Ask[Outcome]:
    """Use a reward by its code, once. Raises UnknownCode, AlreadyUsed and other Refused."""
    return _wish(("codes", "use"), key, {"code": code})


def adjust(
    member: str, unit: str, amount: Decimal | int, reason: str, *, allow_debt: bool = False, key: str | None = None
) -> Ask[Outcome]:
    """Give a member units, or take some where the amount is below zero, and say why.

    Above the document's limit the outcome is `waiting` for a second person.
    """
    body = {"unit": unit, "amount": str(amount), "reason": reason, "allow_debt": allow_debt}
    return _wish(("members", member, "adjustments"), key, body)


def requests() -> Ask[tuple[Request, ...]]:
    """What waits for a second person to agree, the oldest first."""
    return Ask("GET", "/approvals", reading_several(Request, "requests"), once=True)


def approve(request: str) -> Ask[Outcome]:
    """Agree to what somebody else asked for. Agreeing again answers what was decided."""
    return Ask("POST", path_of("approvals", request, "approve"), outcome, once=True)


def decline(request: str) -> Ask[None]:
    """Decline a request, or take one's own back. Nothing is booked."""
    return Ask("POST", path_of("approvals", request, "decline"), nothing, once=False)


def give(member: str, to: str, unit: str, amount: Decimal | int, *, key: str | None = None) -> Ask[Outcome]:
    """Give units of a member to another member."""
    return _wish(("members", member, "gifts"), key, {"to": to, "unit": unit, "amount": str(amount)})


def _wish(path: tuple[str, ...], key: str | None, body: dict[str, Any] | None = None) -> Ask[Outcome]:
    content = None if body is None else json_content(body)
    return Ask("POST", path_of(*path), outcome, once=True, content=content, headers=keyed(key))
