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
    scripts = ScriptDirectory.from_config(_config())
    known = {script.revision for script in scripts.walk_revisions()}
    with store.engine.begin() as connection:
        store.wait_for_others(connection)
        present = MigrationContext.configure(connection).get_current_revision()
        if present is not None and present not in known:
            raise TaperError("database.newer")
        if present == scripts.get_current_head():
            return
        command.upgrade(_config(connection), "head")
