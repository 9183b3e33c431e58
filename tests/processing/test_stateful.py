"""Anything members, staff, tills and time may do, in any order and in batches of any size.

The processor and the ledger of ledger.py never disagree, the books are always proven, every decision can be made again,
and rebuilding what is derived changes no byte.
"""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.processing.ledger import COSTS, DOCUMENT, Ledger
from tests.processing.replayed import differences
from tests.processing.shop import Shop, adjusting, fact, giving, happening, joining, new_key, publish_text, spending
from treue.domain.events import LineBack, Purchase, Return
from treue.domain.orders import Line, Order, OrderReference
from treue.engine.state import REWARD, RULE
from treue.processing.commands import Command, Outcome
from treue.processing.desk import Pool, open_desk
from treue.store.connect import open_pool
from treue.usecases.programmes.resume_node import resume_node
from treue.usecases.programmes.settle_due import settle_due
from treue.usecases.programmes.stop_node import stop_node
from treue.usecases.stock.receive import receive

DERIVED = ("balance", "lot", "due", "budget", "stock", "member")
NAMES = ("anna", "berta", "carl")
# Before a month that is too short, before both changes of the clocks, before a leap day.
STARTS = tuple(
    datetime(*day, 1, 30, tzinfo=UTC) for day in ((2026, 1, 30), (2026, 3, 25), (2026, 10, 21), (2028, 1, 29))
)
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Sent:
    """A command that was sent before, and what it gave."""

    command: Command
    status: str
    figures: Any


names = st.sampled_from(NAMES)
lateness = st.one_of(st.just(0), st.integers(0, 30 * 24 * 60), st.sampled_from([3 * 24 * 60, 30 * 24 * 60, -5]))
lines = st.lists(st.tuples(st.integers(-300, 1200), st.booleans()), min_size=1, max_size=3).filter(
    lambda drawn: sum(cents for cents, _ in drawn) >= 0
)
wanted = st.one_of(
    st.tuples(st.just("buy"), names, lines, lateness),
    st.tuples(st.just("visit"), names, lateness),
    st.tuples(st.just("spend"), names, st.sampled_from(["tea", "mug"])),
    st.tuples(st.just("adjust"), names, st.sampled_from([-60, -25, -4, 6, 30]), st.booleans()),
    st.tuples(st.just("back"), st.integers(0, 1000), st.none() | st.sets(st.integers(0, 2), min_size=1, max_size=2)),
    st.tuples(st.just("give"), names, names, st.sampled_from([1, 2, 5, 11])),
    st.tuples(st.just("again"), st.integers(0, 1000)),
)


class Trade(RuleBasedStateMachine):
    """One shop with three members."""

    loop: asyncio.Runner
    pool: Pool

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Sent] = []
        self.order_keys: list[str] = []
        """Of the ledger's orders, in their order."""

    @initialize(start=st.sampled_from(STARTS))
    def open(self, start: datetime) -> None:
        self.start = start
        self.ledger = Ledger(start)
        self.key = new_key()
        self.wait(publish_text(self.pool, DOCUMENT, start, self.key))
        self.shop = Shop(self.wait(open_desk(self.pool, self.key)))
        outcomes = self.wait(self.shop.run(*(joining(name) for name in NAMES)))
        assert [self.ledger.join(name) for name in NAMES] == [3, 3, 3]
        assert [outcome.figures["given"] for outcome in outcomes] == [{"points": 3}] * 3

    @rule(commands=st.lists(wanted, min_size=1, max_size=9))
    def batch(self, commands: list[tuple[Any, ...]]) -> None:
        expected: list[tuple[str, str | None, int]] = []
        built: list[Command] = []
        for number, drawn in enumerate(commands):
            command, answer = self.again(drawn[1], built, expected) if drawn[0] == "again" else self.ask(drawn, number)
            built.append(command)
            expected.append(answer)
        outcomes = self.wait(self.shop.run(*built))
        assert [self.told(outcome) for outcome in outcomes] == expected
        self.sent += [
            Sent(command, outcome.status, outcome.figures)
            for command, outcome in zip(built, outcomes, strict=True)
            if outcome.status == "decided"
        ]

    @rule(minutes=st.one_of(st.integers(1, 10 * 24 * 60), st.sampled_from([1, 3 * 24 * 60, 31 * 24 * 60])))
    def turn(self, minutes: int) -> None:
        self.ledger.now += timedelta(minutes=minutes)
        turn = "UPDATE programme SET sandbox_clock = %s WHERE key = %s"
        self.wait(self.shop.rows(turn, self.ledger.now, self.key))

    @rule(name=names, what=st.sampled_from(["look", "look", "sweep", "deliver", "prove"]))
    def between(self, name: str, what: str) -> None:
        # One rule for all that is seldom, so that buying and waiting make most of a history.
        match what:
            case "look":
                self.look(name)
            case "sweep":
                self.wait(settle_due(self.shop.desk))
            case "deliver":
                self.ledger.mugs += 1
                assert self.wait(receive(self.shop.desk, "mug", 1, actor="test")) == self.ledger.mugs
            case "prove":
                self.prove()

    @rule(what=st.sampled_from(["coffee", "visit", "tea", "mug"]), stops=st.booleans(), hours=st.integers(-9, 9))
    def switch(self, what: str, stops: bool, hours: int) -> None:
        since = self.ledger.now + timedelta(hours=max(0, hours) - max(0, -hours) * 24)
        node = (REWARD if what in COSTS else RULE, what)
        ask = stop_node if stops else resume_node
        self.wait(ask(self.shop.desk, node, actor="test", starts_at=since))
        # What was refused would have changed nothing; the ledger holds on to it and has to stay right.
        self.ledger.switches.append((what, since, stops))

    def look(self, name: str) -> None:
        holding = self.wait(self.shop.holding(name))
        assert (holding.available, holding.pending, holding.debt) == self.ledger.figures(name)
        lots = sorted((lot.available_at, lot.expires_at, lot.remaining) for lot in holding.lots)
        assert lots == sorted((each.available, each.expires, each.left) for each in self.ledger.accounts[name].portions)

    def prove(self) -> None:
        assert self.wait(self.shop.verify()) == []
        assert self.wait(differences(self.shop)) == []
        before = [self.wait(self.shop.table(table)) for table in DERIVED]
        self.wait(self.shop.rebuild())
        assert [self.wait(self.shop.table(table)) for table in DERIVED] == before

    def teardown(self) -> None:
        for name in NAMES:
            self.look(name)
        self.prove()

    def ask(self, drawn: tuple[Any, ...], number: int) -> tuple[Command, tuple[str, str | None, int]]:
        """A new command, and what the ledger answers to it: (status, reason, points given)."""
        key = f"{self.key} {len(self.sent)} {number} {next(_numbers)}"
        match drawn:
            case ("buy", name, lines, late):
                at = self.ledger.now - timedelta(minutes=late)
                parts = tuple(Line("x", cents, category="coffee" if coffee else "") for cents, coffee in lines)
                command = fact(name, Purchase(at, Order("EUR", parts)), key)
                if at >= self.start:
                    self.order_keys.append(key)
                return command, self.fact(at, lambda: self.ledger.purchase(name, lines, at))
            case ("back", index, chosen):
                return self.bring_back(key, index, chosen)
            case ("visit", name, late):
                at = self.ledger.now - timedelta(minutes=late)
                return happening(name, "visit", key, at=at), self.fact(at, lambda: self.ledger.visit(name, at))
            case ("spend", name, reward):
                return spending(name, key, reward), self.wish(self.ledger.spend(name, reward), 0)
            case ("give", name, other, points):
                return giving(name, other, points, key), self.wish(self.ledger.gift(name, other, points), 0)
            case ("adjust", name, points, allow_debt):
                command = adjusting(name, points, key, allow_debt=allow_debt)
                return command, self.wish(self.ledger.adjust(name, points, allow_debt), max(0, points))
        raise AssertionError(drawn)

    def bring_back(self, key: str, index: int, chosen: set[int] | None) -> tuple[Command, tuple[str, str | None, int]]:
        if not self.order_keys:
            return joining("anna"), ("repeated", None, 3)
        place = index % len(self.order_keys)
        order = self.ledger.orders[place]
        lines = None if chosen is None else {line % len(order.lines) for line in chosen}
        named = OrderReference("tills", self.order_keys[place])
        backs = tuple(LineBack(line + 1) for line in sorted(lines or ()))
        answer = self.ledger.back(order, lines)
        command = fact(order.name, Return(self.ledger.now, named, backs), key)
        return command, ("refused", answer, 0) if isinstance(answer, str) else ("decided", None, answer)

    def fact(self, at: datetime, give: Any) -> tuple[str, str | None, int]:
        if at < self.start:
            return "refused", "no_version_then", 0
        return "decided", None, give()

    def wish(self, reason: str | None, given: int) -> tuple[str, str | None, int]:
        return ("refused", reason, 0) if reason else ("decided", None, given)

    def again(
        self, index: int, built: list[Command], expected: list[tuple[str, str | None, int]]
    ) -> tuple[Command, tuple[str, str | None, int]]:
        """A command once more: one of this batch that was decided, or one of an earlier batch."""
        decided = [
            (command, answer[2]) for command, answer in zip(built, expected, strict=True) if answer[0] == "decided"
        ]
        earlier = [(sent.command, sent.figures.get("given", {}).get("points", 0)) for sent in self.sent]
        if not decided and not earlier:
            command = joining("anna")
            return command, ("repeated", None, 3)
        command, given = (decided + earlier)[index % (len(decided) + len(earlier))]
        return command, ("repeated", None, given)

    def told(self, outcome: Outcome) -> tuple[str, str | None, int]:
        reason = outcome.reason.value if outcome.reason else None
        return outcome.status, reason, outcome.figures.get("given", {}).get("points", 0)

    def wait(self, doing: Any) -> Any:
        return self.loop.run(doing)


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_any_trade_ends_where_the_ledger_does(database: str) -> None:
    with asyncio.Runner() as loop:
        pool = loop.run(open_pool(database, connections_max=4))
        Trade.loop, Trade.pool = loop, pool
        try:
            examples = max(10, settings().max_examples // 2)
            run_state_machine_as_test(Trade, settings=settings(max_examples=examples, stateful_step_count=25))
        finally:
            loop.run(pool.close())
