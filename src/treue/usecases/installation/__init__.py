"""The installation as a whole: is it well, and what mends it."""
