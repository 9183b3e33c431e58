"""Exit codes: how a command ended, for scripts."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """One code per way to end; a code never changes its meaning."""

    DONE = 0
    REFUSED = 1
    WRONG_INPUT = 2
    UNAVAILABLE = 3
    PARKED = 4
    WAITING = 5
    FAULT = 70


MEANINGS = {
    ExitCode.DONE: "done, now or when the same was asked before",
    ExitCode.REFUSED: "refused: a wish or fact that may not be, books that are not proven, something to be mended",
    ExitCode.WRONG_INPUT: "wrong input: the command line, a document or a file",
    ExitCode.UNAVAILABLE: "the database is not available, or busy with the same request: ask again",
    ExitCode.PARKED: "parked: undecided; it waits for its order, or for a person to look at it",
    ExitCode.WAITING: "waiting: a second person has to agree, with treue approve",
    ExitCode.FAULT: "a fault of Treue itself",
}

# The first line keeps the lines below it as they are.
IN_HELP = "\b\nExit codes:\n" + "\n".join(f"  {code.value:<4}{meaning}" for code, meaning in MEANINGS.items())
