"""Levels: what staff can do about them."""
