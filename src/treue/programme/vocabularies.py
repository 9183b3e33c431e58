"""What each expression of a document can read: the vocabulary of its place, from what the document declares."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from treue.domain.money import Money
from treue.programme.known_events import FIELDS, OF_ORDERS, WORDS
from treue.programme.locating import Keys
from treue.programme.remembering import Memory
from treue.programme.schema.advocates import SurveyPart
from treue.programme.schema.declarations import FieldPart, MetricPart, TablePart
from treue.programme.schema.document import Document
from treue.programme.schema.head import PayWith
from treue.programme.schema.messages import JourneyPart
from treue.programme.schema.offers import Bundle, OfferPart
from treue.programme.schema.rewards import FreeLine
from treue.programme.schema.units import Inactivity
from treue.rules.declarations import Attribute, Declarations, Ladder
from treue.rules.names import NO_WORDS, Words
from treue.rules.tables import Table
from treue.rules.types import BOOL, DECIMAL, MONEY, STRING, Type
from treue.rules.vocabulary import Vocabulary, for_event, for_members, for_offer, for_purchase

ANSWERED = "answered"


EventFields = Mapping[str, Mapping[str, Attribute]]


class Vocabularies:
    """Makes each vocabulary once, and remembers what expressions became in it."""

    def __init__(self, currency: str | None, declared: Declarations, events: EventFields) -> None:
        self.currency = currency
        self.declared = declared
        self.events = events
        self.answers: Memory[tuple[str, str, int], Any] = Memory(20_000)
        """Kind of expression, text, identity of the vocabulary -> condition, tree or problems."""
        self._made: dict[tuple[str, str | None, bool], Vocabulary] = {}

    def at(self, keys: Keys, parts: tuple[BaseModel, ...]) -> Vocabulary | None:
        """What an expression at `keys` can read; None where its event has faults of its own."""
        inner = parts[-1]
        if isinstance(inner, Bundle | FreeLine | PayWith) or (isinstance(inner, OfferPart) and keys[-1] == "lines"):
            return self._offer(each_line=True)
        if isinstance(inner, OfferPart) and keys[-1] == "issued_on":
            return self._event("purchase", None)
        if any(isinstance(part, OfferPart) for part in parts):
            return self._offer(each_line=False)
        if any(isinstance(part, SurveyPart) for part in parts) and not isinstance(inner, SurveyPart):
            return self._event(ANSWERED, None)
        if isinstance(inner, MetricPart):
            return self._event(inner.event or inner.count or "purchase", inner.each)
        if isinstance(inner, Inactivity):
            event = inner.reset_by[0] if len(inner.reset_by) == 1 else None
            return self._members() if event is None else self._event(event, None)
        if keys[0] == "partners":
            return self._event("purchase", None)
        journey = next((part for part in parts if isinstance(part, JourneyPart)), None)
        if journey is not None and (inner is not journey or keys[-1] != "when"):
            return self._members()
        for part in reversed(parts):
            event = getattr(part, "event", None)
            if event is not None:
                return self._event(str(event), getattr(part, "each", None))
        return self._members()

    def _members(self) -> Vocabulary:
        return self._remember(("", None, False), lambda: for_members(self.currency, declared=self.declared))

    def _offer(self, *, each_line: bool) -> Vocabulary:
        return self._remember(
            ("offer", None, each_line),
            lambda: for_offer(self.currency, each_line=each_line, declared=self.declared),
        )

    def _event(self, event: str, each: str | None) -> Vocabulary | None:
        if event in OF_ORDERS:
            return self._remember(
                ("purchase", None, each == "line"),
                lambda: for_purchase(self.currency, each_line=each == "line", declared=self.declared),
            )
        fields = self._fields(event)
        if fields is None:
            return None
        struct = each if each in self.declared.structs else None
        return self._remember(
            (event, struct, False), lambda: for_event(self.currency, fields, each=struct, declared=self.declared)
        )

    def _fields(self, event: str) -> Mapping[str, Type | Attribute] | None:
        if event in self.events:
            return self.events[event]
        fields = FIELDS.get(event)
        if fields is None:
            return None
        named = self.declared.named
        return {
            name: Attribute(kind, words=WORDS[name], value_words=named.get(name, {})) for name, kind in fields.items()
        }

    def _remember(self, key: tuple[str, str | None, bool], make: Any) -> Vocabulary:
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]


_LATEST: deque[Vocabularies] = deque(maxlen=8)


def vocabularies_of(document: Document, currency: str | None) -> Vocabularies:
    """The vocabularies of the document; those of an earlier one that declared the same."""
    declared = declarations_of(document)
    events = {name: _attributes(fields) for name, fields in document.events.items()}
    for known in tuple(_LATEST):
        if (known.currency, known.declared, known.events) == (currency, declared, events):
            return known
    made = Vocabularies(currency, declared, events)
    _LATEST.append(made)
    return made


def declarations_of(document: Document) -> Declarations:
    """What the document declares, for the expressions."""
    return Declarations(
        order=_attributes(document.attributes.order),
        line=_attributes(document.attributes.line),
        member=_attributes(document.attributes.member),
        structs={name: _attributes(fields) for name, fields in document.types.items()},
        metrics={
            name: Attribute(_metric_type(document, name), words=_words(part.name))
            for name, part in document.metrics.items()
        },
        ladders={
            name: Ladder({level.id: _words(level.name) for level in ladder.levels}, _words(ladder.name))
            for name, ladder in document.ladders.items()
        },
        plans={name: _words(plan.name) for name, plan in document.plans.items()},
        segments={name: _words(segment.name) for name, segment in document.segments.items()},
        partners={name: _words(partner.name) for name, partner in document.partners.items()},
        named=_named(document),
        tables={name: table for name, part in document.tables.items() if (table := _table(name, part)) is not None},
    )


def _named(document: Document) -> dict[str, dict[str, Words]]:
    """What fields of known events can name: field -> id -> its names."""
    levels = (level for ladder in document.ladders.values() for level in ladder.levels)
    return {
        "reward": {part.id: _words(part.name) for part in document.rewards},
        "challenge": {part.id: _words(part.name) for part in document.challenges},
        "game": {part.id: _words(part.name) for part in document.raffles}
        | {name: _words(part.name) for name, part in document.wheels.items()},
        "ladder": {name: _words(part.name) for name, part in document.ladders.items()},
        "level": {level.id: _words(level.name) for level in levels},
        "plan": {name: _words(part.name) for name, part in document.plans.items()},
        "survey": {name: _words(part.name) for name, part in document.surveys.items()},
        "pool": {name: _words(part.name) for name, part in document.code_pools.items()},
        "badge": {name: _words(part.name) for name, part in document.badges.items()},
    }


def _attributes(fields: Mapping[str, Any]) -> dict[str, Attribute]:
    found: dict[str, Attribute] = {}
    for name, declared in fields.items():
        if isinstance(declared, FieldPart):
            default = declared.default
            plain = default.minor if isinstance(default, Money) else default
            found[name] = Attribute(declared.type, plain, _words(declared.name), tuple(declared.values or ()))
        else:
            found[name] = Attribute(declared)
    return found


def _words(names: Mapping[str, str] | None) -> Words:
    return names or NO_WORDS


def _metric_type(document: Document, name: str, seen: tuple[str, ...] = ()) -> Type:
    """Money where the metric is seen to count money; a number otherwise."""
    part = document.metrics.get(name)
    if part is None or name in seen:
        return DECIMAL
    if part.add:
        return _metric_type(document, part.add[0], (*seen, name))
    if part.ratio:
        first, second = (_metric_type(document, one, (*seen, name)) for one in part.ratio)
        return MONEY if first == MONEY and second != MONEY else DECIMAL
    text = part.sum or part.maximum or part.minimum or ""
    if part.event in document.events and text.startswith("event."):
        declared = _attributes(document.events[part.event]).get(text.removeprefix("event."))
        return declared.type if declared is not None else DECIMAL
    return MONEY if text in _MONEY_NAMES or text in _money_attributes(document) else DECIMAL


_MONEY_NAMES = frozenset(("order.paid", "order.shipping", "line.paid", "line.amount", "line.discount"))


def _money_attributes(document: Document) -> frozenset[str]:
    scopes = {"order": document.attributes.order, "line": document.attributes.line}
    return frozenset(
        f"{scope}.{name}"
        for scope, fields in scopes.items()
        for name, attribute in _attributes(fields).items()
        if attribute.type == MONEY
    )


def _table(name: str, part: TablePart) -> Table | None:
    """The table; None where its rows do not have its keys."""
    rows: list[tuple[tuple[str, ...], Any]] = []
    for first, below in part.rows.items():
        if isinstance(below, dict) != (len(part.by) == 2):
            return None
        rows += [((first, second), value) for second, value in below.items()] if isinstance(below, dict) else []
        rows += [((first,), below)] if not isinstance(below, dict) else []
    kind = _type_of(rows[0][1]) if rows else DECIMAL
    otherwise = None if part.otherwise is None else (_plain(part.otherwise),)
    return Table(
        name,
        tuple(STRING for _ in part.by),
        (("", kind),),
        tuple((keys, (_plain(value),)) for keys, value in rows),
        otherwise,
    )


def _type_of(value: Any) -> Type:
    if isinstance(value, bool):
        return BOOL
    if isinstance(value, Money):
        return MONEY
    return STRING if isinstance(value, str) else DECIMAL


def _plain(value: Any) -> Any:
    return value.minor if isinstance(value, Money) else value
