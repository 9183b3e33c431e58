"""Requests that need a second person: listing, agreeing, declining."""
