"""Runs the migrations on the connection it is given."""

from alembic import context

from taper.storage.tables import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    transactional_ddl=True,  # SQLite can; a migration cut short leaves the old schema whole
    render_as_batch=connection.dialect.name == "sqlite",
)
context.run_migrations()
