"""The shapes that the store has had, one step each, for alembic; they import nothing of ours.

A new step: change ``schema``, add ``versions/r0003_….py`` and its number to schema.VERSIONS;
tests/test_migrations.py tells where the two differ.
"""
