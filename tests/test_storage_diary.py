"""What a day says and said; the words of a note lie in one table, and can go from it."""

from pathlib import Path

import sqlalchemy as sa

from taper.actions import diary
from taper.actions.diary import Said
from taper.diary.check_in import CheckIn
from taper.diary.symptoms import Severity, Symptom
from taper.ids import PatientId
from taper.storage import diary as stored_diary
from taper.storage import trail
from taper.storage.tables import Base, CheckInRow, FreeTextRow
from tests.conftest import Cast, sign_plan, typed_plan
from tests.saving import SAID, TODAY, back, on_file, save, strike_out, took


def test_words_that_are_deleted_leave_revisions_and_trail_verifying(cast: Cast):
    save(cast, TODAY, SAID)
    save(cast, TODAY, Said(mood=4, note="Slept worse."), expected=1)
    with cast.clinic.store.writing() as session:
        session.execute(sa.delete(FreeTextRow).where(FreeTextRow.patient_id == cast.patient))
    found = on_file(cast)
    assert found is not None
    assert (found.answers.mood, found.answers.note) == (4, "")
    earlier = diary.revisions(cast.clinic, cast.alex, cast.patient, TODAY)
    assert [(body["answers"]["mood"], body["note"]) for body in earlier] == [(5, "")]
    with cast.clinic.store.reading() as session:
        assert trail.first_break(session, cast.clinic.trail_key, cast.patient) is None
        kept = stored_diary.note_kept(session, cast.patient, TODAY)
    assert kept.id is not None
    assert len(kept.salted_sha256 or "") == 64


def test_a_day_whose_words_were_deleted_is_changed_without_losing_their_hash(cast: Cast):
    save(cast, TODAY, SAID)
    with cast.clinic.store.reading() as session:
        kept = stored_diary.note_kept(session, cast.patient, TODAY)
    with cast.clinic.store.writing() as session:
        session.execute(sa.delete(FreeTextRow))
    save(cast, TODAY, Said(mood=4, note="New words."), expected=1)
    body = diary.revisions(cast.clinic, cast.alex, cast.patient, TODAY)[0]
    assert (body["note_id"], body["note_sha256"]) == kept
    with cast.clinic.store.reading() as session:
        assert stored_diary.note_kept(session, cast.patient, TODAY) != kept


def test_deleted_words_leave_no_bytes_in_the_file(sqlite_cast: Cast):
    words = "quince marmalade on Wednesday"
    save(sqlite_cast, TODAY, Said(note=words))
    store = sqlite_cast.clinic.store
    with store.writing() as session:
        session.execute(sa.delete(FreeTextRow))
    with store.engine.connect() as connection:
        connection.rollback()
    raw = store.engine.raw_connection()
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[attr-defined]
    raw.close()
    file = Path(str(store.url.database))
    for each in file.parent.iterdir():
        assert words.encode() not in each.read_bytes(), each.name


def test_the_words_of_a_note_are_kept_in_one_table_alone(cast: Cast):
    words = "quince marmalade"
    save(cast, TODAY, Said(note=words))
    save(cast, TODAY, Said(note="something else"), expected=1)
    strike_out(cast, expected=2)
    with cast.clinic.store.reading() as session:
        holding = [
            name
            for name in Base.metadata.tables
            if any(words in str(row) for row in session.execute(sa.text(f"SELECT * FROM {name}")))
        ]
    assert holding == ["free_text"]


def test_the_same_words_are_kept_once(cast: Cast):
    save(cast, TODAY, Said(mood=5, note="Same words."))
    save(cast, TODAY, Said(mood=6, note="Same words."), expected=1)
    with cast.clinic.store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(FreeTextRow)) == 1


def test_the_salt_of_two_equal_notes_differs(cast: Cast):
    for days in (0, 1):
        save(cast, back(days), Said(note="The same."))
    with cast.clinic.store.reading() as session:
        hashes = session.scalars(sa.select(CheckInRow.note_sha256)).all()
    assert len(set(hashes)) == 2


def test_blank_words_are_not_kept(cast: Cast):
    save(cast, TODAY, Said(mood=5, note="  \n "))
    with cast.clinic.store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(FreeTextRow)) == 0


def test_days_are_given_in_order_and_only_those_asked_for(cast: Cast):
    alex = cast.alex
    for days in (3, 0, 7, 1):
        save(cast, back(days), Said(mood=days), actor=alex)
    with cast.clinic.store.reading() as session:
        every = stored_diary.check_ins(session, cast.patient)
        some = stored_diary.check_ins(session, cast.patient, back(3), back(1))
        since = stored_diary.check_ins(session, cast.patient, first=back(1))
        other = stored_diary.check_ins(session, PatientId(7))
    assert [each.answers.mood for each in every] == [7, 3, 1, 0]
    assert [each.answers.mood for each in some] == [3, 1]
    assert [each.answers.mood for each in since] == [1, 0]
    assert other == []


def test_what_is_read_is_what_checking_it_anew_gives(cast: Cast):
    """Days are read without the checks that they passed when they were saved."""
    course = sign_plan(cast, typed_plan(("2026-02-01", "20"))).course.id
    said = SAID.model_copy(update={"taken": took(course).taken, "sleep_quality": 0})
    save(cast, TODAY, said)
    found = on_file(cast)
    assert found is not None
    anew = CheckIn.model_validate(found.model_dump())
    assert found == anew
    assert found.model_dump_json() == anew.model_dump_json()
    assert found.model_fields_set == set(CheckIn.model_fields)
    changed = found.model_copy(update={"late": True})
    assert (changed.late, found.late) == (True, False)
    assert [type(each) for each in found.answers.symptoms.values()] == [Severity, Severity]


def test_a_symptom_is_added_to_the_end_of_the_list_once(cast: Cast):
    new = [Symptom(slug="nausea", label="Nausea"), Symptom(slug="anxiety", label="Another label")]
    with cast.clinic.store.writing() as session:
        before = stored_diary.symptoms(session, cast.patient)
        for _ in range(2):
            stored_diary.add_symptoms(session, cast.patient, new)
        assert stored_diary.symptoms(session, cast.patient) == [*before, new[0]]
