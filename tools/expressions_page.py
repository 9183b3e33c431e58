"""Writes docs/expressions.md from the vocabulary: `python tools/expressions_page.py`, after a name changed."""

from __future__ import annotations

from pathlib import Path

from treue.rules.manual import page

if __name__ == "__main__":
    target = Path(__file__).resolve().parents[1] / "docs" / "expressions.md"
    target.write_text(page(), encoding="utf-8")
    print(f"wrote {target.name}")
