"""Change notes: what differs between two versions of a programme, in sentences.

The sentences are those of the terms and the staff guide: what is new or gone is told as there, and of what changed
'instead of' says what it was. No difference is left out, and nothing is called by its key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from treue.programme.checking import Checked
from treue.programme.schema.archive import ARCHIVE
from treue.programme.source import plain
from treue.programme.versions import Move, NodeChange, NodeId, Reordering
from treue.words.changes_phrases import SECTIONS
from treue.words.document.points import said_with, tidy_end
from treue.words.document.telling import Telling, Told
from treue.words.document.values import Values
from treue.words.languages import Language

_SHORT, _ALIKE = 60, 12
"""Characters up to which a value stands inside a sentence together with the one it replaces, and may begin like it."""


class ChangeNote:
    """Tells the changes from one checked document to another."""

    def __init__(self, language: Language, old: Checked, new: Checked) -> None:
        self._language = language
        self._old = Telling(Values(old, language))
        self._new = Telling(Values(new, language))

    def changed(self, change: NodeChange) -> list[str]:
        """One sentence or more for a node that is new, gone or changed."""
        say = self._language.say
        before, after = self._old.node(change.node), self._new.node(change.node)
        if change.before is None and self._new.title(change.node) is not None:
            return [_ended(say("New: {thing}.", thing=_thing(self._language, self._new, change.node)), _text(after))]
        if change.after is None and self._old.title(change.node) is not None:
            gone = say("No longer there: {thing}.", thing=_thing(self._language, self._old, change.node))
            # What has no name is known by what it said.
            return [_ended(gone, _text(before)) if self._old.is_numbered(change.node) else gone]
        thing = _thing(self._language, self._new if after else self._old, change.node)
        return list(self._differences(thing, before, after)) or [
            say("{thing}: only the wording changed; what it says in this language is the same.", thing=thing)
        ]

    def moved(self, move: Move) -> list[str]:
        """One sentence for a node that went into the archive or came out of it, and one for each thing that changed."""
        say = self._language.say
        live, finished = move.node, move.node.archived
        was, now = (live, finished) if move.is_archived else (finished, live)
        # A number counts among what is live.
        thing = _thing(self._language, self._old if move.is_archived else self._new, live)
        if move.is_archived:
            day = self._language.date(date.fromisoformat(plain(move.after)["until"]))
            first = say("Archived: {thing}. It ended on {day}; nothing changes for members.", thing=thing, day=day)
        else:
            first = say("Taken out of the archive: {thing}.", thing=thing)
        return [first, *self._differences(thing, self._old.node(was), self._new.node(now))]

    def reordered(self, reordering: Reordering) -> str:
        """One sentence for parts of a section in another order."""
        section = NodeId(reordering.section).live.section
        titles = (self._old.title(NodeId(reordering.section, name, is_listed=True)) for name in reordering.after)
        heading = self._new.heading(section)
        if section != reordering.section:
            heading = f"{self._language.say(SECTIONS[ARCHIVE])}: {heading}"
        order = self._language.listed(title for title in titles if title is not None)
        return self._language.say(
            "The order under “{heading}” is now: {order} (named as before).", heading=heading, order=order
        )

    def _differences(self, thing: str, before: tuple[Told, ...], after: tuple[Told, ...]) -> Iterator[str]:
        say = self._language.say
        old, new = {one.path: one for one in before}, {one.path: one for one in after}
        items = {(), *({one.item for one in before} & {one.item for one in after})}
        for group in _groups(one for one in after if one.path not in old or old[one.path].text != one.text):
            first = group[0]
            if first.item not in items:
                yield say("{thing}: new: {what}", thing=_within(thing, first), what=_text(group, named=True))
                continue
            for one in group:
                yield self._one(thing, old.get(one.path), one)
        for group in _groups(one for one in before if one.path not in new):
            first = group[0]
            if first.item in items:
                for one in group:
                    yield self._one(thing, one, None)
            elif first.within:
                yield say("{thing}: no longer there.", thing=_within(thing, first))
            else:
                yield say("{thing}: no longer there: {what}", thing=thing, what=_text(group))
        if [one.path for one in before] != [one.path for one in after] and old.keys() == new.keys():
            yield say("{thing}: the order is another one now.", thing=thing)

    def _one(self, thing: str, old: Told | None, new: Told | None) -> str:
        """The sentence about one place that says something else than before."""
        say, one = self._language.say, new or old
        assert one is not None
        thing = _within(thing, one)
        if one.unspoken:
            return say("{thing}: changed: {what}.", thing=thing, what=say(one.unspoken))
        opening = "".join(f"{opening} " for opening in one.openings)
        if old is None:
            return say("{thing}: new: {what}", thing=thing, what=opening + one.text)
        if new is None:
            return say("{thing}: no longer there: {what}", thing=thing, what=opening + one.text)
        merged = self._merged(old, new)
        if merged is not None:
            return f"{thing}: {opening}{merged}"
        return say("{thing}: {new} Until now: {old}", thing=thing, new=opening + new.text, old=_before(old, new))

    def _merged(self, old: Told, new: Told) -> str | None:
        """One sentence with both values in it, where they are short enough to be read that way."""
        if new.sentence is None or old.sentence is None or new.sentence.text != old.sentence.text or not new.words:
            return None
        words = dict(new.words)
        for name, value in new.words.items():
            before = old.words[name]
            if before != value:
                if not _reads_inside(value, before):
                    return None
                words[name] = self._language.say("{new} instead of {old}", new=value, old=before)
        return said_with(self._new.values, new.sentence, words)


def _reads_inside(value: str, before: str) -> bool:
    """Whether a sentence can hold both values: they are short, and do not say the same for a while."""
    if max(len(value), len(before)) > _SHORT or any(mark in value + before for mark in (". ", "; ", "\n")):
        return False
    return value[:_ALIKE] != before[:_ALIKE]


def _thing(language: Language, side: Telling, node: NodeId) -> str:
    thing = kind = language.say(SECTIONS[node.live.section])
    title = side.title(node) if node.name else None
    if title is not None:
        # What has a number instead of a name is called by its kind already.
        thing = title if side.is_numbered(node) else f"{kind} {language.quoted(title)}"
    return f"{language.say(SECTIONS[ARCHIVE])}: {thing}" if node.is_archived else thing


def node_in_words(language: Language, checked: Checked, node: NodeId) -> str:
    """What a node of the document is called."""
    return _thing(language, Telling(Values(checked, language)), node)


def _before(old: Told, new: Told) -> str:
    """What held until now: the value alone, where the rest of the sentence is the same."""
    differing = [value for name, value in old.words.items() if new.words.get(name) != value]
    if old.sentence is None or new.sentence is None or old.sentence != new.sentence or len(differing) != 1:
        return old.text
    return tidy_end(f"{differing[0]}.")


def _within(thing: str, one: Told) -> str:
    return ", ".join((thing, *one.within))


def _groups(told: Iterable[Told]) -> list[list[Told]]:
    """The sentences by the item they belong to, in their order."""
    groups: dict[tuple[str, ...], list[Told]] = {}
    for one in told:
        groups.setdefault(one.item, []).append(one)
    return list(groups.values())


def _text(told: Iterable[Told], *, named: bool = False) -> str:
    """The sentences as one text; with `named` without the name, which is told already."""
    texts: list[str] = []
    openings: tuple[str, ...] = ()
    within: tuple[str, ...] | None = None
    for one in told:
        if one.unspoken or one.path == ("name",) or (named and one.path[-1] == "name" and one.within):
            continue
        if one.openings != openings:
            texts += [opening for opening in one.openings if opening not in openings]
            openings = one.openings
        if not named and one.within != within and one.within and one.path[-1] != "name":
            texts.append(f"{', '.join(one.within)}:")
        within = one.within
        texts.append(one.text)
    return " ".join(texts)


def _ended(first: str, second: str) -> str:
    return f"{first} {second}" if second else first
