"""What the figures of the books are called."""

from __future__ import annotations

from collections.abc import Mapping

from treue.words.languages import mark

ACCOUNTS: Mapping[str, str] = {
    "issued": mark("Issued"),
    "spent": mark("Spent"),
    "donated": mark("Donated"),
    "paid_out": mark("Paid out"),
    "expired": mark("Expired"),
    "adjusted": mark("Adjusted"),
    "forfeited": mark("Forfeited"),
    "opening": mark("Brought over"),
    "moved": mark("Between members"),
}
"""By account: the heading over what it gave to members, or below zero took from them."""
