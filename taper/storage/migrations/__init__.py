"""From an empty file, or any released schema, to today's tables, on both engines.

Alembic is brought in where there is something to bring up to date, which is seldom.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from taper.errors import TaperError
from taper.storage.engine import Store
from taper.storage.migrations.append_only import trigger_names
from taper.storage.tables import APPEND_ONLY

if TYPE_CHECKING:
    from alembic.config import Config

_HERE = Path(__file__).parent
VERSIONS = [_HERE / "versions"]  # a test adds the folder of a schema that nobody released
TODAY = "0001"  # the newest of that folder

_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'",
}


def _config(connection: sa.Connection | None = None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    folders = "\n".join(str(folder).replace("%", "%%") for folder in VERSIONS)
    config.set_main_option("version_locations", folders)
    config.attributes["connection"] = connection
    return config


def known_revisions() -> set[str]:
    """Give the schemas that this program can bring up to date."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(_config())
    return {script.revision for script in scripts.walk_revisions()}


def _newest() -> str | None:
    if len(VERSIONS) == 1:
        return TODAY
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config()).get_current_head()


def _present(connection: sa.Connection) -> str | None:
    """Give the schema that a database says it has; None where it has no tables yet."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return found


def state(store: Store) -> Literal["none", "older", "today", "newer"]:
    """Say what schema a database has, without touching it."""
    store.try_out()
    with store.engine.connect() as connection:
        present = _present(connection)
    if present is None:
        return "none"
    if present == _newest():
        return "today"
    return "older" if present in known_revisions() else "newer"


def upgrade(store: Store) -> None:
    """Bring the database to today's schema in one transaction.

    TaperError("database.newer") where a newer program made it: nothing is touched.
    Programs that start together wait for one another.
    """
    if state(store) == "today":
        return
    from alembic import command

    known, newest = known_revisions(), _newest()
    with _without_references(store) as connection, connection.begin():
        store.wait_for_others(connection)
        present = _present(connection)
        if present is not None and present not in known:
            raise TaperError("database.newer")
        if present == newest:
            return
        command.upgrade(_config(connection), "head")
        _check_whole(connection)


@contextmanager
def _without_references(store: Store) -> Iterator[sa.Connection]:
    """Open a connection on which SQLite lets a table be made anew that others point at.

    It would take the rows that point there for orphans while the old table goes; whether any
    are is looked at in the end, before the commit. The setting is deaf inside a transaction.
    """
    with store.engine.connect() as connection:
        if not store.is_sqlite:
            yield connection
            return
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            yield connection
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def triggers_missing(connection: sa.Connection) -> list[str]:
    """Give the triggers that should refuse changes and aren't there, by name."""
    dialect = connection.dialect.name
    present = set(connection.exec_driver_sql(_TRIGGERS[dialect]).scalars())
    wanted = {name for table in APPEND_ONLY for name in trigger_names(dialect, table)}
    return sorted(wanted - present)


def _check_whole(connection: sa.Connection) -> None:
    """Refuse a migration that lost a guard: making a table anew drops its triggers silently."""
    missing = triggers_missing(connection)
    if missing:
        raise RuntimeError(f"this migration drops {', '.join(missing)}")
    if connection.dialect.name == "sqlite":
        torn = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if torn:
            raise RuntimeError(f"this migration leaves {len(torn)} rows that point nowhere")
