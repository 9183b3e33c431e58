"""Deciding one batch in memory: commands in order, against what was read under lock, collecting the rows to write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from treue.domain.codes import code_of
from treue.domain.events import (
    WISHES,
    CancelRedemption,
    Event,
    Gift,
    Joined,
    Merge,
    Purchase,
    Return,
    VoidRedemption,
)
from treue.domain.ids import IdMaker, public_id
from treue.domain.reasons import Reason
from treue.domain.windows import days_called
from treue.engine.approving import needs_approval
from treue.engine.deciding import occurred_at, refused_unseen
from treue.engine.decision import Decision
from treue.engine.pairing import Side
from treue.engine.returning.standing import OrderStanding, standing_of
from treue.engine.rewards.by_itself import following
from treue.engine.rewards.redeeming import AUTOMATIC
from treue.engine.state import Scarce
from treue.engine.time import event_due, settle
from treue.engine.time_events import is_time_event, next_time_event, next_time_events
from treue.engine.timeliness import untimely
from treue.processing.approvals import Approvals
from treue.processing.audits import Audits
from treue.processing.claims import Claims, answer
from treue.processing.commands import SYSTEM, Outcome, Person, Settle, Status
from treue.processing.fields import stored_field
from treue.processing.figures import encoded, figures_of
from treue.processing.fingerprint import Prepared, body_of, order_key_of, receipt_content_hash
from treue.processing.gathering import member_id_of, names_redemption, other_id_of
from treue.processing.households import Households, next_due_among
from treue.processing.news import messages_of
from treue.processing.pairs import absence_of_survivor, decide_pair, hand_on, name_each_other, unite, unite_profiles
from treue.processing.readset import stored
from treue.processing.recording import Entry, record
from treue.processing.returning import Returning
from treue.processing.versions import Version, Versions
from treue.processing.work import Work, profile_of
from treue.store.reading import BudgetWindow, Identity, Snapshot
from treue.store.returns import OrderId
from treue.store.writing import Rows


class WindowMissing(Exception):
    """A budget was used in windows that were not read: the clock went on into them since, or time brought an event."""

    def __init__(self, windows: Iterable[BudgetWindow]) -> None:
        super().__init__()
        self.windows = frozenset(windows)


class Batch:
    """Decides commands one after the other; `rows` then holds everything there is to write.

    `works` are the locked members by id, `identities` who is known by which reference. `now` is the programme's clock;
    with `follow_clock` it moves on to the instant of each fact that lies ahead of it. `standings` are the orders of
    which something comes back; None where no returns come and none wait.
    """

    def __init__(
        self,
        versions: Versions,
        snapshot: Snapshot,
        scarce: Scarce,
        works: dict[int, Work],
        identities: dict[Identity, int],
        now: datetime,
        wall_now: datetime,
        ids: IdMaker,
        random_bits: Iterator[int],
        follow_clock: bool = False,
        standings: Mapping[OrderId, OrderStanding] | None = None,
    ) -> None:
        self.rows = Rows()
        self.now = now
        self._versions = versions
        self._subscriptions = snapshot.subscriptions
        self._closed_until = snapshot.closed_until
        self._scarce = scarce
        self._used_before = dict(scarce.budgets)
        self._stock_before = dict(scarce.stock)
        self._works = works
        self._identities = identities
        self._wall_now = wall_now
        self._ids = ids
        self._random_bits = random_bits
        self._follow_clock = follow_clock
        self._approvals = Approvals(snapshot.approvals, self.rows, ids, wall_now)
        self.claims = Claims(snapshot.claims, self.rows, wall_now)
        self._audits = Audits(ids, wall_now)
        self._households = Households(works, self.rows, self._record_following, self._settle)
        self._hand_on = partial(hand_on, self.rows, self._record_following)
        self.returning = None if standings is None else Returning(standings, snapshot.waiting)

    def decide(self, item: Prepared | Settle) -> Outcome:
        """Decide one command; an expected refusal is an outcome."""
        if isinstance(item, Settle):
            work = self._works.get(item.member_id)
            if work is None:
                return Outcome("refused", reason=Reason.UNKNOWN_MEMBER)
            self._households.see([work], self.now)
            self._settle(work)
            return Outcome("decided", work.member_id, work.state.next_seq - 1)
        member_id = member_id_of(item.command, self._identities)
        joins, returns = isinstance(item.command.event, Joined), isinstance(item.command.event, Return)
        for kind, key in item.keys:
            claim = None if kind == "receipt" else self.claims.of(key)
            if claim is not None:
                return answer(claim, item.content, 0 if joins or returns else member_id)
        if joins:
            return self._join(item)
        if isinstance(item.command.event, Return):
            return self._return(item, item.command.event, member_id)
        work = self._works.get(member_id)
        if work is None or work.erased or (work.merged_into is not None and not names_redemption(item.command)):
            return Outcome("refused", reason=Reason.UNKNOWN_MEMBER)
        return self._decide_for(work, item)

    def finish(self) -> Rows:
        """The rows of everything decided so far."""
        for work in self._works.values():
            work.write(self.rows)
        missing = self._scarce.budgets.keys() - self._used_before.keys()
        if missing:
            raise WindowMissing(BudgetWindow(*key, *days_called(key[2])) for key in missing)
        for key, used in self._scarce.budgets.items():
            if used != self._used_before[key]:
                self.rows["add_budget_use"].append((*key, used - self._used_before[key]))
        for reward, left in self._scarce.stock.items():
            if left != self._stock_before[reward]:
                self.rows["take_stock"].append((reward, self._stock_before[reward] - left))
        self.claims.sort_rows()
        self.rows["insert_audits"].extend(self._audits.rows())
        return self.rows

    def _join(self, item: Prepared) -> Outcome:
        command = item.command
        identities: list[Identity] = [("card", card) for card in command.cards]
        if command.member.kind in ("external", "card"):
            identities.insert(0, (command.member.kind, command.member.value))
        # Nobody gets the number of a card that somebody lost.
        lost: list[Identity] = [("lost", card) for card in command.cards]
        if any(identity in self._identities for identity in (*identities, *lost)):
            return Outcome("refused", reason=Reason.ALREADY_MEMBER)
        member_id = self._ids.make(self._wall_now)
        p = command.person or Person()
        work = Work(member_id, self._scarce, self.now, profile=profile_of(p))
        outcome = self._decide_for(work, item)
        if outcome.reason is not None:
            return outcome
        self._works[member_id] = work
        identities.append(("public", public_id("m", next(self._random_bits))))
        for identity in dict.fromkeys(identities):
            self._identities[identity] = member_id
            self.rows["insert_identities"].append((*identity, member_id))
        work.joined_at = occurred_at(command.event, work.state.now)
        zone = self._versions.first.programme.zone
        now, profile = work.state.now, work.state.profile
        for key, instant in next_time_events(self._versions.announced, profile, {}, zone, now).items():
            work.keep(key, instant)
        self.rows["insert_persons"].append(
            (member_id, p.name, p.email, p.phone, p.birth_month, p.birth_day, p.birth_year, p.language)
        )
        self.rows["upsert_attributes"].extend(
            (member_id, name, encoded(stored_field(value))) for name, value in p.attributes.items()
        )
        return outcome

    def _return(self, item: Prepared, event: Return, presented_by: int) -> Outcome:
        """A return belongs to the member of its order, whoever presents it; without the order it waits (R6.7)."""
        assert self.returning is not None, "a batch with returns knows their orders"
        if (waits := self.returning.waits(item)) is not None:
            return waits
        key = order_key_of(event)
        order = self.claims.of(key)
        if order is None:
            programme = (self._versions.at(self.now) or self._versions.first).programme
            if (reason := untimely(programme, self.now, event.occurred_at)) is not None:
                # It has no member in whose history it could stand.
                return Outcome("refused", reason=reason)
            waiting_id, known = self._ids.make(self._wall_now), presented_by if presented_by in self._works else None
            return self.returning.park(item, key, waiting_id, known, self.now)
        work = self._works.get(order.survivor or order.member_id or 0)
        if work is None or work.erased or order.member_id is None or order.member_seq is None:
            return Outcome("refused", reason=Reason.UNKNOWN_MEMBER)
        return self._decide_for(work, item, (order.member_id, order.member_seq))

    def _decide_awaited(self, work: Work, seq: int, keys: tuple[tuple[str, bytes], ...]) -> None:
        """Decide what waited for the order that was just decided."""
        if self.returning is not None:
            for waiting in self.returning.awaiting([key for _, key in keys]):
                self._decide_for(work, waiting.item, (work.member_id, seq), waiting.row.reported_at)

    def _decide_for(
        self, work: Work, item: Prepared, order: OrderId | None = None, reported_at: datetime | None = None
    ) -> Outcome:
        """Decide for the member; `order` is that of a return, `reported_at` when it came if it had to wait."""
        event, keys = item.command.event, item.keys
        self.now = max(self.now, occurred_at(event, self.now)) if self._follow_clock else self.now
        # A redemption stays with the number it was made for; what comes back of it goes on to the survivor.
        other = self._works.get(work.merged_into or other_id_of(item.command, self._identities))
        if other is not None and other.erased:
            other = None
        now = self._households.see([work] if other is None else [work, other], self.now)
        instant = occurred_at(event, now)
        receipt = self.claims.receipt_among(keys)
        holder = work.member_id
        if receipt is not None and receipt.member_id is not None and receipt.survivor == holder:
            holder = receipt.member_id
        if receipt is not None and receipt.content_hash == (held := receipt_content_hash(holder, item.body)):
            return answer(receipt, held, work.member_id)
        if other is not None:
            self._settle(other)
        self._settle(work)
        version = self._versions.at(instant)
        counter: Side | None = None
        if receipt is not None:
            decision = refused_unseen(event, now, Reason.RECEIPT_CREDITED)
        elif version is None:
            decision = refused_unseen(event, now, Reason.NO_VERSION_THEN)
        elif (gone := absence_of_survivor(work, event, other)) is not None:
            decision = refused_unseen(event, now, gone)
        elif isinstance(event, Gift | Merge):
            pair = decide_pair(version.programme, work, event, other)
            event, decision, counter = pair.own.event, pair.own.decision, pair.other
        else:
            work.state.stopped = self._versions.stops.at(instant)
            if order is not None and self.returning is not None:
                work.state.returning = self.returning.standing(order, work.member_id, reported_at)
            met = self._households.completed(work, event, other, version, lambda: self._ids.make(self._wall_now))
            if isinstance(met, Reason):
                return Outcome("refused", work.member_id, reason=met)
            event = met
            _, decision = self._households.decide(work, event, version)
        figures = figures_of(decision, (version or self._versions.first).programme.zone)
        if decision.refused is not None:
            # A receipt that was not credited now stays free to be credited, or stays with who had it credited.
            keys = tuple((kind, key) for kind, key in keys if kind != "receipt")
        if decision.refused is not None and (isinstance(event, WISHES) or not keys):
            # A refused wish uses up no key and leaves no trace; so does a receipt that has no key but itself.
            return Outcome(
                "refused", work.member_id, reason=decision.refused, missing=decision.missing, figures=figures
            )
        agreement = item.command.approval
        if (objection := self._approvals.objection(item)) is not None:
            return Outcome("refused", work.member_id, reason=objection)
        if agreement is None and version is not None and needs_approval(version.programme, event, decision):
            return self._approvals.ask(item, work.member_id, other.member_id if other is not None else None)
        approved_by = ""
        if agreement is not None:
            self._approvals.agree(agreement)
            approved_by = agreement.actor
        if version is not None and decision.refused is None:
            work.count_later(self.rows, self._versions.counting_later(version), event, decision.shares)
        audit_id = self._audits.note(item.command.actor, decision.kind, work.member_id, approved_by)
        body = item.body if event is item.command.event else body_of(event)
        seq = self._record(work, decision, version or self._versions.first, audit_id, figures, body, event)
        code = self._issue(work, decision, seq)
        self._audits.remark(item.command, decision.kind, work.member_id, seq, figures)
        if counter is not None and other is not None and version is not None:
            self._record_other(work, seq, item, other, counter, version, approved_by)
        self.claims.take(work.member_id, seq, item, keys, decision, figures, code)
        if version is not None:
            self._households.give_back(work, decision, version)
            if work.merged_into is not None and other is not None:
                if isinstance(event, CancelRedemption):
                    self._follow(other, self._hand_on(version, other, work, by_return=False), version)
                # What time brings, it brings the survivor alone.
                work.forget_dues()
            self._follow(work, decision, version)
            if counter is not None and other is not None:
                self._follow(other, counter.decision, version)
        if isinstance(event, Purchase):
            self._decide_awaited(work, seq, keys)
        status: Status = "decided" if decision.refused is None else "refused"
        return Outcome(status, work.member_id, seq, decision.refused, decision.missing, figures, code=code)

    def _record_other(
        self, work: Work, seq: int, item: Prepared, other: Work, side: Side, version: Version, approved_by: str
    ) -> None:
        decision = side.decision
        audit_id = self._audits.note(item.command.actor, decision.kind, other.member_id, approved_by)
        figures = figures_of(decision, version.programme.zone)
        other_seq = self._record(other, decision, version, audit_id, figures, body_of(side.event))
        wish = item.command.event
        assert isinstance(wish, Gift | Merge)
        name_each_other(self.rows, wish, work, seq, other, other_seq)
        if isinstance(wish, Merge):
            self._unite(work, other)

    def _unite(self, work: Work, merged: Work) -> None:
        """From here on everything that led to the merged member leads to the other one, also within this batch."""
        merged.merged_into = work.member_id
        unite_profiles(self._versions, work, merged)
        unite(self.rows, work.member_id, merged.member_id)
        for identity, member_id in self._identities.items():
            if member_id == merged.member_id:
                self._identities[identity] = work.member_id
        self._identities["id", str(merged.member_id)] = work.member_id
        self.claims.unite(work.member_id, merged.member_id)

    def _settle(self, work: Work) -> None:
        """Decide everything that is due for the member's household by now, in order of instant, then id (R1.5)."""
        together = self._households.of(work)
        while (found := next_due_among(together)) is not None:
            work, (instant, kind, subject) = found
            version = self._versions.at(instant) or self._versions.first
            zone = version.programme.zone
            # Everything is decided as of its instant, so that it makes no difference how late that is.
            for one in together:
                one.state.now = instant
            work.state.stopped = self._versions.stops.at(instant)
            event = event_due(version.programme, work.state, kind, subject, instant)
            decision = settle(version.programme, work.state, kind, subject, instant)
            audit_id = self._audits.note(SYSTEM, "settle", work.member_id)
            body = None if event is None else body_of(event)
            self._record(work, decision, version, audit_id, figures_of(decision, zone), body)
            if is_time_event(key := (kind, subject)):
                work.keep(key, next_time_event(self._versions.announced, key, work.state.profile, instant, zone))
            self._follow(work, decision, version)
        for one in together:
            one.state.now = one.now

    def _follow(self, work: Work, decision: Decision, version: Version) -> None:
        """Decide what follows from a decision, in turn; a reward that cannot come by itself leaves no trace."""
        waiting = [(work, event) for event in following(decision, is_erased=work.erased)]
        while waiting:
            whose, event = waiting.pop(0)
            if isinstance(event, VoidRedemption) and event.owner:
                whose = self._works[event.owner]
            whose, found = self._households.decide(whose, event, version)
            if found.refused is not None and found.kind == AUTOMATIC:
                continue
            self._issue(whose, found, self._record_following(whose, found, version, event))
            self._households.give_back(whose, found, version)
            if (survivor := self._works.get(whose.merged_into or 0)) is not None:
                found = self._hand_on(version, survivor, whose, by_return=True)
                whose = survivor
            waiting += [(whose, later) for later in following(found, is_erased=whose.erased)]

    def _record_following(self, work: Work, decision: Decision, version: Version, event: Event) -> int:
        """Enter what follows from another decision; nobody asked for it."""
        audit_id = self._audits.note(SYSTEM, decision.kind, work.member_id)
        figures = figures_of(decision, version.programme.zone)
        return self._record(work, decision, version, audit_id, figures, body_of(event))

    def _issue(self, work: Work, decision: Decision, seq: int) -> str | None:
        """A code by chance, where the decision issues one."""
        redemption = decision.redeemed or decision.changed
        if not decision.issues_code or redemption is None:
            return None
        code = code_of(next(self._random_bits))
        self.rows["insert_codes"].append((work.member_id, seq, redemption.seq, code))
        return code

    def _record(
        self,
        work: Work,
        decision: Decision,
        version: Version,
        audit_id: int,
        figures: dict[str, object],
        body: str | None,
        event: Event | None = None,
    ) -> int:
        household_before = work.state.belonging.household
        seq = work.apply(decision)
        if decision.belonging is not None:
            self._households.moved(work, household_before)
        member_id, rows = work.member_id, self.rows
        if self.returning is not None:
            self.returning.follow(member_id, decision)
            if event is not None:
                order = event.order if isinstance(event, Purchase) else None
                standing = standing_of(version.programme, seq, order, decision)
                later = tuple(self._versions.counting_later(version))
                self.returning.remember(member_id, replace(standing, later=later))
        zone = version.programme.zone
        entry = Entry(member_id, seq, version.number, zone, work.now, audit_id, self._closed_until)
        day = record(rows, entry, decision, figures)
        if body is not None:
            rows["insert_payloads"].append((member_id, seq, day, body))
        rows["insert_readsets"].append((member_id, seq, day, stored(decision.read_set)))
        for subscription_id, topic in messages_of(decision, figures, self._subscriptions):
            news = (member_id, seq, subscription_id, self._ids.make(self._wall_now), topic, self._wall_now)
            rows["insert_outbox"].append(news)
        return seq
