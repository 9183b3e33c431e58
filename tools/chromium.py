"""Finds the browser that looks at the pages in tests and takes their pictures: Chromium.

    python3 tools/chromium.py

prints its path. TREUE_CHROMIUM names one; else the first on the PATH is taken; else, as root on a machine with apt, it
is installed with a font. Otherwise a sentence says what to type, and the exit code is 1.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
INSTALL = "apt-get update && apt-get install --yes --no-install-recommends chromium fonts-dejavu"
WITHOUT = "make test BROWSER=no leaves out what needs it."


class NoChromium(Exception):
    """There is no Chromium; the text says what to do."""


def main() -> int:
    """Print the path; 1 with a sentence on standard error where there is none."""
    try:
        print(provide(os.environ))
    except NoChromium as fault:
        print(f"treue: {fault}", file=sys.stderr)
        return 1
    return 0


def provide(environ: Mapping[str, str]) -> str:
    """The path, after installing it where that can be done. Raises NoChromium."""
    found = find(environ)
    if found is not None:
        return found
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise NoChromium(
            "There is no Chromium, which looks at the pages. Install one, on Debian as root with: "
            f"{INSTALL}; or name one that is there: TREUE_CHROMIUM=/path/to/chromium. {WITHOUT}"
        )
    print("Installing Chromium, which looks at the pages (once)", file=sys.stderr, flush=True)
    quiet = {**environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["sh", "-c", INSTALL], env=quiet, stdout=subprocess.DEVNULL, check=False)
    found = find(environ)
    if done.returncode != 0 or found is None:
        raise NoChromium(f"Chromium could not be installed. Type as root: {INSTALL}. {WITHOUT}")
    return found


def find(environ: Mapping[str, str]) -> str | None:
    """The path of the one that is there. Raises NoChromium where TREUE_CHROMIUM names none."""
    named = environ.get("TREUE_CHROMIUM")
    if named:
        path = shutil.which(named)
        if path is None:
            raise NoChromium(f"TREUE_CHROMIUM names {named}, which is no program. Name one, or unset it.")
        return path
    paths = environ.get("PATH", os.defpath)
    return next((path for name in NAMES if (path := shutil.which(name, path=paths))), None)


if __name__ == "__main__":
    sys.exit(main())
