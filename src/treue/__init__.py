"""Treue: a self-hosted platform for customer loyalty programmes."""

__version__ = "0.1.0"
