"""The page of the visit summary: read first, chosen by the patient, looked at together."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from taper import ids
from taper.actions import diary, events, visit
from taper.actions.events import SaidEvent
from taper.diary.events import EventId, Kind, Text
from tests.conftest import Cast, sign_plan, typed_plan
from tests.pages import opened, served, text
from tests.saving import TODAY

ROWS = (("2026-02-01", "20"), ("2026-02-21", "17.5"), ("2026-03-09", "15"), ("2026-05-04", "0"))


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    sign_plan(sqlite_cast, typed_plan(*ROWS))
    for back in range(5):
        diary.save_check_in(
            sqlite_cast.clinic,
            sqlite_cast.alex,
            sqlite_cast.patient,
            TODAY - timedelta(days=back),
            diary.Said(mood=5),
            expected_revision=0,
        )
    for number, (words, private) in enumerate((("May I drive?", False), ("mine alone", True))):
        said = SaidEvent(kind=Kind.TO_TALK, texts={"words": Text(words=words)}, private=private)
        events.save_event(
            sqlite_cast.clinic,
            sqlite_cast.alex,
            sqlite_cast.patient,
            EventId(number + 1),
            said,
            expected_revision=0,
        )
    with served(sqlite_cast):
        yield sqlite_cast


def of_alex(cast: Cast) -> dict[str, str]:
    return {"patient": ids.to_text(cast.patient)}


def files(at) -> list[str]:
    return [each.url for each in at.link_button if each.url.startswith("/export/visit")]


def test_the_prescriber_reads_position_doses_completeness_chart_and_what_to_talk_about(cast: Cast):
    at = opened(cast.dr_bose, "visit", **of_alex(cast))
    page = text(at)
    for words in (
        "Exampline, tablets",
        "Dose on 2 March 2026: 17.5 mg",
        "Next planned change: 9 March 2026, to 15 mg.",
        "Something is recorded on 5 of 28 days.",
        "May I drive?",
        "Lines that the patient keeps private are left out.",
    ):
        assert words in page
    assert len(at.get("vega_lite_chart")) == 1
    assert "mine alone" not in page + str(at.get("vega_lite_chart")[0].proto)


def test_the_files_are_about_the_days_on_the_page(cast: Cast):
    at = opened(cast.alex, "visit")
    at.button_group(key="visit-days").select("everything").run()
    found = files(at)
    assert len(found) == 3
    assert all("from=2026-02-01&to=2026-05-11" in each for each in found)
    assert {each.rpartition("paper=")[2] for each in found if "paper" in each} == {"a4", "letter"}


def test_the_patient_previews_what_a_reader_gets_and_chooses_it(cast: Cast):
    doctor = cast.ids["dr_bose"]
    at = opened(cast.alex, "visit")
    at.selectbox(key="visit-reader").select(str(doctor)).run()
    assert "Below, the summary as Dr Bose gets it." in text(at)
    assert all(f"for={ids.to_text(doctor)}" in each for each in files(at))
    sections = at.button_group(key=f"sections-{doctor}")
    sections.set_value([each for each in visit.SECTIONS if each != "talk"]).run()
    at.button(key=f"keep-sections-{doctor}").click().run()
    page = text(at)
    assert "Your choice is kept." in page
    assert "May I drive?" not in page
    assert "Left out by the patient: What the patient wants to talk about." in page
    theirs = text(opened(cast.dr_bose, "visit", **of_alex(cast)))
    assert "May I drive?" not in theirs


def test_a_prescriber_chooses_nothing(cast: Cast):
    at = opened(cast.dr_bose, "visit", **of_alex(cast))
    assert [each.key for each in at.selectbox] == []


def test_visit_mode_turns_on_and_off(cast: Cast):
    at = opened(cast.alex, "visit")
    at.button(key="visit-mode").click().run()
    assert at.button(key="visit-mode").label == "Back to the page"
    at.button(key="visit-mode").click().run()
    assert at.button(key="visit-mode").label == "Look at it together"
    assert not at.exception


def test_a_stranger_sees_nothing(cast: Cast):
    at = opened(cast.dr_stranger, "visit", **of_alex(cast))
    assert "not open to you" in text(at)
    assert "17.5" not in text(at)


def test_an_empty_record_has_a_summary_too(sqlite_cast: Cast):
    with served(sqlite_cast):
        at = opened(sqlite_cast.dr_bose, "visit", patient=ids.to_text(sqlite_cast.patient))
    assert "Something is recorded on 0 of" in text(at)
