"""The demo clinic as values: invented, the same every time, true to every rule of the record."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from taper.clock import local_day
from taper.demo.clinic import DemoClinic, DemoCourse, DemoPatient
from taper.demo.histories import histories
from taper.demo.texts import texts
from taper.diary.check_in import DAYS_BACK, Source
from taper.diary.intake import Taken
from taper.facts.medicines import medicine_names
from taper.ids import CourseId
from taper.people.person import Patient
from taper.plan.in_force import next_change, on_day, stretches
from taper.plan.plan import SignedContent, canonical, sha256

# An ordinary Sunday, both changes of the clocks, a leap day, a year's end, a Monday.
DAYS = [
    date(2026, 11, 22),
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2028, 2, 29),
    date(2027, 1, 1),
    date(2026, 3, 2),
]


@pytest.fixture(scope="module", params=DAYS, ids=str)
def today(request: pytest.FixtureRequest) -> date:
    return request.param


@pytest.fixture(scope="module")
def clinic(today: date) -> DemoClinic:
    return histories(today)


@pytest.fixture(scope="module")
def people(clinic: DemoClinic) -> dict[str, DemoPatient]:
    return {each.sign_in_name: each for each in clinic.patients}


def _courses(clinic: DemoClinic) -> list[DemoCourse]:
    return [course for each in clinic.patients for course in each.courses]


def test_the_same_day_gives_the_same_clinic(clinic: DemoClinic, today: date):
    assert histories(today) == clinic


def test_the_people_are_who_they_are_on_every_day(clinic: DemoClinic):
    other = histories(date(2030, 6, 1))
    assert [each.patient for each in clinic.patients] == [each.patient for each in other.patients]


def test_two_prescribers_share_the_patients(clinic: DemoClinic):
    shared = Counter(each.prescriber for each in clinic.patients)
    assert set(shared) == {each.id for each in clinic.prescribers}
    assert [each.name for each in clinic.prescribers] == ["Dr Bose", "Dr Lind"]


def test_nobody_shares_an_id_or_a_sign_in_name(clinic: DemoClinic):
    everybody = [*clinic.prescribers, *(each.patient for each in clinic.patients)]
    names = [each.sign_in_name for each in (*clinic.prescribers, *clinic.patients)]
    courses = [each.course.id for each in _courses(clinic)]
    for found in ([each.id for each in everybody], names, courses):
        assert len(found) == len(set(found))
    assert all(isinstance(each.patient, Patient) for each in clinic.patients)


def test_no_real_medicine_is_named_anywhere(clinic: DemoClinic):
    said = (clinic.model_dump_json() + texts().model_dump_json()).casefold()
    assert [name for name in medicine_names().names if name in said] == []
    assert {each.course.medicine for each in _courses(clinic)} == {"Exampline"}
    assert {each.course.form for each in _courses(clinic)} == {"tablets", "liquid"}


def test_every_version_is_signed_before_it_is_in_force_and_hashed(clinic: DemoClinic, today: date):
    for course in _courses(clinic):
        assert [each.version for each in course.versions] == list(
            range(1, len(course.versions) + 1)
        )
        for each in course.versions:
            content = SignedContent(
                **{
                    name: getattr(each, name)
                    for name in SignedContent.model_fields
                    if name != "format"
                }
            )
            assert each.content_sha256 == sha256(canonical(content))
            assert each.signed_at.date() < each.in_force_from
            assert each.signed_at.date() < today
            assert each.signed_at.weekday() < 5
        for before, after in pairwise(course.versions):
            assert before.signed_at < after.signed_at
            assert after.reason


def test_an_amendment_repeats_every_row_that_has_been(clinic: DemoClinic):
    for course in _courses(clinic):
        for before, after in pairwise(course.versions):
            past = [step for step in before.plan.steps if step.starts < after.in_force_from]
            assert list(after.plan.steps[: len(past)]) == past


def test_nothing_is_recorded_in_the_future_and_nothing_on_the_day_itself(
    clinic: DemoClinic, today: date
):
    midnight = datetime.combine(today, datetime.min.time(), UTC)
    for each in clinic.patients:
        assert all(save.day < today for save in each.saves)
        assert all(save.revised_at < midnight for save in each.saves)
        assert all(at < midnight for at in each.viewed_at)
        assert each.invited_at < each.agreed_at < midnight


def test_late_means_recorded_on_a_later_day_and_at_most_14_days_back(clinic: DemoClinic):
    for each in clinic.patients:
        for save in each.saves:
            behind = (local_day(save.recorded_at, save.zone) - save.day).days
            assert save.late == (behind > 0)
            assert 0 <= behind <= DAYS_BACK


def test_saves_are_in_order_and_revisions_count_from_1(clinic: DemoClinic):
    for each in clinic.patients:
        times = [save.revised_at for save in each.saves]
        assert times == sorted(times)
        revisions: dict[date, list[int]] = {}
        for save in each.saves:
            revisions.setdefault(save.day, []).append(save.revision)
        assert all(found == list(range(1, len(found) + 1)) for found in revisions.values())


def test_answers_speak_of_the_patients_own_symptoms_and_courses(clinic: DemoClinic):
    for each in clinic.patients:
        slugs = {symptom.slug for symptom in each.symptoms}
        courses = {course.course.id: stretches(course.versions) for course in each.courses}
        for save in each.saves:
            assert not save.answers.is_empty
            assert set(save.answers.symptoms) <= slugs
            for intake in save.answers.intakes:
                here = on_day(courses[intake.course], save.day)
                assert here is not None
                planned = here.step.ug_on(save.day)
                assert (intake.taken is Taken.AS_PLANNED) == (intake.ug == planned)


def test_two_years_with_gaps_late_days_changes_and_words(people: dict[str, DemoPatient]):
    alex = people["alex"]
    days = sorted({save.day for save in alex.saves})
    assert (days[-1] - days[0]).days >= 730
    assert max((after - before).days for before, after in pairwise(days)) >= 7
    assert sum(save.late for save in alex.saves) >= 10
    assert sum(save.revision > 1 for save in alex.saves) >= 5
    assert sum(bool(save.answers.note) for save in alex.saves) >= 50
    assert len(alex.courses[0].versions) == 4


def test_a_week_on_paper_was_typed_in_together_at_its_end(people: dict[str, DemoPatient]):
    sheet = [save for save in people["alex"].saves if save.source is Source.PAPER]
    assert len(sheet) >= 3
    assert (max(save.day for save in sheet) - min(save.day for save in sheet)).days < 7
    typed_in = {save.recorded_at.date() for save in sheet}
    assert max(save.day for save in sheet) <= min(typed_in)


def test_some_hard_days_are_one_tap_and_hold_no_number(clinic: DemoClinic):
    bad = [each.answers for one in clinic.patients for each in one.saves if each.answers.bad_day]
    assert bad
    assert not any(each.has_details for each in bad if each.mood is None)


def test_missed_and_different_doses_occur(clinic: DemoClinic):
    taken = Counter(
        intake.taken
        for each in clinic.patients
        for save in each.saves
        for intake in save.answers.intakes
    )
    assert all(taken[answer] >= 10 for answer in Taken)


def test_a_missing_answer_occurs_for_every_question(people: dict[str, DemoPatient]):
    answers = [save.answers for save in people["alex"].saves]
    assert any(each.mood is None for each in answers)
    assert any(each.sleep_min is None for each in answers)
    assert any(not each.intakes for each in answers)
    assert any(len(each.symptoms) < len(people["alex"].symptoms) for each in answers)


def test_some_weeks_are_hard_and_most_are_not(people: dict[str, DemoPatient]):
    moods = {save.day: save.answers.mood for save in people["alex"].saves}
    first = min(moods)
    weeks: dict[int, list[int]] = {}
    for day, mood in moods.items():
        if mood is not None:
            weeks.setdefault((day - first).days // 7, []).append(mood)
    means = [sum(week) / len(week) for week in weeks.values() if len(week) >= 4]
    assert sum(mean <= 4.5 for mean in means) >= 2
    assert sum(mean >= 5.5 for mean in means) > len(means) / 2


def _doses(people: dict[str, DemoPatient], name: str) -> list[int]:
    return [step.ug_on(step.starts) for step in people[name].courses[0].versions[0].plan.steps]


def test_one_plan_is_straight_and_one_curved(people: dict[str, DemoPatient]):
    straight = {before - after for before, after in pairwise(_doses(people, "bea"))}
    assert len(straight) == 1
    curved = [before - after for before, after in pairwise(_doses(people, "alex"))]
    assert all(before >= after for before, after in pairwise(curved))
    assert curved[0] > 4 * curved[-1]


def test_somebody_has_just_begun(people: dict[str, DemoPatient], today: date):
    dana = people["dana"]
    assert 3 <= len({save.day for save in dana.saves}) <= 14
    change = next_change(stretches(dana.courses[0].versions), today)
    assert change is not None
    assert change.row == 2


def test_somebody_has_no_entry_yet(people: dict[str, DemoPatient], today: date):
    emil = people["emil"]
    assert emil.saves == ()
    assert emil.courses[0].versions[0].plan.steps[0].starts > today


def test_somebodys_taper_has_ended_and_the_diary_goes_on(
    people: dict[str, DemoPatient], today: date
):
    chidi = people["chidi"]
    last = chidi.courses[0].versions[-1].plan.steps[-1]
    assert last.ug_on(last.starts) == 0
    assert last.starts < today - timedelta(days=365)
    assert max(save.day for save in chidi.saves) > last.starts + timedelta(days=300)


def test_somebody_has_changed_from_tablets_to_the_liquid(
    people: dict[str, DemoPatient], today: date
):
    first, second = people["farah"].courses
    assert (first.course.form, second.course.form) == ("tablets", "liquid")
    ends = first.versions[-1].plan.ends_on
    assert ends is not None
    assert second.versions[0].plan.steps[0].starts == ends + timedelta(days=1)
    taken = {intake.course for save in people["farah"].saves for intake in save.answers.intakes}
    assert taken == {CourseId(first.course.id), CourseId(second.course.id)}
    assert on_day(stretches(second.versions), today) is not None


def test_somebody_changes_next_month_and_changed_last_week(
    people: dict[str, DemoPatient], today: date
):
    course = stretches(people["alex"].courses[0].versions)
    ahead = next_change(course, today)
    assert ahead is not None
    assert timedelta(days=7) < ahead.first - today < timedelta(days=42)
