"""How Alembic reaches the database: through the connection that `treue.store.migrate` hands over, and no ini file."""

from alembic import context

attributes = context.config.attributes

context.configure(
    connection=attributes["connection"],
    on_version_apply=attributes["on_version_apply"],
    # Each step commits on its own, so a killed command leaves whole steps behind and goes on after them.
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
