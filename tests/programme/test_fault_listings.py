"""Every fault code has a document that shows it, and the listing a person gets for it.

Given `faults/CODE.yaml` (or the bytes below, where a fault is no text), when the document is read, then the listing is
exactly `faults/CODE.txt`. To renew the listings after a change of words: TREUE_RENEW_LISTINGS=yes, then read them.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from treue.programme.faults import CODES, WARNINGS, Fault, errors
from treue.programme.reading import read_document_parts, read_parts, read_programme

FAULTS = Path(__file__).parent / "faults"
NOW = datetime(2027, 1, 1, 12, tzinfo=UTC)
BYTES = {
    "file_empty": b"# nothing but a comment\n",
    "file_not_utf8": "treue: 1\nprogramme: {name: Caf\u00e9}\n".encode("latin-1"),
    "file_too_large": b"treue: 1\n" + b"#" * 2_000_000,
}


def listing(faults: tuple[Fault, ...]) -> str:
    return "".join(f"{fault}\n" for fault in faults)


def found(code: str, folder: Path) -> tuple[Fault, ...]:
    if code in BYTES:
        programme, faults = read_parts({f"{code}.yaml": BYTES[code]})
    elif code == "file_missing":
        programme, faults = read_programme(Path("nowhere/programme.yaml"))
    elif code == "file_name":
        (folder / "offers.yml").write_bytes(b"rewards: []\n")
        programme, faults = read_programme(folder)
        faults = tuple(Fault(f.code, "offers.yml", f.line, f.column, f.path, f.problem, f.remedy) for f in faults)
    else:
        name = f"{code}.yaml"
        reading = read_document_parts({name: (FAULTS / name).read_bytes()}, NOW)
        programme, faults = reading.programme, reading.faults
    assert (programme is None) == bool(errors(faults))
    return faults


@pytest.mark.parametrize("code", CODES)
def test_the_listing_of_each_fault_is_what_a_person_should_read(code: str, tmp_path: Path) -> None:
    faults = found(code, tmp_path)
    expected = FAULTS / f"{code}.txt"
    if os.environ.get("TREUE_RENEW_LISTINGS") == "yes":
        expected.write_text(listing(faults), "utf-8")

    assert listing(faults) == expected.read_text("utf-8")
    assert code in {fault.code for fault in faults}
    assert {fault.severity for fault in faults if fault.code == code} == {"warning" if code in WARNINGS else "error"}


def test_there_is_no_listing_without_a_code() -> None:
    assert {file.stem for file in FAULTS.iterdir()} == set(CODES)


def test_a_fault_has_a_registered_code() -> None:
    with pytest.raises(ValueError, match="not registered"):
        Fault("made_up", "a.yaml", 1, 1, "", "", "")
