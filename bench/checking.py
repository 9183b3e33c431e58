"""How fast a large document is checked: a folder of 500 campaigns, the first time and after one file changed."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from bench.figures import Better, Figure, Measured, Target
from treue.programme import errors, read_programme
from treue.store.embedded import Server

CAMPAIGNS = 500
SECONDS_FIRST_MAX = 3.0
SECONDS_AGAIN_MAX = 0.2
_HEAD = """\
treue: 1
programme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en], law: none}
units: {points: {name: {en: [point, points]}}}
earn: [{id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}]
"""


async def measure(_server: Server) -> Measured:
    """Read a folder of campaigns twice in one process."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "programme.yaml").write_text(_HEAD, encoding="utf-8")
        for number in range(CAMPAIGNS):
            (folder / f"campaign{number:03}.yaml").write_text(_campaign(number, 10), encoding="utf-8")
        first = _seconds(folder)
        (folder / "campaign100.yaml").write_text(_campaign(100, 20), encoding="utf-8")
        again = _seconds(folder)
    return Measured(
        (
            Figure(
                "check_first_seconds",
                f"checking a folder of {CAMPAIGNS} campaigns for the first time",
                first,
                "s",
                Target(SECONDS_FIRST_MAX, Better.LOWER),
            ),
            Figure(
                "check_again_seconds",
                "checking it again after one file changed, in the same process",
                again,
                "s",
                Target(SECONDS_AGAIN_MAX, Better.LOWER),
            ),
        )
    )


def _seconds(folder: Path) -> float:
    started = time.perf_counter()
    _, faults = read_programme(folder)
    seconds = time.perf_counter() - started
    assert not errors(faults)
    return seconds


def _campaign(number: int, percent: int) -> str:
    return f"""\
offers:
  - id: campaign-{number}
    name: Campaign {number}
    description: So many percent off everything in category {number}, for two weeks in spring.
    gives: {{percent: {percent}}}
    when: "order.value >= {30 + number % 50}.00 EUR && at.weekday in ['monday', 'tuesday']"
    lines: "line.category == 'c{number}' && !('bound' in line.tags)"
    from: 2027-03-01
    until: 2027-03-14
    per_member: 1 per week
earn:
  - id: double-{number}
    event: purchase
    each: line
    when: "line.category == 'c{number}' && line.quantity >= {1 + number % 5}"
    multiply: {{points: 2}}
"""
