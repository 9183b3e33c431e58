"""The commands, grouped by what they are about. Importing a module here adds its commands to the application."""

from treue.cli.commands import (
    archives,
    books,
    checks,
    database,
    descriptions,
    documents,
    events,
    members,
    programmes,
    purchases,
    returns,
    stock,
    stops,
)

__all__ = [
    "archives",
    "books",
    "checks",
    "database",
    "descriptions",
    "documents",
    "events",
    "members",
    "programmes",
    "purchases",
    "returns",
    "stock",
    "stops",
]
