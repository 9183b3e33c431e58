"""Any value of a document as words: numbers, money, days, amounts of units, limits, conditions, names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.numbers import format_currency, format_percent, get_currency_name
from pydantic import BaseModel

from treue.domain.calendar import DayOfMonth, DayOfYear, Keeps, Lifetime, Limit, NamedDay, Never, OnDate, Window
from treue.domain.instants import Period
from treue.domain.money import Money
from treue.programme.checking import Checked
from treue.programme.schema.advocates import ReferralPart
from treue.programme.schema.amounts import Expression
from treue.programme.schema.audience import Audience
from treue.programme.schema.declarations import CausePart, FieldPart
from treue.programme.schema.games import RafflePart
from treue.programme.schema.ladders import LevelPart
from treue.programme.schema.marks import Vat
from treue.programme.schema.messages import Contact, MessagePart
from treue.programme.schema.migrations import Past
from treue.programme.schema.references import Reference, ToCause, ToUnit
from treue.programme.schema.values import Translated
from treue.programme.vocabularies import vocabularies_of
from treue.rules.types import Type
from treue.words.document import phrases
from treue.words.document.names import Names
from treue.words.document.table import sentences_of
from treue.words.expressions import expression_in_words
from treue.words.languages import Language, in_language, readable

_COUNTRIES = ("countries", "country", "residence")
_ONE_OF = ("values", "reset_by", "residence", "countries", "choices")
_SENT = ("values", "default", "rows", "otherwise")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: the keys that lead to it, the key it belongs to, and the parts around it."""

    keys: tuple[str | int, ...]
    key: str
    parts: tuple[BaseModel, ...]

    @property
    def part(self) -> BaseModel:
        """The part it belongs to."""
        return self.parts[-1]

    def below(self, key: str | int) -> Place:
        """A place inside the value."""
        return Place((*self.keys, key), self.key, self.parts)


class Values:
    """Says the values of one checked document in one language."""

    def __init__(self, checked: Checked, language: Language) -> None:
        self.language = language
        self.document = checked.document
        self.names = Names(checked.document, language)
        self._trees = checked.trees
        self._currency = str(checked.document.programme.currency)
        self._vocabularies = vocabularies_of(checked.document, self._currency)
        self._locale = Locale.parse(language.code)

    def said(self, value: Any, place: Place) -> str:
        """The value as part of a sentence."""
        match value:
            case Expression():
                return self._expression(value, place)
            case Reference() | Past():
                return self.names.of(value.kind, value)
            case Translated():
                return in_language(value, self.language)
            case Limit():
                return self._limit(value, place)
            case dict():
                return self._mapping(value, place)
            case list():
                return self._list(value, place)
            case _:
                return self._single(value, place)

    def _single(self, value: Any, place: Place) -> str:
        match value:
            case bool():
                return self.language.say("yes") if value else self.language.say("no")
            case str():
                return self._text(value, place)
            case Money():
                return self.language.money(value)
            case int() | Decimal():
                return self._number(Decimal(value), place)
            case Type():
                return phrases.kind_of_value(self.language, value)
            case Vat():
                return phrases.tax(self.language, value)
            case ZoneInfo():
                return str(value).rpartition("/")[2].replace("_", " ")
            case timedelta():
                return phrases.length(self.language, _period(value))
            case _:
                return self._time(value, place)

    def _time(self, value: Any, place: Place) -> str:
        match value:
            case Period() if place.key in ("available", "expires"):
                return phrases.after(self.language, value)
            case Period():
                return phrases.length(self.language, value)
            case Lifetime() | NamedDay() | OnDate() | Never() | DayOfMonth():
                return phrases.moment(self.language, value)
            case DayOfYear():
                return phrases.day_of_year(self.language, value)
            case Window():
                return phrases.window(self.language, value)
            case Keeps():
                return phrases.kept(self.language, value)
            case date():
                return phrases.day(self.language, value)
            case time():
                return phrases.time_of_day(self.language, value)
        raise TypeError(f"there are no words for a {type(value).__name__}; add them to this module")

    def _number(self, number: Decimal, place: Place) -> str:
        if place.key == "chance":
            return str(format_percent(number, locale=self._locale, decimal_quantization=False))
        return self.language.number(number)

    def _text(self, text: str, place: Place) -> str:
        if place.key in _COUNTRIES:
            return str(self._locale.territories.get(text, text))
        if place.key == "languages":
            return str(self._locale.languages.get(text, text))
        if place.key == "currency":
            return str(get_currency_name(text, locale=self._locale))
        if place.key in ("by", "fields"):
            return self._field_named(text)
        for sentence in sentences_of(type(place.part)):
            if sentence.item == text and sentence.keys == (place.key,):
                return self.language.say(sentence.text)
        # Values that shops' systems send are often written with underscores.
        return text.replace("_", " ") if place.key in _SENT else text

    def _expression(self, text: Expression, place: Place) -> str:
        tree = self._trees.get(place.keys)
        vocabulary = self._vocabularies.at(place.keys, place.parts)
        if tree is None or vocabulary is None:
            # Only parts of a kind that no place of the document reads yet come here.
            return self.language.quoted(str(text))
        return expression_in_words(tree, vocabulary, self.language)

    def _limit(self, limit: Limit, place: Place) -> str:
        window = phrases.window(self.language, limit.window)
        if isinstance(place.part, CausePart):
            return f"{format_currency(limit.count, self._currency, locale=self._locale)} {window}"
        return self._counted(limit.count, window, place)

    def _counted(self, number: Decimal, window: str, place: Place) -> str:
        """So many of what the limit at this place counts."""
        language, said = self.language, {"count": self.language.number(number), "window": window}
        match place.part, place.key:
            case (_, "at_least"):
                return language.count("{count} day {window}", "{count} days {window}", number, **said)
            case (RafflePart(), "per_member"):
                return language.count("{count} ticket {window}", "{count} tickets {window}", number, **said)
            case (ReferralPart(), "per_member"):
                return language.count("{count} new member {window}", "{count} new members {window}", number, **said)
            case (Contact(), "at_most"):
                return language.count("{count} message {window}", "{count} messages {window}", number, **said)
            case _:
                return language.count("{count} time {window}", "{count} times {window}", number, **said)

    def _list(self, values: list[Any], place: Place) -> str:
        words = [self.said(value, place.below(index)) for index, value in enumerate(values)]
        if any("," in word or " and " in word or " und " in word for word in words):
            return "; ".join(words)
        one_of_them = (
            place.key in _ONE_OF
            or (isinstance(place.part, Audience) and place.key in Audience.model_fields)
            or (isinstance(place.part, MessagePart) and place.key == "channels")
        )
        return self.language.listed(words, "or" if one_of_them else "standard")

    def _mapping(self, values: Mapping[Any, Any], place: Place) -> str:
        if place.key == "name" and all(isinstance(words, list) for words in values.values()):
            words = values.get(self.language.code) or next(iter(values.values()))
            return f"{words[0]}, {words[1]}"
        if all(isinstance(key, ToUnit) for key in values):
            return self.language.listed(self.amount(key, value, place.below(str(key))) for key, value in values.items())
        words = "; ".join(self._entry(key, value, place.below(str(key))) for key, value in values.items())
        return self.language.say("amount ({amounts})", amounts=words) if place.key == "per" else words

    def _entry(self, key: Any, value: Any, place: Place) -> str:
        name = self.names.of(key.kind, key) if isinstance(key, Reference) else self._text(str(key), place)
        if isinstance(value, dict):
            inner = ", ".join(self._entry(below, one, place.below(str(below))) for below, one in value.items())
            return f"{name} ({inner})"
        if isinstance(value, list):
            return f"{name} ({self.said(value, place)})"
        if isinstance(key, ToCause):
            return f"{name}: {format_currency(value, self._currency, locale=self._locale)}"
        if place.key in ("all", "any"):
            return self.language.say("{name}, at least {value}", name=name, value=self.said(value, place))
        return f"{name}: {self.said(value, place)}"

    def amount(self, unit: str, value: Any, place: Place) -> str:
        """So many of a unit: '1 point', '500 points per calendar month', 'two times as many points'."""
        part = self.document.units[unit]
        one, several = self.names.unit(part, several=False), self.names.unit(part, several=True)
        match value:
            case dict():
                return "; ".join(
                    f"{self.names.of(level.kind, level)}: {self.amount(unit, below, place.below(str(level)))}"
                    for level, below in value.items()
                )
            case list():
                return self.language.listed(self.amount(unit, below, place.below(i)) for i, below in enumerate(value))
            case Limit():
                window = phrases.window(self.language, value.window)
                return f"{self.amount(unit, value.count, place)} {window}"
            case Decimal() if place.key == "multiply":
                factor = self.language.number(value)
                return self.language.say("{number} times as many {units}", number=factor, units=several)
            case Decimal():
                return f"{self.language.number(value)} {one if self.language.is_one(value) else several}"
            case Expression():
                words = self._expression(value, place)
                return self.language.say("{units}, as many as this value says: {value}", units=several, value=words)
            case _:
                return f"1 {one}: {self.said(value, place)}"

    def threshold(self, level: LevelPart, place: Place) -> str:
        """What a level wants, with the name of what is counted."""
        ladder = self.document.ladders[str(place.keys[1])]
        metrics = ladder.by if isinstance(ladder.by, list) else [ladder.by]
        counted = self.language.listed(self.names.of("metric", metric) for metric in metrics if metric is not None)
        return f"{self.said(level.from_, place)} ({counted})" if counted else self.said(level.from_, place)

    def _field_named(self, name: str) -> str:
        """What a field is called by the first part of the document that declares it with a name."""
        attributes = self.document.attributes
        declared = (*self.document.types.values(), attributes.member, attributes.order, attributes.line)
        for fields in declared:
            field = fields.get(name)
            if isinstance(field, FieldPart) and field.name:
                return in_language(field.name, self.language)
        return self.language.quoted(readable(name))

    def field(self, name: str, declared: Type | FieldPart) -> tuple[str, Type]:
        """What a declared field is called, and its type."""
        if isinstance(declared, FieldPart):
            named = in_language(declared.name, self.language) if declared.name else self.language.quoted(readable(name))
            return named, declared.type
        return self.language.quoted(readable(name)), declared


def _period(length: timedelta) -> Period:
    """The length in the largest unit that it is whole numbers of."""
    minutes = int(length.total_seconds() // 60)
    if minutes % (24 * 60) == 0:
        return Period(minutes // (24 * 60), "days")
    return Period(minutes // 60, "hours") if minutes % 60 == 0 else Period(minutes, "minutes")
