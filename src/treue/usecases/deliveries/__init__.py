"""Rewards that are sent: what is to be sent, and what became of it."""
