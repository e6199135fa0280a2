"""Runs the migrations on the connection that `db.upgrade` hands over."""

from __future__ import annotations

from alembic import context

from watchkeeper.db.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    on_version_apply=context.config.attributes.get("applied"),
)
with context.begin_transaction():
    context.run_migrations()
