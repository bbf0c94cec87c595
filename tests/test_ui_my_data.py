"""What a patient sets about the diary itself."""

from collections.abc import Iterator

import pytest

from taper.actions import sharing
from taper.people.grant import Section
from tests.conftest import Cast
from tests.pages import opened, served, text
from tests.sharing import share_with_sam


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def test_a_patient_who_moved_chooses_the_new_place_and_sees_which_day_it_is_there(cast: Cast):
    at = opened(cast.alex, "my_data")
    assert at.selectbox(key="zone").value == "Europe/London"
    at.selectbox(key="zone").select("Pacific/Honolulu").run()
    assert "In your diary it is now Sun 1 Mar 2026." in at.success[0].value
    assert "chose the time zone of this diary: Pacific/Honolulu." in text(at)
    assert at.selectbox(key="zone").value == "Pacific/Honolulu"
    assert "Sun 1 Mar 2026" in text(opened(cast.alex))


def test_a_diary_is_not_said_to_be_closed_to_those_it_is_still_shared_with(cast: Cast):
    share_with_sam(cast, Section.CHECK_INS)
    at = opened(cast.alex, "my_data")
    at.button(key="withdraw-do").click().run()
    still = sharing.shared(cast.clinic, cast.alex, cast.patient).grants
    assert [each.name for each in still] == ["Sam"]
    said = at.success[0].value
    assert "closed to your prescriber" in said
    assert "What you share under “Sharing” stays open" in said
    for page in ("my_data", "today", "catch_up"):
        shown = text(opened(cast.alex, page))
        assert "Your prescriber can't read your diary" in shown
        assert "Nobody but you" not in shown
