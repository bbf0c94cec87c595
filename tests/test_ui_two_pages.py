"""Two pages open on one day: neither answer is lost, and both are shown before one is replaced."""

from collections.abc import Iterator

import pytest

from taper.actions import diary
from taper.diary.intake import Taken
from tests.conftest import Cast, sign_plan, typed_plan
from tests.pages import opened, served, text
from tests.test_ui_today import TODAY, control, field, on_file, press, save


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def save_elsewhere(cast: Cast, mood: int, expected_revision: int = 0) -> None:
    said = diary.Said(mood=mood)
    diary.save_check_in(
        cast.clinic, cast.alex, cast.patient, TODAY, said, expected_revision=expected_revision
    )


def test_what_another_page_saved_meanwhile_is_not_overwritten_and_both_are_shown(cast: Cast):
    at = opened(cast.alex)
    control(at, "mood").select(6)
    field(at, "note").set_value("slept badly")
    save_elsewhere(cast, 2)
    save(at)
    saved = on_file(cast)
    assert saved is not None
    assert saved.answers.mood == 2
    assert "was saved on another page" in text(at)
    assert "Mood: 2 of 10" in text(at)
    assert (control(at, "mood").value, field(at, "note").value) == (6, "slept badly")


def test_what_was_typed_beside_another_page_can_be_saved_after_both_were_seen(cast: Cast):
    at = opened(cast.alex)
    control(at, "mood").select(6)
    save_elsewhere(cast, 2)
    save(save(at))
    saved = on_file(cast)
    assert saved is not None
    assert (saved.answers.mood, saved.revision) == (6, 2)
    assert not at.button_group
    assert "was saved on another page" not in text(at)


def test_a_third_page_is_seen_too_before_anything_is_overwritten(cast: Cast):
    at = opened(cast.alex)
    control(at, "mood").select(6)
    save_elsewhere(cast, 2)
    save(at)
    save_elsewhere(cast, 3, expected_revision=1)
    save(at)
    saved = on_file(cast)
    assert saved is not None
    assert saved.answers.mood == 3
    assert "Mood: 3 of 10" in text(at)
    assert control(at, "mood").value == 6


def test_what_another_page_saved_can_be_kept(cast: Cast):
    at = opened(cast.alex)
    control(at, "mood").select(6)
    save_elsewhere(cast, 2)
    save(at)
    press(at, f"keep-{TODAY}")
    assert not at.button_group
    assert "Mood: 2 of 10" in text(at)


def test_a_day_being_changed_stays_open_when_another_page_saves_it(cast: Cast):
    save_elsewhere(cast, 2)
    at = press(opened(cast.alex), f"change-{TODAY}")
    control(at, "mood").select(7)
    save_elsewhere(cast, 3, expected_revision=1)
    save(at)
    assert "Mood: 3 of 10" in text(at)
    assert control(at, "mood").value == 7


def test_a_form_that_was_opened_ends_with_its_page(cast: Cast):
    at = opened(cast.alex)
    at.switch_page("views/my_data.py").run()
    save_elsewhere(cast, 2)
    at.switch_page("views/today.py").run()
    assert "Mood: 2 of 10" in text(at)
    assert not at.button_group


def test_a_dose_on_file_for_a_day_that_the_plan_does_not_reach_stays_on_file(cast: Cast):
    """As from a file that was read in: doses of before the plan was written."""
    course = sign_plan(cast, typed_plan(("2026-03-09", "20"), ("2026-05-04", "0"))).course
    taken = diary.SaidTaken(course=course.id, taken=Taken.OTHER, ug=17_500)
    said = diary.Said(taken=(taken,))
    diary.save_check_in(cast.clinic, cast.alex, cast.patient, TODAY, said, expected_revision=0)
    at = press(opened(cast.alex), f"change-{TODAY}")
    control(at, "mood").select(5)
    save(at)
    saved = on_file(cast)
    assert saved is not None
    assert saved.answers.mood == 5
    assert [(each.taken, each.ug) for each in saved.answers.intakes] == [(Taken.OTHER, 17_500)]
