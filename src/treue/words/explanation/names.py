"""What everything in an explanation is called, and how its numbers are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from pydantic import BaseModel

from treue.domain.calendar import Window
from treue.domain.money import Money
from treue.domain.orders import Line
from treue.engine.tracing import RuleTrace
from treue.programme.checking import Checked
from treue.programme.records import EarnRule, Metric, Programme, Unit
from treue.programme.vocabularies import vocabularies_of
from treue.rules.tree import Node
from treue.rules.types import Value
from treue.words.document import phrases
from treue.words.document.names import Names
from treue.words.expressions import expression_in_words
from treue.words.languages import Language
from treue.words.units import amount_in_words, plain_amount, reward_name, rule_name, unit_name

_LINES_MAX = 5
_DIGITS_MAX = 4


class Naming:
    """The names of one version of a programme in one language."""

    def __init__(self, language: Language, checked: Checked, programme: Programme) -> None:
        self.language = language
        self.programme = programme
        self._document = checked.document
        self._names = Names(checked.document, language)
        self._vocabularies = vocabularies_of(checked.document, programme.currency)

    def say(self, sentence: str, /, **values: object) -> str:
        """The sentence in the language."""
        return self.language.say(sentence, **values)

    def rule(self, rule_id: str) -> str:
        """What members call the rule; what multiplies at a level is called by the level."""
        known = next((rule for rule in self.programme.earn if rule.id == rule_id), None)
        if known is not None and known.level is not None:
            return self._names.of("level", known.level)
        return rule_name(self.language, self.programme, rule_id)

    def label(self, trace: RuleTrace, lines: Sequence[Line], indices: Sequence[int]) -> str:
        """The rule, and the lines it is about where those are not all."""
        name = self.rule(trace.rule.id)
        if trace.rule.each != "line" or not indices or len(indices) == len(lines):
            return name
        return self.say("{rule} for {lines}", rule=name, lines=self.lines([lines[index] for index in indices]))

    def lines(self, lines: Sequence[Line]) -> str:
        """The lines with what was paid for them."""
        told = [f"{line.name or line.sku} ({self.money(line.paid)})" for line in lines[:_LINES_MAX]]
        more = len(lines) - _LINES_MAX
        if more > 0:
            told.append(self.language.count("{count} more line", "{count} more lines", more, count=more))
        return self.language.listed(told)

    def unit(self, unit_id: str) -> Unit:
        """The unit."""
        return self.programme.units[unit_id]

    def amount(self, unit_id: str, amount: int) -> str:
        """Scaled units with their name."""
        return amount_in_words(self.language, self.unit(unit_id), amount)

    def units(self, unit_id: str) -> str:
        """What several of them are called."""
        return unit_name(self.language, self.unit(unit_id))

    def rate(self, unit_id: str, amount: Fraction) -> str:
        """Scaled units that may be no whole number, with their name."""
        if amount.denominator == 1:
            return self.amount(unit_id, int(amount))
        unit = self.unit(unit_id)
        one, several = unit.names.get(self.language.code) or next(iter(unit.names.values()))
        return f"{self.exact(amount / unit.scale)} {one if amount == unit.scale else several}"

    def bare(self, unit_id: str, amount: Fraction) -> str:
        """Scaled units as a number without their name."""
        if amount.denominator == 1:
            return self.language.number(plain_amount(int(amount), self.unit(unit_id).decimals))
        return self.exact(amount / self.unit(unit_id).scale)

    def exact(self, number: Fraction) -> str:
        """A number as it is, or with the sign of what is not exact where its digits do not end."""
        scaled = number * 10**_DIGITS_MAX
        if scaled.denominator == 1:
            decimal = Decimal(int(scaled)).scaleb(-_DIGITS_MAX).normalize()
            return self.language.number(Decimal(int(decimal)) if decimal == int(decimal) else decimal)
        return f"≈ {self.language.number(Decimal(round(scaled)).scaleb(-_DIGITS_MAX))}"

    def money(self, minor: int) -> str:
        """An amount in the programme's currency."""
        return self.language.money(Money(minor, self.programme.currency))

    def figure(self, metric: Metric, figure: int) -> str:
        """What a counter counted, scaled as it counts."""
        if metric.unit:
            return self.amount(metric.unit, figure)
        return self.money(figure) if metric.is_money else self.language.number(plain_amount(figure, metric.decimals))

    def moment(self, instant: datetime) -> str:
        """The local day and time."""
        return self.language.moment(instant, self.programme.zone)

    def window(self, window: Window) -> str:
        """Over what a limit counts, as the end of a phrase."""
        return phrases.window(self.language, window)

    def member(self, public_id: str) -> str:
        """Another member; nobody knows him by an empty id any more."""
        if not public_id:
            return self.say("a member who is not known any more")
        return self.say("member {member}", member=public_id)

    def reward(self, reward_id: str) -> str:
        """What the reward is called."""
        reward = self.programme.rewards.get(reward_id)
        return reward_id if reward is None else reward_name(self.language, reward)

    def named(self, kind: str, identities: Iterable[str]) -> str:
        """Parts of the document of one kind, listed in their order there as far as names tell it."""
        return self.language.listed(sorted(self._names.of(kind, identity) for identity in identities), "or")

    def values(self, texts: Iterable[str]) -> str:
        """Values as they are sent by shops, listed."""
        return self.language.listed(sorted(self.language.quoted(text) for text in texts), "or")

    def expression(self, rule: EarnRule, key: str, node: Node) -> str | None:
        """An expression of the rule, or a part of one, as words; None where it has none."""
        place = next((index for index, one in enumerate(self.programme.earn) if one.id == rule.id), None)
        if place is None or place >= len(self._document.earn):
            return None
        parts: tuple[BaseModel, ...] = (self._document, self._document.earn[place])
        vocabulary = self._vocabularies.at(("earn", place, key), parts)
        return None if vocabulary is None else expression_in_words(node, vocabulary, self.language)

    def condition_of_members(self, node: Node) -> str:
        """A condition that looks at members alone, or a part of one, as words."""
        vocabulary = self._vocabularies.at(("ladders",), (self._document,))
        assert vocabulary is not None, "what is known of members has no fields of an event"
        return expression_in_words(node, vocabulary, self.language)

    def value(self, node: Node, value: Value | None) -> str:
        """What a part of an expression was."""
        match value:
            case bool():
                return self.say("yes") if value else self.say("no")
            case int() | Fraction() | Decimal() if node.type.name == "money":
                return self.money(round(value))
            case int() | Fraction() | Decimal():
                return self.exact(Fraction(value))
            case date():
                return self.language.date(value)
            case _:
                return self.language.quoted(str(value))
