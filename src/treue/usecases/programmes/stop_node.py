"""Stop one rule or reward that goes wrong, without a new version."""

from __future__ import annotations

from datetime import datetime

from treue.engine.state import Node
from treue.processing.desk import Desk
from treue.usecases.programmes.switching import Switched, switch_node


async def stop_node(
    desk: Desk, node: Node, *, actor: str, starts_at: datetime | None = None, note: str = ""
) -> Switched:
    """Let the rule give nothing, or the reward not be bought, for what occurs from now or from `starts_at` on.

    What was decided stays. A start in the past concerns only facts that are reported from now on. Refused with
    `already_stopped`; raises UnknownNode.
    """
    return await switch_node(desk, node, stops=True, effective_at=starts_at, actor=actor, note=note)
