"""Seats of rewards that members wait for."""
