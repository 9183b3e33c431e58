"""Plain values everything else speaks in: money, units, instants, orders, books, reasons.

Standard library only. Every record is frozen; nothing here reads a clock or makes a choice.
"""
