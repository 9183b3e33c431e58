"""The living page of all parts that pages are made of, each shown once with made-up content."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from litestar import Response, get

from treue.web.chart import Group, bar_chart
from treue.web.look import AnyRequest
from treue.web.member import RewardLine
from treue.web.overview import Share
from treue.web.told import Deed, moment
from treue.web.visits import visit_of
from treue.words.document.points import Point
from treue.words.rewards import standing_in_words

_MONTHS = (("1/26", 120, 40, 0), ("2/26", 180, 90, 10), ("3/26", 150, 130, 35), ("4/26", 210, 60, 20))


@get("/components", include_in_schema=False)
async def components_page(request: AnyRequest) -> Response[Any]:
    """The page, for everybody who is signed in."""
    visit = await visit_of(request)
    words = visit.look.language
    when = moment(visit, visit.now)
    groups = [
        Group(name, tuple((Decimal(value), words.number(value)) for value in values)) for name, *values in _MONTHS
    ]
    return visit.page(
        "living.html",
        chart=bar_chart(groups, words.number),
        shares=[
            Share("Gold", words.number(12), 8),
            Share("Silber", words.number(48), 32),
            Share("Grün", words.number(90), 95, is_warning=True),
        ],
        deeds=[
            Deed(2, words.say("Purchase"), "purchase", when, "", (("+52", False),), False),
            Deed(1, words.say("Reward bought"), "spend", when, "", (("\N{MINUS SIGN}120", True),), False),
        ],
        rewards=[RewardLine("Gold", when, standing_in_words(words, "open"), "open", "", "ABCD-EFGH")],
        points=[Point("Gold"), Point("Silber", (Point("Grün"),))],
    )
