"""The page that reads a file into the diary: nothing filled in, every line told, then added."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from taper.actions import diary, events, record
from taper.words import say
from tests.conftest import Cast, sign_plan, typed_plan
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


def choose(at: AppTest, key: str, value: str) -> None:
    at.button_group(key=key).set_value(value)
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
    state(at, **STATED, **{"bring-mood": "Mood"})
    assert say("bring_in.written_as_missing") in text(at)
    choose(at, "bring-mood-as", "numbers")
    state(at, **{"bring-rounding": "half_up"})
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


def test_each_word_of_a_column_is_given_its_meaning(cast: Cast):
    lines = [f"{each:02}.02.2026;{word}" for each, word in ((26, "ok"), (27, "NA"), (28, " bad "))]
    at = with_file(cast, "other", "\n".join(["Day;Mood", *lines]).encode())
    state(at, **STATED, **{"bring-mood": "Mood"})
    at.text_input(key="bring-missing").set_value("NA")
    at.run()
    choose(at, "bring-mood-as", "words")
    assert say("bring_in.words_missing") in text(at)
    at.selectbox(key="bring-mood-word-ok").set_value(6)
    at.run()
    assert "Line 4, Mood: It was not said what bad means." in text(at)
    assert "bring-rounding" not in {each.key for each in at.selectbox}
    assert "Mood: 6 of 10" in text(at)
    at.selectbox(key="bring-mood-word-bad").set_value(0)
    at.run()
    assert not [each for each in at.selectbox if each.key == "bring-mood-word-NA"]
    at.button(key="bring-do").click().run()
    assert say("bring_in.done", n=2) in text(at)
    moods = {
        day: diary.day_on_file(cast.clinic, cast.alex, cast.patient, back(day)).check_in
        for day in (2, 4)
    }
    assert [each and each.answers.mood for each in moods.values()] == [0, 6]


def test_a_column_with_more_words_than_can_be_given_a_meaning_ends_in_a_sentence(cast: Cast):
    lines = [f"{day:02}.01.2026;{'w' * day}" for day in range(1, 32)]
    at = with_file(cast, "other", "\n".join(["Day;Mood", *lines]).encode())
    state(at, **STATED, **{"bring-mood": "Mood"})
    choose(at, "bring-mood-as", "words")
    assert say("bring_in.many_words", n=31, most=30) in text(at)


def test_points_of_a_questionnaire_come_in_beside_the_days(cast: Cast):
    at = with_file(
        cast, "other", FILE.replace(b"Mood", b"*Sum*").replace(b"29.02.2027", b"28.02.2026")
    )
    state(at, **STATED)
    at.multiselect(key="bring-scores").set_value(["*Sum*"])
    at.run()
    assert say("bring_in.score_missing") in text(at)
    for name, typed in (("title", "Sleep sheet"), ("lowest", "0"), ("highest", "21")):
        at.text_input(key=f"bring-score-*Sum*-{name}").set_value(typed)
    at.run()
    assert say("bring_in.days", n=0) in text(at)
    assert say("bring_in.entries", n=3) in text(at)
    assert "Questionnaire filled in elsewhere: Sleep sheet · Points: 9, on a scale" in text(at)
    at.button(key="bring-do").click().run()
    assert say("bring_in.done_entries", n=3) in text(at)
    kept = events.events_on_file(cast.clinic, cast.alex, cast.patient).events
    assert [(each.words, str(each.score and each.score.points)) for each in kept] == [
        ("Sleep sheet", points) for points in ("3", "1", "9")
    ]


def test_a_symptom_without_its_column_is_asked_for(cast: Cast):
    at = with_file(cast, "other", FILE)
    state(at, **STATED, **{"bring-note": "Mood"})
    at.multiselect(key="bring-symptoms").set_value(["dizziness"])
    at.run()
    assert say("bring_in.symptom_missing") in text(at)


def test_each_medicine_of_a_file_is_asked_for_and_counts_only_then(cast: Cast):
    rows = (("2026-02-02", "20"), ("2026-05-04", "0"))
    sign_plan(cast, typed_plan(*rows), "drops", medicine="Other")
    course = sign_plan(cast, typed_plan(*rows)).course.id
    file = (
        b"date,medicine,form,taken_mg,taken,medicine_2,form_2,taken_mg_2,taken_2,"
        b"mood,sleep_hours,recorded,note\n"
        b"2026-03-01,Exampline,tablets,20,as_planned,Old,drops,1,other,,,yes,\n"
    )
    at = with_file(cast, "own", file)
    labels = [each.label for each in at.selectbox]
    assert labels == [
        say("bring_in.medicine_named", medicine=say("today.medicine", medicine=name, form=form))
        for name, form in (("Exampline", "tablets"), ("Old", "drops"))
    ]
    assert say("bring_in.days", n=0) in text(at)
    at.selectbox(key="bring-course-0").set_value(course)
    at.run()
    assert say("bring_in.days", n=1) in text(at)
    at.button(key="bring-do").click().run()
    assert say("bring_in.medicine_missing") in text(at)
    at.selectbox(key="bring-course-1").set_value(0)
    at.run()
    at.button(key="bring-do").click().run()
    kept = diary.day_on_file(cast.clinic, cast.alex, cast.patient, back(1)).check_in
    assert kept is not None
    assert [(each.course, each.ug) for each in kept.answers.intakes] == [(course, 20_000)]


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
