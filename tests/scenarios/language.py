"""The language of the scenarios: given a programme and an instant, when things happen, then exact figures.

A file holds a list of scenarios under `scenarios`, with the `document` that those without one of their own use. Amounts
of units are written as members see them (1.5), money in the major unit (12.50), instants as the wall clock of the
programme's zone (2026-03-29 01:30) or, where that is not clear, in UTC (2026-03-29T01:30Z).

    name     what it shows
    guards   the rule of docs/rules.md, or the kind of published fault, that it holds on to
    clock    the instant at which the programme starts
    when     steps: join, buy, return, event, spend, adjust, clock, stock, stop, resume, erase, retire, or `batch` for
             several in one. A return names its order by the key or the receipt of the step that bought it
    then     by member: history, and by unit: available, pending, debt, lots

A step that commands something may say what is answered: `then` (decided is the default; `repeated`, or a reason),
`gives`, `takes`, `missing`, `shares`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

from tests.processing.shop import HEAD
from treue.domain.events import Adjustment, CustomEvent, Event, Joined, LineBack, Purchase, Return, Spend
from treue.domain.money import parse_money
from treue.domain.orders import Line, LineKind, Order, OrderReference, Receipt
from treue.domain.values import FieldValue
from treue.engine.state import Node
from treue.processing.commands import Command, MemberReference
from treue.programme import Programme, read_parts

FOLDER = Path(__file__).parent
ANSWERS: tuple[str, ...] = ("then", "gives", "takes", "missing", "shares")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command was answered, in scaled units."""

    status: str
    reason: str | None = None
    missing: int = 0
    given: tuple[tuple[str, int], ...] = ()
    taken: tuple[tuple[str, int], ...] = ()
    shares: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A command and what the scenario says of its answer."""

    command: Command
    expected: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Turn:
    """The clock is turned."""

    to: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """Pieces of a reward arrive."""

    reward: str
    pieces: int


@dataclass(frozen=True, slots=True)
class Erasure:
    """A member is erased."""

    name: str


@dataclass(frozen=True, slots=True)
class Retirement:
    """What a fact told, and what it was decided from, are not kept any longer."""

    key: str


@dataclass(frozen=True, slots=True)
class Switching:
    """A rule or reward is stopped or resumed, now or from an instant on."""

    node: Node
    stops: bool
    starts_at: datetime | None


Step = Sequence[Asked] | Turn | Delivery | Erasure | Retirement | Switching


@dataclass(frozen=True, slots=True)
class LotTold:
    """An open lot as a scenario tells it."""

    left: int
    of: int
    available: datetime
    expires: datetime | None


@dataclass(frozen=True, slots=True)
class HoldingTold:
    """What a member holds of one unit, in scaled units."""

    available: int
    pending: int
    debt: int
    lots: tuple[LotTold, ...]


@dataclass(frozen=True, slots=True)
class MemberTold:
    """A member at the end: holdings by unit, and one sentence for each event of the history."""

    holdings: Mapping[str, HoldingTold]
    history: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One story."""

    name: str
    guards: str
    document: str
    programme: Programme
    clock: datetime
    steps: tuple[Step, ...]
    then: Mapping[str, Any]

    def scaled(self, unit: str, amount: Any) -> int:
        """An amount as it is written, in scaled units."""
        scaled = Decimal(str(amount)) * 10 ** self.programme.units[unit].decimals
        assert scaled == int(scaled), f"{amount} {unit} has too many decimals"
        return int(scaled)

    def instant(self, written: str) -> datetime:
        return instant(written, self.programme.zone)


def all_scenarios() -> list[Scenario]:
    """Every scenario of every file, in order."""
    found: list[Scenario] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        written = YAML(typ="safe", pure=True).load(path)
        found += [_scenario(each, written.get("document")) for each in written["scenarios"]]
    return found


def instant(written: str, zone: ZoneInfo) -> datetime:
    read = datetime.fromisoformat(written)
    return (read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone.key))).astimezone(UTC)


def sentence(kind: str, refused: str | None, moves: Sequence[tuple[str, str, str, int]]) -> str:
    """One event as a history tells it: its kind, then (cause, source, unit, change of the holding) per transfer."""
    told = [f"{change:+d} {unit} {cause} {source}".strip() for cause, source, unit, change in moves]
    return kind + (f" refused {refused}" if refused else "") + (": " + ", ".join(told) if told else "")


def _scenario(written: dict[str, Any], document: str | None) -> Scenario:
    text: str = written.get("document") or document or ""
    text = text if text.startswith("treue:") else HEAD + text
    programme, faults = read_parts({"programme.yaml": text.encode()})
    assert programme is not None, f"{written['name']}: {[str(fault) for fault in faults]}"
    clock = instant(written["clock"], programme.zone)
    reader = _Reader(programme, clock)
    steps = tuple(reader.step(step) for step in written["when"])
    return Scenario(written["name"], written["guards"], text, programme, clock, steps, written.get("then") or {})


class _Reader:
    """Steps in their order; it keeps the clock and gives a key of its own to each command that names none."""

    def __init__(self, programme: Programme, clock: datetime) -> None:
        self._programme = programme
        self._clock = clock
        self._count = 0

    def step(self, written: dict[str, Any]) -> Step:
        match written:
            case {"clock": to}:
                self._clock = instant(to, self._programme.zone)
                return Turn(self._clock)
            case {"stock": {"reward": reward, "pieces": pieces}}:
                return Delivery(reward, pieces)
            case {"erase": name}:
                return Erasure(name)
            case {"retire": key}:
                return Retirement(key)
            case {"stop": said}:
                return self._switching(said, stops=True)
            case {"resume": said}:
                return self._switching(said, stops=False)
            case {"batch": steps}:
                return [self._asked(step) for step in steps]
        return [self._asked(written)]

    def _switching(self, said: dict[str, Any], *, stops: bool) -> Switching:
        starts_at = instant(said["from"], self._programme.zone) if "from" in said else None
        ((kind, name),) = [(kind, name) for kind, name in said.items() if kind != "from"]
        return Switching((kind, name), stops, starts_at)

    def _asked(self, written: dict[str, Any]) -> Asked:
        self._count += 1
        expected: dict[str, Any] = {name: written[name] for name in ANSWERS if name in written}
        (verb,) = written.keys() - expected.keys()
        said = written[verb] if isinstance(written[verb], dict) else {"by": written[verb]}
        event = self._event(verb, said)
        named = said.get("by")
        member = MemberReference("order", "") if named is None else MemberReference("external", named)
        is_fact = isinstance(event, Purchase | Return | CustomEvent)
        receipt = _receipt(said["receipt"]) if "receipt" in said and verb != "return" else None
        key = said.get("key", f"step {self._count}")
        if is_fact and key is not None:
            return Asked(Command(member, event, "test", None, "tills", key, receipt), expected)
        return Asked(Command(member, event, "test", None if is_fact else key, receipt=receipt), expected)

    def _event(self, verb: str, said: dict[str, Any]) -> Event:
        at = instant(said["at"], self._programme.zone) if "at" in said else self._clock
        match verb:
            case "join":
                return Joined(at if "at" in said else None)
            case "buy":
                return Purchase(at, self._order(said))
            case "return":
                return self._return(said, at)
            case "event":
                fields = {name: _field(value) for name, value in said.get("fields", {}).items()}
                return CustomEvent(said["name"], at, fields)
            case "spend":
                return Spend(said["reward"])
            case "adjust":
                unit = said.get("unit", "points")
                decimals = self._programme.units[unit].decimals if unit in self._programme.units else 0
                amount = int(Decimal(str(said["amount"])) * 10**decimals)
                return Adjustment(unit, amount, said.get("wording", "goodwill"), said.get("allow_debt", False))
        raise ValueError(f"'{verb}' is not a step")

    def _return(self, said: dict[str, Any], at: datetime) -> Return:
        named = OrderReference(receipt=_receipt(said["receipt"])) if "receipt" in said else None
        return Return(
            at,
            named or OrderReference("tills", said["order"]),
            tuple(
                LineBack(
                    line["line"],
                    Decimal(str(line["quantity"])) if "quantity" in line else None,
                    _cents(line["amount"]) if "amount" in line else None,
                )
                for line in said.get("lines", ())
            ),
            _cents(said["amount"]) if "amount" in said else None,
        )

    def _order(self, said: dict[str, Any]) -> Order:
        lines = said.get("lines", [{"paid": said.get("paid")}])
        return Order(
            said.get("currency", "EUR"),
            tuple(
                Line(
                    line.get("sku", "article"),
                    _cents(line["paid"]) + _cents(line.get("discount", 0)),
                    Decimal(str(line.get("quantity", 1))),
                    _cents(line.get("discount", 0)),
                    category=line.get("category", ""),
                    kind=LineKind(line.get("kind", "goods")),
                    id=line.get("id", ""),
                )
                for line in lines
            ),
            store=said.get("store", ""),
        )


def _receipt(number: Any) -> Receipt:
    return Receipt("1", "1", str(number), date(2026, 1, 1))


def _cents(amount: Any) -> int:
    return int(Decimal(str(amount)) * 100)


def _field(value: Any) -> FieldValue:
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, str) and value.endswith((" EUR", " USD")):
        return parse_money(value)
    assert isinstance(value, str | int | bool)
    return value
