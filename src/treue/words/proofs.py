"""What each check of `treue verify` looks at, in words."""

from __future__ import annotations

from collections.abc import Mapping

from treue.words.languages import mark

CHECKS: Mapping[str, str] = {
    "events": mark("events numbered without a gap, in order of time"),
    "members": mark("the last event of each member"),
    "stray_transfers": mark("transfers without an event"),
    "lot_uses": mark("what was taken from lots"),
    "balances": mark("balances"),
    "lots": mark("open lots"),
    "holdings": mark("balances against open lots"),
    "figures": mark("what was answered against what was booked"),
    "dues": mark("what time will bring"),
    "budgets": mark("use of budgets"),
    "overdrawn_budgets": mark("budgets that gave too much"),
    "stock": mark("stock of rewards"),
    "redemptions": mark("rewards bought"),
    "returns": mark("what came back against what was bought"),
    "keys_without_event": mark("keys without an event"),
    "events_without_key": mark("events without a key"),
    "audit": mark("the audit trail"),
}
