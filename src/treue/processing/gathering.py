"""What a batch of commands needs from the store, and the members it finds there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from treue.domain.books import Lot
from treue.domain.events import Spend
from treue.engine.approving import APPROVED_EVENTS
from treue.engine.deciding import kind_of, needs_lots
from treue.engine.pairing import PAIRED
from treue.engine.state import Scarce
from treue.processing.commands import Command, Settle
from treue.processing.fingerprint import Prepared
from treue.processing.versions import Versions
from treue.processing.work import Work
from treue.store.reading import Identity, Snapshot, Wanted

Item = Command | Settle


def identities_of(items: Sequence[Item]) -> set[Identity]:
    identities: set[Identity] = set()
    for item in items:
        if isinstance(item, Command):
            if item.member.kind != "id":
                identities.add((item.member.kind, item.member.value))
            identities.update(("card", card) for card in item.cards)
            if item.other is not None and item.other.kind != "id":
                identities.add((item.other.kind, item.other.value))
    return identities


def member_id_of(command: Command, identities: dict[Identity, int]) -> int:
    if command.member.kind == "id":
        # Who was merged into somebody is found as him, see `merged_among`.
        return identities.get(("id", command.member.value), int(command.member.value))
    return identities.get((command.member.kind, command.member.value), 0)


def other_id_of(command: Command, identities: dict[Identity, int]) -> int:
    """The second member of a gift or a merge, or 0."""
    if command.other is None:
        return 0
    if command.other.kind == "id":
        return int(command.other.value)
    return identities.get((command.other.kind, command.other.value), 0)


def merged_among(items: Sequence[Item], identities: dict[Identity, int], snapshot: Snapshot) -> dict[Identity, int]:
    """References of the commands that lead to a member who was merged, and to whom they lead by now."""
    found: dict[Identity, int] = {}
    for item in items:
        if isinstance(item, Command):
            row = snapshot.members.get(member_id_of(item, identities))
            if row is not None and row.merged_into is not None:
                found[item.member.kind, item.member.value] = row.merged_into
            # A merge names by its internal id who is to be merged; anything else was resolved a moment too early.
            other = snapshot.members.get(other_id_of(item, identities))
            if item.other is not None and item.other.kind != "id" and other is not None and other.merged_into:
                found[item.other.kind, item.other.value] = other.merged_into
    return found


def wanted_by(
    items: Sequence[Prepared | Settle], identities: dict[Identity, int], versions: Versions, turn_clock: bool
) -> Wanted:
    members: set[int] = set()
    keys: set[bytes] = set()
    rewards: set[str] = set()
    kinds: set[str] = set()
    waiting: set[bytes] = set()
    for item in items:
        if isinstance(item, Settle):
            members.add(item.member_id)
            continue
        members.add(member_id_of(item.command, identities))
        members.add(other_id_of(item.command, identities))
        keys.update(key for _, key in item.keys)
        kinds.add(kind_of(item.command.event))
        if isinstance(item.command.event, Spend):
            rewards.add(item.command.event.reward)
        if isinstance(item.command.event, APPROVED_EVENTS):
            waiting.add(item.keys[0][1])
    members.discard(0)
    rewards &= versions.limited_rewards()
    return Wanted(members, keys, rewards, any(versions.have_budget(kind) for kind in kinds), turn_clock, waiting)


def works_of(snapshot: Snapshot, scarce: Scarce, lots: dict[int, list[Lot]]) -> dict[int, Work]:
    balances: dict[int, list[tuple[str, int, int]]] = {}
    for member_id, unit, booked, debt in snapshot.balances:
        balances.setdefault(member_id, []).append((unit, booked, debt))
    dues: dict[int, dict[tuple[str, str], datetime]] = {}
    for member_id, kind, unit, instant in snapshot.dues:
        dues.setdefault(member_id, {})[kind, unit] = instant
    return {
        member_id: Work(
            member_id,
            scarce,
            row.decided_at,
            row.last_seq,
            balances.get(member_id, ()),
            dues.get(member_id),
            lots.get(member_id),
            erased=row.erased_at is not None,
            standing=row.standing,
            merged_into=row.merged_into,
        )
        for member_id, row in snapshot.members.items()
    }


def lots_needed(
    items: Sequence[Item],
    identities: dict[Identity, int],
    snapshot: Snapshot,
    now: datetime,
    follow_clock: bool,
) -> set[int]:
    """The members from whom units may be taken in this batch: by a command, to pay a debt, or by time."""
    latest = max([now, *(row.decided_at for row in snapshot.members.values())])
    if follow_clock:
        instants = [getattr(item.event, "occurred_at", None) for item in items if isinstance(item, Command)]
        latest = max([latest, *(instant for instant in instants if instant is not None)])
    wanted = {member_id for member_id, _, _, debt in snapshot.balances if debt}
    wanted.update(member_id for member_id, _, _, instant in snapshot.dues if instant <= latest)
    for item in items:
        if isinstance(item, Command) and needs_lots(item.event, owes=False):
            wanted.add(member_id_of(item, identities))
            if isinstance(item.event, PAIRED):
                # What arrives at the other one may pay his debt; a merge takes all he has.
                wanted.add(other_id_of(item, identities))
    return wanted & snapshot.members.keys()
