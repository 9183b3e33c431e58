"""Households: members who collect together."""
