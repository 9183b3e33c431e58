"""What the roles of staff are called on the pages."""

from __future__ import annotations

from treue.access.scopes import Role
from treue.words.languages import mark

ROLE_NAMES = {
    Role.OWNER: mark("Owner"),
    Role.MARKETER: mark("Marketing"),
    Role.CASHIER: mark("Cashier"),
    Role.SUPPORT: mark("Support"),
    Role.FINANCE: mark("Finance"),
    Role.AUDITOR: mark("Auditor"),
}
