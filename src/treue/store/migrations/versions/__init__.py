"""The steps in order; Alembic finds them by their file names."""
