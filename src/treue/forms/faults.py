"""What is wrong with something that was written: every fault at once, each a sentence with its place and remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from treue.words.sentences import Sentence

if TYPE_CHECKING:
    from treue.words.languages import Language


class WrongInput(Exception):
    """What was typed, sent or named cannot be used; each sentence names place and remedy."""

    def __init__(self, *faults: str | Sentence) -> None:
        self.faults = faults
        super().__init__("\n".join(self.sentences))

    @property
    def sentences(self) -> tuple[str, ...]:
        """The faults in the language of the source text."""
        return tuple(str(fault) for fault in self.faults)

    def told(self, language: Language) -> tuple[str, ...]:
        """The faults in this language."""
        return told_in(language, self.faults)


def told_in(language: Language, faults: tuple[str | Sentence, ...]) -> tuple[str, ...]:
    """What was written down for later, in this language; a text of somebody else stays as it is.

    A fault may quote half of a character, which JSON can write and nothing can print: it is told as an escape.
    """
    told = [fault.told(language) if isinstance(fault, Sentence) else fault for fault in faults]
    return tuple(one.encode("utf-8", "backslashreplace").decode() for one in told)
