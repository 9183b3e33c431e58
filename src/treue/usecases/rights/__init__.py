"""Counted rights of members."""
