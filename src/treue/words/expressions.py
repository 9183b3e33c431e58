"""The words reader: an expression as part of a sentence, in German or English.

What comes out reads on after "if", "for" or "where": 'the category is “coffee” and it is Tuesday'. Numbers, money,
dates and plurals follow the language. Names are those of the vocabulary, so that no identifier reaches a reader
but for fields that a document declares without words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal as OneOf
from typing import assert_never, cast

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from treue.domain.money import minor_digits
from treue.rules.at import WEEKDAYS
from treue.rules.names import Entry
from treue.rules.tree import (
    And,
    Arithmetic,
    Call,
    Choice,
    Comparison,
    Has,
    Index,
    ListLiteral,
    Literal,
    Lookup,
    Membership,
    Negate,
    Node,
    Not,
    Or,
    Read,
)
from treue.rules.vocabulary import Vocabulary
from treue.words.expressions_phrases import PHRASES

Language = OneOf["de", "en"]
_OPPOSITES = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRRORED = {"==": "==", "!=": "!=", "<": ">", ">=": "<=", ">": "<", "<=": ">="}
_CALENDAR = ("at.weekday", "at.date", "at.year", "at.month", "at.hour", "member.birthday_month")


def expression_in_words(tree: Node, vocabulary: Vocabulary, language: Language) -> str:
    """The expression as part of a sentence, without a full stop.

    The vocabulary is the one it was checked with, and says the currency; without a currency, amounts stand in minor
    units of the euro's kind, two decimals.
    """
    return _Speaker(vocabulary, language).said(tree)


class _Speaker:
    def __init__(self, vocabulary: Vocabulary, language: Language) -> None:
        self.vocabulary = vocabulary
        self.language = language
        self.phrases = PHRASES[language]
        self.locale = Locale.parse(self.phrases.locale)

    def said(self, node: Node, holds: bool = True) -> str:
        """A condition as words, or with `holds` False its opposite; anything else as the words for its value."""
        match node:
            case Not():
                return self.said(node.operand, not holds)
            case And() | Or():
                return self._combined(node, holds)
            case Comparison():
                return self._comparison(node, holds)
            case Membership():
                return self._membership(node, holds)
            case Has():
                phrase = self.phrases.known if holds else self.phrases.unknown
                return phrase.format(a=self._name(node.read))
            case Choice():
                parts = {"a": self.said(node.condition), "b": self.said(node.then), "c": self.said(node.otherwise)}
                phrase = self.phrases.choice.format(**parts)
                return phrase if holds else self.phrases.neither.format(a=phrase)
            case Call():
                return self._call(node, holds)
            case Literal():
                if isinstance(node.value, bool):
                    return self.phrases.true if node.value is holds else self.phrases.false
                return self._value(node, None)
            case Read() | Index() | Lookup():
                words = self._named(node)
                if node.type.name != "bool":
                    return words
                return (self.phrases.holds if holds else self.phrases.fails).format(a=words)
            case ListLiteral():
                return self._listed([self._value(item, None) for item in node.items], self.phrases.conjunction)
            case Negate():
                return self.phrases.negative.format(a=self._inner(node.operand))
            case Arithmetic():
                return self.phrases.arithmetic[node.operator].format(
                    a=self._inner(node.left), b=self._inner(node.right)
                )
            case _:
                assert_never(node)

    def _combined(self, node: And | Or, holds: bool) -> str:
        """`!(a && b)` is said as 'not a or not b'."""
        word = self.phrases.conjunction if isinstance(node, And) is holds else self.phrases.disjunction
        parts = []
        for operand in node.operands:
            words = self.said(operand, holds)
            inner = operand.operand if isinstance(operand, Not) else operand
            parts.append(f"({words})" if isinstance(inner, And | Or | Choice) else words)
        return f" {word} ".join(parts)

    def _comparison(self, node: Comparison, holds: bool) -> str:
        left, right = node.left, node.right
        operator: str = node.operator if holds else _OPPOSITES[node.operator]
        if isinstance(left, Literal) and not isinstance(right, Literal):
            left, right, operator = right, left, _MIRRORED[operator]
        if isinstance(left, Read) and left.path in _CALENDAR and isinstance(right, Literal):
            return self._of_calendar(left, operator, right)
        if left.type.name == "bool":
            if isinstance(right, Literal):
                return self.said(left, (right.value is True) is (operator == "=="))
            phrase = self.phrases.both.format(a=self.said(left), b=self.said(right))
            return phrase if operator == "==" else self.phrases.neither.format(a=phrase)
        named = left.type.name == "string" and operator in self.phrases.of_names
        phrase = (self.phrases.of_names if named else self.phrases.comparison)[operator]
        return phrase.format(a=self._inner(left), b=self._value(right, left))

    def _of_calendar(self, read: Read, operator: str, literal: Literal) -> str:
        value = self._value(literal, read)
        if read.path == "at.hour":
            hour = cast(int, literal.value)
            following = self.phrases.each_hour.format(a=hour + 1)
            return self.phrases.of_hour[operator].format(b=self.phrases.each_hour.format(a=hour), c=following)
        if read.scope == "member":
            return self.phrases.of_names.get(operator, self.phrases.comparison[operator]).format(
                a=self._name(read), b=value
            )
        return self.phrases.of_time[operator].format(b=value)

    def _membership(self, node: Membership, holds: bool) -> str:
        if isinstance(node.container, ListLiteral):
            values = self._listed([self._value(item, node.item) for item in node.container.items], "")
            if isinstance(node.item, Read) and node.item.path in _CALENDAR and node.item.scope == "at":
                return self.phrases.of_time["==" if holds else "!="].format(b=values)
            return (self.phrases.one_of if holds else self.phrases.none_of).format(a=self._inner(node.item), b=values)
        item = self._value(node.item, node.container)
        return (self.phrases.contains if holds else self.phrases.lacks).format(a=self._inner(node.container), b=item)

    def _call(self, node: Call, holds: bool) -> str:
        name: str = node.function
        if name == "size" and node.arguments[0].type.element is not None:
            name = "count"
        phrase = self.phrases.functions[name] if holds else self.phrases.opposites[name]
        if name in ("min", "max"):
            return "(" + phrase.format(a="; ".join(self.said(argument) for argument in node.arguments)) + ")"
        words = [self.said(argument) for argument in node.arguments]
        return phrase.format(a=words[0], b=words[-1])

    def _named(self, node: Read | Index | Lookup) -> str:
        match node:
            case Read():
                return self._name(node)
            case Index():
                return self.phrases.item.format(a=self.said(node.container), b=self.said(node.index))
            case Lookup():
                return self.phrases.table.format(
                    a=self._listed([self.said(key) for key in node.keys], self.phrases.conjunction)
                )

    def _inner(self, node: Node) -> str:
        words = self.said(node)
        return f"({words})" if isinstance(node, Arithmetic | Choice | Negate | Index | Lookup) else words

    def _name(self, read: Read) -> str:
        return self._in_language(self._entry(read).words, read.name)

    def _entry(self, read: Read) -> Entry:
        return self.vocabulary.entries[read.path]

    def _in_language(self, words: object, otherwise: str) -> str:
        texts = cast(dict[str, str], words)
        return texts.get(self.language) or next(iter(texts.values()), otherwise)

    def _value(self, node: Node, compared_with: Node | None) -> str:
        """A value written out, in the words of the name it is compared with."""
        if not isinstance(node, Literal):
            return self._inner(node)
        entry = self._entry(compared_with) if isinstance(compared_with, Read) else None
        value = node.value
        match value:
            case bool():
                return self.phrases.true if value else self.phrases.false
            case str():
                return self._text(value, entry)
            case date():
                return format_date(value, "long", locale=self.locale)
            case _:
                return self._number(value, node, entry)

    def _text(self, value: str, entry: Entry | None) -> str:
        if entry is not None and entry.path == "at.weekday":
            return str(self.locale.days["stand-alone"]["wide"][WEEKDAYS.index(value)])
        if entry is not None and value in entry.value_words:
            return self._in_language(entry.value_words[value], value)
        opening, closing = self.phrases.quotes
        return f"{opening}{value}{closing}"

    def _number(self, value: int | Fraction, node: Literal, entry: Entry | None) -> str:
        if node.type.name == "money":
            currency = self.vocabulary.currency or "EUR"
            amount = Decimal(int(value)).scaleb(-minor_digits(currency))
            return str(format_currency(amount, currency, locale=self.locale))
        if entry is not None and entry.path in ("at.month", "member.birthday_month") and 1 <= value <= 12:
            return str(self.locale.months["stand-alone"]["wide"][int(value)])
        if entry is not None and entry.path == "at.year":
            return str(value)
        exact = Decimal(value.numerator) / value.denominator
        words = str(format_decimal(exact, locale=self.locale, decimal_quantization=False))
        if entry is None or not entry.counted:
            return words
        one, several = entry.counted.get(self.language) or next(iter(entry.counted.values()))
        # Babel's rule of the language says which numbers take the singular.
        return f"{words} {one if self.locale.plural_form(exact) == 'one' else several}"

    def _listed(self, values: Sequence[str], word: str) -> str:
        if len(values) == 1:
            return values[0]
        return f"{', '.join(values[:-1])} {word or self.phrases.disjunction} {values[-1]}"
