"""What stopping and resuming have in common: the node is known, the switch changes something, and it is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from psycopg.types.json import Jsonb

from treue.domain.reasons import Reason
from treue.engine.state import REWARD, RULE, Node
from treue.processing.clock import wall_now
from treue.processing.desk import Desk
from treue.processing.stops import Switch, load_stops
from treue.rules.problems import did_you_mean
from treue.store.audits import insert_audit
from treue.store.programmes import find_programme, lock_for_publishing
from treue.store.stoppages import insert_switch
from treue.words.sentences import sentence

KINDS = (RULE, REWARD)


class UnknownNode(Exception):
    """No version of the programme has such a rule or reward; the sentence names those there are."""


@dataclass(frozen=True, slots=True)
class Switched:
    """A switch, and why it was refused where it was."""

    switch: Switch
    refused: Reason | None = None


async def switch_node(
    desk: Desk, node: Node, *, stops: bool, effective_at: datetime | None, actor: str, note: str
) -> Switched:
    """Record that the node is stopped or resumed, now or from an instant on.

    Waits for the batches that are being decided; every later one sees it. Raises UnknownNode.
    """
    _require_known(desk.key, node, (await desk.versions()).nodes())
    async with desk.pool.connection() as connection, connection.transaction():
        await lock_for_publishing(connection, desk.programme_id)
        row = await find_programme(connection, desk.key)
        now = (row.sandbox_clock if row else None) or wall_now()
        switch = Switch(node, effective_at or now, stops)
        before = await load_stops(connection, desk.programme_id)
        if before.after(switch).of(node) == before.of(node):
            return Switched(switch, Reason.ALREADY_STOPPED if stops else Reason.NOT_STOPPED)
        kind, name = node
        audit_id = desk.new_id()
        await insert_switch(connection, desk.programme_id, kind, name, switch.effective_at, stops, audit_id, note)
        detail = Jsonb({"kind": kind, "node": name, "from": switch.effective_at.isoformat()})
        action = "stop_node" if stops else "resume_node"
        await insert_audit(connection, desk.programme_id, audit_id, None, actor, action, detail)
    return Switched(switch)


def _require_known(programme: str, node: Node, known: Iterable[Node]) -> None:
    kind, name = node
    if node in known:
        return
    if kind not in KINDS:
        raise UnknownNode(f"'{kind}' cannot be stopped; write {' or '.join(KINDS)}")
    names = sorted(other for other_kind, other in known if other_kind == kind)
    there_are = sentence("there are {names}", names=", ".join(names)) if names else sentence("there are none")
    nearest = did_you_mean(name, names)
    meant = "" if nearest is None else sentence("did you mean '{name}'? ", name=nearest)
    raise UnknownNode(
        sentence(
            "'{programme}' has no {kind} '{name}'; {meant}{there_are}",
            programme=programme,
            kind=kind,
            name=name,
            meant=meant,
            there_are=there_are,
        )
    )
