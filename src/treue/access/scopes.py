"""What somebody may do: scopes, and the roles that are known bundles of them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Scope(StrEnum):
    """One permission; a scope never comes to mean more than it did."""

    MEMBERS_READ = "members:read"
    """Find members; read their wallets, histories and explanations."""
    MEMBERS_WRITE = "members:write"
    """Make members, change who they are and which cards they have; let them leave and come back."""
    MEMBERS_ERASE = "members:erase"
    EVENTS_WRITE = "events:write"
    """Report purchases, returns and events of the programme's own."""
    REWARDS_REDEEM = "rewards:redeem"
    """Redeem rewards, use, give back and reissue what was redeemed."""
    UNITS_GIVE = "units:give"
    """Let a member give units to another one."""
    UNITS_ADJUST = "units:adjust"
    """Give and take units as staff, with a reason."""
    PROGRAMME_READ = "programme:read"
    PROGRAMME_WRITE = "programme:write"
    """Publish versions, stop and resume rules and rewards."""
    EXPORTS_RUN = "exports:run"
    IMPORTS_RUN = "imports:run"


class Role(StrEnum):
    """What somebody is in a shop."""

    OWNER = "owner"
    MARKETER = "marketer"
    CASHIER = "cashier"
    SUPPORT = "support"
    FINANCE = "finance"
    AUDITOR = "auditor"


_READING = {Scope.MEMBERS_READ, Scope.PROGRAMME_READ}
_AT_THE_TILL = {
    *(Scope.MEMBERS_READ, Scope.MEMBERS_WRITE, Scope.EVENTS_WRITE),
    *(Scope.REWARDS_REDEEM, Scope.UNITS_GIVE, Scope.PROGRAMME_READ),
}
SCOPES: Mapping[Role, frozenset[Scope]] = {
    Role.OWNER: frozenset(Scope),
    Role.MARKETER: frozenset({*_READING, Scope.PROGRAMME_WRITE, Scope.EXPORTS_RUN}),
    Role.CASHIER: frozenset(_AT_THE_TILL),
    Role.SUPPORT: frozenset({*_AT_THE_TILL, Scope.MEMBERS_ERASE, Scope.UNITS_ADJUST}),
    Role.FINANCE: frozenset({*_READING, Scope.UNITS_ADJUST, Scope.EXPORTS_RUN, Scope.IMPORTS_RUN}),
    Role.AUDITOR: frozenset({*_READING, Scope.EXPORTS_RUN}),
}
