"""A file is named for what it holds, with a word from the glossary; some words say nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT, python_files, write_tree

EMPTY_WORDS = {"base", "common", "helper", "helpers", "manager", "managers", "misc", "stuff", "util", "utils"}
FOLDERS = ("src", "clients", "tests", "bench", "tools")


def empty_names(root: Path) -> list[str]:
    faults = []
    for folder in FOLDERS:
        for file in python_files(root / folder):
            place = file.relative_to(root)
            words = {word for part in place.with_suffix("").parts for word in part.lower().split("_")}
            faults += [f"{place}: '{word}' does not say what it holds" for word in sorted(words & EMPTY_WORDS)]
    return faults


def test_every_file_is_named_for_what_it_holds() -> None:
    assert empty_names(ROOT) == []


@pytest.mark.parametrize("name", ["src/treue/store/utils.py", "tests/order_helpers.py", "bench/common/figures.py"])
def test_an_empty_word_is_found_in_file_and_folder(tmp_path: Path, name: str) -> None:
    write_tree(tmp_path, {name: "", "src/treue/store/database.py": ""})

    assert [fault.partition(":")[0] for fault in empty_names(tmp_path)] == [name]
