"""The body of a message: thin JSON of ids and of the figures of one decision, never anything about the person.

What an event is told with is read from the event itself, so the body is the same at every attempt. Amounts of units are
exact and written as text, as in every answer of the API; instants are ISO 8601 in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec

from treue.processing.news import Topic
from treue.processing.versions import Versions
from treue.programme.records import LEVEL_REACHED
from treue.store.webhooks import Taken, Told
from treue.words.units import plain_amount

_encode = msgspec.json.Encoder().encode
WALLET = ("given", "taken", "debt")


def decimals_of(versions: Versions) -> dict[str, int]:
    """Unit -> its decimals, over all versions: an id keeps its meaning."""
    return {unit.id: unit.decimals for version in versions for unit in version.programme.units.values()}


def event_body(programme: str, taken: Taken, told: Told, member: str, decimals: Mapping[str, int]) -> bytes:
    """The body of a message about an event of the member, by his public id."""
    data = {
        "programme": programme,
        "member": member,
        "event": taken.member_seq,
        "kind": told.kind,
        **_of_topic(taken, told, decimals),
    }
    return _body(taken.topic, told.decided_at, data)


def notice_body(programme: str, taken: Taken, detail: Mapping[str, Any], decimals: Mapping[str, int]) -> bytes:
    """The body of a message that no event brought: its detail says everything."""
    data: dict[str, Any] = {"programme": programme, "member": detail["member"]}
    if taken.topic == Topic.EXPIRY_AHEAD:
        data |= {
            "event": taken.member_seq,
            "unit": detail["unit"],
            "amount": plain_amount(detail["amount"], decimals.get(detail["unit"], 0)),
            "expires_at": _instant(datetime.fromisoformat(detail["expires_at"])),
        }
    return _body(taken.topic, datetime.fromisoformat(detail["at"]), data)


def trial_body(programme: str, now: datetime) -> bytes:
    """The body of a message that only tries the way."""
    return _body("webhook.test", now, {"programme": programme})


def _of_topic(taken: Taken, told: Told, decimals: Mapping[str, int]) -> dict[str, Any]:
    figures = told.figures
    match taken.topic:
        case Topic.LEVEL_CHANGED:
            fields = (told.body or {}).get("fields", {})
            return {
                "change": "reached" if told.kind == LEVEL_REACHED else "lost",
                **{name: fields[name] for name in ("ladder", "level") if name in fields},
            }
        case Topic.REDEMPTION_MADE:
            until = figures.get("usable_until")
            adapter = figures.get("gives", {}).get("delivery", {}).get("adapter")
            return {
                "redemption": taken.member_seq,
                "reward": figures.get("reward"),
                "standing": "open",
                "usable_until": None if until is None else _instant(datetime.fromisoformat(until)),
                **({} if adapter is None else {"adapter": adapter}),
            }
        case Topic.REDEMPTION_CHANGED:
            redemption, standing, _ = figures.get("redemption", (None, None, None))
            return {"redemption": redemption, "reward": figures.get("reward"), "standing": standing}
        case Topic.BALANCE_CHANGED:
            return _wallet(figures, decimals)
    return {
        "occurred_at": _instant(told.occurred_at),
        "version": told.version,
        "refused": told.refused,
        **_wallet(figures, decimals),
        "shares": [_share(share, decimals) for share in figures.get("shares", ())],
    }


def _wallet(figures: Mapping[str, Any], decimals: Mapping[str, int]) -> dict[str, dict[str, Decimal]]:
    """What the decision did to the wallet: units that entered, left, and the change of what is owed."""
    return {
        name: {unit: plain_amount(amount, decimals.get(unit, 0)) for unit, amount in figures.get(name, {}).items()}
        for name in WALLET
    }


def _share(share: list[Any], decimals: Mapping[str, int]) -> dict[str, Any]:
    rule, unit, given, *cut = share
    places = decimals.get(unit, 0)
    told = {"rule": rule, "unit": unit, "given": plain_amount(given, places)}
    return told if not cut else {**told, "wanted": plain_amount(cut[0], places), "cut": cut[1]}


def _body(topic: str, instant: datetime, data: Mapping[str, Any]) -> bytes:
    return _encode({"type": topic, "timestamp": _instant(instant), "data": data})


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
