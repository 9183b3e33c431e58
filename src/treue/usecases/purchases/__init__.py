"""Past purchases."""
