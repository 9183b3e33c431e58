"""The commands, grouped by what they are about. Importing a module here adds its commands to the application."""

from treue.cli.commands import (
    books,
    checks,
    database,
    descriptions,
    documents,
    erasures,
    events,
    members,
    programmes,
    purchases,
    reports,
    stock,
)

__all__ = [
    "books",
    "checks",
    "database",
    "descriptions",
    "documents",
    "erasures",
    "events",
    "members",
    "programmes",
    "purchases",
    "reports",
    "stock",
]
