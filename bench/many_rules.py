"""How much a thousand live rules cost beside forty: the same purchases, decided under both.

The forty are the twenty of the bench's programme and twenty campaigns; the thousand have 980 campaigns. A campaign is
what a chain has most of: so many points for one store, one category or one article.
"""

from __future__ import annotations

from bench.deciding import EVENTS, LINES, best_us
from bench.figures import Better, Figure, Measured, Target
from bench.ground import PROGRAMME
from bench.orders import NOW, Orders
from treue.domain.events import Purchase
from treue.engine.deciding import decide
from treue.engine.state import Scarce, State
from treue.programme import read_parts
from treue.programme.records import Programme
from treue.store.embedded import Server

_FEW, _MANY = 20, 980
_WITHIN = Target(1.25, Better.LOWER)


async def measure(server: Server) -> Measured:
    """Microseconds for a decision under forty and under a thousand rules. The server is not used."""
    del server
    orders = Orders()
    events = [orders.event(LINES) for _ in range(EVENTS)]
    few, many = (_decision_us(_programme(campaigns), events) for campaigns in (_FEW, _MANY))
    return Measured(
        (
            Figure("rules.forty_us", "decide under 40 live rules", few, "us"),
            Figure("rules.thousand_us", "decide under 1,000 live rules", many, "us"),
            Figure("ratio.rules", "1,000 live rules / 40", many / few, "", _WITHIN, kept=True),
        )
    )


def _decision_us(programme: Programme, events: list[Purchase]) -> float:
    def decide_all() -> None:
        scarce = Scarce()
        for event in events:
            decide(programme, State(NOW, 2, {"points": 100}, scarce=scarce), event)

    return best_us(decide_all, len(events))


def _programme(campaigns: int) -> Programme:
    text = PROGRAMME.read_text(encoding="utf-8")
    written = "".join(_campaign(number) for number in range(campaigns))
    programme, faults = read_parts({"programme.yaml": text.replace("rewards:\n", f"{written}rewards:\n").encode()})
    if programme is None:
        raise RuntimeError("; ".join(str(fault) for fault in faults))
    return programme


def _campaign(number: int) -> str:
    places = (
        f"stores: [store-{number}]",
        f"each: line, when: \"line.category == 'season-{number}'\"",
        f"each: line, when: \"line.sku in ['SKU-{number * 7:05}', 'SKU-{number * 7 + 1:05}'] && line.quantity >= 2\"",
        f'stores: [store-{number}], when: "order.paid >= 30.00 EUR"',
    )
    return f"  - {{id: campaign-{number}, event: purchase, {places[number % 4]}, give: {{points: 5}}}}\n"
