"""The members as a batch finds them: what was read, put together member by member."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from treue.domain.instants import local_day
from treue.domain.windows import days_of
from treue.engine.fields import read_attributes
from treue.engine.state import Interval, Lapse, Profile, Scarce
from treue.engine.tallies import EVER
from treue.processing.fields import restored_fields
from treue.processing.readset import restored
from treue.processing.rewards import redemption_of
from treue.processing.versions import Versions
from treue.processing.work import Work
from treue.store.reading import More, MoreWanted, Snapshot
from treue.store.redemptions import RedemptionRow

LIMITED_PREFIXES = ("rule.", "reward.", "right.", "unit.")


def works_of(
    versions: Versions,
    snapshot: Snapshot,
    scarce: Scarce,
    more: More,
    wanted: MoreWanted,
    redemptions: Sequence[RedemptionRow] = (),
) -> dict[int, Work]:
    """The members as the batch finds them."""
    balances: dict[int, list[tuple[str, int, int]]] = {}
    for member_id, unit, booked, debt in snapshot.balances:
        balances.setdefault(member_id, []).append((unit, booked, debt))
    dues: dict[int, dict[tuple[str, str], datetime]] = {}
    for member_id, kind, unit, instant in snapshot.dues:
        dues.setdefault(member_id, {})[kind, unit] = instant
    works = {
        member_id: Work(
            member_id,
            scarce,
            row.decided_at,
            row.last_seq,
            balances.get(member_id, ()),
            dues.get(member_id),
            more.lots.get(member_id),
            erased=row.erased_at is not None,
            standing=row.standing,
            belonging=row.belonging,
            merged_into=row.merged_into,
            profile=_profile(more, member_id, row.joined_at, row.purchases),
            lapses=_lapses(more, member_id),
            levels={
                ladder: tuple(Interval(*line) for line in lines)
                for ladder, lines in more.levels.get(member_id, {}).items()
            },
        )
        for member_id, row in snapshot.members.items()
    }
    for row in redemptions:
        if (work := works.get(row.member_id)) is not None:
            work.know(redemption := redemption_of(row))
            if work.merged_into in works and (redemption.is_automatic or redemption.granted_for):
                works[work.merged_into].state.inherited.append(replace(redemption, owner=row.member_id))
    _tell_tallies(works, versions, snapshot, more, wanted)
    return works


def _lapses(more: More, member_id: int) -> dict[str, Lapse]:
    """What fell for inactivity last, by unit, from the read-sets of those decisions."""
    found: dict[str, Lapse] = {}
    for unit, at, body in more.lapses.get(member_id, ()):
        found[unit] = Lapse(at, restored(body).lots)
    return found


def _profile(more: More, member_id: int, joined_at: datetime, purchases: int) -> Profile:
    person = more.persons.get(member_id)
    kept = more.attributes.get(member_id)
    attributes = {} if kept is None else dict(read_attributes(restored_fields(kept)))
    if person is None:
        return Profile(joined_at, attributes=attributes, purchases=purchases)
    month, day = person.birth_month, person.birth_day
    birthday = None if month is None or day is None else (month, day)
    return Profile(joined_at, birthday, person.birth_year, person.language, attributes, purchases)


def _tell_tallies(
    works: dict[int, Work], versions: Versions, snapshot: Snapshot, more: More, wanted: MoreWanted
) -> None:
    zone = versions.first.programme.zone
    windows = {metric.key: metric.window for metric in versions.metrics}
    for member_id, name, since, fold in wanted.tallies:
        amounts = more.tallies.get(member_id, {}).get(name, {})
        until = None
        if fold:
            joined = local_day(snapshot.members[member_id].joined_at, zone)
            days = days_of(windows[name], since, joined)
            until = None if days is None else days.last
        works[member_id].state.tallies.know(name, since, amounts, until)
    for member_id in wanted.limits:
        for name, amounts in more.tallies.get(member_id, {}).items():
            if name.startswith(LIMITED_PREFIXES):
                works[member_id].state.tallies.know(name, EVER, amounts)
    for member_id, known in more.whole.items():
        for name, amounts in known.items():
            works[member_id].state.tallies.know(name, EVER, amounts)
