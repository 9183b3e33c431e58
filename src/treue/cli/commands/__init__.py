"""The commands, grouped by what they are about. Importing a module here adds its commands to the application."""

from treue.cli.commands import (
    approvals,
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
    stock,
    together,
)

__all__ = [
    "approvals",
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
    "stock",
    "together",
]
