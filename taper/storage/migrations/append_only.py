"""Triggers that refuse to change or remove a row, on both engines."""

import sqlalchemy as sa


def guard(connection: sa.Connection, table: str) -> None:
    """Let the database refuse UPDATE, DELETE, REPLACE and TRUNCATE on *table*."""
    statements = _sqlite(table) if connection.dialect.name == "sqlite" else _postgresql(table)
    for statement in statements:
        connection.exec_driver_sql(statement)


def _sqlite(table: str) -> list[str]:
    # REPLACE fires the DELETE trigger, since connections set recursive_triggers=ON.
    return [
        f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for event in ("UPDATE", "DELETE")
    ]


def _postgresql(table: str) -> list[str]:
    return [
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ]
