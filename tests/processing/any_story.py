"""Random stories over everything that can happen to members, told in sentences so that a failure can be read.

A story is made from a number alone, so the number tells it again. It holds on to nothing about single figures: what it
shows is that facts, decisions and what was derived from them agree, whatever happened in whichever order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from tests.processing.shop import NOON, Shop, adjusting, fact, giving, happening, merging, wish
from treue.domain.events import (
    AwaitSeat,
    CancelRedemption,
    DayChosen,
    Event,
    FloorSet,
    GiveUpSeat,
    HeadNamed,
    HouseholdEntered,
    HouseholdFounded,
    HouseholdLeft,
    Joined,
    Left,
    LineBack,
    Purchase,
    PurchasesShared,
    RedemptionChange,
    ReissueRedemption,
    Rejoined,
    ReportDelivery,
    Return,
    Spend,
    UseRedemption,
)
from treue.domain.orders import Line, Order, OrderReference
from treue.processing.commands import Command, MemberReference, Outcome, Person
from treue.usecases.members.erase import erase
from treue.usecases.members.settled import UnknownMember
from treue.usecases.members.show import show
from treue.usecases.programmes.turn_clock import turn_clock
from treue.usecases.stock.receive import receive

NAMES = ("anna", "bert", "cleo", "dora", "emil")
DOCUMENT = """\
treue: 1
programme:
  id: shop
  name: Shop
  currency: EUR
  time_zone: Europe/Berlin
  languages: [en]
  exchange: [{currency: CHF, rate: 1.0390, from: 2026-01-01}, {currency: CHF, rate: 0.98, from: 2026-09-01}]
checkout: {parked_for: 30 days}
units:
  points:
    name: {en: [point, points]}
    available: after 3 days
    expires: after 12 months
    inactivity: {after: 3 months, reset_by: [purchase, redeemed]}
  stars:
    name: {en: [star, stars]}
    expires: after 2 months
    extend: [{event: purchase, by: 1 month, once_per: month, skips: month}]
    forfeit: [{event: fraud}]
causes: {trees: {name: Trees}}
events: {visit: {}, fraud: {}, scanned: {code: string}}
entitlements: {own_days: {name: Own days, count: 2 per month}}
metrics:
  spend_year: {sum: order.paid, over: calendar year}
  together: {sum: order.paid, over: last 60 days, household: true}
  orders: {count: purchase, over: calendar month}
ladders:
  club:
    by: spend_year
    levels:
      - {id: basic, from: 0}
      - {id: silver, from: 30.00 EUR, multiply: {points: 2}, give: {stars: 2}}
      - {id: gold, from: 90.00 EUR, multiply: {points: 3}}
    keeps: rest of year and next
    places: {gold: 2}
    charges: {stars: 4}
  home:
    by: together
    levels: [{id: nest, from: 60.00 EUR}]
    keeps: 40 days
    warn: [10 days]
  pace:
    participation:
      counts: calendar month
      advance: metric.orders >= 2
      hold: metric.orders >= 1
      otherwise: one_step_down
      forfeit: [stars]
      rates: [{from: 1, rate: 1}, {from: 3, rate: 1.5}]
households: {pool: [points, stars], level: own, members: 3}
earn:
  - {id: base, event: purchase, give: {points: 1, stars: 1}, per: 1.00 EUR, budget: {points: 300 per calendar month},
     caps: {member: {stars: 90 per month}, household: {stars: 120 per month}, programme: {stars: 500 per month}}}
  - {id: double, event: purchase, entitlement: own_days, multiply: {points: 2}}
  - {id: steady, event: purchase, give: {stars: 0.1}, per: 1.00 EUR, rate: pace, rounding: down}
  - {id: up, event: level_reached, give: {points: 5}}
  - {id: down, event: level_lost, give: {stars: 2}}
  - {id: warned, event: level_warning, give: {stars: 1}}
  - {id: cake, event: birthday, give: {points: 7}, budget: {points: 20 per calendar month}}
  - {id: year, event: anniversary, give: {stars: 3}, limit: 1 per calendar year}
  - {id: month, event: period_end, every: calendar month, when: metric.orders >= 1, give: {stars: 3}}
  - {id: quarter, event: period_end, every: calendar quarter, give: {stars: 1}, limit: 3 per calendar year}
  - {id: green, event: purchase, when: order.paid >= 30.00 EUR, grant: {donation: {trees: 0.5}}, limit: 2 per month}
  - {id: days, event: purchase, when: order.paid >= 50.00 EUR, grant: {entitlement: {own_days: 1}}, limit: 1 per month}
  - {id: visit, event: visit, give: {points: 1}, limit: 3 per month}
  - {id: pack, event: scanned, give: {points: 4}, limit_by_code: 1}
  - {id: free, event: birthday, grant: {reward: mug}}
rewards:
  - {id: tea, cost: {stars: 6}, gives: {product: tea}, cancel: 60 days}
  - {id: coffee, cost: {points: 5}, gives: {product: coffee}, cancel: 14 days, reissue: true, per_member: 5 per month,
     valid: 30 days}
  - {id: mug, cost: {points: 8}, gives: {product: mug}, stock: limited, in_all: 6 per month}
  - {id: lamp, cost: {points: 9}, gives: {product: lamp}, cancel: 14 days, delivery: {address: true, by: supplier}}
  - {id: ride, cost: {points: 4}, gives: {experience: {at: Sunday, seats: 3, waiting_list: true}}, cancel: 90 days}
  - {id: voucher, cost: {stars: 20}, gives: {percent: 5}, automatic: true, cancel: 14 days, valid: 30 days}
  - {id: box, cost: {points: 60}, gives: {product: box}, automatic: true, cancel: 14 days, valid: 60 days}
transfers: {units: [points]}
"""
_KINDS = (
    "buy buy buy buy buy back back give give spend spend change change visit scan day fraud adjust seat no_seat floor "
    "found enter enter depart head share leave rejoin merge merge"
).split()
_DAYS_ON = (0.5, 1, 1, 2, 4, 4, 20, 35, 100, 200)


@dataclass
class Story:
    """One story, as it is told and at a desk."""

    shop: Shop
    chance: Random
    now: datetime = NOON
    told: list[str] = field(default_factory=list)
    """One sentence for each thing that happened, with what was answered."""
    _orders: list[str] = field(default_factory=list)
    _numbers: int = 0
    _rare: dict[str, int] = field(default_factory=lambda: {"merge": 3, "erase": 1, "leave": 2})

    async def begin(self) -> None:
        """Five people join, some with a birthday; there are nine mugs."""
        chance, joins = self.chance, list[Command]()
        for name in NAMES:
            month, day = chance.randint(1, 12), chance.randint(1, 28)
            person = Person(birth_month=month, birth_day=day) if chance.random() < 0.6 else Person()
            joins.append(Command(MemberReference("external", name), Joined(), "test", f"join {name}", person=person))
        await self.shop.run(*joins)
        await receive(self.shop.desk, "mug", 9, actor="test")

    async def go_on(self) -> None:
        """A batch, then perhaps days, an erasure, or somebody who looks at all wallets."""
        commands = [one for _ in range(self.chance.randint(1, 8)) if (one := await self._command()) is not None]
        outcomes = await self.shop.run(*commands) if commands else []
        self.told += [_sentence(*pair) for pair in zip(commands, outcomes, strict=True)]
        assert not any(one.reason is not None and one.reason.value == "parked" for one in outcomes), "\n".join(
            self.told
        )
        await self._pass_time()

    async def _pass_time(self) -> None:
        chance, shop = self.chance, self.shop
        if chance.random() < 0.35:
            self.now += timedelta(days=chance.choice(_DAYS_ON))
            looks = chance.random() < 0.5
            self.told.append(f"it is {self.now:%Y-%m-%d %H:%M}" + (", and all is settled" if looks else ""))
            if looks:
                await turn_clock(shop.desk, self.now, actor="test")
            else:
                statement = "UPDATE programme SET sandbox_clock = %s WHERE programme_id = %s"
                await shop.rows(statement, self.now, shop.desk.programme_id)
        if chance.random() < 0.1:
            self.told.append("all wallets are shown")
            for name in NAMES:
                try:
                    await show(shop.desk, await shop.id_of(name))
                except UnknownMember:
                    continue
        if chance.random() < 0.03 and self._may("erase"):
            name = chance.choice(NAMES)
            self.told.append(f"{name} is erased")
            await erase(shop.desk, await shop.id_of(name), actor="test")

    async def _command(self) -> Command | None:
        kind, name = self.chance.choice(_KINDS), self.chance.choice(NAMES)
        self._numbers += 1
        key = f"{kind} {self._numbers}"
        if kind in ("merge", "leave") and (self.chance.random() > 0.2 or not self._may(kind)):
            return None
        if kind == "change":
            return await self._change(key)
        return _MAKERS[kind](self, name, key)

    def _may(self, kind: str) -> bool:
        """What happens to a member only so often in a story."""
        self._rare[kind] -= 1
        return self._rare[kind] >= 0

    async def _change(self, key: str) -> Command | None:
        """Something becomes of a reward that somebody has."""
        rows = await self.shop.rows(
            "SELECT member_id, member_seq FROM redemption WHERE programme_id = %s AND standing = 'open' ORDER BY 1, 2",
            self.shop.desk.programme_id,
        )
        if not rows:
            return None
        member, number = self.chance.choice(rows)
        changes: list[RedemptionChange] = [
            CancelRedemption(number, self.chance.choice(["", "it broke"])),
            UseRedemption(number),
            ReissueRedemption(number),
            ReportDelivery(number, "sent"),
        ]
        return Command(MemberReference("id", str(member)), self.chance.choice(changes), "test", key)

    def _buy(self, name: str, key: str) -> Command:
        chance = self.chance
        lines = tuple(Line("x", chance.randint(100, 4000)) for _ in range(chance.randint(1, 3)))
        order = Order(chance.choice(["EUR", "EUR", "EUR", "CHF"]), lines)
        self._orders.append(key)
        return fact(name, Purchase(self.now - timedelta(days=chance.choice([0, 0, 0, 1, 5])), order), key)

    def _back(self, _name: str, key: str) -> Command:
        chance = self.chance
        known = bool(self._orders) and chance.random() < 0.85
        named = chance.choice(self._orders) if known else f"buy {self._numbers + 1}"
        lines = () if chance.random() < 0.4 else (LineBack(1),)
        event = Return(self.now, OrderReference("tills", named), lines, None)
        return Command(MemberReference("order", ""), event, "test", source="tills", external_id=key)

    def _give(self, name: str, key: str) -> Command:
        return giving(name, self.chance.choice(NAMES), self.chance.randint(1, 15), key)

    def _spend(self, name: str, key: str) -> Command:
        reward = self.chance.choice(["coffee", "mug", "tea", "tea", "lamp", "ride", "ride"])
        return wish(name, Spend(reward, address="Am Markt 1" if reward == "lamp" else ""), key)

    def _happens(self, name: str, key: str) -> Command:
        fields = {"code": self.chance.choice("ABCDE")} if key.startswith("scan") else {}
        kind = {"scan": "scanned"}.get(key.split(maxsplit=1)[0], key.split(maxsplit=1)[0])
        return happening(name, kind, key, at=self.now - timedelta(days=self.chance.choice([0, 0, 2])), **fields)

    def _adjust(self, name: str, key: str) -> Command:
        amount, unit = self.chance.choice([-9, 12, 30]), self.chance.choice(["points", "stars"])
        return adjusting(name, amount, key, unit=unit, allow_debt=self.chance.random() < 0.7)

    def _merge(self, name: str, key: str) -> Command:
        return merging(name, self.chance.choice(NAMES), key)

    def _enter(self, name: str, key: str) -> Command:
        host = MemberReference("external", self.chance.choice(NAMES))
        return Command(MemberReference("external", name), HouseholdEntered(), "test", key, other=host)

    def _floor(self, name: str, key: str) -> Command:
        level = self.chance.choice(["silver", "gold"])
        return _asked(name, FloorSet("club", level, "staff", "as agreed", self.now.date() + timedelta(days=30)), key)


def _asked(name: str, event: Event, key: str) -> Command:
    return Command(MemberReference("external", name), event, "test", key)


def _simply(event: Event) -> Callable[[Story, str, str], Command]:
    return lambda _story, name, key: _asked(name, event, key)


def _sentence(command: Command, outcome: Outcome) -> str:
    answer = outcome.status if outcome.reason is None else outcome.reason.value
    other = f" with {command.other.value}" if command.other is not None else ""
    return f"{command.member.value or 'somebody'}{other}: {command.event} -> {answer}"


_MAKERS: dict[str, Callable[[Story, str, str], Command]] = {
    "buy": Story._buy,
    "back": Story._back,
    "give": Story._give,
    "spend": Story._spend,
    "visit": Story._happens,
    "scan": Story._happens,
    "fraud": Story._happens,
    "adjust": Story._adjust,
    "merge": Story._merge,
    "enter": Story._enter,
    "floor": Story._floor,
    "day": _simply(DayChosen("own_days")),
    "seat": _simply(AwaitSeat("ride")),
    "no_seat": _simply(GiveUpSeat("ride")),
    "found": _simply(HouseholdFounded()),
    "depart": _simply(HouseholdLeft()),
    "head": _simply(HeadNamed()),
    "share": _simply(PurchasesShared()),
    "leave": _simply(Left()),
    "rejoin": _simply(Rejoined()),
}
