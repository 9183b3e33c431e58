"""Who may do what: staff with their roles, passwords and sessions."""
