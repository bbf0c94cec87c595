"""A schema that nobody released: what the next one may do, for the tests of migrations."""

import sqlalchemy as sa
from alembic import op

from taper.storage.migrations.append_only import guard

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add a column to a table in use, fill it, and make an append-only table anew."""
    op.add_column("check_in", sa.Column("made_up", sa.Text()))
    op.execute("UPDATE check_in SET made_up = zone")
    if op.get_bind().dialect.name == "sqlite":
        # SQLite makes the table anew: its options and its triggers have to be said again.
        with op.batch_alter_table(
            "check_in_revision",
            recreate="always",
            table_kwargs={"sqlite_strict": True, "sqlite_with_rowid": False},
        ) as table:
            table.add_column(sa.Column("made_up", sa.Text()))
        guard(op.get_bind(), "check_in_revision")
    else:
        op.add_column("check_in_revision", sa.Column("made_up", sa.Text()))
