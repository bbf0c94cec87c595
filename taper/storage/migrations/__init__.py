"""From an empty file, or any released schema, to today's tables, on both engines."""

from pathlib import Path
from typing import Literal

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


def known_revisions() -> set[str]:
    """Give the schemas that this program can bring up to date."""
    scripts = ScriptDirectory.from_config(_config())
    return {script.revision for script in scripts.walk_revisions()}


def state(store: Store) -> Literal["none", "older", "today", "newer"]:
    """Say what schema a database has, without touching it."""
    store.try_out()
    with store.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    if present is None:
        return "none"
    if present not in known_revisions():
        return "newer"
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    return "today" if present == newest else "older"


def upgrade(store: Store) -> None:
    """Bring the database to today's schema in one transaction.

    TaperError("database.newer") where a newer program made it: nothing is touched.
    Programs that start together wait for one another.
    """
    store.try_out()
    known, newest = known_revisions(), ScriptDirectory.from_config(_config()).get_current_head()
    with store.engine.begin() as connection:
        store.wait_for_others(connection)
        present = MigrationContext.configure(connection).get_current_revision()
        if present is not None and present not in known:
            raise TaperError("database.newer")
        if present == newest:
            return
        command.upgrade(_config(connection), "head")
