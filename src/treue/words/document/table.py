"""All sentences of the document, in one table: part -> its sentences, those of the parts it is made of included."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel

from treue.words.document import (
    advocates,
    declarations,
    earning,
    games,
    head,
    levels,
    memberships,
    messages,
    offers,
    rewards,
    units,
)
from treue.words.document.sentences import Sentence, Sentences, Silent

_ROOMS = (head, declarations, units, earning, levels, rewards, offers, memberships, advocates, games, messages)
SENTENCES: Sentences = {part: sentences for room in _ROOMS for part, sentences in room.SENTENCES.items()}


@cache
def sentences_of(model: type[BaseModel]) -> tuple[Sentence, ...]:
    """The sentences of a part, its own first."""
    return tuple(one for one in _entries(model) if isinstance(one, Sentence))


@cache
def silent_keys_of(model: type[BaseModel]) -> tuple[Silent, ...]:
    """The keys of a part that no sentence tells of."""
    return tuple(one for one in _entries(model) if isinstance(one, Silent))


def _entries(model: type[BaseModel]) -> tuple[Sentence | Silent, ...]:
    return tuple(entry for base in model.__mro__ if base in SENTENCES for entry in SENTENCES[base])
