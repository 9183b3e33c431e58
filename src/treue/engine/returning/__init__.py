"""Returns (docs/rules.md R6): what of an order is kept, what it is entitled to then, and how the rest goes.

Two steps. `reckon` looks at the order as it was bought and at everything that came back of it, and decides it again
from its own read-set. What it finds, the `Reckoning`, is part of the return's read-set. `take_back` then takes from the
member what the order is not entitled to any more; it needs the reckoning and his lots alone, so a return can be decided
again without its order.
"""
