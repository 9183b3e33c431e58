"""A real Chromium in front of the really served console: what it shows, what it complains about, what axe finds."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.web.farm_shop import PASSWORD
from tools.chromium import provide

VENDOR = Path(__file__).parent / "vendor"
_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
)
_NOTE_VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
_START_SECONDS_MAX = 60.0


@dataclass(frozen=True, slots=True)
class Look:
    """How somebody looks at the pages."""

    language: str
    light: str
    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.language}-{self.light}-{'phone' if self.width < 700 else 'desktop'}"


LOOKS = (
    Look("de", "light", 1360, 900),
    Look("en", "dark", 1360, 900),
    Look("en", "light", 390, 844),
    Look("de", "dark", 390, 844),
)
"""Each language in each light and on each device, as few as can be."""


@dataclass(slots=True)
class Visitor:
    """Somebody in front of the browser; `complaints` are what it wrote into its console."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def open(self, place: str) -> None:
        """Go there and wait until the page stands."""
        self.page.goto(self.address + place)
        self.page.wait_for_load_state("networkidle")

    def sign_in(self, name: str = "owner") -> None:
        self.open("/sign-in")
        self.page.fill("#name", name)
        self.page.fill("#password", PASSWORD)
        self.page.click("form[action='/sign-in'] button")
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def faults(self) -> list[str]:
        """Everything that is wrong with the page as it stands: violations of its policy, errors, and what axe finds."""
        found = [f"policy: {one}" for one in self.page.evaluate("window.violations")]
        found += [f"console: {one}" for one in self.complaints]
        self.page.evaluate(axe_source())
        answer: Any = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        for violation in answer["violations"]:
            nodes = "; ".join(node["html"][:160] + " " + node["failureSummary"] for node in violation["nodes"][:3])
            found.append(f"axe {violation['id']}: {nodes}")
        width: int = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if width > 0:
            found.append(f"the page is {width} pixels wider than the window")
        return found


def axe_source() -> str:
    """The script of axe-core, as `tools/assets.py` laid it down."""
    listed = json.loads((VENDOR / "assets.json").read_text(encoding="utf-8"))
    path: str = listed["files"]["axe.js"]["path"]
    return (VENDOR / path).read_text(encoding="utf-8")


@contextmanager
def served(database: str) -> Iterator[str]:
    """The address of `treue serve` on this database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "treue", "serve", "--port", str(port)]
    environment = {**os.environ, "TREUE_DATABASE_URL": database}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_it_answers(f"{address}/sign-in", process)
        yield address
    finally:
        process.terminate()
        try:
            process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser; in a container root cannot have its sandbox."""
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=provide(os.environ), args=[*_QUIET, *sandbox])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visiting(browser: Browser, address: str, look: Look) -> Iterator[Visitor]:
    """A fresh browser profile that prefers this look."""
    scheme: Any = look.light
    context = browser.new_context(
        viewport={"width": look.width, "height": look.height},
        locale=look.language,
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    context.set_default_timeout(60_000)
    context.add_init_script(_NOTE_VIOLATIONS)
    visitor = Visitor(context.new_page(), address)
    visitor.page.on("console", lambda said: visitor.complaints.append(said.text) if said.type == "error" else None)
    visitor.page.on("pageerror", lambda fault: visitor.complaints.append(str(fault)))
    try:
        yield visitor
    finally:
        context.close()


def _wait_until_it_answers(address: str, process: subprocess.Popen[bytes]) -> None:
    started = time.monotonic()
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError) as fault:
            if process.poll() is not None or time.monotonic() - started > _START_SECONDS_MAX:
                raise AssertionError(f"the service does not answer at {address}: {fault}") from fault
            time.sleep(0.2)
