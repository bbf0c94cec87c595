"""The list of patients: those in one's care, in name order, nothing of a closed diary."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
import time_machine

from taper.actions import diary, people, plans
from taper.actions.diary import Said
from taper.actions.patients import PatientLine, patient_list
from taper.errors import Refused
from taper.people.audit import Event
from taper.storage import trail
from tests.conftest import Cast, sign_plan, typed_plan

ROWS = (("2026-02-16", "20"), ("2026-03-16", "17.5"), ("2026-04-13", "0"))


def _alex(cast: Cast) -> PatientLine:
    return next(
        line for line in patient_list(cast.clinic, cast.dr_bose) if line.patient.name == "Alex"
    )


def _record(cast: Cast, *days: date) -> None:
    for day in days:
        diary.save_check_in(
            cast.clinic, cast.alex, cast.patient, day, Said(mood=5), expected_revision=0
        )


def test_the_line_of_a_patient_worked_by_hand(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    _record(cast, date(2026, 2, 20), date(2026, 3, 1))
    line = _alex(cast)
    course = line.courses[0].standing
    assert course is not None
    assert (course.row, course.rows, course.ug) == (1, 3, 20_000)
    assert (course.changes_on, course.changes_to_ug) == (date(2026, 3, 16), 17_500)
    assert (line.last_check_in, line.days_recorded) == (date(2026, 3, 1), 2)
    assert line.has_account
    assert line.shares_diary


def test_the_list_is_in_name_order_whatever_the_case_and_accents(cast: Cast):
    for name in ("zoe", "Émile", "Frank", "anna"):
        people.invite_patient(cast.clinic, cast.dr_bose, name=name, zone="Europe/Paris")
    listed = [line.patient.name for line in patient_list(cast.clinic, cast.dr_bose)]
    assert listed == ["Alex", "anna", "Émile", "Frank", "zoe"]


def test_a_stranger_to_a_patient_does_not_see_him_in_the_list(cast: Cast):
    assert patient_list(cast.clinic, cast.dr_stranger) == []


@pytest.mark.parametrize("name", ["alex", "sam", "ada"])
def test_nobody_but_a_prescriber_has_a_list(cast: Cast, name: str):
    with pytest.raises(Refused):
        patient_list(cast.clinic, cast.actor(name))


def test_a_diary_that_is_not_shared_leaves_its_columns_empty(cast: Cast):
    _record(cast, date(2026, 3, 1))
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    line = _alex(cast)
    assert not line.shares_diary
    assert (line.last_check_in, line.days_recorded) == (None, None)


def test_a_diary_that_is_shared_again_is_counted_again(cast: Cast):
    _record(cast, date(2026, 3, 1))
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    people.give_consent(cast.clinic, cast.alex, cast.patient)
    assert _alex(cast).days_recorded == 1


def test_a_day_entered_in_error_is_not_a_recorded_day(cast: Cast):
    _record(cast, date(2026, 2, 28), date(2026, 3, 1))
    diary.strike_out(cast.clinic, cast.alex, cast.patient, date(2026, 3, 1), expected_revision=1)
    line = _alex(cast)
    assert (line.last_check_in, line.days_recorded) == (date(2026, 2, 28), 1)


def test_the_28_days_include_today_and_leave_out_the_day_before_them(cast: Cast):
    with time_machine.travel(datetime(2026, 2, 5, 9, tzinfo=UTC), tick=False):
        _record(cast, date(2026, 2, 2), date(2026, 2, 3))
    _record(cast, date(2026, 3, 2))
    assert _alex(cast).days_recorded == 2  # 3 February to 2 March are 28 days


def test_somebody_who_has_not_used_the_invitation_is_listed_as_such(cast: Cast):
    people.invite_patient(cast.clinic, cast.dr_bose, name="Kim", zone="Asia/Tokyo")
    kim = patient_list(cast.clinic, cast.dr_bose)[1]
    assert (kim.patient.name, kim.has_account, kim.courses) == ("Kim", False, ())


def test_the_day_is_the_day_of_each_patient(cast: Cast):
    people.invite_patient(cast.clinic, cast.dr_bose, name="Kiri", zone="Pacific/Kiritimati")
    with time_machine.travel(datetime(2026, 3, 2, 11, tzinfo=UTC), tick=False):
        days = {line.patient.name: line.today for line in patient_list(cast.clinic, cast.dr_bose)}
    assert days == {"Alex": date(2026, 3, 2), "Kiri": date(2026, 3, 3)}


def test_a_plan_that_has_not_begun_says_when_it_begins(cast: Cast):
    sign_plan(cast, typed_plan(("2026-03-09", "20"), ("2026-04-06", "0")))
    course = _alex(cast).courses[0].standing
    assert course is not None
    assert (course.row, course.begins, course.ended) == (None, date(2026, 3, 9), None)


def test_a_plan_that_is_over_says_its_last_day(cast: Cast):
    ended = typed_plan(("2026-01-05", "20"), ("2026-02-02", "10")).model_copy(
        update={"holds": "until", "holds_until": "2026-02-28"}
    )
    sign_plan(cast, ended)
    course = _alex(cast).courses[0].standing
    assert course is not None
    assert (course.row, course.begins, course.ended) == (None, None, date(2026, 2, 28))


def test_the_version_in_force_counts_and_the_next_one_gives_the_next_change(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    later = typed_plan(("2026-02-16", "20"), ("2026-05-04", "15"), ("2026-06-01", "0"))
    sign_plan(cast, later, in_force_from=date(2026, 3, 9), reason="Stay longer.")
    course = _alex(cast).courses[0].standing
    assert course is not None
    assert (course.row, course.rows) == (1, 3)
    assert (course.changes_on, course.changes_to_ug) == (date(2026, 5, 4), 15_000)


def test_a_course_without_a_signed_plan_stands_nowhere(cast: Cast):
    plans.open_course(cast.clinic, cast.dr_bose, cast.patient, medicine="Exampline", form="drops")
    assert [each.standing for each in _alex(cast).courses] == [None]


def test_the_list_writes_nothing_into_the_trail_of_a_patient(cast: Cast):
    patient_list(cast.clinic, cast.dr_bose)
    with cast.clinic.store.reading() as session:
        events = {trace.event for trace in trail.traces(session, cast.patient)}
    assert Event.VIEWED not in events


def test_the_list_asks_the_same_few_questions_however_many_patients_there_are(cast: Cast):
    def questions() -> int:
        asked: list[str] = []

        def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            asked.append(statement)

        doctor = cast.dr_bose
        sa.event.listen(cast.clinic.store.engine, "before_cursor_execute", listen)
        patient_list(cast.clinic, doctor)
        sa.event.remove(cast.clinic.store.engine, "before_cursor_execute", listen)
        return len(asked)

    few = questions()
    for number in range(5):
        people.invite_patient(cast.clinic, cast.dr_bose, name=f"P {number}", zone="UTC")
    assert questions() == few
