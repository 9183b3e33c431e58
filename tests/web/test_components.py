"""The living page shows every part that pages are made of."""

from __future__ import annotations

import re

from treue.web.rendering import TEMPLATES

FRAME = ("page.html", "sign_in.html")
"""What surrounds the living page, and the sign-in with the same choices."""


def test_every_part_is_shown_on_the_living_page_or_around_it() -> None:
    parts = set(re.findall(r"{% macro (\w+)", (TEMPLATES / "components.html").read_text(encoding="utf-8")))
    inside = (TEMPLATES / "components.html").read_text(encoding="utf-8")
    shown = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in ("living.html", *FRAME))

    missing = {part for part in parts if f"ui.{part}(" not in shown and len(re.findall(rf"\b{part}\(", inside)) < 2}

    assert len(parts) > 12
    assert missing == set()
