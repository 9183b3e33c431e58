"""Webhooks of a programme: adding, listing, trying, rotating, replaying and removing them."""
