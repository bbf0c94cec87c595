"""What was noted outside the database is missed in it: after a cut, a forgery, an old copy."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from taper.actions import heads, keeping
from taper.actions.clinic import open_clinic
from taper.actions.diary import Said
from taper.people.audit import FIRST_LINK, Trace, link
from taper.storage.tables import AuditEventRow, PatientHeadRow
from tests.conftest import Cast
from tests.saving import back, save
from tests.tampering import take_triggers_away


def days(cast: Cast, *which: int) -> None:
    for each in which:
        save(cast, back(each), Said(mood=each))


def findings(cast: Cast) -> list[str]:
    return list(keeping.verify(cast.clinic, lambda _done, _of: None).findings)


def of_notes(cast: Cast) -> list[str]:
    return [each for each in findings(cast) if "guard" not in each]


def chain_anew(cast: Cast, keep: int) -> None:
    """Let somebody who has the key as well cut the chain, or change it, and close it again."""
    take_triggers_away(cast.clinic.store)
    key, previous = cast.clinic.trail_key, FIRST_LINK
    with cast.clinic.store.writing() as session:
        rows = session.scalars(
            sa.select(AuditEventRow)
            .where(AuditEventRow.patient_id == cast.patient)
            .order_by(AuditEventRow.id)
        ).all()
        for row in rows[keep:]:
            session.delete(row)
        for row in rows[:keep]:
            if row is rows[1]:
                row.detail = {**row.detail, "day": "2020-01-01"}
            made = Trace(at=row.at, actor=row.actor_id, patient=cast.patient,
                         event=row.event, detail=row.detail)  # fmt: skip
            row.previous, row.link = previous, link(key, previous, made)
            previous = row.link
        session.get_one(PatientHeadRow, cast.patient).trail_head = previous


def test_the_ends_are_noted_once_a_day_and_outside_the_database(
    sqlite_cast: Cast, morning: time_machine.Traveller
):
    file = heads.file_of(sqlite_cast.clinic)
    assert findings(sqlite_cast) == []  # nothing was noted yet
    assert heads.note_daily(sqlite_cast.clinic)
    first = file.read_text()
    assert oct(file.stat().st_mode)[-3:] == "600"
    days(sqlite_cast, 1, 2)
    assert not heads.note_daily(sqlite_cast.clinic)
    assert file.read_text() == first
    morning.shift(timedelta(days=1))
    assert heads.note_daily(sqlite_cast.clinic)
    assert file.read_text() != first
    assert findings(sqlite_cast) == []


@pytest.mark.parametrize("keep", [3, -1, 10**6], ids=["cut", "last line", "changed"])
def test_a_chain_made_anew_with_the_key_holds_by_itself_and_is_found_by_the_note(
    sqlite_cast: Cast, keep: int
):
    days(sqlite_cast, 1, 2, 3, 4)
    heads.note_daily(sqlite_cast.clinic)
    chain_anew(sqlite_cast, keep)
    found = of_notes(sqlite_cast)
    assert not any(": line " in each for each in found)  # the chain itself holds
    assert f"Trail of patient {sqlite_cast.patient}: its end as noted on" in found[-1]


def test_an_older_database_put_in_place_of_todays_is_found(sqlite_cast: Cast, tmp_path: Path):
    database = Path(str(sqlite_cast.clinic.store.url.database))
    days(sqlite_cast, 1)
    sqlite_cast.clinic.store.close()
    shutil.copy(database, tmp_path / "old")
    clinic = open_clinic(sqlite_cast.clinic.settings)
    today = Cast(clinic, sqlite_cast.ids)
    days(today, 2)
    heads.note_daily(clinic)
    clinic.store.close()
    shutil.copy(tmp_path / "old", database)
    back_again = open_clinic(sqlite_cast.clinic.settings)
    assert len(findings(Cast(back_again, sqlite_cast.ids))) >= 1
    back_again.store.close()


def cut(text: str) -> str:
    return "\n".join(text.splitlines()[:-2])


def other(text: str) -> str:
    return text.replace("day 2026", "day 2025")


@pytest.mark.parametrize(
    "change", [cut, other, lambda _: "", lambda _: "é\n"], ids=["cut", "other", "empty", "strange"]
)
def test_a_note_that_somebody_changed_is_said_to_be(
    sqlite_cast: Cast, change: Callable[[str], str]
):
    heads.note_daily(sqlite_cast.clinic)
    file = heads.file_of(sqlite_cast.clinic)
    file.write_text(change(file.read_text()), "utf-8")
    assert findings(sqlite_cast) == [
        f"{file} is not what the program wrote. The trails can't be compared with it."
    ]


def test_a_demo_notes_nothing(sqlite_cast: Cast):
    from dataclasses import replace

    settings = sqlite_cast.clinic.settings.model_copy(update={"demo": True})
    assert not heads.note_daily(replace(sqlite_cast.clinic, settings=settings))
