"""Resume one rule or reward that was stopped."""

from __future__ import annotations

from datetime import datetime

from treue.engine.state import Node
from treue.processing.desk import Desk
from treue.usecases.programmes.switching import Switched, switch_node


async def resume_node(
    desk: Desk, node: Node, *, actor: str, starts_at: datetime | None = None, note: str = ""
) -> Switched:
    """Let the rule or reward work again for what occurs from now or from `starts_at` on; planned stops are off.

    What was decided stays: nothing is given later for what occurred while it was stopped. Refused with `not_stopped`;
    raises UnknownNode.
    """
    return await switch_node(desk, node, stops=False, effective_at=starts_at, actor=actor, note=note)
