"""Triggers that refuse to change or remove a row, on both engines."""

import sqlalchemy as sa


def guard(connection: sa.Connection, table: str, *unique: str) -> None:
    """Let the database refuse UPDATE, DELETE, REPLACE and TRUNCATE on *table*.

    *unique* names its columns that are unique beside the key, which REPLACE would clear as well.
    """
    if connection.dialect.name == "sqlite":
        key = sa.inspect(connection).get_pk_constraint(table)["constrained_columns"]
        statements = _sqlite(table, [key, *([column] for column in unique)])
    else:
        statements = _postgresql(table)
    for statement in statements:
        connection.exec_driver_sql(statement)


_REFUSED = {"sqlite": ("update", "delete", "replace"), "postgresql": ("change", "truncate")}


def trigger_names(dialect: str, table: str) -> list[str]:
    """Give the names of the triggers that guard *table* on an engine."""
    return [f"{table}_no_{what}" for what in _REFUSED[dialect]]


def _sqlite(table: str, keys: list[list[str]]) -> list[str]:
    # REPLACE fires the DELETE trigger where recursive_triggers is on, as on our connections.
    # A stranger's connection has it off: there the INSERT itself is refused.
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    there_already = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - names of our own tables
        for same in (" AND ".join(f"{name} = NEW.{name}" for name in key) for key in keys)
    )
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there_already} {refuse}",
    ]


def _postgresql(table: str) -> list[str]:
    # ENABLE ALWAYS: they fire in a session that calls itself a replica too.
    return [
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_change",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate",
    ]
