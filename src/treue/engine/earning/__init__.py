"""What the earn rules give for one event (docs/rules.md R2).

Amounts are exact until they are rounded once, per rule and unit. A multiplier's share is what rounding gives with it,
less what it gives without it, in document order; so the shares always add up to what is credited. Caps, limits and
budgets then hold back what is too much, in document order.
"""

from treue.engine.earning.limiting import Earned
from treue.engine.earning.rules import earn

__all__ = ["Earned", "earn"]
