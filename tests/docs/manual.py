"""What the tests of the manual share: its files, and the blocks of code in them."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def pages() -> list[Path]:
    """Every page of the repository's own documentation."""
    return sorted(
        [
            *ROOT.glob("*.md"),
            *(ROOT / "docs").rglob("*.md"),
            *(ROOT / "bench").rglob("*.md"),
            *(ROOT / "clients").rglob("*.md"),
        ]
    )


def blocks(page: Path, language: str) -> list[tuple[str, str]]:
    """(words after the language, code) of every block of `language` on the page, in order."""
    found = _BLOCK.findall(page.read_text("utf-8"))
    return [(info.removeprefix(language).strip(), code) for info, code in found if info.split(" ")[0] == language]
