"""What a batch needs for the rewards in it: which of them an event can touch, in which windows, on which days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from treue.domain.books import Account
from treue.domain.events import AwaitSeat, Event, GiveUpSeat, Merge, Return, Spend
from treue.domain.instants import local_day
from treue.domain.money import Money
from treue.domain.windows import days_of, label
from treue.engine.deciding import kind_of, occurred_at
from treue.engine.rewards.limits import PIECES
from treue.engine.rewards.redemption import DELIVERIES, STANDINGS, Redemption
from treue.engine.tallies import Count
from treue.processing.versions import Versions
from treue.programme.known_events import EVENTS
from treue.programme.records import JOINED, PURCHASE
from treue.store.reading import BudgetWindow
from treue.store.redemptions import FoundRow, RedemptionRow


def rewards_touched(versions: Versions, event: Event, now: datetime) -> dict[str, set[date]]:
    """Reward -> the local days on which the event may hand it out.

    What comes by itself comes now, and where the clock follows the facts that is the instant of the event.
    """
    zone = versions.first.programme.zone
    today = local_day(now, zone)
    if isinstance(event, Spend | AwaitSeat | GiveUpSeat):
        return {reward: {today} for reward in {event.reward} | versions.automatic | rewards_brought(versions)}
    handed_out = versions.granted.get(kind_of(event), frozenset()) | versions.automatic | rewards_brought(versions)
    if isinstance(event, Return):
        # What a rule granted for the order may become void.
        handed_out |= versions.granted.get(PURCHASE, frozenset())
    if isinstance(event, Merge):
        # The place of one who waits goes to the one who stays.
        handed_out |= versions.awaited
    return {reward: {today, local_day(occurred_at(event, now), zone)} for reward in handed_out}


def rewards_brought(versions: Versions) -> frozenset[str]:
    """Rewards that events bring which nobody reports: what time brings is decided before any event of a member, and
    may hand them out. In which windows is known only then, see `WindowMissing`.
    """
    reported = {JOINED, PURCHASE}
    kinds = (kind for kind in versions.granted if kind in EVENTS and kind not in reported)
    return frozenset().union(*(versions.granted[kind] for kind in kinds))


def windows_of_rewards(versions: Versions, days: Iterable[tuple[str, date]]) -> set[BudgetWindow]:
    """The windows in which pieces of the rewards count on the days, by the limits of every version."""
    found: set[BudgetWindow] = set()
    for reward, day in days:
        for window in versions.reward_windows.get(reward, ()):
            within = days_of(window, day, None) or (date.min, date.max)
            found.add(BudgetWindow(reward, PIECES, label(window, day), *within))
    return found


def days_of_found(found: Iterable[FoundRow]) -> list[tuple[str, date]]:
    """The windows a cancelled redemption goes back to are those of the day on which it was got."""
    return [(row.reward, row.local_day) for row in found]


def windows_of_redemptions(versions: Versions, rows: Iterable[RedemptionRow]) -> set[BudgetWindow]:
    """The windows that redemptions go back to which become void."""
    zone = versions.first.programme.zone
    return windows_of_rewards(versions, [(row.reward, local_day(row.redeemed_at, zone)) for row in rows])


def redemption_of(row: RedemptionRow) -> Redemption:
    """The redemption as the engine knows it."""
    return Redemption(
        row.member_seq,
        row.reward,
        row.redeemed_at,
        row.usable_until,
        row.returnable_until,
        row.is_automatic,
        STANDINGS[row.standing],
        row.issue,
        row.paid,
        row.gave,
        tuple(Count(name, day, amount, value) for name, amount, day, value in row.counts),
        row.lenders,
        None if row.money is None else Money(*row.money),
        Account(row.paid_to),
        DELIVERIES[row.delivery],
        row.is_consumed,
        row.granted_for,
    )
