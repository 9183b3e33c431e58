"""What the manual points at is there: every relative link, its heading, and every file that is named in passing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.manual import ROOT, pages

_CODE_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_NAMED = re.compile(r"`([\w./-]+)`")
_FILE_NAME = re.compile(
    r"[\w./-]*[\w-]+\.(?:py|md|sql|toml|lark|sh|lock|cfg|mk)|(?:src|tests|docs|bench|tools|locks)/[\w./-]*"
)
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
# Where a page may shorten a path: `store/reading.py` is src/treue/store/reading.py.
_STARTS = (ROOT, ROOT / "src" / "treue", ROOT / "docs")
# Forms of names, not names of files.
_FORMS = ("docs/decisions/NNNN-title.md",)


def anchors(page: Path) -> set[str]:
    """What headings of the page are called in links: small letters and digits, hyphens for blanks, nothing else."""
    headings = _HEADING.findall(_CODE_BLOCK.sub("", page.read_text("utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(page: Path) -> list[str]:
    broken = []
    for target in _LINK.findall(_CODE_BLOCK.sub("", page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        inside = file in (page, ROOT) or ROOT in file.parents
        if not inside or not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    return broken


def missing_files(page: Path) -> list[str]:
    named = [name for name in _NAMED.findall(page.read_text("utf-8")) if _FILE_NAME.fullmatch(name)]
    return [
        name
        for name in named
        if name not in _FORMS and not any((start / name).exists() for start in (*_STARTS, page.parent))
    ]


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_every_file_named_exists(page: Path) -> None:
    assert broken_links(page) == []
    assert missing_files(page) == []


def test_every_page_that_code_refers_to_exists() -> None:
    files = [file for folder in ("src", "tools", "bench") for file in (ROOT / folder).rglob("*")]
    texts = [file.read_text("utf-8") for file in files if file.suffix in (".py", ".sql", ".yaml", ".sh")]
    named = {name for text in texts for name in re.findall(r"\b(?:docs|bench)/[\w/-]+\.md\b", text)}

    assert {name for name in named if not (ROOT / name).is_file()} == set()


def test_a_link_to_nowhere_and_a_file_that_is_gone_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# One\n[gone](gone.md), [here](#one), [no](#two), `engine/gone.py`, `engine/deciding.py`\n", "utf-8"
    )

    assert broken_links(page) == ["gone.md", "#two"]
    assert missing_files(page) == ["engine/gone.py"]


def test_every_decision_record_is_linked_from_a_page_of_its_matter() -> None:
    decisions = ROOT / "docs" / "decisions"
    linking = [page for page in pages() if page.parent != decisions]
    linked = {Path(target).name for page in linking for target in _LINK.findall(page.read_text("utf-8"))}

    assert {record.name for record in decisions.glob("*.md")} - linked == set()


def test_decision_records_are_numbered_without_a_gap_and_have_their_three_headings() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))

    assert [record.name[:4] for record in records] == [f"{number:04}" for number in range(1, len(records) + 1)]
    for record in records:
        text = record.read_text("utf-8")
        assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"], record.name
        assert text.startswith(f"# {int(record.name[:4])}. "), record.name
        assert len(text.splitlines()) <= 60, record.name
