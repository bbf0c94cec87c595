"""A diary read by answer says what its check-ins say, on both engines."""

from datetime import timedelta

from taper.actions import diary
from taper.diary.days import DiaryDays, Intakes
from taper.diary.intake import Taken
from taper.storage import diary as stored
from taper.storage.diary_days import diary_days
from tests.conftest import Cast, sign_plan, typed_plan
from tests.saving import TODAY


def test_read_by_answer_it_says_what_the_check_ins_say(cast: Cast):
    course = sign_plan(cast, typed_plan(("2026-02-01", "20"))).course.id
    said = [
        diary.Said(mood=6, symptoms={"dizziness": 2, "irritability": 0}, note="words, «and» more"),
        diary.Said(sleep_min=0, sleep_quality=10, usual_things=0, bad_day=True),
        diary.Said(taken=(diary.SaidTaken(course=course, taken=Taken.AS_PLANNED),)),
        diary.Said(
            mood=0,
            note="for me alone",
            note_is_private=True,
            taken=(diary.SaidTaken(course=course, taken=Taken.OTHER, ug=7_500),),
        ),
    ]
    for back, each in enumerate(said):
        day = TODAY - timedelta(days=back)
        diary.save_check_in(cast.clinic, cast.alex, cast.patient, day, each, expected_revision=0)
    last = TODAY - timedelta(days=1)
    diary.strike_out(cast.clinic, cast.alex, cast.patient, last, expected_revision=1)
    with cast.clinic.store.reading() as session:
        found = diary_days(session, cast.patient)
        expected = DiaryDays.of(stored.check_ins(session, cast.patient))
    for name in DiaryDays.model_fields:
        if name != "intakes":
            assert list(getattr(found, name)) == list(getattr(expected, name)), name
    assert [list(each) for each in found.intakes] == [list(each) for each in expected.intakes]
    assert found.is_recorded == (True, True, False, True)
    assert found.courses == {course}
    assert found.answered == {"dizziness", "irritability"}


def test_others_read_no_private_note_and_the_patient_does(cast: Cast):
    for back, private in ((0, True), (1, False)):
        day = TODAY - timedelta(days=back)
        said = diary.Said(note=f"note {back}", note_is_private=private)
        diary.save_check_in(cast.clinic, cast.alex, cast.patient, day, said, expected_revision=0)
    with cast.clinic.store.reading() as session:
        found = diary_days(session, cast.patient)
    assert list(found.note) == ["note 1", "note 0"]
    assert list(found.without_private_notes.note) == ["note 1", ""]


def test_a_patient_without_a_diary_has_no_days(cast: Cast):
    with cast.clinic.store.reading() as session:
        found = diary_days(session, cast.patient)
    assert (found.days, found.intakes) == ((), Intakes())
