"""Events: nothing filled in, private by one tick, struck out and never removed."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from taper import ids
from taper.actions import events, people
from taper.actions.events import SaidEvent
from taper.diary.events import Event, EventId, Kind, Text
from taper.people.audit import Event as Trailed
from tests.conftest import Cast
from tests.pages import opened, served, text
from tests.saving import TODAY, back
from tests.saving import events as trailed


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def button(at: AppTest, label: str, place: int = 0):
    return [each for each in at.button if each.label == label][place]


def field(at: AppTest, ending: str):
    kinds = (*at.text_area, *at.text_input, *at.checkbox, *at.button_group)
    return next(each for each in kinds if each.key and each.key.endswith(ending))


def form(cast: Cast, kind: Kind) -> AppTest:
    at = opened(cast.alex, "events")
    which = next(each for each in at.selectbox if "kind" in each.key)
    return which.set_value(kind).run()


def on_file(cast: Cast) -> tuple[Event, ...]:
    return events.events_on_file(cast.clinic, cast.alex, cast.patient).events


def test_what_happened_today_is_written_down(cast: Cast):
    at = form(cast, Kind.ILLNESS)
    field(at, "near-day").set_value(TODAY)
    field(at, "-words").set_value("A cold.")
    at = button(at, "Save").click().run()
    assert not at.exception
    assert "Saved. It is on file." in text(at)
    (one,) = on_file(cast)
    assert (one.kind, one.day, one.words) == (Kind.ILLNESS, TODAY, "A cold.")


def test_a_day_is_typed_and_never_guessed(cast: Cast):
    at = form(cast, Kind.ILLNESS)
    field(at, "-words").set_value("A cold.")
    at = button(at, "Save").click().run()
    assert "Type the day on which it happened." in text(at)
    field(at, "-day").set_value("3/4/2026")
    at = button(at, "Save").click().run()
    assert on_file(cast) == ()
    next(each for each in at.text_input if each.key.endswith("-day")).set_value("24 Feb 2026")
    button(at, "Save").click().run()
    assert on_file(cast)[0].day == back(6)


def test_a_private_entry_says_that_nobody_was_told_and_stays_with_the_patient(cast: Cast):
    at = form(cast, Kind.LIFE_EVENT)
    field(at, "near-day").set_value(TODAY)
    field(at, "-words").set_value("Mine alone.")
    next(each for each in at.checkbox if each.key.startswith("event-")).check()
    at = button(at, "Save").click().run()
    assert "Saved for you alone. Nobody was told." in text(at)
    seen = text(opened(cast.dr_bose, "events", patient=ids.to_text(cast.patient)))
    assert "Mine alone." not in seen


def test_a_session_begins_empty_with_intention_and_journal_kept_private(cast: Cast):
    at = form(cast, Kind.SESSION)
    assert all(each.value == "" for each in (*at.text_input, *at.text_area))
    assert all(each.value is None for each in at.button_group)
    assert field(at, "journal-private").value
    assert field(at, "intention-private").value
    assert not field(at, "next_day-private").value


def test_a_session_is_saved_with_its_dose_as_recorded(cast: Cast):
    at = form(cast, Kind.SESSION)
    field(at, "near-day").set_value(TODAY)
    field(at, "-dose").set_value("0,5 of the usual, says the sheet")
    field(at, "before-pressure").set_value("121/79")
    field(at, "-starts").set_value("08:05")
    field(at, "-journal").set_value("A wide field.")
    at = button(at, "Save").click().run()
    assert not at.exception
    (one,) = on_file(cast)
    assert one.texts["dose"].words == "0,5 of the usual, says the sheet"
    assert one.session is not None
    assert one.session.before.systolic_mmhg == 121
    page = text(opened(cast.dr_bose, "events", patient=ids.to_text(cast.patient)))
    assert "Before: 121/79 mmHg" in page
    assert "A wide field." not in page


def test_a_blood_pressure_that_cannot_be_read_is_asked_back_and_nothing_is_lost(cast: Cast):
    at = form(cast, Kind.SESSION)
    field(at, "near-day").set_value(TODAY)
    field(at, "after-pressure").set_value("about 120")
    at = button(at, "Save").click().run()
    assert "Write the blood pressure like 120/80" in text(at)
    assert field(at, "after-pressure").value == "about 120"


def test_two_clicks_make_one_entry(cast: Cast):
    at = opened(cast.alex, "events")
    field(at, "talk-new-" + _new(at)).set_value("Sleep.")
    save = button(at, "Add to the list")
    save.click()
    save.click()
    at.run()
    assert [each.words for each in on_file(cast)] == ["Sleep."]


def _new(at: AppTest) -> str:
    key = next(each.key for each in at.text_area if each.key.startswith("talk-new-"))
    return str(key.removeprefix("talk-new-"))


def test_what_was_talked_about_leaves_the_list_and_can_come_back(cast: Cast):
    said = SaidEvent(kind=Kind.TO_TALK, texts={"words": Text(words="Sleep.")})
    events.save_event(cast.clinic, cast.alex, cast.patient, EventId(5), said, expected_revision=0)
    at = button(opened(cast.alex, "events"), "Talked about").click().run()
    assert "Nothing is on the list." in text(at)
    assert on_file(cast)[0].closed_on == TODAY
    button(at, "Put back on the list").click().run()
    assert on_file(cast)[0].closed_on is None


def test_an_entry_is_changed_and_struck_out_with_earlier_versions_in_sight(cast: Cast):
    said = SaidEvent(kind=Kind.ILLNESS, day=TODAY, texts={"words": Text(words="A cold.")})
    events.save_event(cast.clinic, cast.alex, cast.patient, EventId(5), said, expected_revision=0)
    at = button(opened(cast.alex, "events"), "Change this entry").click().run()
    field(at, "event-5-1-words").set_value("A flu.")
    at = next(each for each in at.button if each.key == "event-5-1-save").click().run()
    assert {"A cold.", "A flu."} <= {each.value for each in at.text}
    at = button(at, "Mark this entry").click().run()
    assert "Marked as entered in error." in text(at)
    assert on_file(cast)[0].struck_out


def test_a_prescriber_writes_for_the_patient_and_changes_only_that(cast: Cast):
    said = SaidEvent(kind=Kind.ILLNESS, day=TODAY, texts={"words": Text(words="A cold.")})
    events.save_event(cast.clinic, cast.alex, cast.patient, EventId(5), said, expected_revision=0)
    at = opened(cast.dr_bose, "events", patient=ids.to_text(cast.patient))
    assert "Change this entry" not in [each.label for each in at.button]
    assert not at.checkbox
    at = next(each for each in at.selectbox if "kind" in each.key).set_value(Kind.APPOINTMENT).run()
    field(at, "near-day").set_value(TODAY)
    field(at, "-words").set_value("Visit.")
    at = button(at, "Save").click().run()
    assert "Written by Dr Bose on 2 March 2026, 09:00." in text(at)
    assert "Change this entry" in [each.label for each in at.button]


def test_of_a_diary_that_is_not_shared_the_page_says_so_and_asks_for_nothing(cast: Cast):
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    at = opened(cast.dr_bose, "events", patient=ids.to_text(cast.patient))
    assert "The diary is not shared." in text(at)
    assert not [*at.error, *at.selectbox]
    assert trailed(cast, Trailed.REFUSED) == []
