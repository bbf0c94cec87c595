"""`taper verify`: what was changed behind the program's back is named; what wasn't is not."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from taper.actions import keeping
from taper.actions.diary import Said
from taper.plan.plan import sha256
from taper.storage.tables import CheckInRow, IntakeRow, PlanVersionRow, table_of
from tests.conftest import Cast, sign_plan, typed_plan
from tests.saving import SAID, back, save, strike_out, took

ROWS = (("2026-02-01", "20"), ("2026-02-21", "17.5"))
PLAN, DAYS, TAKEN = table_of(PlanVersionRow), table_of(CheckInRow), table_of(IntakeRow)


@pytest.fixture
def written(cast: Cast) -> Cast:
    """A clinic with a signed plan and days that were saved, changed, taken and struck out."""
    course = sign_plan(cast, typed_plan(*ROWS)).course.id
    for days in range(5):
        save(cast, back(days), SAID)
    save(cast, back(1), Said(mood=2, note="Slept badly."), expected=1)
    save(cast, back(6), took(course))
    strike_out(cast, back(2), expected=1)
    return cast


def verify(cast: Cast) -> keeping.Verified:
    return keeping.verify(cast.clinic, lambda done, of: None)


def tamper(cast: Cast, statement: sa.Executable) -> None:
    """Change a row as somebody with the database in hand would."""
    dropped = {
        "sqlite": "DROP TRIGGER plan_version_no_update",
        "postgresql": "ALTER TABLE plan_version DISABLE TRIGGER plan_version_no_change",
    }
    with cast.clinic.store.engine.begin() as connection:
        connection.exec_driver_sql(dropped[connection.dialect.name])
        connection.execute(statement)


def test_what_the_program_wrote_holds_and_is_counted(written: Cast):
    found = verify(written)
    assert found.findings == ()
    assert found.signatures == 1
    assert found.trails >= 2  # the clinic's own, and Alex's


def test_how_far_it_has_come_is_told(written: Cast):
    told: list[tuple[int, int]] = []
    keeping.verify(written.clinic, lambda done, of: told.append((done, of)))
    assert told == [(n, len(told)) for n in range(1, len(told) + 1)]


CHANGES: dict[str, tuple[Callable[[], sa.Executable], str]] = {
    "a signed dose": (
        lambda: sa.update(PLAN).values(content=sa.func.replace(PLAN.c.content, "17500", "12500")),
        "is not what was signed",
    ),
    "a signed reason, with a hash made anew": (
        lambda: sa.update(PLAN).values(content="{}", content_sha256=sha256("{}")),
        "is not what was signed",
    ),
    "a mood": (
        lambda: sa.update(DAYS).where(DAYS.c.local_date == date(2026, 3, 1)).values(mood=9),
        "1 March 2026 on file is not",
    ),
    "a dose taken": (lambda: sa.update(TAKEN).values(ug=1), "24 February 2026 on file is not"),
    "a day brought back": (
        lambda: sa.update(DAYS).where(DAYS.c.struck_out).values(struck_out=False),
        "28 February 2026 on file is not",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_behind_the_programs_back_is_named(written: Cast, name: str):
    statement, sentence = CHANGES[name]
    tamper(written, statement())
    found = verify(written).findings
    assert any(sentence in each for each in found), found
    assert any("guard plan_version_no" in each for each in found), found


def test_a_day_taken_out_is_named(written: Cast):
    gone = DAYS.c.local_date == back(4)
    tamper(written, sa.delete(DAYS).where(gone))
    assert any("26 February 2026 on file" in each for each in verify(written).findings)


def test_a_file_with_a_torn_page_is_damaged(sqlite_cast: Cast):
    for days in range(14):
        save(sqlite_cast, back(days), Said(note="x" * 1500))
    store = sqlite_cast.clinic.store
    with store.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    with Path(str(store.url.database)).open("r+b") as file:
        file.seek(-4096, 2)
        file.write(b"\xff" * 4096)
    assert any("damaged" in each for each in verify(sqlite_cast).findings)
