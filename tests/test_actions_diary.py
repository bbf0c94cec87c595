"""Saving a day: once, whole, with its line in the trail, and never over another."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from taper.actions import diary, doing, plans
from taper.actions.diary import Said, SaidTaken
from taper.diary.check_in import LONGEST_NOTE, CheckIn, Source
from taper.diary.intake import Taken
from taper.errors import ChangedElsewhere, Refused, TaperError
from taper.ids import CourseId
from taper.people.audit import Event
from taper.plan.in_force import on_day, stretches
from taper.storage import trail
from taper.storage.tables import CareRow
from tests.conftest import MORNING, Cast, sign_plan, typed_plan
from tests.saving import (
    SAID,
    TODAY,
    back,
    chains_hold,
    events,
    on_file,
    save,
    strike_out,
    took,
    trail_of,
)

SAVES = (Event.CHECK_IN_SAVED, Event.CHECK_IN_REVISED, Event.CHECK_IN_STRUCK_OUT)


def revisions(cast: Cast, day: date = TODAY) -> list[dict[str, Any]]:
    return diary.revisions(cast.clinic, cast.alex, cast.patient, day)


def at_once(calls: list[Callable[[], CheckIn]]) -> list[CheckIn | TaperError]:
    """Make every call in a thread of its own, at the same moment."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], CheckIn]) -> CheckIn | TaperError:
        start.wait()
        try:
            return call()
        except TaperError as refusal:
            return refusal

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def test_a_day_is_on_file_as_it_was_said(cast: Cast):
    made = save(cast)
    assert on_file(cast) == made
    assert made.answers.mood == 5
    assert dict(made.answers.symptoms) == {"dizziness": 2, "anxiety": 0}
    assert (made.answers.sleep_min, made.answers.note) == (450, "Slept badly.")
    assert (made.day, made.zone, made.revision, made.late) == (TODAY, "Europe/London", 1, False)
    assert made.recorded_at == made.revised_at == MORNING
    assert (made.recorded_by, made.source) == (cast.ids["alex"], Source.PATIENT)


def test_five_clicks_leave_one_row_and_one_line_in_the_trail(cast: Cast):
    alex = cast.alex
    made = [save(cast, actor=alex) for _ in range(5)]
    assert made == [made[0]] * 5
    assert revisions(cast) == []
    assert events(cast, *SAVES) == [Event.CHECK_IN_SAVED]


def test_five_clicks_at_once_leave_one_row_and_one_line_in_the_trail(cast: Cast):
    alex = cast.alex
    made = at_once([lambda: save(cast, actor=alex)] * 5)
    assert made == [made[0]] * 5
    assert isinstance(made[0], CheckIn)
    assert revisions(cast) == []
    assert events(cast, *SAVES) == [Event.CHECK_IN_SAVED]
    assert chains_hold(cast)


def test_the_same_answers_again_are_no_new_revision_whatever_page_they_come_from(cast: Cast):
    save(cast)
    save(cast, TODAY, Said(mood=6), expected=1)
    for expected in (0, 1, 2, 99):
        assert save(cast, TODAY, Said(mood=6), expected=expected).revision == 2
    assert events(cast, *SAVES) == [Event.CHECK_IN_SAVED, Event.CHECK_IN_REVISED]


def test_an_edit_keeps_what_the_day_said_before(cast: Cast):
    first = save(cast)
    second = save(cast, TODAY, Said(mood=6), expected=1)
    assert (second.revision, second.recorded_at) == (2, first.recorded_at)
    assert on_file(cast) == second
    (before,) = revisions(cast)
    assert (before["revision"], before["answers"]["mood"], before["note"]) == (1, 5, "Slept badly.")


def test_an_answer_taken_back_is_gone_from_the_day_and_kept_in_its_history(cast: Cast):
    course = sign_plan(cast, typed_plan(("2026-03-01", "20"), ("2026-05-04", "0"))).course.id
    save(cast, TODAY, SAID.model_copy(update={"taken": took(course).taken}))
    save(cast, TODAY, Said(mood=5), expected=1)
    found = on_file(cast)
    assert found is not None
    assert (dict(found.answers.symptoms), found.answers.sleep_min) == ({}, None)
    assert (found.answers.note, found.answers.intakes) == ("", ())
    assert revisions(cast)[0]["answers"]["intakes"][0]["ug"] == 20_000


def test_the_second_of_two_pages_is_told_and_overwrites_nothing(cast: Cast):
    save(cast)
    first = save(cast, TODAY, Said(mood=7), expected=1)
    with pytest.raises(ChangedElsewhere) as told:
        save(cast, TODAY, Said(mood=2), expected=1)
    assert told.value.key == "check_in.changed_elsewhere"
    assert on_file(cast) == first
    with pytest.raises(ChangedElsewhere):
        strike_out(cast, expected=1)
    assert on_file(cast) == first


def test_of_eight_different_edits_at_once_one_is_kept_and_seven_are_told(cast: Cast):
    alex = cast.alex
    save(cast, actor=alex)
    calls = [
        lambda mood=mood: save(cast, TODAY, Said(mood=mood), expected=1, actor=alex)
        for mood in range(8)
    ]
    made = at_once(calls)
    kept = [each for each in made if isinstance(each, CheckIn)]
    assert len(kept) == 1
    assert all(isinstance(each, ChangedElsewhere) for each in made if each is not kept[0])
    assert on_file(cast) == kept[0]
    assert len(revisions(cast)) == 1
    assert chains_hold(cast)


def test_two_processes_that_save_an_empty_day_differently_keep_one(cast: Cast):
    """Each with connections of its own, as two programs on one database have."""
    from taper.actions.clinic import open_clinic

    alex = cast.alex
    other = open_clinic(cast.clinic.settings)
    clinics = [cast.clinic, other]
    made = at_once(
        [
            lambda clinic=clinics[number % 2], mood=number: diary.save_check_in(
                clinic, alex, cast.patient, TODAY, Said(mood=mood), expected_revision=0
            )
            for number in range(6)
        ]
    )
    other.store.close()
    assert len([each for each in made if isinstance(each, CheckIn)]) == 1
    assert all(isinstance(each, CheckIn | ChangedElsewhere) for each in made)
    assert events(cast, *SAVES) == [Event.CHECK_IN_SAVED]


def test_a_line_in_the_trail_that_cannot_be_written_saves_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    kept = save(cast)

    def fail(*_: object, **__: object) -> None:
        raise OSError("no room")

    alex = cast.alex
    monkeypatch.setattr(trail, "write", fail)
    for said in (Said(mood=1), Said(note="New.")):
        with pytest.raises(OSError, match="no room"):
            save(cast, TODAY, said, expected=1, actor=alex)
        with pytest.raises(OSError, match="no room"):
            save(cast, back(1), said, actor=alex)
    with pytest.raises(OSError, match="no room"):
        diary.strike_out(cast.clinic, alex, cast.patient, TODAY, expected_revision=1)
    monkeypatch.undo()
    assert on_file(cast) == kept
    assert on_file(cast, back(1)) is None
    assert revisions(cast) == []


def test_each_save_has_its_line_with_the_day_and_the_revision(cast: Cast):
    save(cast)
    save(cast, TODAY, Said(mood=6), expected=1)
    strike_out(cast, expected=2)
    lines = [each for each in trail_of(cast) if each.event in SAVES]
    assert [(each.event, each.detail["revision"]) for each in lines] == list(
        zip(SAVES, (1, 2, 3), strict=True)
    )
    assert {each.detail["day"] for each in lines} == {"2026-03-02"}
    assert {each.actor for each in lines} == {cast.ids["alex"]}
    assert len({each.detail["sha256"] for each in lines}) == 3
    assert "Slept badly" not in str(lines)


def test_a_day_struck_out_stays_on_file_and_can_be_written_anew(cast: Cast):
    course = sign_plan(cast, typed_plan(("2026-03-01", "20"), ("2026-05-04", "0"))).course.id
    said = SAID.model_copy(update={"taken": took(course).taken})
    save(cast, TODAY, said)
    struck = strike_out(cast, expected=1)
    assert (struck.struck_out, struck.revision) == (True, 2)
    assert on_file(cast) == struck
    again = save(cast, TODAY, said, expected=2)
    assert (again.struck_out, again.revision) == (False, 3)
    assert again.answers == struck.answers
    assert [body["struck_out"] for body in revisions(cast)] == [False, True]


def test_striking_out_twice_is_striking_out_once(cast: Cast):
    save(cast)
    struck = strike_out(cast, expected=1)
    assert strike_out(cast, expected=1) == strike_out(cast, expected=2) == struck
    assert events(cast, *SAVES) == [Event.CHECK_IN_SAVED, Event.CHECK_IN_STRUCK_OUT]


def test_there_is_nothing_to_strike_out_of_an_empty_day(cast: Cast):
    with pytest.raises(ChangedElsewhere):
        strike_out(cast, expected=0)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        (Said(), "check_in.nothing_answered"),
        (Said(note=" \n\t\0"), "check_in.nothing_answered"),
        (Said(symptoms={"brain_fog": 1}), "check_in.symptom_unknown"),
        (Said(note="x" * (LONGEST_NOTE + 1)), "check_in.note_too_long"),
        (took(CourseId(77)), "check_in.medicine_unknown"),
        (took(CourseId(77), Taken.NOT_TAKEN), "check_in.medicine_unknown"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(sqlite_cast: Cast, said: Said, key: str):
    with pytest.raises(TaperError) as refusal:
        save(sqlite_cast, TODAY, said)
    assert refusal.value.key == key
    assert on_file(sqlite_cast) is None


@pytest.mark.parametrize("said", [Said(mood=11), Said(sleep_min=-1), Said(symptoms={"anxiety": 9})])
def test_an_answer_that_no_form_offers_is_kept_by_nobody(sqlite_cast: Cast, said: Said):
    with pytest.raises(ValueError, match=r"."):
        save(sqlite_cast, TODAY, said)
    assert on_file(sqlite_cast) is None


def test_a_note_keeps_its_words_whatever_they_are(cast: Cast):
    words = "NUL\0 \U0001f9e0 'quotes\" \\ <script> {mood}\n\n=1+1\u202e"
    save(cast, TODAY, Said(note=f"  {words}\0 "))
    found = on_file(cast)
    assert found is not None
    assert found.answers.note == words.replace("\0", "")


@pytest.fixture
def course(cast: Cast) -> CourseId:
    """Alex takes 20 mg from 1 March and 15 mg from 2 March, as the first version says."""
    rows = ("2026-02-20", "20"), ("2026-03-02", "15"), ("2026-05-04", "0")
    return sign_plan(cast, typed_plan(*rows)).course.id


def amend(cast: Cast) -> None:
    """Say that it is 10 mg from today on, whatever was planned before."""
    sign_plan(
        cast,
        typed_plan(("2026-02-20", "10"), ("2026-05-04", "0")),
        in_force_from=TODAY,
        reason="Written down wrong.",
    )


def taken_ug(cast: Cast, day: date = TODAY) -> int:
    found = on_file(cast, day)
    assert found is not None
    return found.answers.intakes[0].ug


def test_as_planned_is_the_amount_that_the_plan_says_on_that_day(cast: Cast, course: CourseId):
    for days in (0, 1):
        save(cast, back(days), took(course))
    assert (taken_ug(cast), taken_ug(cast, back(1))) == (15_000, 20_000)


def test_as_planned_keeps_its_amount_when_the_plan_is_amended(cast: Cast, course: CourseId):
    save(cast, TODAY, took(course))
    amend(cast)
    assert taken_ug(cast) == 15_000
    again = took(course).model_copy(update={"mood": 4})
    save(cast, TODAY, again, expected=1)
    assert taken_ug(cast) == 15_000
    assert save(cast, TODAY, again, expected=2).revision == 2
    save(cast, back(1), took(course))
    assert taken_ug(cast, back(1)) == 20_000  # the amendment begins today


def test_another_answer_and_back_takes_the_amount_of_the_plan_as_it_is_now(
    cast: Cast, course: CourseId
):
    save(cast, TODAY, took(course))
    amend(cast)
    save(cast, TODAY, took(course, Taken.NOT_TAKEN), expected=1)
    assert taken_ug(cast) == 0
    save(cast, TODAY, took(course), expected=2)
    assert taken_ug(cast) == 10_000


def test_another_amount_is_the_amount_that_was_said(cast: Cast, course: CourseId):
    save(cast, TODAY, took(course, Taken.OTHER, 12_500))
    assert taken_ug(cast) == 12_500


@pytest.mark.parametrize(
    ("day", "taken"),
    [(TODAY, Taken.OTHER), (back(14), Taken.AS_PLANNED)],  # no amount said; no plan on that day
)
def test_an_amount_that_nobody_knows_is_asked_for(
    cast: Cast, course: CourseId, day: date, taken: Taken
):
    with pytest.raises(TaperError, match=r"check_in\.amount_missing"):
        save(cast, day, took(course, taken))
    assert on_file(cast, day) is None


def test_the_medicine_of_another_patient_is_not_in_the_form(cast: Cast, course: CourseId):
    from taper.actions import people

    invited = people.invite_patient(cast.clinic, cast.dr_bose, name="Kim", zone="Europe/London")
    theirs = plans.open_course(
        cast.clinic, cast.dr_bose, invited.patient, medicine="Otherine", form="drops"
    )
    with pytest.raises(TaperError, match=r"check_in\.medicine_unknown"):
        save(cast, TODAY, took(theirs, Taken.OTHER, 5))


def test_two_answers_for_one_medicine_are_kept_by_nobody(sqlite_cast: Cast):
    rows = ("2026-02-20", "20"), ("2026-05-04", "0")
    course = sign_plan(sqlite_cast, typed_plan(*rows)).course.id
    one = SaidTaken(course=course, taken=Taken.AS_PLANNED)
    with pytest.raises(Exception, match="UNIQUE"):
        save(sqlite_cast, TODAY, Said(taken=(one, one)))
    assert on_file(sqlite_cast) is None


def test_a_diary_that_is_open_to_the_prescriber_is_not_written_by_one(cast: Cast):
    with pytest.raises(Refused):
        save(cast, actor=cast.dr_bose)
    assert on_file(cast) is None
    assert events(cast, Event.REFUSED) == [Event.REFUSED]


def test_the_moment_is_the_one_at_which_the_writing_began(cast: Cast):
    assert doing.Work(cast.clinic, None, cast.alex, cast.patient).at == MORNING  # type: ignore[arg-type]


def test_as_planned_is_the_amount_of_the_chart_on_every_day(sqlite_cast: Cast):
    """Saving looks up one version; the chart lays every version out: they say the same."""
    cast = sqlite_cast
    with cast.clinic.store.writing() as session:  # the plans below are older than the care
        session.execute(sa.update(CareRow).values(since=datetime(2026, 2, 1, tzinfo=UTC)))
    for rows, since in (
        ((("2026-02-18", "20"), ("2026-02-22", "18"), ("2026-03-20", "0")), None),
        ((("2026-02-18", "20"), ("2026-02-24", "10"), ("2026-03-20", "0")), date(2026, 2, 23)),
        ((("2026-02-18", "5"), ("2026-02-25", "4"), ("2026-03-20", "0")), date(2026, 2, 26)),
    ):
        with time_machine.travel(datetime(2026, 2, 18, 9, tzinfo=UTC), tick=False):
            signed = sign_plan(cast, typed_plan(*rows), in_force_from=since, reason="Again.")
    laid_out = stretches(signed.versions)
    for days in range(15):
        stretch = on_day(laid_out, back(days))
        if stretch is None:
            with pytest.raises(TaperError, match=r"check_in\.amount_missing"):
                save(cast, back(days), took(signed.course.id))
        else:
            save(cast, back(days), took(signed.course.id))
            assert taken_ug(cast, back(days)) == stretch.step.ug_on(back(days))
