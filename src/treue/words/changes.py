"""Change notes: what differs between two versions of a programme, in sentences.

Units, rules, rewards and budgets have sentences of their own; every other node is named and its values are shown as the
document writes them. No difference is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Literal, cast

from treue.domain.instants import zone
from treue.domain.money import parse_money
from treue.programme.checking import Checked
from treue.programme.schema.amounts import Expression
from treue.programme.source import Mapping as MappingNode
from treue.programme.source import Node, plain
from treue.programme.versions import Detail, Move, NodeChange, NodeId, Reordering, details_of, nodes_of, shown
from treue.programme.vocabularies import vocabularies_of
from treue.programme.walking import walk
from treue.words.changes_phrases import SECTIONS, SETTINGS, period_in_words
from treue.words.expressions import expression_in_words
from treue.words.languages import Language

_GIVING = {"give", "per"}


def change_in_words(
    language: Language, old: MappingNode, new: MappingNode, change: NodeChange, spoken: Mapping[str, str] | None = None
) -> list[str]:
    """One sentence or more for a change between the two documents.

    `spoken` has the words for their expressions, see `expressions_spoken`; others are shown as they are written.
    """
    return _Teller(language, plain(old), plain(new), spoken or {}).told(change)


def expressions_spoken(language: Language, checked: Checked) -> dict[str, str]:
    """Every expression of the document, as it is written -> in words."""
    vocabularies = vocabularies_of(checked.document, checked.document.programme.currency)
    spoken: dict[str, str] = {}
    for visit in walk(checked.document):
        tree = checked.trees.get(visit.keys) if isinstance(visit.value, Expression) else None
        vocabulary = vocabularies.at(visit.keys, visit.parts) if tree is not None else None
        if tree is not None and vocabulary is not None:
            code = cast(Literal["de", "en"], language.code)
            spoken[str(visit.value)] = expression_in_words(tree, vocabulary, code)
    return spoken


def node_in_words(language: Language, document: MappingNode, node: NodeId) -> str:
    """What a node of the document is called."""
    written = nodes_of(document).get(node)
    return _Teller(language, plain(document), plain(document), {}).thing(NodeChange(node, written, written))


def move_in_words(
    language: Language, old: MappingNode, new: MappingNode, move: Move, spoken: Mapping[str, str] | None = None
) -> list[str]:
    """One sentence for a node that went into the archive or came out of it, and one for each thing that changed."""
    teller = _Teller(language, plain(old), plain(new), spoken or {})
    change = NodeChange(move.node, move.before, move.after)
    thing = teller.thing(change)
    if move.is_archived:
        day = day_in_words(language, date.fromisoformat(plain(move.after)["until"]))
        first = language.say("Archived: {thing}. It ended on {day}; nothing changes for members.", thing=thing, day=day)
    else:
        first = language.say("Taken out of the archive: {thing}.", thing=thing)
    return [first, *(teller.told(change) if details_of(move.before, move.after) else ())]


def reordering_in_words(language: Language, reordering: Reordering) -> str:
    """One sentence for items of a list in another order."""
    section = _section_in_words(language, reordering.section)
    order = ", ".join(reordering.after)
    return language.say("The order of “{section}” is now: {order}.", section=section, order=order)


class _Teller:
    def __init__(
        self, language: Language, old: Mapping[str, Any], new: Mapping[str, Any], spoken: Mapping[str, str]
    ) -> None:
        self.language = language
        self.spoken = spoken
        # What is gone keeps the name it had.
        self.units = {**(old.get("units") or {}), **(new.get("units") or {})}
        self.languages = (new.get("programme") or {}).get("languages") or []

    def told(self, change: NodeChange) -> list[str]:
        say = self.language.say
        thing = self.thing(change)
        if change.before is None:
            what = self._summary(change.node.section, change.after)
            if not what:
                return [say("New: {thing}.", thing=thing)]
            return [say("New: {thing}: {what}.", thing=thing, what=what)]
        if change.after is None:
            return [say("No longer there: {thing}.", thing=thing)]
        details = {detail.path: detail for detail in details_of(change.before, change.after)}
        sentences: list[str] = []
        old, new = plain(change.before), plain(change.after)
        if change.node.section == "earn" and _gives(old) and _gives(new) and _GIVING & {_key(path) for path in details}:
            sentences.append(self._giving(thing, old, new))
            details = {path: detail for path, detail in details.items() if _key(path) not in _GIVING}
        if change.node.section == "rewards" and any(_key(path) == "cost" for path in details):
            values = {"new": self._cost(new), "old": self._cost(old)}
            sentences.append(say("{thing}: costs {new} instead of {old}.", thing=thing, **values))
            details = {path: detail for path, detail in details.items() if _key(path) != "cost"}
        return sentences + [self._detail(thing, change.node.section, detail) for detail in details.values()]

    def thing(self, change: NodeChange) -> str:
        """What is spoken of, by the name that it has now."""
        node = change.node
        section = _section_in_words(self.language, node.section)
        if not node.name:
            return section
        written = change.after if change.after is not None else change.before
        names = plain(written) if written is not None else None
        name = self._name(names.get("name")) if isinstance(names, dict) else None
        return f"{section} {self._quoted(name or node.name)}"

    def _name(self, names: Any) -> str | None:
        """A name as the document writes it: a text, texts by language, or for a unit one and several."""
        if isinstance(names, dict):
            codes = [self.language.code, *self.languages, *names]
            names = next((names[code] for code in codes if code in names), None)
        if isinstance(names, list):
            names = names[-1]
        return names if isinstance(names, str) else None

    def _giving(self, thing: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
        if old.get("give") == new.get("give") and "per" in old and "per" in new:
            before = self._value(old["per"])
        else:
            before = self._rate(old)
        return self.language.say("{thing}: {new} instead of {old}.", thing=thing, new=self._rate(new), old=before)

    def _rate(self, rule: Mapping[str, Any]) -> str:
        amount = self._amounts(rule["give"])
        if "per" not in rule:
            return amount
        return self.language.say("{amount} per {money}", amount=amount, money=self._value(rule["per"]))

    def _cost(self, reward: Mapping[str, Any]) -> str:
        cost = reward.get("cost")
        if not isinstance(cost, dict) or not all(isinstance(one, Decimal) for one in cost.values()):
            return self.language.say("nothing") if not cost else self._value(cost)
        return self._amounts(cost)

    def _amounts(self, amounts: Mapping[str, Decimal]) -> str:
        words = [f"{self.language.number(amount)} {self._unit(unit, amount)}" for unit, amount in amounts.items()]
        return self.language.say(" and ").join(words)

    def _unit(self, unit: str, amount: Decimal) -> str:
        names = (self.units.get(unit) or {}).get("name") or {}
        codes = [self.language.code, *self.languages, *names]
        forms = next((names[code] for code in codes if code in names), None)
        if not isinstance(forms, list) or len(forms) != 2:
            return unit
        return str(forms[0] if self.language.is_one(amount) else forms[1])

    def _summary(self, section: str, node: Node | None) -> str:
        value = plain(node) if node is not None else None
        if section == "earn" and isinstance(value, dict) and _gives(value) and not value.keys() & {"when", "each"}:
            return self._rate(value)
        if section == "rewards" and isinstance(value, dict) and value.get("cost"):
            return self.language.say("costs {amount}", amount=self._cost(value))
        if isinstance(value, dict):
            return ", ".join(f"{key} {self._value(one)}" for key, one in value.items() if key not in ("id", "name"))
        return self._node(node)

    def _detail(self, thing: str, section: str, detail: Detail) -> str:
        say = self.language.say
        if not detail.path:
            return say("{thing}: {new} instead of {old}.", thing=thing, **self._both(detail))
        key, _, below = detail.path.partition(".")
        setting = say(SETTINGS[section, key]) if (section, key) in SETTINGS else self._quoted(detail.path)
        if below and (section, key) in SETTINGS:
            setting = f"{setting} ({self._below(key, below)})"
        values = {"thing": thing, "setting": setting, **self._both(detail)}
        if detail.before is None:
            return say("{thing}: {setting} is new: {new}.", **{key: values[key] for key in ("thing", "setting", "new")})
        if detail.after is None:
            return say(
                "{thing}: {setting} no longer holds; it was {old}.",
                **{key: values[key] for key in ("thing", "setting", "old")},
            )
        return say("{thing}: {setting} is now {new} instead of {old}.", **values)

    def _below(self, key: str, below: str) -> str:
        if key in ("budget", "multiply", "give") and below in self.units:
            return self._unit(below, Decimal(2))
        return below

    def _both(self, detail: Detail) -> dict[str, str]:
        if detail.path in ("give", "budget"):
            return {"new": self._units(detail.after), "old": self._units(detail.before)}
        return {"new": self._node(detail.after), "old": self._node(detail.before)}

    def _units(self, node: Node | None) -> str:
        amounts = plain(node) if node is not None else None
        if isinstance(amounts, dict) and all(isinstance(amount, Decimal) for amount in amounts.values()):
            return self._amounts(amounts)
        return self._node(node)

    def _node(self, node: Node | None) -> str:
        if node is None:
            return self.language.say("nothing")
        value = plain(node)
        return self._value(value) if not isinstance(value, dict | list) else shown(node)

    def _value(self, value: Any) -> str:
        match value:
            case bool():
                return self.language.say("yes") if value else self.language.say("no")
            case Decimal():
                return self.language.number(value)
            case str():
                return self._text(value)
            case dict():
                return ", ".join(f"{key} {self._value(one)}" for key, one in value.items())
            case list():
                return ", ".join(self._value(one) for one in value)
            case _:
                return self.language.say("nothing")

    def _text(self, text: str) -> str:
        if text in self.spoken:
            return self._quoted(self.spoken[text])
        period = period_in_words(self.language, text)
        if period is not None:
            return period
        try:
            return self.language.money(parse_money(text))
        except ValueError:
            return self._quoted(text)

    def _quoted(self, name: str) -> str:
        return self.language.say("“{name}”", name=name)


def day_in_words(language: Language, day: date) -> str:
    """A day of the calendar."""
    return language.day(datetime.combine(day, time(), UTC), zone("Etc/UTC"))


def _section_in_words(language: Language, section: str) -> str:
    archive, _, inner = section.rpartition(".")
    said = language.say(SECTIONS[inner])
    return f"{language.say(SECTIONS[archive])}: {said}" if archive else said


def _gives(rule: Any) -> bool:
    """Whether the rule gives plain numbers of units, for money that is the same everywhere."""
    give = rule.get("give")
    per = rule.get("per")
    return (
        isinstance(give, dict)
        and all(isinstance(amount, Decimal) for amount in give.values())
        and (per is None or isinstance(per, str))
    )


def _key(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]
