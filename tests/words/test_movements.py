"""What a member reads about each movement: every cause has its sentence, and one still unknown is told by its event."""

from __future__ import annotations

import pytest

from treue.domain.books import Cause
from treue.words.happenings import MOVEMENTS, movement_in_words
from treue.words.languages import language


def test_every_cause_has_its_sentence() -> None:
    assert set(MOVEMENTS) == set(Cause)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("en", ["Purchase: Base", "Reward: Base", "Expired", "Correction: Base", "Correction, owed: Base"]),
        ("de", ["Einkauf: Base", "Prämie: Base", "Verfallen", "Korrektur: Base", "Korrektur, als Rückstand: Base"]),
    ],
)
def test_a_cause_is_told_in_the_language(code: str, told: list[str]) -> None:
    words = language(code)
    causes = ("earned", "spent", "expired", "adjusted", "debt_made")

    assert told == [
        movement_in_words(words, cause, event=words.say("Purchase"), source="Base", owed="") for cause in causes
    ]


def test_a_cause_without_a_sentence_is_told_by_its_event() -> None:
    told = movement_in_words(language("de"), "given_away", event="Einkauf {x}", source="anna", owed="")

    assert told == "Einkauf {x}"
