"""Erasures of all programmes: listing them, and replaying them in a restored database."""
