"""One member while a batch is decided: the state the engine sees, and what of it has to be written back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from treue.domain.belonging import NOWHERE, Belonging
from treue.domain.books import Lot
from treue.domain.events import Event
from treue.domain.standing import MEMBER, Standing
from treue.engine.applying import advance
from treue.engine.counting import counts_anew
from treue.engine.decision import Decision, Share
from treue.engine.dues import CLOSING, LOT_KINDS, dues_of_lots, dues_of_state
from treue.engine.fields import read_attributes
from treue.engine.levels.places import placed_at
from treue.engine.rewards.redemption import Redemption
from treue.engine.state import DueKey, Interval, Lapse, Profile, Scarce, State
from treue.engine.tallies import Count
from treue.engine.time import TIME_KINDS
from treue.processing.commands import Person
from treue.programme.records import Programme
from treue.store.writing import Rows


class Work:
    """The books of one locked member, moved on decision by decision.

    `lots` is None when the open lots were not read; then only decisions that take no units are possible, and the due
    list is moved on by the new lots alone. That is exact: without debt, a new lot can only bring the next expiry
    nearer.
    """

    def __init__(
        self,
        member_id: int,
        scarce: Scarce,
        decided_at: datetime,
        last_seq: int = 0,
        balances: Sequence[tuple[str, int, int]] = (),
        dues: dict[DueKey, datetime] | None = None,
        lots: list[Lot] | None = None,
        erased: bool = False,
        standing: Standing = MEMBER,
        belonging: Belonging = NOWHERE,
        merged_into: int | None = None,
        profile: Profile | None = None,
        levels: dict[str, tuple[Interval, ...]] | None = None,
        lapses: dict[str, Lapse] | None = None,
    ) -> None:
        self.member_id = member_id
        self.erased = erased
        self.merged_into = merged_into
        self.joined_at: datetime | None = None
        """Set when the member joins in this batch."""
        self.decided_at = self.now = decided_at
        self.dues = dict(dues or {})
        self.state = State(
            decided_at,
            last_seq + 1,
            {unit: booked for unit, booked, _ in balances},
            {unit: debt for unit, _, debt in balances if debt},
            list(lots or ()),
            scarce,
            profile or Profile(),
            levels=dict(levels or {}),
            placed={} if merged_into is not None or erased else placed_at(levels or {}, decided_at),
            is_erased=erased,
            lapses=dict(lapses or {}),
            dues={key: at for key, at in self.dues.items() if key[0] not in (*LOT_KINDS, CLOSING)},
            standing=standing,
            belonging=belonging,
            member=member_id,
        )
        self._standing_before = standing
        self._belonging_before = belonging
        self._standings: dict[int, tuple[str, int, str]] = {}
        self._counts: Counter[tuple[str, date, str]] = Counter()
        self._cuts: dict[str, datetime] = {}
        self._knows_all_lots = lots is not None or last_seq == 0
        self._first_seq = last_seq + 1
        self._balances_before = {unit: (booked, debt) for unit, booked, debt in balances}
        self._dues_before = dict(self.dues)
        self._lots_before = {(lot.seq, lot.no): lot for lot in self.state.lots}

    def know(self, redemption: Redemption) -> None:
        """Take over a redemption that this batch may change."""
        self.state.redemptions[redemption.seq] = redemption

    def see(self, now: datetime) -> datetime:
        """Move the member's clock to `now`, or leave it where it is further on; it never runs back."""
        self.now = self.state.now = max(now, self.decided_at)
        return self.now

    def next_due(self) -> tuple[datetime, str, str] | None:
        """(instant, kind, unit) of what is due first, if anything is due by now."""
        due = [(instant, kind, unit) for (kind, unit), instant in self.dues.items() if instant <= self.now]
        return min(due, default=None)

    def apply(self, decision: Decision) -> int:
        """Take over a decision; returns the number of its event."""
        seq = self.state.next_seq
        advance(self.state, decision)
        self._note(decision.counts)
        if (changed := decision.changed) is not None:
            self._standings[changed.seq] = (changed.standing, changed.issue, changed.delivery or "open")
        for climb in decision.climbs:
            cut = climb.intervals[0].starts
            self._cuts[climb.ladder] = min(cut, self._cuts.get(climb.ladder, cut))
        self.decided_at = self.now
        self.dues = self._dues_of_lots(decision) | dues_of_state(self.state)
        return seq

    def keep(self, key: DueKey, instant: datetime | None) -> None:
        """Take over when something comes next that follows from the calendar; None: not any more."""
        if instant is None:
            self.state.dues.pop(key, None)
            self.dues.pop(key, None)
        else:
            self.state.dues[key] = self.dues[key] = instant

    def forget_dues(self) -> None:
        """Nothing is due any more: he turned out to be another member."""
        self.state.dues.clear()
        self.dues = {}

    def _dues_of_lots(self, decision: Decision) -> dict[DueKey, datetime]:
        takes = decision.extensions or any(moved.uses for moved in decision.transfers)
        if not takes and not any(self.state.debts.values()):
            # Only new lots: they can bring the next expiry nearer, and change nothing else.
            return self._brought_nearer(self.dues, decision.lots)
        if self._knows_all_lots:
            # What time brings is decided instant by instant: a lot that becomes available after the one just settled is
            # still due, although both lie in the past.
            until = decision.occurred_at if decision.kind in TIME_KINDS else self.state.now
            return dues_of_lots(self.state.lots, self.state.debts, until)
        # Time took from the lots of this batch; those that were not read end later than anything in it.
        return self._brought_nearer(self._dues_before, self.state.lots)

    def _brought_nearer(self, dues: Mapping[DueKey, datetime], lots: Iterable[Lot]) -> dict[DueKey, datetime]:
        known = {key: instant for key, instant in dues.items() if key[0] in LOT_KINDS}
        for key, instant in dues_of_lots(lots, {}, self.state.now).items():
            known[key] = min(instant, known.get(key, instant))
        return known

    def count(self, counts: Sequence[Count]) -> None:
        """Take over what only a later version counts."""
        self.state.tallies.add(counts)
        self._note(counts)

    def count_later(
        self,
        rows: Rows,
        later: Iterable[tuple[Programme, frozenset[str]]],
        event: Event,
        shares: Sequence[Share],
    ) -> None:
        """Count for versions that take over later what they count and the one that decides does not (R1.4)."""
        for programme, names in later:
            found = counts_anew(programme, names, self.state, event, shares)
            self.count(found)
            rows["insert_later_counts"].extend(
                (self.member_id, self.state.next_seq, count.name, count.day, count.value, count.amount)
                for count in found
            )

    def _note(self, counts: Iterable[Count]) -> None:
        for count in counts:
            self._counts[count.name, count.day, count.value] += count.amount

    def write(self, rows: Rows) -> None:
        """Add what changed to the rows of the batch."""
        last_seq = self.state.next_seq - 1
        if last_seq < self._first_seq:
            return
        member_id = self.member_id
        if self.joined_at is not None:
            rows["insert_members"].append(
                (member_id, self.joined_at, self.decided_at, last_seq, self.state.profile.purchases)
            )
        else:
            rows["update_members"].append((member_id, last_seq, self.decided_at, self.state.profile.purchases))
        for unit in sorted(self.state.booked.keys() | self.state.debts.keys()):
            figures = (self.state.booked.get(unit, 0), self.state.debts.get(unit, 0))
            if self._balances_before.get(unit) != figures:
                rows["upsert_balances"].append((member_id, unit, *figures))
        for (kind, unit), instant in self.dues.items():
            if self._dues_before.get((kind, unit)) != instant:
                rows["upsert_dues"].append((member_id, kind, unit, instant))
        for kind, unit in self._dues_before.keys() - self.dues.keys():
            rows["delete_dues"].append((member_id, kind, unit))
        if self.state.standing != self._standing_before:
            standing = self.state.standing
            rows["update_standings"].append((member_id, standing.left_at, standing.closes_at))
        if (place := self.state.belonging) != self._belonging_before:
            household = place.household or None
            rows["update_belongings"].append((member_id, household, place.place, place.shares_purchases))
        self._write_lots(rows)
        rows["change_redemptions"].extend((member_id, seq, *stands) for seq, stands in self._standings.items())
        rows["add_tallies"].extend((member_id, *key, amount) for key, amount in self._counts.items())
        for ladder, cut in self._cuts.items():
            self._write_levels(rows, ladder, cut)

    def _write_levels(self, rows: Rows, ladder: str, cut: datetime) -> None:
        for statement in ("cut_levels", "end_levels"):
            rows[statement].append((self.member_id, ladder, cut))
        rows["insert_levels"].extend(
            (self.member_id, ladder, line.level, line.starts, line.ends, line.standing)
            for line in self.state.levels.get(ladder, ())
            if line.starts >= cut
        )

    def _write_lots(self, rows: Rows) -> None:
        member_id = self.member_id
        open_lots = {(lot.seq, lot.no): lot for lot in self.state.lots}
        for key, lot in open_lots.items():
            before = self._lots_before.get(key)
            if before is None:
                instants = (lot.earned_at, lot.available_at, lot.expires_at, lot.issued_until)
                rows["insert_lots"].append((member_id, *key, lot.unit, lot.amount, lot.remaining, *instants))
            elif before != lot:
                rows["update_lots"].append((member_id, *key, lot.remaining, lot.expires_at, lot.issued_until))
        for key in self._lots_before.keys() - open_lots.keys():
            rows["delete_lots"].append((member_id, *key))


def profile_of(person: Person) -> Profile:
    """What decisions may know of somebody who joins."""
    month, day = person.birth_month, person.birth_day
    return Profile(
        birthday=None if month is None or day is None else (month, day),
        birth_year=person.birth_year,
        language=person.language,
        attributes=read_attributes(person.attributes),
    )
