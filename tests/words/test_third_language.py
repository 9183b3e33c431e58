"""A third language is one catalogue file: with it every sentence comes from there, and none is left in the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from tests.words.mutations import PRESETS, checked, texts
from tests.words.test_catalogues import SENTENCES
from treue.domain.books import Account, Cause
from treue.domain.reasons import Reason
from treue.programme.parts import MAIN_PART
from treue.programme.records import Unit
from treue.programme.source import plain
from treue.programme.versions import changes_between, root_of
from treue.words import languages as catalogues
from treue.words.changes import ChangeNote
from treue.words.guide import staff_guide
from treue.words.happenings import KINDS, account_in_words, cause_in_words, kind_in_words
from treue.words.history import Names, effect_in_words
from treue.words.languages import Language, language
from treue.words.proofs import CHECKS
from treue.words.reasons import missing_in_words, reason_in_words
from treue.words.terms import member_terms

THIRD = "el"
"""Greek, because what Babel writes for it has no Latin letters."""
_WORD = re.compile(r"[^\W\d_]+")


def marked(sentence: str) -> str:
    """The sentence with every letter outside placeholders as its wide twin, which no document has."""
    parts = re.split(r"(\{\w*\})", sentence)
    wide = [part if part.startswith("{") else "".join(_wide(one) for one in part) for part in parts]
    return "".join(wide)


def _wide(letter: str) -> str:
    return chr(ord(letter) + 0xFEE0) if letter.isascii() and letter.isalpha() else letter


@pytest.fixture(scope="module")
def third(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Language]:
    """The language of a catalogue that was written a moment ago."""
    catalogue = Catalog(locale=THIRD)
    for one in SENTENCES:
        catalogue.add(one, tuple(map(marked, one)) if isinstance(one, tuple) else marked(one))
    folder = tmp_path_factory.mktemp("locale")
    file = folder / THIRD / "LC_MESSAGES" / "treue.po"
    file.parent.mkdir(parents=True)
    with file.open("wb") as opened:
        write_po(opened, catalogue)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogues, "LOCALE", folder)
        yield language(THIRD)
    language.cache_clear()


def latin(text: str) -> list[str]:
    """The words that the catalogue did not write."""
    return [word for word in _WORD.findall(text) if any(letter.isascii() for letter in word)]


@cache
def own_words(content: bytes) -> frozenset[str]:
    """What the document says itself: a language cannot change that."""
    return frozenset(
        word for text in texts(plain(root_of({MAIN_PART: content}))) for word in _WORD.findall(text.lower())
    )


def left_in_code(text: str, *contents: bytes) -> list[str]:
    """The words that neither the catalogue nor a document has written."""
    return [word for word in latin(text) if not any(word.lower() in own_words(content) for content in contents)]


@pytest.mark.parametrize("file", PRESETS, ids=lambda file: file.parent.name)
def test_terms_and_guide_speak_it(file: Path, third: Language) -> None:
    content = file.read_bytes()
    document = checked(content)
    assert document is not None

    text = member_terms(document, third) + staff_guide(document, third)

    assert len(text) > 1000
    assert left_in_code(text, content) == []


@pytest.mark.parametrize("files", list(pairwise(PRESETS)), ids=lambda files: files[1].parent.name)
def test_change_notes_speak_it(files: tuple[Path, Path], third: Language) -> None:
    old, new = (file.read_bytes() for file in files)
    before, after = checked(old), checked(new)
    assert before is not None
    assert after is not None
    note = ChangeNote(third, before, after)

    change_set = changes_between(root_of({MAIN_PART: old}), root_of({MAIN_PART: new}))
    said = "\n".join(sentence for change in change_set.changes for sentence in note.changed(change))

    assert len(said) > 500
    assert left_in_code(said, old, new) == []


def test_what_happened_is_explained_in_it(third: Language) -> None:
    stars = Unit("stars", {"*": ("*", "**")}, 2)
    figures = {
        "shares": [["1", "stars", 37], ["2", "stars", 8, 12, "budget_cut"], ["3", "stars", -3], ["4", "stars", 9]]
    }
    said = [
        effect_in_words(third, Names({"stars": stars}, {}), None, figures, [("spent", "5", "stars", -40)]),
        effect_in_words(third, Names({"stars": stars}, {}), "too_late", {}, []),
        effect_in_words(third, Names({"stars": stars}, {}), None, {}, []),
        missing_in_words(third, stars, 42),
        *(reason_in_words(third, reason) for reason in Reason),
        *(kind_in_words(third, kind) for kind in KINDS),
        *(account_in_words(third, account) for account in Account),
        *(cause_in_words(third, cause, "1", "2") for cause in Cause),
        *(third.say(check) for check in CHECKS.values()),
    ]

    assert latin(" ".join(said)) == []
