"""What somebody may do: scopes, and the roles that are known bundles of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Scope(StrEnum):
    """One permission; a scope never comes to mean more than it did."""

    MEMBERS_READ = "members:read"
    """Find members; read their wallets, histories and explanations."""
    MEMBERS_WRITE = "members:write"
    """Make members, change who they are and which cards they have; let them leave, come back, and share a household."""
    MEMBERS_ERASE = "members:erase"
    """Erase members, and merge two accounts of one person: what cannot be undone."""
    EVENTS_WRITE = "events:write"
    """Report purchases, returns and events of the programme's own."""
    REWARDS_REDEEM = "rewards:redeem"
    """Redeem rewards, use, give back and reissue what was redeemed; wait for seats, report deliveries."""
    UNITS_GIVE = "units:give"
    """Let a member give units to another one."""
    UNITS_ADJUST = "units:adjust"
    """Give and take units, or set a level, as staff with a reason; bring in balances of another system."""
    PROGRAMME_READ = "programme:read"
    PROGRAMME_WRITE = "programme:write"
    """Publish versions, stop and resume rules and rewards, receive stock, turn the clock of a sandbox."""
    EXPORTS_RUN = "exports:run"
    IMPORTS_RUN = "imports:run"
    FIGURES_READ = "figures:read"
    """Totals over the whole programme, nobody in person."""
    REQUESTS_DECIDE = "requests:decide"
    """Agree to what somebody else asked for, or decline it."""
    AUDIT_READ = "audit:read"
    WEBHOOKS_MANAGE = "webhooks:manage"
    """Add, change, try and remove webhooks, get their secrets, deliver messages again."""
    PAYOUTS_REPORT = "payouts:report"
    """List the money that members are to be paid, and report what became of it."""


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
    Role.MARKETER: frozenset({*_READING, Scope.PROGRAMME_WRITE, Scope.EXPORTS_RUN, Scope.FIGURES_READ}),
    Role.CASHIER: frozenset(_AT_THE_TILL),
    Role.SUPPORT: frozenset(
        {
            *(*_AT_THE_TILL, Scope.MEMBERS_ERASE, Scope.UNITS_ADJUST),
            *(Scope.FIGURES_READ, Scope.REQUESTS_DECIDE),
        }
    ),
    Role.FINANCE: frozenset(
        {
            *(*_READING, Scope.UNITS_ADJUST, Scope.EXPORTS_RUN, Scope.IMPORTS_RUN),
            *(Scope.FIGURES_READ, Scope.REQUESTS_DECIDE, Scope.AUDIT_READ, Scope.PAYOUTS_REPORT),
        }
    ),
    Role.AUDITOR: frozenset({*_READING, Scope.EXPORTS_RUN, Scope.FIGURES_READ, Scope.AUDIT_READ}),
}


def scopes_of(roles: Iterable[Role]) -> frozenset[Scope]:
    """What somebody with these roles may do: whatever any of them may."""
    return frozenset(scope for role in roles for scope in SCOPES[role])


def roles_from(words: Iterable[str]) -> tuple[Role, ...]:
    """The roles that the words name, each once. Raises ValueError, naming those there are."""
    found: dict[Role, None] = {}
    for word in words:
        try:
            found[Role(word)] = None
        except ValueError:
            raise ValueError(f"there is no role '{word}'; there are {', '.join(Role)}") from None
    return tuple(found)
