"""Programmes: publishing a version, turning a sandbox's clock."""
