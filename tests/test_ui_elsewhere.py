"""Drafts that begin elsewhere: an earlier plan, a plan file; and taking the last edit back."""

from collections.abc import Iterator

import pytest

from taper.actions import drafts, pharmacy, plans
from taper.errors import TaperError
from taper.words import say_error
from tests.conftest import TEXTS, Cast, sign_plan, typed_plan
from tests.editor import (
    course_of,
    draft,
    editor,
    keyed,
    open_course,
    paste_rows,
    press,
    type_row,
    write_texts,
)
from tests.pages import served, text

SIGNED = (("2026-03-02", "20"), ("2026-04-06", "08:00 10 + 20:00 5"), ("2026-05-04", "0"))


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def doses(at):
    return [each for each in at.data_editor[0].value["dose"].tolist() if each]


def test_an_earlier_plan_of_another_medicine_is_cloned_and_taken_back(cast: Cast):
    earlier = sign_plan(cast, typed_plan(*SIGNED)).course.id
    plans.open_course(cast.clinic, cast.dr_bose, cast.patient, medicine="Otherine", form="drops")
    at = editor(cast)
    courses = plans.signed_plans(cast.clinic, cast.dr_bose, cast.patient, page="plan")
    other = next(each.course.id for each in courses if each.course.medicine == "Otherine")
    at.selectbox[0].set_value(other).run()
    at = paste_rows(at, "2026-03-09\t5")
    which = next(each for each in at.selectbox if each.key.startswith("clone-"))
    assert which.value is None
    at = press(at, "-put")
    assert "Choose a version first." in text(at)
    which = next(each for each in at.selectbox if each.key.startswith("clone-"))
    which.set_value(f"{earlier}-1").run()
    at = press(at, "-put")
    assert doses(at) == ["20", "08:00 10 + 20:00 5", "0"]
    assert keyed(at, "-contact").value == TEXTS["contact"]
    assert doses(press(at, "take-back")) == ["5"]


def test_a_plan_file_becomes_a_draft_of_its_medicine(cast: Cast):
    signed = sign_plan(cast, typed_plan(*SIGNED)).course.id
    body = pharmacy.plan_as_file(cast.clinic, cast.dr_bose, cast.patient, signed, 1).decode()
    other = body.replace("Exampline", "Otherine")
    course = drafts.import_plan_file(cast.clinic, cast.dr_bose, cast.patient, other)
    kept = plans.draft(cast.clinic, cast.dr_bose, cast.patient, course)
    assert kept.course.medicine == "Otherine"
    assert [row.dose for row in kept.typed.rows] == ["20", "08:00 10 + 20:00 5", "0"]
    found = plans.signed_plans(cast.clinic, cast.dr_bose, cast.patient, page="plan")
    assert sum(len(each.versions) for each in found) == 1  # the draft is not signed


def test_a_file_never_overwrites_a_draft_that_is_being_written(cast: Cast):
    signed = sign_plan(cast, typed_plan(*SIGNED)).course.id
    body = pharmacy.plan_as_file(cast.clinic, cast.dr_bose, cast.patient, signed, 1).decode()
    drafts.import_plan_file(cast.clinic, cast.dr_bose, cast.patient, body)
    with pytest.raises(TaperError) as caught:
        drafts.import_plan_file(cast.clinic, cast.dr_bose, cast.patient, body)
    assert say_error(caught.value).startswith("A draft of Exampline, tablets, is being written.")


def test_a_plan_file_is_asked_for_on_the_page(cast: Cast):
    at = editor(cast)
    at = press(at, "plan-file-read")
    assert "Choose a file first." in text(at)


def test_each_edit_is_taken_back_one_after_another(cast: Cast):
    at = open_course(cast)
    assert not [each for each in at.button if each.key == "take-back"]
    at = paste_rows(at, "2026-03-09\t20")
    at = type_row(at, "table", "2026-03-16", "15")
    keyed(at, "-contact").set_value("Ring.").run()
    at = press(at, "take-back")
    assert keyed(at, "-contact").value == ""
    assert doses(at) == ["15"]
    at = press(at, "take-back")
    assert doses(at) == ["20"]
    at = press(at, "take-back")
    assert doses(at) == []
    assert not [each for each in at.button if each.key == "take-back"]


def test_what_was_taken_back_is_what_is_saved(cast: Cast):
    at = write_texts(paste_rows(open_course(cast), "2026-03-09\t20\n2026-04-06\t0")).run()
    keyed(at, "-contact").set_value("Ring at once.").run()
    at = press(at, "take-back")
    press(at, "save-draft")
    assert draft(cast).contact == TEXTS["contact"]


def test_several_medicines_each_have_a_draft_of_their_own(cast: Cast):
    at = paste_rows(open_course(cast), "2026-03-09\t20")
    press(at, "save-draft")
    one = course_of(cast)
    other = plans.open_course(
        cast.clinic, cast.dr_bose, cast.patient, medicine="Otherine", form="drops"
    )
    at = editor(cast)
    assert at.selectbox[0].value is None
    at.selectbox[0].set_value(other).run()
    press(paste_rows(at, "2026-03-09\t5"), "save-draft")
    first = plans.draft(cast.clinic, cast.dr_bose, cast.patient, one).typed
    second = plans.draft(cast.clinic, cast.dr_bose, cast.patient, other).typed
    assert (first.rows[0].dose, second.rows[0].dose) == ("20", "5")
