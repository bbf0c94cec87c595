"""From an empty file, or any released schema, to today's tables, on both engines."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from taper.errors import TaperError
from taper.storage.engine import Store

_HERE = Path(__file__).parent
_ONE_AT_A_TIME = 0x7461706572  # PostgreSQL's lock for whoever migrates; any number that is ours


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(store: Store) -> None:
    """Bring the database to today's schema in one transaction.

    TaperError("database.newer") where a newer program made it: nothing is touched.
    Programs that start together wait for one another.
    """
    store.try_out()
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    with store.engine.begin() as connection:
        if not store.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
        present = MigrationContext.configure(connection).get_current_revision()
        if present is not None and present not in known:
            raise TaperError("database.newer")
        command.upgrade(_config(connection), "head")
