"""A programme document in words: the member terms and the staff guide, and the folder of evidence of all words."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from treue.programme import Fault, Reading, read_document
from treue.programme.clauses import missing_clauses
from treue.usecases.members.examples import explained_examples
from treue.words.guide import staff_guide
from treue.words.languages import language
from treue.words.terms import member_terms

LANGUAGES = ("de", "en")
EVIDENCE = ("stars", "beauty-levels", "miles", "coalition", "subscription-ladder")
"""Presets whose terms are kept in `docs/evidence`."""


@dataclass(frozen=True, slots=True)
class Described:
    """The words of a document, or the faults that keep it from having any."""

    text: str | None
    """Markdown; None where the document has errors."""
    missing: tuple[str, ...]
    """What only the operator can add before the terms are published."""
    faults: tuple[Fault, ...]


class NotDescribable(Exception):
    """A preset has faults; it is part of Treue, so this is a fault of Treue."""


def describe_terms(path: Path, code: str) -> Described:
    """The member terms of the document at `path`. Raises UnknownLanguage."""
    spoken, reading = language(code), read_document(path)
    if reading.checked is None:
        return Described(None, (), reading.faults)
    return Described(
        member_terms(reading.checked, spoken), missing_clauses(reading.checked.document.programme), reading.faults
    )


def describe_guide(path: Path, code: str) -> Described:
    """The staff guide of the document at `path`. Raises UnknownLanguage."""
    spoken, reading = language(code), read_document(path)
    if reading.checked is None:
        return Described(None, (), reading.faults)
    return Described(
        staff_guide(reading.checked, spoken), missing_clauses(reading.checked.document.programme), reading.faults
    )


def evidence() -> dict[str, str]:
    """The terms of the presets and explained events: path below `docs/evidence` -> text. Raises NotDescribable."""
    texts: dict[str, str] = {}
    for preset in EVIDENCE:
        reading = _preset(preset)
        if reading.checked is None:
            raise NotDescribable(f"the preset '{preset}' has faults; run `treue check` on it")
        for code in LANGUAGES:
            texts[f"{preset}/terms.{code}.md"] = member_terms(reading.checked, language(code))
    texts |= {f"explanations.{code}.md": explained_examples(code) for code in LANGUAGES}
    return texts


def write_evidence(folder: Path) -> list[Path]:
    """Writes the evidence into the folder; answers the files. Raises NotDescribable."""
    written = []
    for name, text in evidence().items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")
        written.append(file)
    return written


def _preset(name: str) -> Reading:
    return read_document(Path(str(files("treue").joinpath("presets", name))))
