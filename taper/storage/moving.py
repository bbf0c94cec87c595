"""An installation carried to another database, in small steps that can be taken up again."""

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper.storage.engine import Store
from taper.storage.tables import Base

Progress = Callable[[int, int], None]
ROWS_AT_ONCE = 1_000

# The installation's own marks come first: by them, a copy that was begun is known again.
_TABLES = sorted(Base.metadata.sorted_tables, key=lambda table: table.name != "installation")


def rows_of(store: Store) -> int:
    """Give how many rows a database has in all its tables together."""
    with store.reading() as session:
        return sum(_count(session, table) for table in _TABLES)


def carry(source: Store, target: Store, progress: Progress) -> None:
    """Copy each row that *target* doesn't have yet, in the order of keys, as of one moment.

    What is there already is the beginning of what the source has: each step is committed
    whole. So carrying again after a break goes on where it stopped.
    """
    of, done = rows_of(source), 0
    with source.reading() as reader:
        for table in _TABLES:
            with target.reading() as session:
                there = _count(session, table)
            done += there
            found = reader.execute(_in_order(table, reader, skip=there)).mappings()
            for rows in found.partitions():
                with target.writing() as writer:
                    writer.execute(sa.insert(table), [dict(row) for row in rows])
                done += len(rows)
                progress(done, of)
    _continue_numbers(target)


def differences(source: Store, target: Store) -> Iterator[str]:
    """Compare both databases row by row, and give the tables that differ, by name."""
    for table in _TABLES:
        with source.reading() as one, target.reading() as other:
            ours = one.execute(_in_order(table, one))
            theirs = other.execute(_in_order(table, other))
            if any(mine != yours for mine, yours in zip_longest(ours, theirs)):
                yield table.name


def _count(session: Session, table: sa.Table) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _in_order(table: sa.Table, session: Session, *, skip: int = 0) -> sa.Select[Any]:
    """Ask for rows in the order of their key, which both engines must see the same way."""
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    order = [
        sa.collate(column, "C") if on_postgresql and isinstance(column.type, sa.Text) else column
        for column in table.primary_key.columns
    ]
    asked = sa.select(table).order_by(*order).offset(skip)
    return asked.execution_options(yield_per=ROWS_AT_ONCE)


def _continue_numbers(target: Store) -> None:
    """Let PostgreSQL number new rows after those that were carried over."""
    if target.is_sqlite:
        return
    numbered = [
        (table.name, column.name)
        for table in _TABLES
        if (column := table.autoincrement_column) is not None
    ]
    with target.writing() as session:
        for name, number in numbered:
            session.execute(
                sa.text(
                    "SELECT setval(pg_get_serial_sequence(:table, :column), "  # noqa: S608
                    f"(SELECT coalesce(max({number}), 0) + 1 FROM {name}), false)"
                ),
                {"table": name, "column": number},
            )
