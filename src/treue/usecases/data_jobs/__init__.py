"""Exports and imports: files that are made or taken while nobody waits."""
