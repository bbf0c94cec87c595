"""A signed plan is changed from today or later, once, and only as it was read back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
import time_machine

from taper.actions import amendments, diary, plans, record
from taper.actions.diary import Said, SaidTaken
from taper.diary.intake import Taken
from taper.errors import ChangedElsewhere, Refused, TaperError
from taper.ids import new_id
from taper.people.audit import Event
from taper.plan.amendment import Change, GoBack, Hold, propose
from taper.plan.plan import CoursePlans, PlanVersion
from taper.storage import trail
from taper.storage.tables import PatientRow
from tests.conftest import PASSWORD, Cast, sign_plan, typed_plan

ROWS = (("2026-02-16", "20"), ("2026-03-16", "17.5"), ("2026-04-13", "0"))
TODAY = date(2026, 3, 2)
TWO_WEEKS = Hold(days=14)


@pytest.fixture
def course(cast: Cast) -> CoursePlans:
    return sign_plan(cast, typed_plan(*ROWS))


def amend(
    cast: Cast,
    course: CoursePlans,
    change: Change = TWO_WEEKS,
    *,
    day: date = TODAY,
    who: str = "dr_bose",
    **other: object,
) -> PlanVersion:
    """Sign a change as it is read back of what *course* holds."""
    read_back = propose(course.versions, day, change, today=min(day, TODAY))
    given = {
        "amendment_id": new_id(),
        "change": change,
        "in_force_from": day,
        "mark": read_back.mark,
        "reason": "Stay two weeks longer.",
        "password": PASSWORD,
        **other,
    }
    return amendments.amend(
        cast.clinic,
        cast.actor(who),
        cast.patient,
        course.course.id,
        **given,  # type: ignore[arg-type]
    )


def on_file(cast: Cast) -> tuple[PlanVersion, ...]:
    return plans.signed_plans(cast.clinic, cast.dr_bose, cast.patient, page="plan")[0].versions


def starts(version: PlanVersion) -> list[str]:
    return [step.starts.isoformat() for step in version.plan.steps]


def test_a_hold_is_the_next_version_and_the_old_one_stays(cast: Cast, course: CoursePlans):
    signed = amend(cast, course)
    assert starts(signed) == ["2026-02-16", "2026-03-30", "2026-04-27"]
    assert (signed.version, signed.in_force_from, signed.reason) == (
        2,
        TODAY,
        "Stay two weeks longer.",
    )
    assert on_file(cast) == (course.versions[0], signed)


def test_a_second_click_gives_the_version_that_the_first_one_made(cast: Cast, course: CoursePlans):
    amendment_id = new_id()
    first, second = (amend(cast, course, amendment_id=amendment_id) for _ in range(2))
    assert first == second
    assert len(on_file(cast)) == 2


def test_two_windows_sign_one_version_and_the_second_is_told(cast: Cast, course: CoursePlans):
    amend(cast, course)
    with pytest.raises(ChangedElsewhere, match=r"amend\.changed_elsewhere"):
        amend(cast, course)
    assert len(on_file(cast)) == 2


def test_signatures_at_one_moment_make_one_version(cast: Cast, course: CoursePlans):
    amendment_id = new_id()
    doctor = cast.dr_bose
    read_back = propose(course.versions, TODAY, TWO_WEEKS, today=TODAY)

    def sign(number: int) -> int:
        try:
            return amendments.amend(
                cast.clinic,
                doctor,
                cast.patient,
                course.course.id,
                amendment_id=amendment_id if number % 2 else new_id(),
                change=TWO_WEEKS,
                in_force_from=TODAY,
                mark=read_back.mark,
                reason="Slower.",
                password=PASSWORD,
            ).version
        except ChangedElsewhere:
            return 0

    with ThreadPoolExecutor(6) as windows:
        found = set(windows.map(sign, range(6)))
    assert found <= {0, 2}
    assert len(on_file(cast)) == 2


def test_a_day_that_is_over_is_refused_here_too(cast: Cast, course: CoursePlans):
    with pytest.raises(TaperError, match=r"amend\.past"):
        amend(cast, course, day=date(2026, 3, 1))
    assert len(on_file(cast)) == 1


def test_a_rewritten_plan_is_not_in_force_from_a_day_that_is_over(cast: Cast, course: CoursePlans):
    assert course.versions
    later = typed_plan(("2026-02-16", "20"), ("2026-06-01", "0"))
    with pytest.raises(TaperError, match=r"amend\.past"):
        sign_plan(cast, later, in_force_from=date(2026, 3, 1), reason="Slower.")


@pytest.mark.parametrize(
    ("zone", "at", "today"),
    [
        ("Europe/London", datetime(2026, 3, 28, 23, 59, tzinfo=UTC), date(2026, 3, 28)),
        ("Europe/London", datetime(2026, 3, 29, 23, 30, tzinfo=UTC), date(2026, 3, 30)),
        ("America/New_York", datetime(2026, 3, 8, 4, 30, tzinfo=UTC), date(2026, 3, 7)),
        ("America/New_York", datetime(2026, 11, 1, 4, 30, tzinfo=UTC), date(2026, 11, 1)),
        ("Pacific/Auckland", datetime(2026, 4, 4, 12, 30, tzinfo=UTC), date(2026, 4, 5)),
        ("Pacific/Auckland", datetime(2026, 12, 31, 11, 30, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_today_is_the_patients_day_on_the_days_the_clocks_change(
    sqlite_cast: Cast, zone: str, at: datetime, today: date
):
    cast = sqlite_cast
    course = sign_plan(cast, typed_plan(("2026-02-16", "20"), ("2027-06-01", "0")))
    with cast.clinic.store.writing() as session:
        session.get_one(PatientRow, cast.patient).zone = zone
    with time_machine.travel(at, tick=False):
        yesterday = date.fromordinal(today.toordinal() - 1)
        with pytest.raises(TaperError, match=r"amend\.past"):
            amend(cast, course, day=yesterday)
        assert amend(cast, course, day=today).in_force_from == today


def test_what_was_read_back_is_what_is_signed(cast: Cast, course: CoursePlans):
    other = propose(course.versions, TODAY, Hold(days=28), today=TODAY)
    with pytest.raises(ChangedElsewhere):
        amend(cast, course, mark=other.mark)
    assert len(on_file(cast)) == 1


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"password": "seven noisy herons"}, "plan.signature_refused"),
        ({"reason": "  "}, "plan.reason_missing"),
        ({"reason": "x" * 4001}, "row.plan_text_too_long"),
    ],
)
def test_without_password_and_reason_nothing_is_signed(
    cast: Cast, course: CoursePlans, given: dict[str, str], key: str
):
    with pytest.raises(TaperError) as refusal:
        amend(cast, course, **given)
    assert refusal.value.key == key
    assert len(on_file(cast)) == 1


@pytest.mark.parametrize("name", ["dr_stranger", "alex", "sam", "ada"])
def test_nobody_else_changes_a_plan(cast: Cast, course: CoursePlans, name: str):
    with pytest.raises(Refused):
        amend(cast, course, who=name)
    assert len(on_file(cast)) == 1


def test_a_course_of_somebody_else_is_not_changed(cast: Cast, course: CoursePlans):
    other = course.model_copy(update={"course": course.course.model_copy(update={"id": new_id()})})
    with pytest.raises(TaperError, match=r"id\.unreadable"):
        amend(cast, other)


def test_the_trail_keeps_the_signature_with_its_hash(cast: Cast, course: CoursePlans):
    signed = amend(cast, course)
    with cast.clinic.store.reading() as session:
        last = trail.traces(session, cast.patient)[-1]
    assert last.event is Event.PLAN_SIGNED
    assert (last.detail["version"], last.detail["sha256"]) == (2, signed.content_sha256)


def test_a_dose_recorded_today_keeps_its_amount_when_today_is_amended(cast: Cast):
    course = sign_plan(cast, typed_plan(("2026-02-16", "20"), ("2026-03-02", "17.5")))
    intakes = (SaidTaken(course=course.course.id, taken=Taken.AS_PLANNED),)
    said = Said(mood=5, taken=intakes)
    diary.save_check_in(cast.clinic, cast.alex, cast.patient, TODAY, said, expected_revision=0)
    signed = amend(cast, course, GoBack(row=1, then="We talk."))
    assert signed.plan.steps[-1].ug_on(TODAY) == 20_000
    shown = record.record(cast.clinic, cast.alex, cast.patient, page="compare")
    row = shown.timeline(course.course, TODAY, TODAY).iloc[0]
    assert (row["planned_ug"], row["taken_ug"], row["plan_version"]) == (20_000, 17_500, 2)
