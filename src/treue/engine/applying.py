"""`advance`: the state after a decision. Used by the processor, by rehearsals and by the proof of the books."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from treue.domain.books import Account, Cause, Lot
from treue.engine.decision import Decision, ReadSet
from treue.engine.leaving import LEFT
from treue.engine.levels.lines import LEVEL_REVIEW, is_ladder, review_after
from treue.engine.levels.places import take_places
from treue.engine.moving import MERGED
from treue.engine.state import INACTIVITY, Interval, Lapse, Profile, Scarce, State
from treue.engine.tallies import RecordedTallies
from treue.programme.records import JOINED


def advance(state: State, decision: Decision) -> None:
    """Change the state by what was decided, and count the event.

    Raises ValueError where a transfer takes more than a lot or an account holds: the decision was made from another
    state.
    """
    state.next_seq += 1
    _remember_lapse(state, decision)
    taken: dict[tuple[int, int], int] = {}
    own = {(lot.seq, lot.no) for lot in decision.lots}
    for transfer in decision.transfers:
        unit, amount = transfer.unit, transfer.amount
        if transfer.credit is Account.MEMBER:
            state.booked[unit] = state.booked.get(unit, 0) + amount
        elif transfer.debit is Account.MEMBER:
            state.booked[unit] = _less(state.booked.get(unit, 0), amount, unit)
        if transfer.debit is Account.DEBT:
            state.debts[unit] = state.debts.get(unit, 0) + amount
        elif transfer.credit is Account.DEBT:
            state.debts[unit] = _less(state.debts.get(unit, 0), amount, unit)
        for use in transfer.uses:
            # The new lots of a decision stand in it as they are afterwards.
            if (use.seq, use.no) not in own:
                taken[use.seq, use.no] = taken.get((use.seq, use.no), 0) + use.amount
    if taken:
        state.lots += decision.reopened
        state.lots = [_reduced(lot, taken.pop((lot.seq, lot.no), 0)) for lot in state.lots]
        if taken:
            raise ValueError(f"the decision takes from lots {sorted(taken)}, which are not among the open ones")
        state.lots = [lot for lot in state.lots if lot.remaining]
    if decision.extensions:
        _move_ends(state, {(one.seq, one.no): one.expires_at for one in decision.extensions})
    state.lots += [lot for lot in decision.lots if lot.remaining]
    for key, instant in decision.dues:
        if instant is None:
            state.dues.pop(key, None)
        else:
            state.dues[key] = instant
    _redeem(state, decision)
    if decision.standing is not None:
        state.standing = decision.standing
    if decision.belonging is not None:
        state.belonging = decision.belonging
    _use_budgets(state, decision)
    _queue(state, decision)
    state.tallies.add(decision.counts)
    for climb in decision.climbs:
        state.levels[climb.ladder] = climbed(state.levels.get(climb.ladder, ()), climb.intervals)
    _note_reviews(state, decision)
    take_places(state, decision)
    if decision.is_purchase and decision.refused is None:
        state.profile.purchases += 1
    state.profile.purchases += decision.purchases
    if decision.returned is not None and decision.returned.unmade:
        state.profile.purchases -= 1
    if decision.kind == JOINED and decision.refused is None:
        state.profile.joined = decision.occurred_at


def state_of(read_set: ReadSet, seq: int) -> State:
    """The state a stored decision was made from, as far as it read it (R5.1)."""
    return State(
        read_set.now,
        next_seq=seq,
        debts=dict(read_set.debts),
        lots=list(read_set.lots),
        scarce=Scarce(
            {(rule, unit, window): used for rule, unit, window, used in read_set.budgets},
            dict(read_set.stock),
            {} if read_set.queue is None else {read_set.queue[0]: queue_of(*read_set.queue[1:])},
        ),
        profile=Profile(read_set.joined, purchases=read_set.purchases or 0),
        tallies=RecordedTallies(dict(read_set.tallies)),
        levels=dict(read_set.levels),
        dues=dict(read_set.dues),
        lapses=dict(read_set.lapses),
        redemptions={one.seq: one for one in (read_set.redemption, *read_set.vouchers) if one and not one.owner},
        inherited=[one for one in read_set.vouchers if one.owner],
        recorded=read_set.facts,
        term=read_set.term,
        rate=read_set.rate,
        stopped=frozenset(read_set.stopped),
        returning=read_set.reckoning,
        standing=read_set.standing,
        belonging=read_set.belonging,
    )


def _remember_lapse(state: State, decision: Decision) -> None:
    """What fell for inactivity can come back once, with a fact that is reported late (R4.6)."""
    if decision.kind == INACTIVITY and decision.transfers:
        state.lapses[decision.transfers[0].unit] = Lapse(decision.occurred_at, decision.read_set.lots)
    for transfer in decision.transfers:
        if transfer.cause is Cause.REINSTATED:
            state.lapses.pop(transfer.unit, None)


def _move_ends(state: State, moved: Mapping[tuple[int, int], datetime | None]) -> None:
    """Of open lots, and of those that redemptions give back to: nothing may be left of them by then."""
    state.lots = [lot.ending(moved[lot.seq, lot.no]) if (lot.seq, lot.no) in moved else lot for lot in state.lots]
    for seq, redemption in state.redemptions.items():
        if any((lot.seq, lot.no) in moved for lot in redemption.paid):
            paid = [
                lot.ending(moved[lot.seq, lot.no]) if (lot.seq, lot.no) in moved else lot for lot in redemption.paid
            ]
            state.redemptions[seq] = replace(redemption, paid=tuple(paid))


def _redeem(state: State, decision: Decision) -> None:
    stock = state.scarce.stock
    if (redeemed := decision.redeemed) is not None:
        state.redemptions[redeemed.seq] = redeemed
        if redeemed.reward in stock:
            stock[redeemed.reward] -= 1
    if (changed := decision.changed) is not None:
        state.redemptions[changed.seq] = changed
        if changed.standing == "cancelled" and changed.reward in stock:
            stock[changed.reward] += 1


def _queue(state: State, decision: Decision) -> None:
    """Where the member waits from now on. Who leaves, or turned out to be another one, waits nowhere any more."""
    queues, said = state.scarce.queues, decision.places
    if decision.kind in (LEFT, MERGED):
        said = tuple((reward, 0) for reward in queues)
    for reward, place in said if decision.queued is None else (decision.queued,):
        if place:
            queues.setdefault(reward, {})[state.member] = place
        else:
            queues.get(reward, {}).pop(state.member, None)


def queue_of(ahead: int, own: int, last: int) -> dict[int, int]:
    """Those who wait, as far as a decision read it: 0 is the member himself, the others have no names."""
    if not own:
        return {-number: last - number + 1 for number in range(1, ahead + 1)}
    before = {-number: own - number for number in range(1, ahead + 1)}
    return {**before, 0: own, **({-ahead - 1: last} if last > own else {})}


def _note_reviews(state: State, decision: Decision) -> None:
    """What is due of the ladders that the decision moved on."""
    if not decision.climbs and decision.kind != LEVEL_REVIEW:
        return
    ladders = {climb.ladder for climb in decision.climbs}
    if decision.kind == LEVEL_REVIEW:
        ladders.add(decision.read_set.subject)
    for ladder in ladders:
        due = review_after(state.levels.get(ladder, ()), state.now) if is_ladder(ladder) else None
        if due is not None:
            state.dues[LEVEL_REVIEW, ladder] = due
        else:
            state.dues.pop((LEVEL_REVIEW, ladder), None)


def _use_budgets(state: State, decision: Decision) -> None:
    budgets = state.scarce.budgets
    for rule, unit, window, _ in decision.read_set.budgets:
        earned = [
            moved.amount
            for moved in decision.transfers
            if moved.cause is Cause.EARNED and moved.source == rule and moved.unit == unit
        ]
        if earned:
            budgets[rule, unit, window] = budgets.get((rule, unit, window), 0) + sum(earned)
    for source, unit, window, amount in decision.budget_uses:
        budgets[source, unit, window] = budgets.get((source, unit, window), 0) + amount


def climbed(before: tuple[Interval, ...], after: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """The time line with the new one from its start on."""
    if not after:
        return before
    cut = after[0].starts
    kept = [interval for interval in before if interval.starts < cut]
    if kept and (kept[-1].ends is None or kept[-1].ends > cut):
        kept[-1] = replace(kept[-1], ends=cut)
    return (*kept, *(interval for interval in after if interval.ends != cut))


def _less(held: int, amount: int, unit: str) -> int:
    if amount > held:
        raise ValueError(f"the decision takes {amount} {unit} from an account that holds {held}")
    return held - amount


def _reduced(lot: Lot, amount: int) -> Lot:
    left = _less(lot.remaining, amount, lot.unit)
    if left > lot.amount:
        raise ValueError(f"the decision gives {left} {lot.unit} back to a lot of {lot.amount}")
    return replace(lot, remaining=left)
