"""Requests that wait for a second actor: asked for, asked for again, agreed to (document key `adjustments`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from treue.domain.ids import IdMaker
from treue.domain.reasons import Reason
from treue.engine.deciding import kind_of
from treue.processing.commands import Approval as Agreement
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.figures import encoded
from treue.processing.fingerprint import Prepared, plain
from treue.processing.replay import event_of
from treue.store.reading import ApprovalRow
from treue.store.writing import Rows


class Approvals:
    """The requests a batch may touch, by the hash of their key; every command of staff has one."""

    def __init__(self, known: dict[bytes, ApprovalRow], rows: Rows, ids: IdMaker, wall_now: datetime) -> None:
        self._known = dict(known)
        self._rows = rows
        self._ids = ids
        self._wall_now = wall_now

    def ask(self, item: Prepared, member_id: int, other_id: int | None) -> Outcome:
        """The answer to a request that needs a second actor and has none: it waits, from now on or since earlier."""
        key = item.keys[0][1]
        known = self._known.get(key)
        # An agreed request whose key is free again has lapsed with it: this one is new.
        if known is None or known.state == "approved":
            approval_id = self._ids.make(self._wall_now)
            command = item.command
            row = (approval_id, key, item.content, member_id, other_id, command.actor, encoded(kept(command)))
            self._rows["insert_approvals"].append(row)
            self._known[key] = ApprovalRow(approval_id, item.content, command.actor, "waiting")
            return Outcome("waiting", member_id, approval_id=approval_id)
        if known.content_hash != item.content:
            return Outcome("refused", member_id, reason=Reason.KEY_REUSED)
        if known.state == "declined":
            return Outcome("refused", member_id, reason=Reason.DECLINED, approval_id=known.approval_id)
        return Outcome("waiting", member_id, approval_id=known.approval_id)

    def objection(self, item: Prepared) -> Reason | None:
        """Why the agreement that the command carries does not count."""
        agreement = item.command.approval
        if agreement is None:
            return None
        known = self._known.get(item.keys[0][1])
        if known is None or known.approval_id != agreement.approval_id or known.state != "waiting":
            return Reason.NOT_WAITING
        return Reason.SAME_ACTOR if agreement.actor == known.requested_by else None

    def agree(self, agreement: Agreement) -> None:
        """What was waiting was decided."""
        self._rows["approve"].append((agreement.approval_id, agreement.actor, self._wall_now))


def kept(command: Command) -> dict[str, Any]:
    """A command as it is kept until somebody agrees to it."""
    whole: dict[str, Any] = plain(command)
    return {**whole, "kind": kind_of(command.event)}


def command_of(body: dict[str, Any], agreement: Agreement) -> Command:
    """The command that was kept, now with the agreement. Raises KeyError for anything else."""
    return Command(
        MemberReference(**body["member"]),
        event_of(body["kind"], body["event"]),
        body["actor"],
        body.get("request_key"),
        body.get("source"),
        body.get("external_id"),
        other=MemberReference(**body["other"]) if "other" in body else None,
        approval=agreement,
    )
