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
    "tallies": mark("what was counted for each member"),
    "levels": mark("levels and since when"),
    "overdrawn_budgets": mark("budgets that gave too much"),
    "stock": mark("stock of rewards"),
    "redemptions": mark("rewards bought"),
    "redemption_standings": mark("what became of rewards"),
    "given_back": mark("what cancelled rewards gave back"),
    "codes": mark("codes of rewards"),
    "returns": mark("what came back against what was bought"),
    "keys_without_event": mark("keys without an event"),
    "events_without_key": mark("events without a key"),
    "audit": mark("the audit trail"),
    "closed_periods": mark("closed periods"),
    "replayable": mark("what decisions were made from"),
    "standings": mark("who left and who was merged"),
    "belongings": mark("households"),
    "counterparts": mark("events of two members that belong together"),
    "moved": mark("what went from one member to another"),
    "calendar": mark("what the calendar will bring"),
}

NOT_REPLAYABLE: Mapping[str, str] = {
    "erased": mark("not replayable: erased"),
    "retired": mark("not replayable: retired"),
    "semantics": mark("not replayable: decided by semantics that no longer run"),
    "not_by_rules": mark("refused before any rule was asked"),
}
"""Why a decision is not made again, which is no fault."""
