"""The page that reads a file into the diary: nothing filled in, every line told, then added."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from taper.actions import diary, record
from taper.words import say
from tests.conftest import Cast
from tests.pages import opened, served, text
from tests.saving import TODAY, back, save

FILE = b"Day;Mood\n27.02.2026;3\n29.02.2027;1\n01.03.2026;9\n"
STATED = {
    "bring-encoding": "utf-8",
    "bring-separator": ";",
    "bring-date": "Day",
    "bring-date-form": "DD.MM.YYYY",
    "bring-decimal": ",",
}


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def with_file(cast: Cast, kind: str, data: bytes, name: str = "file.csv") -> AppTest:
    at = opened(cast.alex, "bring_in")
    at.button_group(key="bring-kind").set_value(kind)
    at.run()
    at.file_uploader(key="bring-file").set_value([(name, data, "text/csv")])
    at.run()
    assert not at.exception, at.exception
    return at


def state(at: AppTest, **values: str) -> None:
    for key, value in values.items():
        at.selectbox(key=key).set_value(value)
        at.run()
    assert not at.exception, at.exception


def test_nothing_is_chosen_and_nothing_is_filled_in(cast: Cast):
    at = with_file(cast, "other", FILE)
    state(at, **{key: STATED[key] for key in ("bring-encoding", "bring-separator")})
    later = [each for each in at.selectbox if each.key not in STATED]
    assert [each.value for each in later] == [None] * len(later)
    assert [each.value for each in at.text_input] == [""]
    assert not [each for each in at.button if each.label == say("bring_in.do")]


def test_each_refused_line_is_told_and_nothing_is_added_until_the_person_says_so(cast: Cast):
    at = with_file(cast, "other", FILE)
    state(at, **STATED, **{"bring-mood": "Mood", "bring-rounding": "half_up"})
    at.text_input(key="bring-mood-lowest").set_value("1")
    at.text_input(key="bring-mood-highest").set_value("5")
    at.run()
    assert "Line 3, Day: There is no day 29.02.2027 in the calendar." in text(at)
    assert "Line 4, Mood: 9 is not between 1 and 5." in text(at)
    at.button(key="bring-do").click().run()
    assert say("bring_in.nothing_taken", n=2) in text(at)
    assert diary.day_on_file(cast.clinic, cast.alex, cast.patient, back(3)).check_in is None
    at.checkbox(key="bring-keep-fitting").check().run()
    at.button(key="bring-do").click().run()
    assert say("bring_in.done", n=1) in text(at)
    kept = diary.day_on_file(cast.clinic, cast.alex, cast.patient, back(3)).check_in
    assert kept is not None
    assert kept.answers.mood == 5


def test_our_own_timeline_that_is_on_file_already_adds_nothing(cast: Cast):
    save(cast, TODAY)
    file = record.timeline_csv(cast.clinic, cast.alex, cast.patient, None, None)
    at = with_file(cast, "own", file)
    assert say("bring_in.there", n=1) in text(at)
    assert say("bring_in.nothing_new") in text(at)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\0\0", b"x" * 1000, b"\xff\xfe"])
def test_a_file_that_is_none_of_ours_ends_in_a_sentence(cast: Cast, data: bytes):
    at = with_file(cast, "own", data)
    assert len(at.error) == 1
    assert not [each for each in at.button if each.label == say("bring_in.do")]


def test_the_page_takes_no_file_larger_than_two_megabytes(cast: Cast):
    at = opened(cast.alex, "bring_in")
    at.button_group(key="bring-kind").set_value("own")
    at.run()
    assert at.file_uploader(key="bring-file").proto.max_upload_size_mb == 2
