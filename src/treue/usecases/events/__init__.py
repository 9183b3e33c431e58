"""Facts reported from outside."""
