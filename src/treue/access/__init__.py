"""Who may do what: roles and scopes, API keys."""
