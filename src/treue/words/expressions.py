"""The words reader: an expression as part of a sentence.

What comes out reads on after "if", "for" or "where": 'the category is “coffee” and it is Tuesday'. Numbers, money,
dates and plurals follow the language. Names are those of the vocabulary; what a document calls something stands in
quotes, so that a name of any number and gender can be the subject of the sentence.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import assert_never, cast

from treue.domain.money import Money
from treue.rules.at import WEEKDAYS
from treue.rules.names import Entry, Words
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
from treue.words import expressions_phrases as phrases
from treue.words.languages import Language, in_language, readable

_OPPOSITES = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRRORED = {"==": "==", "!=": "!=", "<": ">", ">=": "<=", ">": "<", "<=": ">="}
_MONTHS = ("at.month", "member.birthday_month")
_TIMES = {"at.weekday": phrases.OF_TIMES, "at.month": phrases.OF_TIMES, "at.date": phrases.OF_DAYS}


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
        self.say = language.say

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
                return self.say(phrases.KNOWN if holds else phrases.UNKNOWN, name=self._name(node.read))
            case Choice():
                return self._choice(node, holds)
            case Call():
                return self._call(node, holds)
            case Literal():
                if isinstance(node.value, bool):
                    return self.say(phrases.ALWAYS if node.value is holds else phrases.NEVER)
                return self._value(node, None)
            case Read() | Index() | Lookup():
                words = self._named(node)
                if node.type.name != "bool":
                    return words
                return self.say(phrases.APPLIES if holds else phrases.APPLIES_NOT, name=words)
            case ListLiteral():
                return self.language.listed([self._value(item, None) for item in node.items])
            case Negate():
                return self.say(phrases.NEGATIVE, value=self._inner(node.operand))
            case Arithmetic():
                left, right = self._inner(node.left), self._inner(node.right)
                return self.say(phrases.ARITHMETIC[node.operator], left=left, right=right)
            case _:
                assert_never(node)

    def _combined(self, node: And | Or, holds: bool) -> str:
        """`!(a && b)` is said as 'not a or not b'."""
        parts = []
        for operand in node.operands:
            words = self.said(operand, holds)
            inner = operand.operand if isinstance(operand, Not) else operand
            parts.append(f"({words})" if isinstance(inner, And | Or | Choice) else words)
        return self.language.listed(parts, "standard" if isinstance(node, And) is holds else "or")

    def _choice(self, node: Choice, holds: bool) -> str:
        words = self.say(
            phrases.CHOICE,
            condition=self.said(node.condition),
            then=self.said(node.then),
            otherwise=self.said(node.otherwise),
        )
        return words if holds else self.say(phrases.NEITHER, condition=words)

    def _comparison(self, node: Comparison, holds: bool) -> str:
        left, right = node.left, node.right
        operator: str = node.operator if holds else _OPPOSITES[node.operator]
        if isinstance(left, Literal) and not isinstance(right, Literal):
            left, right, operator = right, left, _MIRRORED[operator]
        if isinstance(left, Read) and isinstance(right, Literal):
            if left.path in _TIMES:
                time = self._value(right, left)
                return self.say(_TIMES[left.path][operator], time=time, day=time)
            if left.path == "at.hour":
                hour = cast(int, right.value)
                begin, end = self.say(phrases.HOUR, hour=hour), self.say(phrases.HOUR, hour=hour + 1)
                return self.say(phrases.OF_HOURS[operator], begin=begin, end=end)
        if left.type.name == "bool":
            if isinstance(right, Literal):
                return self.said(left, (right.value is True) is (operator == "=="))
            words = self.say(phrases.BOTH, left=self.said(left), right=self.said(right))
            return words if operator == "==" else self.say(phrases.NEITHER, condition=words)
        return self.say(phrases.COMPARISONS[operator], left=self._inner(left), right=self._value(right, left))

    def _membership(self, node: Membership, holds: bool) -> str:
        if isinstance(node.container, ListLiteral):
            operator = "==" if holds else "!="
            values = self.language.listed([self._value(item, node.item) for item in node.container.items], "or")
            if isinstance(node.item, Read) and node.item.path in _TIMES:
                return self.say(_TIMES[node.item.path][operator], time=values, day=values)
            return self.say(phrases.COMPARISONS[operator], left=self._inner(node.item), right=values)
        item = self._value(node.item, node.container)
        return self.say(phrases.CONTAINS if holds else phrases.LACKS, list=self._inner(node.container), item=item)

    def _call(self, node: Call, holds: bool) -> str:
        name: str = node.function
        if name == "size" and node.arguments[0].type.element is not None:
            name = "count"
        sentence = phrases.FUNCTIONS[name] if holds else phrases.OPPOSITES[name]
        words = [self.said(argument) for argument in node.arguments]
        first, last = words[0], words[-1]
        match name:
            case "min" | "max":
                return f"({self.say(sentence, values='; '.join(words))})"
            case "count":
                return self.say(sentence, list=first)
            case "floor":
                return self.say(sentence, value=first)
            case "days":
                return self.say(sentence, **{"from": first, "until": last})
            case _:
                return self.say(sentence, text=first, part=last)

    def _named(self, node: Read | Index | Lookup) -> str:
        match node:
            case Read():
                return self._name(node)
            case Index():
                return self.say(phrases.ITEM, list=self.said(node.container), index=self.said(node.index))
            case Lookup():
                return self.say(phrases.TABLE, keys=self.language.listed([self.said(key) for key in node.keys]))

    def _inner(self, node: Node) -> str:
        words = self.said(node)
        return f"({words})" if isinstance(node, Arithmetic | Choice | Negate | Index | Lookup) else words

    def _name(self, read: Read) -> str:
        words = self._entry(read).words
        if isinstance(words, str) and words:
            return self.say(words)
        if words:
            return self.language.quoted(self._in_words(words))
        return self.say(phrases.UNNAMED.get(read.scope, phrases.FIELD), name=readable(read.name))

    def _entry(self, read: Read) -> Entry:
        return self.vocabulary.entries[read.path]

    def _in_words(self, words: Words) -> str:
        return self.say(words) if isinstance(words, str) else in_language(words, self.language)

    def _value(self, node: Node, compared_with: Node | None) -> str:
        """A value written out, in the words of the name it is compared with."""
        if not isinstance(node, Literal):
            return self._inner(node)
        entry = self._entry(compared_with) if isinstance(compared_with, Read) else None
        value = node.value
        match value:
            case bool():
                return self.say(phrases.ALWAYS if value else phrases.NEVER)
            case str():
                return self._text(value, entry)
            case date():
                return self.language.written_day(value)
            case _:
                return self._number(value, node, entry)

    def _text(self, value: str, entry: Entry | None) -> str:
        if entry is not None and entry.path == "at.weekday":
            return self.language.weekday(WEEKDAYS.index(value))
        words = entry.value_words.get(value) if entry is not None else None
        return self._in_words(words) if words else self.language.quoted(value)

    def _number(self, value: int | Fraction, node: Literal, entry: Entry | None) -> str:
        if node.type.name == "money":
            return self.language.money(Money(int(value), self.vocabulary.currency or "EUR"))
        if entry is not None and entry.path in _MONTHS and 1 <= value <= 12:
            return self.language.month(int(value))
        if entry is not None and entry.path == "at.year":
            return str(value)
        exact = Decimal(value.numerator) / value.denominator
        words = self.language.number(exact)
        if entry is None or entry.counted is None:
            return words
        return self.language.count(*entry.counted, exact, count=words)
