"""What a batch of commands needs from the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from treue.domain.events import CustomEvent, HouseholdEntered, Merge, RedemptionChange, Return
from treue.domain.instants import local_day
from treue.domain.windows import days_of, label
from treue.engine.approving import APPROVED_EVENTS
from treue.engine.deciding import INSTANT, kind_of, needs_lots, occurred_at
from treue.engine.earning.codes import limited_codes
from treue.engine.levels.places import key_of
from treue.engine.pairing import PAIRED
from treue.processing.commands import Command, Settle
from treue.processing.fingerprint import Prepared, order_key_of
from treue.processing.households import circles
from treue.processing.rewards import days_of_found, rewards_brought, rewards_touched, windows_of_rewards
from treue.processing.standings import budgets_of, looked_back_by_returns, returning_members
from treue.processing.versions import Versions
from treue.programme.records import BIRTHDAY
from treue.store.reading import BudgetWindow, Identity, MoreWanted, Snapshot, TallyWanted, Wanted
from treue.store.redemptions import FoundRow, Named
from treue.store.returns import OrderAt

Item = Command | Settle


def identities_of(items: Sequence[Item]) -> set[Identity]:
    identities: set[Identity] = set()
    for item in items:
        if isinstance(item, Command):
            if item.member.kind != "id":
                identities.add((item.member.kind, item.member.value))
            identities.update((kind, card) for card in item.cards for kind in ("card", "lost"))
            if item.other is not None and item.other.kind != "id":
                identities.add((item.other.kind, item.other.value))
    return identities


def member_id_of(command: Command, identities: dict[Identity, int]) -> int:
    if names_redemption(command):
        return int(command.member.value)
    if command.member.kind == "id":
        # Who was merged into somebody is found as him, see `merged_among`.
        return identities.get(("id", command.member.value), int(command.member.value))
    return identities.get((command.member.kind, command.member.value), 0)


def names_redemption(command: Command) -> bool:
    """Whether the member's number is half of the name of a redemption: it stays with the number it was made for, as a
    code does, whoever the member turned out to be."""
    return command.member.kind == "id" and isinstance(command.event, RedemptionChange)


def redemptions_named(items: Sequence[Item], identities: dict[Identity, int]) -> set[Named]:
    """The redemptions that commands of the batch change."""
    return {
        (member_id_of(item, identities), item.event.redemption)
        for item in items
        if isinstance(item, Command) and isinstance(item.event, RedemptionChange)
    }


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
            if row is not None and row.merged_into is not None and not names_redemption(item):
                found[item.member.kind, item.member.value] = row.merged_into
            # A merge names by its internal id who is to be merged; anything else was resolved a moment too early.
            other = snapshot.members.get(other_id_of(item, identities))
            if item.other is not None and item.other.kind != "id" and other is not None and other.merged_into:
                found[item.other.kind, item.other.value] = other.merged_into
    return found


def wanted_by(
    items: Sequence[Prepared | Settle],
    identities: dict[Identity, int],
    versions: Versions,
    turn_clock: bool,
    now: datetime,
    orders: Mapping[bytes, OrderAt],
    found: Sequence[FoundRow] = (),
) -> Wanted:
    """What has to be locked and read first. `now` is close to the programme's clock, for events without an instant;
    `orders` are those of returns, by key; `found` are the redemptions that are to be changed.
    """
    members: set[int] = set()
    keys: set[bytes] = set()
    rewards = {row.reward for row in found}
    budgets = windows_of_rewards(versions, days_of_found(found))
    waiting: set[bytes] = set()
    for item in items:
        if isinstance(item, Settle):
            members.add(item.member_id)
            rewards |= rewards_brought(versions) | versions.automatic
            continue
        event = item.command.event
        if isinstance(event, Return):
            keys.add(order_key_of(event))
        members.add(member_id_of(item.command, identities))
        members.add(other_id_of(item.command, identities))
        keys.update(key for _, key in item.keys)
        budgets.update(_budgets(versions, kind_of(event), occurred_at(event, now)))
        if isinstance(event, CustomEvent):
            budgets.update(_codes(versions, event))
        touched = rewards_touched(versions, event, now)
        if versions.has_households:
            # What is due of the others in his household is settled first.
            rewards |= versions.automatic
        rewards |= touched.keys()
        budgets |= windows_of_rewards(versions, [(reward, day) for reward, days in touched.items() for day in days])
        if isinstance(event, APPROVED_EVENTS):
            waiting.add(item.keys[0][1])
    members.update(lender for row in found for lender in row.lenders)
    members.update(row.survivor for row in found if row.survivor is not None)
    members.update(order.member_id for order in orders.values())
    members.update(order.holder for order in orders.values())
    budgets.update(budgets_of(versions, orders.values()))
    members.discard(0)
    # Whatever happens to a member can move him to such a level or from it.
    budgets |= {BudgetWindow(*key_of(level), date.min, date.max) for level in versions.placed}
    rewards &= versions.limited_rewards()
    returns = any(isinstance(item, Prepared) and isinstance(item.command.event, Return) for item in items)
    return Wanted(members, keys, rewards, budgets, turn_clock, returns, waiting)


def _budgets(versions: Versions, kind: str, instant: datetime) -> Iterable[BudgetWindow]:
    """The windows of the budgets that an event of the kind may touch."""
    version = versions.at(instant)
    if version is None:
        return ()
    programme = version.programme
    limited = programme.budgets_by_event.get(kind, ())
    if not limited:
        return ()
    day = local_day(instant, programme.zone)
    return (
        BudgetWindow(
            source, unit, label(limit.window, day), *(days_of(limit.window, day, None) or (date.min, date.max))
        )
        for source, unit, limit in limited
    )


def _codes(versions: Versions, event: CustomEvent) -> Iterable[BudgetWindow]:
    """The windows in which a printed code counts."""
    version = versions.at(event.occurred_at)
    if version is None:
        return
    day = local_day(event.occurred_at, version.programme.zone)
    for key, limit in limited_codes(version.programme, event.name, event.fields, day):
        yield BudgetWindow(*key, *(days_of(limit.window, day, None) or (date.min, date.max)))


def more_wanted_by(
    items: Sequence[Item],
    identities: dict[Identity, int],
    versions: Versions,
    snapshot: Snapshot,
    now: datetime,
    follow_clock: bool,
    orders: Mapping[bytes, OrderAt],
) -> MoreWanted:
    """What has to be read of the members, now that they are known and locked."""
    known = snapshot.members.keys()
    reads = versions.reads
    return MoreWanted(
        lots_needed(items, identities, versions, snapshot, now, follow_clock)
        | returning_members(items, orders, snapshot.waiting, known) & known,
        _tallies(items, identities, versions, snapshot, now, orders) if versions.metrics else (),
        _limits(items, identities, versions, snapshot, now) if versions.limit_windows else {},
        known if reads.ladders else (),
        known if reads.member & {"birthday_month", "age", "language"} else _celebrating(snapshot),
        known if reads.member & versions.attributes else (),
        _late(items, identities, snapshot, now) if versions.has_inactivity else (),
        _united(items, identities, snapshot),
    )


def _united(items: Sequence[Item], identities: dict[Identity, int], snapshot: Snapshot) -> set[int]:
    """The members whose counters may go to another member as a whole: both sides of a merge, and who was merged."""
    found = {member_id for member_id, row in snapshot.members.items() if row.merged_into is not None}
    for item in items:
        if isinstance(item, Command) and isinstance(item.event, Merge):
            found |= {member_id_of(item, identities), other_id_of(item, identities)}
    return found & snapshot.members.keys()


def _celebrating(snapshot: Snapshot) -> set[int]:
    """The members whose next birthday has to be found once this one is over."""
    return {member_id for member_id, kind, _, _ in snapshot.dues if kind == BIRTHDAY}


def _late(items: Sequence[Item], identities: dict[Identity, int], snapshot: Snapshot, now: datetime) -> set[int]:
    """The members of whom something is reported that occurred before what was decided of them last."""
    commands = [item for item in items if isinstance(item, Command)]
    instants = [(member_id_of(item, identities), occurred_at(item.event, now)) for item in commands]
    members = snapshot.members
    return {member_id for member_id, at in instants if member_id in members and at < members[member_id].decided_at}


def _days(
    items: Sequence[Item], identities: dict[Identity, int], versions: Versions, snapshot: Snapshot, now: datetime
) -> dict[int, tuple[date, date]]:
    """Member -> the first and last local day on which something is decided for him."""
    spans = dict.fromkeys(snapshot.members, (now, now))
    # A review, and the end of a period, look at the windows that contain the last instant before them.
    instants = [(member_id, instant - INSTANT) for member_id, _, _, instant in snapshot.dues if instant <= now]
    for item in items:
        if isinstance(item, Command):
            instants.append((member_id_of(item, identities), occurred_at(item.event, now)))
    for member_id, instant in instants:
        if member_id in spans:
            first, last = spans[member_id]
            spans[member_id] = (min(first, instant), max(last, instant))
    zone = versions.first.programme.zone
    days = {}
    for member_id, together in _circles(items, identities, snapshot).items():
        # What is read of a household is read over the days of whoever is decided for.
        first, last = min(spans[one][0] for one in together), max(spans[one][1] for one in together)
        days[member_id] = (local_day(first, zone), local_day(last, zone))
    return days


def _circles(items: Sequence[Item], identities: dict[Identity, int], snapshot: Snapshot) -> dict[int, tuple[int, ...]]:
    """Member -> everybody whose counters may be read together with his, himself included."""
    meeting = [
        (member_id_of(item, identities), other_id_of(item, identities))
        for item in items
        if isinstance(item, Command) and isinstance(item.event, HouseholdEntered | Merge)
    ]
    return circles(snapshot.members, meeting)


def _tallies(
    items: Sequence[Item],
    identities: dict[Identity, int],
    versions: Versions,
    snapshot: Snapshot,
    now: datetime,
    orders: Mapping[bytes, OrderAt],
) -> list[TallyWanted]:
    zone = versions.first.programme.zone
    back_to = looked_back_by_returns(items, orders, snapshot.waiting, snapshot.members, versions)
    found: list[TallyWanted] = []
    circles = _circles(items, identities, snapshot)
    for member_id, (day, last) in _days(items, identities, versions, snapshot, now).items():
        together = circles[member_id]
        first = min(day, *(back_to.get(one, day) for one in together))
        joined = {local_day(snapshot.members[one].joined_at, zone) for one in together}
        for metric in versions.metrics:
            if metric.window.kind == "level":
                # Since when he holds his level is read at the same time.
                found.append(TallyWanted(member_id, metric.key, date.min, False))
                continue
            windows = [days_of(metric.window, day, joining) for day in (first, last) for joining in joined]
            known = [window for window in windows if window is not None]
            if not known:
                continue
            # One window for everything that is decided: its sum is enough. Different values are told apart anyhow.
            fold = metric.window.kind != "rolling" and len(set(windows)) == 1 and len(together) == 1
            found.append(TallyWanted(member_id, metric.key, min(window.first for window in known), fold))
    return found


def _limits(
    items: Sequence[Item], identities: dict[Identity, int], versions: Versions, snapshot: Snapshot, now: datetime
) -> dict[int, date]:
    zone = versions.first.programme.zone
    found: dict[int, date] = {}
    circles = _circles(items, identities, snapshot)
    for member_id, (first, _) in _days(items, identities, versions, snapshot, now).items():
        joined = {local_day(snapshot.members[one].joined_at, zone) for one in circles[member_id]}
        if any(window.kind == "level" for window in versions.limit_windows):
            found[member_id] = date.min
            continue
        limits = [window for window in versions.limit_windows if window.kind != "lifetime"]
        windows = [days_of(window, first, joining) for window in limits for joining in joined]
        found[member_id] = min((days.first for days in windows if days is not None), default=first)
    return found


def lots_needed(
    items: Sequence[Item],
    identities: dict[Identity, int],
    versions: Versions,
    snapshot: Snapshot,
    now: datetime,
    follow_clock: bool,
) -> set[int]:
    """The members whose lots may be taken or moved in this batch: by a command, to pay a debt, by time, or for a reward
    that comes by itself."""
    latest = max([now, *(row.decided_at for row in snapshot.members.values())])
    if follow_clock:
        instants = [getattr(item.event, "occurred_at", None) for item in items if isinstance(item, Command)]
        latest = max([latest, *(instant for instant in instants if instant is not None)])
    wanted = {member_id for member_id, _, _, debt in snapshot.balances if debt}
    wanted.update(member_id for member_id, _, _, instant in snapshot.dues if instant <= latest)
    # Whatever one of a household does may be paid from the lots of another.
    wanted.update(member_id for member_id, row in snapshot.members.items() if row.belonging.is_somewhere)
    # What comes back to the number of a merged member goes on from there.
    wanted.update(member_id for member_id, row in snapshot.members.items() if row.merged_into is not None)
    for item in items:
        if not isinstance(item, Command):
            continue
        moves = bool(versions.automatic) or versions.moves_lots(kind_of(item.event))
        if moves or needs_lots(item.event, owes=False):
            wanted.add(member_id_of(item, identities))
            if isinstance(item.event, (*PAIRED, HouseholdEntered)):
                # What arrives at the other one may pay his debt; a merge takes all he has.
                wanted.add(other_id_of(item, identities))
    return wanted & snapshot.members.keys()
