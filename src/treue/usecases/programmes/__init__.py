"""Programmes: publishing a version, stopping a part of it, turning a sandbox's clock."""
