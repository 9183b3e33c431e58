"""From a template to an answer, with everything that keeps a page safe in its headers.

Nothing is loaded from anywhere else and nothing written into a page is ever run: scripts and styles are files of ours.
Pages carry a token that only their reader may know, so they are never kept by a cache and never compressed (a length
that depends on secret and chosen text tells the secret).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Response

from treue.web.assets import AssetsMissing, assets
from treue.web.look import Look

TEMPLATES = Path(__file__).parent / "templates"

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Images in data: are the arrows and ticks inside the style sheet."""

SAFE_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

_BARE_PAGE = """\
<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>Treue</title></head>
<body><h1>{title}</h1><p>{text}</p></body></html>
"""


@cache
def templates() -> Environment:
    """The templates; everything put into one is escaped, and a name that nobody gave is a fault."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def page(
    look: Look,
    template: str,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    fragment: bool = False,
    **values: Any,
) -> Response[str]:
    """The page in the reader's language. A fragment is a piece of one, for htmx."""
    try:
        files = assets()
    except AssetsMissing:
        return _bare(look)
    words = look.language
    text = (
        templates()
        .get_template(template)
        .render(look=look, words=words, say=words.say, count=words.count, asset=files.url, fragment=fragment, **values)
    )
    return html(text, status=status, headers=headers)


def html(text: str, *, status: int = 200, headers: dict[str, str] | None = None) -> Response[str]:
    """A page that is complete already."""
    # What is shown depends on who asks and in which language, also between a page and a piece of it.
    kept = {"Cache-Control": "no-store", "Vary": "Cookie, HX-Request, Accept-Language"}
    return Response(
        text, status_code=status, media_type=MediaType.HTML, headers={**SAFE_HEADERS, **kept, **(headers or {})}
    )


def _bare(look: Look) -> Response[str]:
    say = look.language.say
    text = _BARE_PAGE.format(
        language=look.language.code,
        title=say("The pages are not furnished yet."),
        text=say(
            "What they load was not fetched. Type “make demo” where npm can be reached, and load this page again."
        ),
    )
    return html(text, status=503)
