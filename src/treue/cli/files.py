"""Reading the file that a command is given."""

from __future__ import annotations

import sys
from pathlib import Path

from treue.forms.faults import WrongInput


def read_file(file: Path) -> tuple[bytes, str]:
    """Its content, as far as it is read at all, and what it is called; `-` is standard input. Raises WrongInput."""
    from treue.forms.checked_json import BYTES_MAX

    if str(file) == "-":
        return sys.stdin.buffer.read(BYTES_MAX + 1), "standard input"
    try:
        with file.open("rb") as opened:
            return opened.read(BYTES_MAX + 1), str(file)
    except OSError as fault:
        raise WrongInput(f"{file}: the file cannot be read: {fault.strerror}.") from None
