"""A value read back is the value that was kept, on both engines."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError, StatementError

from taper.ids import new_id
from taper.storage import columns
from taper.storage.engine import Store
from tests.conftest import count

KINDS = sa.Table(
    "every_kind",
    sa.MetaData(),
    sa.Column("id", columns.Identifier(), primary_key=True, autoincrement=False),
    sa.Column("flag", columns.Flag()),
    sa.Column("day", columns.LocalDay()),
    sa.Column("at", columns.TimeOfDay()),
    sa.Column("moment", columns.Moment()),
    sa.Column("document", columns.Json()),
    sqlite_strict=True,
)

# What JSON and PostgreSQL's text can both hold: no NUL, no half of a surrogate pair.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
WHOLE = st.integers(-(2**63), 2**63 - 1)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=ZONES)  # noqa: DTZ001
ROWS = st.fixed_dictionaries(
    {
        "id": st.integers(1, 2**63 - 1),
        "flag": st.none() | st.booleans(),
        "day": st.none() | st.dates(),
        "at": st.none() | st.times(),
        "moment": st.none() | MOMENTS,
        "document": st.dictionaries(TEXT, DOCUMENTS, max_size=4) | st.lists(DOCUMENTS, max_size=3),
    }
)


@pytest.fixture
def store(empty_store: Store) -> Store:
    with empty_store.engine.begin() as connection:
        KINDS.create(connection)
    return empty_store


def kept(store: Store, **values: object) -> sa.Row:
    """Keep a row, and read it back on a connection of its own."""
    with store.writing() as session:
        session.execute(sa.delete(KINDS))
        session.execute(sa.insert(KINDS), {"id": new_id(), **values})
    with store.reading() as session:
        return session.execute(sa.select(KINDS)).one()


def test_a_row_worked_by_hand_is_read_back_as_it_was(store: Store):
    moment = datetime(2026, 3, 2, 9, 0, 0, 123_000, UTC)
    row = kept(
        store,
        id=1,
        flag=True,
        day=date(2024, 2, 29),
        at=time(7, 30),
        moment=moment,
        document={"brain_zaps": 3, "nausea": 0},
    )
    assert row == (1, True, date(2024, 2, 29), time(7, 30), moment, {"brain_zaps": 3, "nausea": 0})
    assert row.moment.utcoffset() == timedelta(0)


def test_every_row_is_read_back_as_it_was(store: Store):
    @settings(max_examples=count(short=60, ci=300, full=2000), deadline=None)
    @given(ROWS)
    def check(values: dict[str, object]) -> None:
        row = kept(store, **values)._asdict()
        moment, wanted = row.pop("moment"), values.pop("moment")
        assert row == values
        assert type(row["flag"]) is type(values["flag"])
        if wanted is None:
            assert moment is None
        else:
            assert moment.utcoffset() == timedelta(0)
            assert timedelta(0) <= wanted - moment < timedelta(milliseconds=1)
            assert moment.microsecond % 1000 == 0

    check()


def test_a_moment_without_a_zone_is_refused(store: Store):
    with pytest.raises(StatementError, match="names its zone"):
        kept(store, moment=datetime(2026, 3, 2, 9, 0))  # noqa: DTZ001


def test_a_moment_is_no_calendar_day(store: Store):
    with pytest.raises(StatementError, match="has no time"):
        kept(store, day=datetime(2026, 3, 2, 23, 59, tzinfo=UTC))


def test_a_time_of_day_names_no_zone(store: Store):
    with pytest.raises(StatementError, match="names no zone"):
        kept(store, at=time(7, 30, tzinfo=UTC))


def test_days_and_moments_sort_as_in_the_calendar(store: Store):
    days = [date(1999, 12, 31), date(2026, 1, 9), date(2026, 1, 10), date(2026, 11, 1)]
    with store.writing() as session:
        session.execute(
            sa.insert(KINDS),
            [
                {"id": number, "day": day, "moment": datetime(*day.timetuple()[:3], tzinfo=UTC)}
                for number, day in enumerate(reversed(days), start=1)
            ],
        )
    with store.reading() as session:
        for column in (KINDS.c.day, KINDS.c.moment):
            assert session.scalars(sa.select(KINDS.c.day).order_by(column)).all() == days
        between = sa.select(KINDS.c.day).where(KINDS.c.day.between(days[1], days[2]))
        assert session.scalars(between.order_by(KINDS.c.day)).all() == days[1:3]


@pytest.mark.parametrize("assignment", ["id = 'one'", "flag = 'perhaps'", "moment = 'noon'"])
def test_the_database_itself_refuses_another_type(store: Store, assignment: str):
    kept(store, document={})
    with pytest.raises(DBAPIError), store.writing() as session:
        session.execute(sa.text(f"UPDATE every_kind SET {assignment}"))
