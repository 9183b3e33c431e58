"""Changes the code that decides, one small thing at a time, and counts the changes that no test notices.

    python tools/mutate.py [--seed NUMBER] [--count NUMBER] [--workers NUMBER] [--only PREFIX]

mutmut makes the changed variants (mutants) and runs, for each, the tests that reach the changed function; which code
and which tests stands in pyproject.toml under [tool.mutmut]. Promises:

- one seed draws the same mutants of the same code, each equally likely;
- a mutant is alive when all its tests pass, or when no test reaches it at all; each one alive is shown as a difference;
- exit code 0 when at most a tenth is alive, 1 when more is, 2 when the run itself failed;
- nothing outside `mutants/` is written, and that folder is made anew, so that nothing is remembered of other code.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from mutmut.__main__ import create_mutants
from mutmut.utils.file_utils import copy_src_dir

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path("mutants")
MUTMUT = str(Path(sys.executable).with_name("mutmut"))
# Exit codes by which mutmut notes that every test passed, and that there is no test to run.
ALIVE = frozenset({0, 5, 33})
ALIVE_SHARE_MAX_PERCENT = 10


def main() -> int:
    """Draw, run and report."""
    parser = argparse.ArgumentParser(description="Count the changes to the deciding code that no test notices.")
    parser.add_argument("--seed", type=int, default=1, help="which sample is drawn")
    parser.add_argument("--count", type=int, default=120, help="how many mutants are drawn")
    parser.add_argument("--workers", type=int, default=2, help="processes that run tests at the same time")
    parser.add_argument("--only", default="treue.", help="draw only mutants whose name begins so: treue.engine.")
    arguments = parser.parse_args()
    os.chdir(ROOT)
    shutil.rmtree(FOLDER, ignore_errors=True)
    drawn = sample(all_mutants(arguments.workers), arguments.only, arguments.seed, arguments.count)
    if not drawn:
        print(f"treue: there is no mutant whose name begins with '{arguments.only}'", file=sys.stderr)
        return 2
    command = [MUTMUT, "run", "--max-children", str(arguments.workers), *drawn]
    ended = subprocess.run(command, check=False).returncode
    codes = exit_codes()
    unfinished = [name for name in drawn if codes.get(name) is None]
    if ended != 0 or unfinished:
        print(
            f"treue: the run failed with {len(unfinished)} of {len(drawn)} mutants not tried. The tests must pass "
            "on unchanged code first: make check",
            file=sys.stderr,
        )
        return 2
    alive = living(drawn, codes)
    for name in alive:
        print(subprocess.run([MUTMUT, "show", name], check=True, capture_output=True, text=True).stdout)
    print(f"{verdict(len(alive), len(drawn))} (seed {arguments.seed})")
    return 0 if is_enough(len(alive), len(drawn)) else 1


def all_mutants(workers: int) -> list[str]:
    """Write the changed code into the folder and name every change in it."""
    FOLDER.mkdir()
    copy_src_dir()
    # mutmut names every file it looks at; its own command keeps that from the reader too.
    with redirect_stdout(StringIO()):
        create_mutants(workers)
    return sorted(exit_codes())


def exit_codes() -> dict[str, int | None]:
    """How the tests of each mutant ended, as mutmut noted it; None for one that was not tried."""
    codes: dict[str, int | None] = {}
    for path in FOLDER.rglob("*.meta"):
        codes |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return codes


def sample(names: Sequence[str], prefix: str, seed: int, count: int) -> list[str]:
    """The drawn names, in alphabetical order; all of them where there are no more than `count`."""
    eligible = sorted(name for name in names if name.startswith(prefix))
    return sorted(random.Random(seed).sample(eligible, min(count, len(eligible))))


def living(drawn: Sequence[str], codes: Mapping[str, int | None]) -> list[str]:
    """The mutants that no test noticed."""
    return [name for name in drawn if codes[name] in ALIVE]


def is_enough(alive: int, drawn: int) -> bool:
    """Whether at most a tenth is alive."""
    return alive * 100 <= drawn * ALIVE_SHARE_MAX_PERCENT


def verdict(alive: int, drawn: int) -> str:
    """The sentence at the end."""
    share = f"{alive} of {drawn} mutants are alive, {alive * 100 / drawn:.1f} %"
    return f"{share}; at most {ALIVE_SHARE_MAX_PERCENT} % may be"


if __name__ == "__main__":
    sys.exit(main())
