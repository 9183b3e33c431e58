"""The language of the scenarios: given a programme and an instant, when things happen, then exact figures.

A file holds a list of scenarios under `scenarios`, with the `document` that those without one of their own use. Amounts
of units are written as members see them (1.5), money in the major unit (12.50), instants as the wall clock of the
programme's zone (2026-03-29 01:30) or, where that is not clear, in UTC (2026-03-29T01:30Z).

    name     what it shows
    guards   the rule of docs/rules.md, or the kind of published fault, that it holds on to
    clock    the instant at which the programme starts
    when     steps: join, buy, return, event, spend, cancel, reissue, use, wait, deliver, adjust, level, choose, give,
             merge, leave, rejoin, bring, found, enter, depart, head, share, approve, decline, clock, stock, stop,
             resume, erase, retire, close, or `batch` for several in one. A return names its order by the key or
             the receipt of the step that bought it
    then     by member: history, redemptions; by unit: available, pending, debt, lots; and `levels`, by ladder the time
             line: `gold from 2026-05-01 10:00 until 2027-01-01`, with `in grace` or `by floor` where that is why

A step that commands something may say what is answered: `then` (decided is the default; `repeated`, or a reason),
`gives`, `takes`, `missing`, `shares`, `donates` (money by cause), `perks`; of rewards `until` (from when a refusal is
over), `pays` (money besides units), `worth` (what an amount became), `lacking` (the unit), `code` (whether one was
issued). A redemption is named by the number of its event, and one that came with a merge like 7.3: by the number of the
merge and its own.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.processing.shop import HEAD
from tests.scenarios.said import cents_of, fields_of, receipt_of
from tests.scenarios.story import (
    Asked,
    Closing,
    Decline,
    Delivery,
    Erasure,
    Retirement,
    Scenario,
    Step,
    Switching,
    Turn,
    instant,
)
from treue.domain.events import (
    Adjustment,
    AwaitSeat,
    CancelRedemption,
    CustomEvent,
    DayChosen,
    Event,
    FloorSet,
    Gift,
    GiveUpSeat,
    HeadNamed,
    HouseholdEntered,
    HouseholdFounded,
    HouseholdLeft,
    Joined,
    Left,
    LineBack,
    Merge,
    OpeningBalance,
    Purchase,
    PurchasesShared,
    ReissueRedemption,
    Rejoined,
    ReportDelivery,
    Return,
    Spend,
    UseRedemption,
)
from treue.domain.orders import Line, LineKind, Order, OrderReference
from treue.processing.commands import Approval, Command, MemberReference, Person
from treue.programme import Programme, read_parts

FOLDER = Path(__file__).parent
ANSWERS: tuple[str, ...] = (
    "then",
    "gives",
    "takes",
    "missing",
    "shares",
    "donates",
    "perks",
    "until",
    "pays",
    "worth",
    "lacking",
    "code",
)


def all_scenarios() -> list[Scenario]:
    """Every scenario of every file, in order."""
    found: list[Scenario] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        written = YAML(typ="safe", pure=True).load(path)
        found += [_scenario(each, written.get("document")) for each in written["scenarios"]]
    return found


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
        self._asked_before: dict[str, Command] = {}

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
            case {"close": until}:
                return Closing(date.fromisoformat(str(until)))
            case {"decline": key}:
                return Decline(key)
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
        if verb == "approve":
            agreement = Approval(0, said["actor"])
            return Asked(replace(self._asked_before[said["key"]], approval=agreement), expected)
        event = self._event(verb, said)
        named = said.get("by")
        member = MemberReference("order", "") if named is None else MemberReference("external", named)
        is_fact = isinstance(event, Purchase | Return | CustomEvent)
        receipt = receipt_of(said["receipt"]) if "receipt" in said and verb != "return" else None
        key = said.get("key", f"step {self._count}")
        if is_fact and key is not None:
            return Asked(Command(member, event, "test", None, "tills", key, receipt), expected)
        other = MemberReference("external", said["to"]) if "to" in said else None
        person = self._person(said) if verb == "join" else None
        command = Command(
            member,
            event,
            said.get("actor", "test"),
            None if is_fact else key,
            receipt=receipt,
            person=person,
            other=other,
        )
        self._asked_before[str(key)] = command
        named = str(said.get("number", ""))
        return Asked(command, expected, named if "." in named else "")

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
                return CustomEvent(said["name"], at, fields_of(said.get("fields", {})))
            case "spend":
                unit = next(iter(self._programme.units))
                amount = self._scaled(said.get("unit", unit), said["amount"]) if "amount" in said else None
                details = [said.get(key, "") for key in ("store", "channel", "partner", "country", "cause", "address")]
                return Spend(said["reward"], said.get("price", 0), amount, *details)
            case "cancel":
                return CancelRedemption(_number(said), said.get("wording", ""))
            case "reissue":
                return ReissueRedemption(_number(said))
            case "use":
                return UseRedemption(_number(said), said.get("issue"), said.get("order", ""), said.get("line", ""))
            case "wait":
                return GiveUpSeat(said["reward"]) if said.get("no_longer") else AwaitSeat(said["reward"])
            case "deliver":
                return ReportDelivery(_number(said), said["state"])
            case "adjust":
                wording, allow_debt = said.get("wording", "goodwill"), said.get("allow_debt", False)
                return Adjustment(*self._amount(said), wording, allow_debt)
            case "give":
                return Gift(*self._amount(said))
            case "merge":
                return Merge()
            case "leave":
                return Left()
            case "rejoin":
                return Rejoined()
            case "found":
                return HouseholdFounded()
            case "enter":
                return HouseholdEntered()
            case "depart":
                return HouseholdLeft()
            case "head":
                return HeadNamed()
            case "share":
                return PurchasesShared(said.get("shared", True))
            case "bring":
                expires_at = instant(said["expires"], self._programme.zone) if "expires" in said else None
                earned_at = instant(said["earned"], self._programme.zone)
                return OpeningBalance(*self._amount(said), earned_at, expires_at, said.get("note", ""))
            case "choose":
                day = date.fromisoformat(str(said["day"])) if "day" in said else None
                return DayChosen(said["right"], day)
            case "level":
                until = date.fromisoformat(str(said["until"])) if "until" in said else None
                way, wording = said.get("way", "staff"), said.get("wording", "as agreed")
                return FloorSet(said["ladder"], said["level"], way, wording, until)
        raise ValueError(f"'{verb}' is not a step")

    def _return(self, said: dict[str, Any], at: datetime) -> Return:
        named = OrderReference(receipt=receipt_of(said["receipt"])) if "receipt" in said else None
        return Return(
            at,
            named or OrderReference("tills", said["order"]),
            tuple(
                LineBack(
                    line["line"],
                    Decimal(str(line["quantity"])) if "quantity" in line else None,
                    cents_of(line["amount"]) if "amount" in line else None,
                )
                for line in said.get("lines", ())
            ),
            cents_of(said["amount"]) if "amount" in said else None,
        )

    def _amount(self, said: dict[str, Any]) -> tuple[str, int]:
        unit = said.get("unit", "points")
        return unit, self._scaled(unit, said["amount"])

    def _scaled(self, unit: str, amount: Any) -> int:
        decimals = self._programme.units[unit].decimals if unit in self._programme.units else 0
        return int(Decimal(str(amount)) * 10**decimals)

    def _order(self, said: dict[str, Any]) -> Order:
        lines = said.get("lines", [{"paid": said.get("paid")}])
        return Order(
            said.get("currency", "EUR"),
            tuple(
                Line(
                    line.get("sku", "article"),
                    cents_of(line["paid"]) + cents_of(line.get("discount", 0)),
                    Decimal(str(line.get("quantity", 1))),
                    cents_of(line.get("discount", 0)),
                    category=line.get("category", ""),
                    brand=line.get("brand", ""),
                    tags=tuple(line.get("tags", ())),
                    kind=LineKind(line.get("kind", "goods")),
                    id=line.get("id", ""),
                    tax=cents_of(line.get("tax", 0)),
                    attributes=fields_of(line.get("attributes", {})),
                )
                for line in lines
            ),
            kind=said.get("kind", ""),
            channel=said.get("channel", ""),
            store=said.get("store", ""),
            partner=said.get("partner", ""),
            country=said.get("country", ""),
            attributes=fields_of(said.get("attributes", {})),
        )

    def _person(self, said: dict[str, Any]) -> Person | None:
        if not said.keys() & {"born", "language", "attributes"}:
            return None
        born = said.get("born")
        return Person(
            birth_month=born.month if born else None,
            birth_day=born.day if born else None,
            birth_year=born.year if born else None,
            language=said.get("language"),
            attributes=fields_of(said.get("attributes", {})),
        )


def _number(said: dict[str, Any]) -> int:
    """The number of a redemption's event; before it stand those of the merges that brought it."""
    return int(str(said["number"]).rpartition(".")[2])
