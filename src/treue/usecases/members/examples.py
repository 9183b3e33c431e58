"""Events of one small programme, each with its explanation: the pages `docs/evidence/explanations.*.md`.

Every one is decided by the engine, in memory, from what the example says of the member.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from treue.domain.books import Lot
from treue.domain.events import Adjustment, CustomEvent, Event, Purchase, Spend
from treue.domain.orders import Line, LineKind, Order
from treue.engine.deciding import decide
from treue.engine.decision import Decision
from treue.engine.dues import AVAILABILITY, EXPIRY
from treue.engine.state import RULE, Scarce, State
from treue.engine.tallies import Count
from treue.engine.time import settle
from treue.programme import read_document_parts
from treue.programme.checking import Checked
from treue.programme.records import Programme
from treue.usecases.members.explain import story_of
from treue.words.explanation import Naming, Story, explain
from treue.words.languages import Language, in_language, language

TITLE = {"de": "Erklärt: zehn Ereignisse", "en": "Explained: ten events"}
NOON = datetime(2027, 3, 3, 11, tzinfo=UTC)
DOCUMENT = """\
treue: 1
programme:
  id: roastery
  name: {de: Rösterei, en: Roastery}
  currency: EUR
  time_zone: Europe/Berlin
  languages: [de, en]
  law: none
units:
  beans: {name: {de: [Bohne, Bohnen], en: [bean, beans]}, available: after 14 days, expires: after 12 months}
earn:
  - {id: base, name: {de: Grundregel, en: Base rule}, event: purchase, give: {beans: 1}, per: 1.00 EUR}
  - id: coffee
    name: {de: Kaffeewoche, en: Coffee week}
    event: purchase
    each: line
    when: line.category == 'coffee'
    multiply: {beans: 2}
    group: campaigns
    pick: best
  - id: espresso
    name: {de: Espresso dreifach, en: Espresso times three}
    event: purchase
    each: line
    when: line.category == 'coffee' && line.brand == 'Brioso'
    multiply: {beans: 3}
    group: campaigns
    pick: best
  - id: large
    name: {de: Große Bestellung, en: Large order}
    event: purchase
    when: order.paid >= 50.00 EUR
    give: {beans: 25}
  - id: receipts
    name: {de: Jeder Einkauf, en: Every purchase}
    event: purchase
    give: {beans: 10}
    caps: {member: {beans: 50 per month}}
  - {id: app, event: purchase, channels: [app], give: {beans: 5}, budget: {beans: 1000 per month}}
  - {id: first, name: {de: Willkommen, en: Welcome}, event: purchase, once: true, give: {beans: 20}}
  - {id: tour, name: {de: Führung, en: Guided tour}, event: tour, when: event.hours >= 2, give: {beans: 30}}
rewards:
  - {id: mug, name: {de: Becher, en: Mug}, cost: {beans: 60}, gives: {product: mug}, stock: limited}
events:
  tour: {hours: decimal}
"""
COFFEE = Line("4711", 1190, category="coffee", name="Hausmischung")
ESPRESSO = Line("4712", 1490, category="coffee", brand="Brioso", name="Espresso Brioso")
FILTERS = Line("0815", 299, name="Filter")
POST = Line("post", 490, kind=LineKind.SHIPPING)


def member(*lots: Lot, owed: int = 0, receipts: int = 0, budget: int = 0, welcomed: bool = True) -> State:
    """A member who has bought before; amounts are beans."""
    state = State(NOON, next_seq=7, lots=list(lots), scarce=Scarce({("app", "beans", "2027-03"): budget}, {"mug": 3}))
    state.booked = {"beans": sum(lot.remaining for lot in lots)}
    state.debts = {"beans": owed} if owed else {}
    day = NOON.date()
    for name, amount in (("rule.receipts.beans", receipts), ("rule.first.ever", int(welcomed))):
        where = day.min if name.endswith(".ever") else day
        state.tallies.know(name, day.min, {})
        if amount:
            state.tallies.add([Count(name, where, amount)])
    return state


@dataclass(frozen=True, slots=True)
class Example:
    """A heading in both languages, and the event it is about."""

    heading: Mapping[str, str]
    event: Event | str
    """What happened, or the kind of what time brought."""
    state: Callable[[], State] = member
    kept: bool = True
    """Whether what it was decided from is still kept."""


def _lot(seq: int, amount: int, left: int, age_days: int) -> Lot:
    earned = NOON - timedelta(days=age_days)
    return Lot(seq, 0, "beans", amount, left, earned, earned + timedelta(days=14), earned + timedelta(days=365))


def _bought(*lines: Line, channel: str = "") -> Purchase:
    return Purchase(NOON, Order("EUR", lines, channel=channel))


def _stopped() -> State:
    state = member(welcomed=False)
    state.stopped = frozenset({(RULE, "receipts")})
    return state


EXAMPLES = (
    Example(
        {
            "de": "Eine Bestellung mit Vervielfacher, Rundung und einer knapp verfehlten Regel",
            "en": "An order with a multiplier, rounding and a near miss",
        },
        _bought(COFFEE, ESPRESSO, replace(FILTERS, quantity=Decimal(2), amount=598), POST),
    ),
    Example(
        {
            "de": "Eine Obergrenze des Mitglieds und ein Budget für alle kürzen, was es gibt",
            "en": "A cap of the member and a budget of all cut what was given",
        },
        _bought(COFFEE, channel="app"),
        lambda: member(receipts=46, budget=998),
    ),
    Example(
        {
            "de": "Eine Regel stand still, und das Willkommen gibt es einmal",
            "en": "A rule stood still, and the first purchase counts once",
        },
        _bought(FILTERS),
        _stopped,
    ),
    Example(
        {
            "de": "Was geschuldet ist, wird beglichen, sobald etwas verfügbar ist",
            "en": "What was owed is paid as soon as something is usable",
        },
        AVAILABILITY,
        lambda: member(_lot(4, 40, 40, 14), owed=25),
    ),
    Example(
        {"de": "Das Team nimmt mehr, als da ist", "en": "Staff take more than there is"},
        Adjustment("beans", -40, "Storno", allow_debt=True),
        lambda: member(_lot(4, 40, 30, 30)),
    ),
    Example(
        {"de": "Eine Prämie wird aus zwei Gutschriften bezahlt", "en": "A reward is paid from two lots"},
        Spend("mug"),
        lambda: member(_lot(2, 50, 50, 300), _lot(5, 40, 30, 40)),
    ),
    Example({"de": "Einheiten verfallen", "en": "Units expire"}, EXPIRY, lambda: member(_lot(2, 50, 12, 365))),
    Example(
        {
            "de": "Ein Ereignis des Programms, und es gab nichts",
            "en": "An event of the programme's own, and nothing given",
        },
        CustomEvent("tour", NOON, {"hours": Decimal("1.5")}),
    ),
    Example(
        {"de": "Eine Bestellung, die zu spät gemeldet wurde", "en": "An order that was reported too late"},
        Purchase(NOON - timedelta(days=40), Order("EUR", (COFFEE,))),
    ),
    Example(
        {
            "de": "Eine Bestellung, deren Einzelheiten nicht mehr gespeichert sind",
            "en": "An order of which the details are no longer kept",
        },
        _bought(COFFEE),
        kept=False,
    ),
)


def explained_examples(code: str) -> str:
    """The page in the language, as Markdown."""
    words = language(code)
    checked, programme = _roastery()
    lines = [f"# {in_language(TITLE, words)}", ""]
    for example in EXAMPLES:
        lines += [f"## {in_language(example.heading, words)}", "", *_told(words, checked, programme, example), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _told(words: Language, checked: Checked, programme: Programme, example: Example) -> Iterator[str]:
    explanation = explain(Naming(words, checked, programme), story_of_example(programme, example))
    yield f"**{explanation.title}**"
    for section in explanation.sections:
        yield from ("", f"{section.heading}:", "", *(f"- {sentence}" for sentence in section.sentences))


def story_of_example(programme: Programme, example: Example) -> Story:
    """The event of the example, decided."""
    state = example.state()
    story = story_of(
        programme,
        state.next_seq,
        None if isinstance(example.event, str) else example.event,
        _decided(programme, state, example.event),
    )
    return story if example.kept else replace(story, event=None, read_set=None)


def _decided(programme: Programme, state: State, event: Event | str) -> Decision:
    return settle(programme, state, event, "beans", NOON) if isinstance(event, str) else decide(programme, state, event)


def _roastery() -> tuple[Checked, Programme]:
    reading = read_document_parts({"programme.yaml": DOCUMENT.encode()})
    if reading.checked is None or reading.programme is None:
        raise ValueError(f"the example has faults: {'; '.join(str(fault) for fault in reading.faults)}")
    return reading.checked, reading.programme
