"""Sentences that are written before anybody knows in which language they are read, such as what is wrong with an input.

It imports nothing, so that whatever refuses something may use it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from treue.words.languages import Language


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its values; a value may be a sentence itself."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    place: str = ""
    """What it is about, named before it; '' where nothing needs to be named."""

    def told(self, language: Language) -> str:
        """The sentence in this language."""
        values = {
            name: value.told(language) if isinstance(value, Sentence) else value for name, value in self.values.items()
        }
        return self._placed(language.say(self.text, **values))

    def within(self, name: str) -> Sentence:
        """The same, said of a place inside of `name`."""
        return replace(self, place=f"{name}: {self.place}" if self.place else name)

    def __str__(self) -> str:
        """The sentence in the language of the source text."""
        return self._placed(self.text.format(**self.values))

    def _placed(self, said: str) -> str:
        return f"{self.place}: {said}" if self.place else said


def sentence(text: str, /, *, at: str = "", **values: object) -> Sentence:
    """The sentence, of a place; the text is marked for translation."""
    return Sentence(text, values, at)
