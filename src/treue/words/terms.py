"""The member terms in plain language, from a checked document: every rule, limit, expiry, level, reward, consequence.

What comes out is Markdown and a draft: clauses that only the operator can write stand at the end, with a mark where
they are missing, and a lawyer has to read it before it is published.
"""

from __future__ import annotations

from collections.abc import Iterator

from treue.programme.checking import Checked
from treue.programme.schema.head import Clauses
from treue.words.document.sections import sections
from treue.words.languages import Language, in_language, mark

_CLAUSES = (
    ("changes", mark("Changes to these terms"), mark("how the terms may be changed, and how members are told")),
    ("termination", mark("How the programme or a membership ends"), mark("who may end it, when and how")),
    ("liability", mark("Liability"), mark("what the operator is liable for")),
)
_OPERATOR = mark("name, address and e-mail of the company that runs the programme, imprint and privacy page")


def member_terms(checked: Checked, language: Language) -> str:
    """The terms of the document in the language, as Markdown that ends with a line break."""
    return tidy(_lines(checked, language))


def tidy(lines: Iterator[str]) -> str:
    """The lines as one text, without two empty lines after each other."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).rstrip("\n") + "\n"


def _lines(checked: Checked, language: Language) -> Iterator[str]:
    name = in_language(checked.document.programme.name, language)
    yield language.say("# Terms of {programme}", programme=name)
    yield ""
    yield language.say("> Draft, made from the programme's rules. A lawyer has to check it before it is published.")
    yield ""
    yield from sections(checked, language, for_staff=False)
    yield from _clauses(checked, language)


def _clauses(checked: Checked, language: Language) -> Iterator[str]:
    head = checked.document.programme
    clauses = head.clauses or Clauses()
    if head.operator is None:
        yield from (f"## {language.say('Who runs the programme')}", "", _gap(language, _OPERATOR), "")
    for key, title, wanted in _CLAUSES:
        text = getattr(clauses, key)
        yield from (f"## {language.say(title)}", "")
        yield from (in_language(text, language) if text else _gap(language, wanted), "")
    if clauses.more:
        yield from (f"## {language.say('What else applies')}", "", in_language(clauses.more, language), "")


def _gap(language: Language, wanted: str) -> str:
    return language.say("**[To be filled in before publishing: {what}.]**", what=language.say(wanted))
