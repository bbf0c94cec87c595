"""Reading back and signing: what was read is what is signed, once, with the password."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from taper.actions import plans
from taper.demo import PASSWORD as DEMO_PASSWORD
from taper.plan.typed import TypedPlan
from tests.conftest import PASSWORD, TEXTS, Cast, sign_plan, typed_plan
from tests.editor import (
    PASTED,
    ROWS,
    course_of,
    draft,
    editor,
    keyed,
    open_course,
    password,
    paste_rows,
    press,
    read_back,
    signed,
    tables,
    write_texts,
)
from tests.pages import served, text


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def test_a_plan_is_pasted_read_back_and_signed(cast: Cast):
    at = read_back(cast)
    page = text(at)
    assert "It has 3 rows. It begins on 9 March 2026 with 20 mg" in page
    assert TEXTS["if_too_hard"] in page
    password(at).set_value(PASSWORD)
    page = text(press(at, "-sign"))
    version = signed(cast)[0]
    assert [step.ug_on(step.starts) for step in version.plan.steps] == [20_000, 17_500, 0]
    assert "Version 1 of the plan is signed." in page
    assert version.short_hash in page


def test_a_refused_signature_leaves_everything_and_asks_for_the_password_alone(cast: Cast):
    at = read_back(cast)
    keyed(at, "-reason").set_value("Agreed on Monday.")
    password(at).set_value("seven noisy herons")
    press(at, "-sign")
    assert "Nothing was signed" in text(at)
    assert keyed(at, "-reason").value == "Agreed on Monday."
    assert not password(at).value
    assert keyed(at, "-contact").value == TEXTS["contact"]
    assert signed(cast) == []
    password(at).set_value(PASSWORD)
    press(at, "-sign")
    assert signed(cast)[0].reason == "Agreed on Monday."


def test_a_draft_signed_in_two_tabs_leaves_one_version_and_both_say_so(cast: Cast):
    tabs = [read_back(cast), press(editor(cast), "read-back-button")]
    for at in tabs:
        password(at).set_value(PASSWORD)
        assert "Version 1 of the plan is signed." in text(press(at, "-sign"))
    assert len(signed(cast)) == 1


def test_notices_are_named_and_stop_nobody(cast: Cast):
    at = write_texts(paste_rows(open_course(cast), "2026-03-09\t20\n2026-04-06\t20\n2026-05-04\t0"))
    assert "Note: This dose is the same as in the row before." in tables(at)
    page = text(press(at, "read-back-button"))
    assert "Row 2. This dose is the same as in the row before." in page
    assert password(at)


def test_a_change_after_reading_back_is_read_back_again_before_it_is_signed(cast: Cast):
    at = read_back(cast)
    assert password(at)
    keyed(at, "-contact").set_value("Write to me.").run()
    assert not any("-password-" in (each.key or "") for each in at.text_input)
    assert "is not saved" in text(at)


def _colleague_saves(cast: Cast, dose: str) -> None:
    course = course_of(cast)
    before = plans.draft(cast.clinic, cast.dr_bose, cast.patient, course)
    plans.save_draft(
        cast.clinic,
        cast.dr_bose,
        cast.patient,
        course,
        typed_plan(("2026-03-09", dose), ("2026-05-04", "0")),
        expected_revision=before.revision,
    )


def test_two_people_at_one_draft_see_both_and_lose_nothing(cast: Cast):
    at = write_texts(paste_rows(open_course(cast), PASTED))
    _colleague_saves(cast, "13")
    at = press(at, "save-draft")
    assert "Nothing was overwritten" in text(at)
    assert "<span>13</span>" in tables(at)
    assert "<span>17,5</span>" in tables(at)
    at = press(at, "keep_mine")
    assert draft(cast).rows[1].dose == "17,5"
    assert "The draft that somebody else saved" not in text(at)


def test_the_other_draft_can_be_taken(cast: Cast):
    at = write_texts(paste_rows(open_course(cast), PASTED))
    _colleague_saves(cast, "13")
    at = press(press(at, "save-draft"), "take_theirs")
    assert at.data_editor[0].value["dose"].tolist()[:2] == ["13", "0"]


def test_a_draft_changed_by_a_colleague_is_not_signed_by_what_was_read_back(cast: Cast):
    at = read_back(cast)
    _colleague_saves(cast, "13")
    password(at).set_value(PASSWORD)
    at = press(at, "-sign")
    assert signed(cast) == []
    assert "<span>13</span>" in tables(at)


def test_a_new_version_starts_from_the_one_in_force_and_says_why_and_from_when(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    at = press(editor(cast), "-start-from")
    assert at.data_editor[0].value["dose"].tolist()[:3] == ["20", "17.5", "0"]
    keyed(at, "-contact").set_value("Ring me.")
    at = press(at, "read-back-button")
    password(at).set_value(PASSWORD)
    at = press(at, "-sign")
    assert "There is no date here." in text(at)
    keyed(at, "in-force-from").set_value("06/04/2026").run()
    assert "To correct: This could be" in text(at)
    keyed(at, "in-force-from").set_value("6 April 2026").run()
    assert "What this version changed against version 1" in text(at)
    assert "Rows of the plan before and after the change" in tables(at)
    keyed(at, "-reason").set_value("New number.")
    press(at, "-sign")
    second = signed(cast)[1]
    assert (second.version, second.reason, str(second.in_force_from)) == (
        2,
        "New number.",
        "2026-04-06",
    )


def test_nothing_is_typed_for_a_new_version_that_starts_empty(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    at = press(editor(cast), "-start-empty")
    assert at.data_editor[0].value.eq("").all(axis=None)


def test_a_draft_is_thrown_away_and_what_was_signed_stays(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    at = press(press(editor(cast), "-start-from"), "save-draft")
    at = press(at, "discard-do")
    assert "The draft is gone." in text(at)
    assert draft(cast) == TypedPlan()
    assert len(signed(cast)) == 1


def test_a_demo_says_its_password_and_nothing_else_does(cast: Cast):
    assert DEMO_PASSWORD not in text(read_back(cast))
    settings = cast.clinic.settings.model_copy(update={"demo": True})
    with served(Cast(replace(cast.clinic, settings=settings), cast.ids)):
        at = press(editor(cast), "read-back-button")
        assert f"In the demo, the password is: {DEMO_PASSWORD}" in text(at)
