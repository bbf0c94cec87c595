"""What a patient sets about the diary itself."""

from collections.abc import Iterator

import pytest

from tests.conftest import Cast
from tests.pages import opened, served, text


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
