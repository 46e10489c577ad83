"""Runs the steps on the connection and in the transaction of ``keeping.upgrade``."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    transaction_per_migration=False,
)
context.run_migrations()
