"""Units: spending them, adjusting them."""
