"""The commands, grouped by what they are about. Importing a module here adds its commands to the application."""

from treue.cli.commands import (
    approvals,
    archives,
    balances,
    books,
    checks,
    database,
    descriptions,
    documents,
    events,
    members,
    programmes,
    purchases,
    statements,
    stock,
    stops,
    together,
)

__all__ = [
    "approvals",
    "archives",
    "balances",
    "books",
    "checks",
    "database",
    "descriptions",
    "documents",
    "events",
    "members",
    "programmes",
    "purchases",
    "statements",
    "stock",
    "stops",
    "together",
]
