"""The list of patients: those in one's care, in name order, nothing of a closed diary."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
import time_machine

from taper.actions import diary, people, plans, requests
from taper.actions.diary import Said
from taper.actions.events import SaidEvent, save_event
from taper.actions.patients import Order, PatientLine, patient_page, waiting
from taper.diary.events import EventId, Text
from taper.diary.events import Kind as EventKind
from taper.errors import Refused
from taper.people.audit import Event
from taper.people.request import Kind, RequestId
from taper.storage import trail
from tests.conftest import Cast, sign_plan, typed_plan
from tests.crowd import add_crowd

ROWS = (("2026-02-16", "20"), ("2026-03-16", "17.5"), ("2026-04-13", "0"))


def _alex(cast: Cast) -> PatientLine:
    return next(
        line
        for line in patient_page(cast.clinic, cast.dr_bose).lines
        if line.patient.name == "Alex"
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
    listed = [line.patient.name for line in patient_page(cast.clinic, cast.dr_bose).lines]
    assert listed == ["Alex", "anna", "Émile", "Frank", "zoe"]


def test_a_stranger_to_a_patient_does_not_see_him_in_the_list(cast: Cast):
    assert patient_page(cast.clinic, cast.dr_stranger).lines == ()


@pytest.mark.parametrize("name", ["alex", "sam", "ada"])
def test_nobody_but_a_prescriber_has_a_list(cast: Cast, name: str):
    with pytest.raises(Refused):
        patient_page(cast.clinic, cast.actor(name))


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
    kim = patient_page(cast.clinic, cast.dr_bose).lines[1]
    assert (kim.patient.name, kim.has_account, kim.courses) == ("Kim", False, ())


def test_the_day_is_the_day_of_each_patient(cast: Cast):
    people.invite_patient(cast.clinic, cast.dr_bose, name="Kiri", zone="Pacific/Kiritimati")
    with time_machine.travel(datetime(2026, 3, 2, 11, tzinfo=UTC), tick=False):
        days = {
            line.patient.name: line.today for line in patient_page(cast.clinic, cast.dr_bose).lines
        }
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
    patient_page(cast.clinic, cast.dr_bose)
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
        patient_page(cast.clinic, doctor)
        sa.event.remove(cast.clinic.store.engine, "before_cursor_execute", listen)
        return len(asked)

    few = questions()
    for number in range(5):
        people.invite_patient(cast.clinic, cast.dr_bose, name=f"P {number}", zone="UTC")
    assert questions() == few


def _page(cast: Cast, **asked: object) -> list[str]:
    found = patient_page(cast.clinic, cast.dr_bose, **asked)  # type: ignore[arg-type]
    return [line.patient.name for line in found.lines]


def test_a_part_of_the_list_is_looked_up_at_a_time(cast: Cast):
    for number in range(6):
        people.invite_patient(cast.clinic, cast.dr_bose, name=f"P {number}", zone="UTC")
    assert _page(cast, on_a_page=3) == ["Alex", "P 0", "P 1"]
    assert _page(cast, on_a_page=3, page=2) == ["P 5"]
    assert _page(cast, on_a_page=3, page=99) == ["P 5"]
    found = patient_page(cast.clinic, cast.dr_bose, on_a_page=3)
    assert (found.page, found.pages, len(found.names)) == (0, 3, 7)


def test_the_reader_sorts_by_a_column_and_empty_ones_come_last(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    _record(cast, date(2026, 3, 1))
    people.invite_patient(cast.clinic, cast.dr_bose, name="Aaron", zone="UTC")
    assert _page(cast) == ["Aaron", "Alex"]
    for order in (Order.NEXT_CHANGE, Order.LAST_CHECK_IN, Order.DAYS_RECORDED):
        assert _page(cast, order=order) == ["Alex", "Aaron"]
    for order in (Order.REQUEST, Order.NEW):
        assert _page(cast, order=order) == ["Aaron", "Alex"]
    _ask(cast)
    assert _page(cast, order=Order.REQUEST) == ["Alex", "Aaron"]


def _ask(cast: Cast) -> None:
    requests.ask(
        cast.clinic,
        cast.alex,
        cast.patient,
        RequestId(3),
        kind=Kind.STAY,
        course=None,
        words="Please.",
    )


def test_an_open_request_is_counted_until_it_is_closed(cast: Cast):
    _ask(cast)
    assert _alex(cast).open_requests == 1
    requests.withdraw(cast.clinic, cast.alex, cast.patient, RequestId(3))
    assert _alex(cast).open_requests == 0


def test_something_is_new_until_the_prescriber_opens_the_patient(
    cast: Cast, morning: time_machine.Traveller
):
    assert not _alex(cast).is_new
    _record(cast, date(2026, 3, 1))
    assert _alex(cast).is_new
    morning.shift(60)
    plans.signed_plans(cast.clinic, cast.dr_bose, cast.patient, page="plan")
    assert not _alex(cast).is_new
    morning.shift(60)
    _ask(cast)
    assert _alex(cast).is_new


def test_nothing_private_and_nothing_of_a_closed_diary_is_called_new(cast: Cast):
    for number, private in ((1, True), (2, False)):
        said = SaidEvent(kind=EventKind.GOAL, texts={"words": Text(words="x")}, private=private)
        save_event(cast.clinic, cast.alex, cast.patient, EventId(number), said, expected_revision=0)
        assert _alex(cast).is_new is not private
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    assert not _alex(cast).is_new


def test_what_a_prescriber_does_is_not_new_to_a_prescriber(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    assert not _alex(cast).is_new


def test_who_has_not_used_the_invitation_is_named(cast: Cast):
    people.invite_patient(cast.clinic, cast.dr_bose, name="Kim", zone="Asia/Tokyo")
    assert [name for _, name in waiting(cast.clinic, cast.dr_bose)] == ["Kim"]
    assert waiting(cast.clinic, cast.dr_stranger) == []


def test_the_next_change_sorts_by_what_the_lines_say_also_where_versions_meet(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    later = typed_plan(("2026-02-16", "20"), ("2026-03-30", "15"), ("2026-06-01", "0"))
    sign_plan(cast, later, in_force_from=date(2026, 3, 9), reason="Longer.")
    add_crowd(cast, 12)
    found = patient_page(cast.clinic, cast.dr_bose, order=Order.NEXT_CHANGE, on_a_page=99).lines
    days = [
        min((e.standing.changes_on for e in line.courses if e.standing and e.standing.changes_on),
            default=date.max)
        for line in found
    ]  # fmt: skip
    assert days == sorted(days)
    assert date(2026, 3, 30) in days
