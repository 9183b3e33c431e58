"""In which language and in which light a page is shown: what the reader chose, else what his browser prefers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request

from treue.words.languages import SOURCE, Language, language, languages

LANGUAGE_COOKIE = "treue_language"
THEME_COOKIE = "treue_theme"
THEMES = ("auto", "light", "dark")

AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Look:
    """How pages are shown to this reader; the theme 'auto' is that of his system."""

    language: Language
    theme: str


def look_of(request: AnyRequest) -> Look:
    """What the request asks for."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    code = chosen if chosen in languages() else _preferred(request.headers.get("accept-language", ""))
    theme = request.cookies.get(THEME_COOKIE, "")
    return Look(language(code), theme if theme in THEMES else THEMES[0])


def _preferred(header: str) -> str:
    """The first language of the header that there is, by its weights; English where there is none."""
    asked: list[tuple[float, str]] = []
    for part in header[:200].split(","):
        name, _, weight = part.partition(";q=")
        try:
            asked.append((-float(weight or 1), name.strip().partition("-")[0].lower()))
        except ValueError:
            continue
    known = languages()
    return next((code for _, code in sorted(asked, key=lambda one: one[0]) if code in known), SOURCE)
