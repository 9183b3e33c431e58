"""Households (docs/rules.md R9.1): who belongs to one, and what its members spend together.

The books stay with each member. Where somebody spends units of another, these are handed to him first, by a pair of
events like those of a gift, and he spends them as his own.
"""
