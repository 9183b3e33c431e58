"""A second, much simpler opinion on what members hold, written from docs/rules.md alone.

It shares no code with the engine: money in cents, whole points, plain lists, one rule of each kind. `DOCUMENT` is the
programme it knows by heart.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
DOCUMENT = """\
treue: 1
programme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en]}
units: {points: {name: {en: [point, points]}, available: after 3 days, expires: after 1 months}}
events: {visit: {}}
earn:
  - {id: welcome, event: joined, give: {points: 3}}
  - {id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}
  - {id: coffee, event: purchase, each: line, when: line.category == 'coffee', multiply: {points: 2}}
  - {id: visit, event: visit, give: {points: 7}, budget: {points: 100}}
rewards:
  - {id: tea, cost: {points: 5}, gives: {product: tea}}
  - {id: mug, cost: {points: 20}, gives: {product: mug}, stock: limited}
transfers: {units: [points], minimum: 2}
"""
COSTS = {"tea": 5, "mug": 20}


@dataclass(slots=True)
class Portion:
    """Points that were credited together."""

    number: int
    left: int
    earned: datetime
    available: datetime
    expires: datetime


@dataclass(slots=True)
class Account:
    """One member; `seen` is how far time was followed for him."""

    seen: datetime
    portions: list[Portion] = field(default_factory=list)
    debt: int = 0

    def usable(self, now: datetime) -> list[Portion]:
        """What can be spent now, soonest end first, then oldest."""
        open_now = [each for each in self.portions if each.left and each.available <= now < each.expires]
        return sorted(open_now, key=lambda each: (each.expires, each.earned, each.number))

    def figures(self, now: datetime) -> tuple[int, int, int]:
        """(available, pending, debt)."""
        usable = sum(each.left for each in self.usable(now))
        pending = sum(each.left for each in self.portions if each.available > now)
        return max(0, usable - self.debt), pending, self.debt


@dataclass(slots=True)
class Bought:
    """An order, and what came back of it."""

    name: str
    lines: list[tuple[int, bool]]
    factor: int
    """On coffee, when it was bought."""
    portions: list[Portion]
    """Its points; those it got back after a return among them."""
    given: tuple[int, int]
    """By the rules base and coffee, once what coffee takes away is taken from base."""
    left: tuple[int, int]
    gone: set[int] = field(default_factory=set)
    expired_counted: int = 0

    def points_of(self, lines: list[tuple[int, bool]]) -> tuple[int, int]:
        """What the two rules give for the lines."""
        cents = sum(paid for paid, _ in lines)
        if cents <= 0:
            return 0, 0
        base = cents // 100
        total = max(0, sum(paid * (self.factor if coffee else 1) for paid, coffee in lines)) // 100
        return min(base, total), max(0, total - base)


@dataclass(slots=True)
class Ledger:
    """All members, the stock, the budget, the clock."""

    now: datetime
    accounts: dict[str, Account] = field(default_factory=dict)
    mugs: int = 0
    visits_given: int = 0
    switches: list[tuple[str, datetime, bool]] = field(default_factory=list)
    """(rule or reward, from when, whether it stops), in the order in which it was said."""
    count: int = 0
    orders: list[Bought] = field(default_factory=list)

    def bring_up_to_date(self, account: Account) -> None:
        """Units that became available pay debt, units that end go; in the order in which it happened."""
        dates = {at for each in account.portions for at in (each.available, each.expires)}
        for instant in sorted(at for at in dates if account.seen < at <= self.now):
            account.portions = [each for each in account.portions if each.left and each.expires > instant]
            for each in account.usable(instant):
                paid = min(each.left, account.debt)
                each.left -= paid
                account.debt -= paid
        account.portions = [each for each in account.portions if each.left and each.expires > self.now]
        account.seen = self.now

    def stands_still(self, what: str, at: datetime) -> bool:
        """What was said last, of everything that counts by then."""
        said = [stops for switched, since, stops in self.switches if switched == what and since <= at]
        return bool(said) and said[-1]

    def join(self, name: str) -> int:
        self.accounts[name] = Account(self.now)
        return self.give(name, 3, self.now)

    def purchase(self, name: str, lines: list[tuple[int, bool]], at: datetime) -> int:
        """Lines are (cents, whether it is coffee); rounded once over the order."""
        factor = 1 if self.stands_still("coffee", at) else 2
        cents = max(0, sum(paid * (factor if coffee else 1) for paid, coffee in lines))
        if sum(paid for paid, _ in lines) < 0:
            raise ValueError("the ledger knows no orders below zero")
        order = Bought(name, lines, factor, [], (0, 0), (0, 0))
        order.given = order.left = order.points_of(lines)
        given = self.give(name, cents // 100, at)
        if given:
            order.portions.append(self.accounts[name].portions[-1])
        self.orders.append(order)
        return given

    def back(self, order: Bought, lines: set[int] | None) -> str | int:
        """Lines of the order come back, or all that are left; why not, or the points given back."""
        account = self.accounts[order.name]
        self.bring_up_to_date(account)
        gone = set(range(len(order.lines))) if lines is None else lines
        if (gone <= order.gone) if lines is None else (gone & order.gone):
            return "more_than_bought"
        order.gone |= gone
        kept = [line for number, line in enumerate(order.lines) if number not in order.gone]
        if any(paid > 0 for paid, _ in order.lines) and not any(paid > 0 for paid, _ in kept):
            kept = []
        would_be = order.points_of(kept)
        after = min(order.given[0], would_be[0]), min(order.given[1], would_be[1])
        change, order.left = sum(after) - sum(order.left), after
        if change > 0:
            self.give(order.name, change, self.now)
            again, first = account.portions[-1], order.portions[0]
            # It lives as long as what was taken would have, which also says whether it pays a debt now.
            account.debt += change - again.left
            again.left, again.available, again.expires = change, first.available, first.expires
            if again.available <= self.now < again.expires:
                paid = min(change, account.debt)
                again.left -= paid
                account.debt -= paid
            order.portions.append(again)
            return change
        self._take_back(account, order, -change)
        return 0

    def _take_back(self, account: Account, order: Bought, points: int) -> None:
        for each in order.portions:
            if each.expires > self.now:
                part = min(each.left, points)
                each.left -= part
                points -= part
        expired = sum(each.left for each in order.portions if each.expires <= self.now) - order.expired_counted
        counted = min(points, expired)
        order.expired_counted += counted
        points -= counted
        account.debt += points - self._take(account, points)
        account.portions = [each for each in account.portions if each.left]

    def visit(self, name: str, at: datetime) -> int:
        points = 0 if self.stands_still("visit", at) else min(7, 100 - self.visits_given)
        self.visits_given += points
        return self.give(name, points, at)

    def give(self, name: str, points: int, at: datetime) -> int:
        account = self.accounts[name]
        self.bring_up_to_date(account)
        if points:
            self.count += 1
            account.portions.append(Portion(self.count, points, at, _days(at, 3), _month(at)))
            newest = account.portions[-1]
            if newest.available <= self.now < newest.expires:
                paid = min(points, account.debt)
                newest.left -= paid
                account.debt -= paid
        return points

    def spend(self, name: str, reward: str) -> str | None:
        """None, or why not."""
        account = self.accounts[name]
        self.bring_up_to_date(account)
        if self.stands_still(reward, self.now):
            return "reward_stopped"
        if reward == "mug" and self.mugs == 0:
            return "out_of_stock"
        if account.figures(self.now)[0] < COSTS[reward]:
            return "insufficient_units"
        if reward == "mug":
            self.mugs -= 1
        self._take(account, COSTS[reward])
        return None

    def adjust(self, name: str, points: int, allow_debt: bool) -> str | None:
        account = self.accounts[name]
        self.bring_up_to_date(account)
        if points > 0:
            self.give(name, points, self.now)
            return None
        if account.figures(self.now)[0] < -points and not allow_debt:
            return "insufficient_units"
        account.debt += -points - self._take(account, -points)
        return None

    def gift(self, name: str, other: str, points: int) -> str | None:
        """None, or why not. What is given keeps its ends, and pays what the receiver owes."""
        if name == other:
            return "same_member"
        giver, receiver = self.accounts[name], self.accounts[other]
        self.bring_up_to_date(giver)
        self.bring_up_to_date(receiver)
        if points < 2:
            return "below_minimum"
        if giver.figures(self.now)[0] < points:
            return "insufficient_units"
        for each in giver.usable(self.now):
            part = min(each.left, points)
            if part:
                self.count += 1
                each.left -= part
                points -= part
                paid = min(part, receiver.debt)
                receiver.debt -= paid
                receiver.portions.append(replace(each, number=self.count, left=part - paid))
        return None

    def figures(self, name: str) -> tuple[int, int, int]:
        self.bring_up_to_date(self.accounts[name])
        return self.accounts[name].figures(self.now)

    def _take(self, account: Account, points: int) -> int:
        taken = 0
        for each in account.usable(self.now):
            part = min(each.left, points - taken)
            each.left -= part
            taken += part
        return taken


def _days(at: datetime, count: int) -> datetime:
    local = at.astimezone(BERLIN).replace(tzinfo=None) + timedelta(days=count)
    return local.replace(tzinfo=BERLIN).astimezone(UTC)


def _month(at: datetime) -> datetime:
    local = at.astimezone(BERLIN).replace(tzinfo=None)
    year, month = (local.year + 1, 1) if local.month == 12 else (local.year, local.month + 1)
    day = min(local.day, calendar.monthrange(year, month)[1])
    return local.replace(year=year, month=month, day=day).replace(tzinfo=BERLIN, fold=0).astimezone(UTC)
