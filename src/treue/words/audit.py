"""The audit trail in words: what was done, and its details."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from treue.words.happenings import KINDS
from treue.words.languages import Language, mark, readable

ACTIONS: Mapping[str, str] = {
    "sign_in": mark("Signed in"),
    "sign_in_failed": mark("Sign-in failed"),
    "sign_out": mark("Signed out"),
    "staff_added": mark("Staff added"),
    "staff_roles": mark("Roles changed"),
    "staff_password": mark("Password set"),
    "staff_removed": mark("Staff removed"),
    "create_key": mark("API key created"),
    "revoke_key": mark("API key revoked"),
    "publish": mark("Version published"),
    "stop_node": mark("Rule or reward stopped"),
    "resume_node": mark("Rule or reward resumed"),
    "turn_clock": mark("Clock turned forward"),
    "close_period": mark("Books closed"),
    "retire": mark("Old data deleted"),
    "erase": mark("Member erased"),
    "replay_erasures": mark("Erasures replayed"),
    "decline": mark("Request declined"),
    "stock": mark("Stock booked"),
    "spend_note": mark("Note on a reward"),
    "webhook_added": mark("Webhook added"),
    "webhook_changed": mark("Webhook changed"),
    "webhook_removed": mark("Webhook removed"),
    "webhook_enabled": mark("Webhook enabled"),
    "webhook_disabled": mark("Webhook disabled"),
    "webhook_rotated": mark("New secret for a webhook"),
    "webhook_replayed": mark("Messages of a webhook delivered again"),
    "codes_guessed": mark("Many wrong codes or cards"),
    "settle": mark("What time brought"),
}
"""What staff and the system do besides events of members, which are called what they are called in histories."""

DETAILS: Mapping[str, str] = {
    "ahead_days": mark("days ahead"),
    "approved_by": mark("agreed to by"),
    "because": mark("because"),
    "before": mark("before"),
    "event": mark("event"),
    "former_until": mark("former secret until"),
    "from": mark("from"),
    "hours": mark("hours"),
    "kind": mark("kind"),
    "members": mark("members"),
    "messages": mark("messages"),
    "name": mark("name"),
    "node": mark("name"),
    "note": mark("note"),
    "quantity": mark("pieces"),
    "request": mark("request"),
    "request_key": mark("request key"),
    "requested_by": mark("asked for by"),
    "reward": mark("reward"),
    "role": mark("role"),
    "roles": mark("roles"),
    "scopes": mark("scopes"),
    "staff": mark("staff"),
    "to": mark("to"),
    "topics": mark("topics"),
    "url": mark("address"),
    "version": mark("version"),
    "waiting": mark("waiting"),
    "webhook": mark("webhook"),
    "wrong": mark("wrong ones"),
}
"""What the values of an entry are."""


_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d")


def action_in_words(language: Language, action: str) -> str:
    """What was done; an event of the programme's own is called by its id."""
    known = ACTIONS.get(action) or KINDS.get(action)
    return language.say(known) if known is not None else readable(action)


def detail_in_words(language: Language, detail: Mapping[str, Any], zone: ZoneInfo) -> str:
    """The details of an entry in one line; instants as the clocks of the zone have them."""
    return ", ".join(
        language.say("{what}: {value}", what=_what(language, key), value=_value(language, value, zone))
        for key, value in detail.items()
    )


def _what(language: Language, key: str) -> str:
    known = DETAILS.get(key)
    return language.say(known) if known is not None else readable(key)


def _value(language: Language, value: Any, zone: ZoneInfo) -> str:
    if isinstance(value, list):
        return ", ".join(_value(language, one, zone) for one in value)
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        return language.minute(datetime.fromisoformat(value), zone)
    return str(value)
