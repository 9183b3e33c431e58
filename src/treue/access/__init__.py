"""Who may do what: staff with roles, passwords and sessions, and API keys with scopes."""
