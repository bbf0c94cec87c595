"""The visit summary: for the days chosen, cut for its reader, private lines in nobody's."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from taper.actions import diary, events, people, requests, symptoms, visit
from taper.actions.events import SaidEvent
from taper.actions.visit import SECTIONS, Paper
from taper.diary.events import EventId, Kind, Text
from taper.diary.tags import Tag
from taper.errors import TaperError
from taper.ids import PersonId
from taper.people.audit import Event
from taper.people.person import Actor
from taper.people.request import Kind as Asked
from taper.people.request import RequestId
from tests import asking, pdf_text
from tests.conftest import Cast, sign_plan, typed_plan
from tests.saving import TODAY, back, chains_hold
from tests.saving import events as trailed

ROWS = (("2026-01-05", "20"), ("2026-02-16", "17.5"), ("2026-03-16", "15"), ("2026-05-04", "0"))
ACTORS = {"patient": lambda cast: cast.alex, "prescriber": lambda cast: cast.dr_bose}


def tell(cast: Cast, number: int, kind: Kind, words: str, day: date | None, **said: object) -> None:
    events.save_event(
        cast.clinic,
        cast.alex,
        cast.patient,
        EventId(number),
        SaidEvent(kind=kind, day=day, texts={"words": Text(words=words)}, **said),
        expected_revision=0,
    )


@pytest.fixture
def cast(sqlite_cast: Cast) -> Cast:
    """Alex with a plan, a diary, an appointment, things to talk about, and one private line."""
    sign_plan(sqlite_cast, typed_plan(*ROWS))
    for number in range(12):
        diary.save_check_in(
            sqlite_cast.clinic,
            sqlite_cast.alex,
            sqlite_cast.patient,
            back(number),
            diary.Said(mood=5, symptoms={"dizziness": 1}),
            expected_revision=0,
        )
    tell(sqlite_cast, 1, Kind.APPOINTMENT, "With Dr Bose", back(10))
    tell(sqlite_cast, 2, Kind.TO_TALK, "May I drive?", None)
    tell(sqlite_cast, 3, Kind.TO_TALK, "a hidden line", None, private=True)
    tell(sqlite_cast, 4, Kind.LIFE_EVENT, "a hidden event", back(2), private=True)
    tell(sqlite_cast, 5, Kind.ILLNESS, "A cold", back(3))
    asked = asking.ask(sqlite_cast, "gad7")
    answers = {each.code: 1 for each in _gad7()}
    asking.answer(sqlite_cast, asked, answers, finish=True)
    requests.ask(
        sqlite_cast.clinic,
        sqlite_cast.alex,
        sqlite_cast.patient,
        RequestId(7),
        kind=Asked.STAY,
        course=None,
        words="Two more weeks, please.",
    )
    return sqlite_cast


def _gad7():
    from taper.facts.questionnaires import instrument

    found = instrument("gad7")
    assert found is not None
    return found.counted


def seen(cast: Cast, actor: Actor, **asked: object) -> visit.Visit:
    return visit.visit(cast.clinic, actor, cast.patient, **asked)


def file(cast: Cast, actor: Actor, paper: Paper | None, reader: PersonId | None = None) -> bytes:
    return visit.visit_file(cast.clinic, actor, cast.patient, None, None, reader, paper)


def test_without_days_it_is_about_those_since_the_last_appointment(cast: Cast):
    assert seen(cast, cast.alex).days == (back(10), TODAY)
    assert seen(cast, cast.alex).summary.completeness == "Something is recorded on 11 of 11 days."
    chosen = seen(cast, cast.alex, first=back(3), last=back(2))
    assert chosen.days == (back(3), back(2))
    assert chosen.summary.completeness == "Something is recorded on 2 of 2 days."


def test_without_an_appointment_it_is_about_four_weeks(sqlite_cast: Cast):
    sign_plan(sqlite_cast, typed_plan(*ROWS))
    assert seen(sqlite_cast, sqlite_cast.alex).days == (TODAY - timedelta(days=27), TODAY)


def test_it_says_where_the_plan_stands(cast: Cast):
    (now,) = seen(cast, cast.dr_bose).summary.medicines
    assert now.name == "Exampline, tablets"
    assert now.today == "Dose on 2 March 2026: 17.5 mg"
    assert now.lines == (
        "Next planned change: 16 March 2026, to 15 mg.",
        "Version 1 of the plan, row 2 of 4, signed by Dr Bose",
    )
    assert now.clocks == (
        "Days since the last planned change: 14",
        "Days since the last change in the dose recorded as taken: unknown",
    )
    assert now.versions == (
        "Version 1, in force from 5 January 2026, signed by Dr Bose on 2 March 2026, 09:00",
    )


@pytest.mark.parametrize("actor", ACTORS.values(), ids=ACTORS)
def test_it_holds_what_was_said_and_nothing_private(cast: Cast, actor: Callable[[Cast], Actor]):
    summary = seen(cast, actor(cast)).summary
    assert summary.talk == ("May I drive?",)
    assert summary.events == (
        "20 February 2026: Appointment: With Dr Bose",
        "27 February 2026: Illness: A cold",
    )
    assert "hidden" not in str(summary)
    assert summary.notes == (
        "Days and times are those of the patient's diary: Europe/London.",
        "Lines that the patient keeps private are left out.",
    )
    (asked,) = summary.requests
    assert asked.heading == "To stay on this dose, 2 March 2026"
    assert asked.lines == ("Alex asked on 2 March 2026, 09:00. Two more weeks, please.",)
    (sheet,) = summary.questionnaires
    assert sheet.heading == "GAD-7, 2 March 2026: 7 of 21 points"
    assert len(sheet.lines) >= 7
    assert sheet.lines[0].endswith("Several days (1)")


def test_a_request_that_is_open_stands_there_however_old(cast: Cast):
    summary = seen(cast, cast.alex, first=back(1), last=TODAY).summary
    assert len(summary.requests) == 1


def test_the_patient_chooses_what_a_reader_gets_and_sees_the_same(cast: Cast):
    doctor = cast.ids["dr_bose"]
    visit.choose_sections(cast.clinic, cast.alex, cast.patient, doctor, ["events", "talk"])
    for found in (seen(cast, cast.dr_bose), seen(cast, cast.alex, reader=doctor)):
        assert found.summary.left_out == ("talk", "events")
        assert (found.summary.talk, found.summary.events) == ((), ())
    assert seen(cast, cast.alex).summary.left_out == ()
    kept = visit.sections_of(cast.clinic, cast.alex, cast.patient, doctor)
    assert kept == ("chart", "steps", "requests", "questionnaires")
    text = file(cast, cast.dr_bose, None).decode()
    assert "May I drive?" not in text
    assert "Left out by the patient: What the patient wants to talk about, Events." in text


def test_the_same_choice_again_changes_nothing(cast: Cast):
    doctor = cast.ids["dr_bose"]
    for _ in range(3):
        visit.choose_sections(cast.clinic, cast.alex, cast.patient, doctor, ["chart"])
    assert trailed(cast, Event.VISIT_CHOSEN) == [Event.VISIT_CHOSEN]
    chains_hold(cast)


def test_only_sections_and_readers_that_there_are_can_be_chosen(cast: Cast):
    doctor, stranger = cast.ids["dr_bose"], cast.ids["dr_stranger"]
    with pytest.raises(TaperError):
        visit.choose_sections(cast.clinic, cast.alex, cast.patient, doctor, ["plan"])
    with pytest.raises(TaperError):
        visit.choose_sections(cast.clinic, cast.alex, cast.patient, stranger, ["talk"])
    with pytest.raises(TaperError):
        seen(cast, cast.alex, reader=stranger)


def test_a_prescriber_cannot_ask_for_somebody_elses_copy(cast: Cast):
    doctor = cast.ids["dr_bose"]
    visit.choose_sections(cast.clinic, cast.alex, cast.patient, doctor, ["talk"])
    found = seen(cast, cast.dr_bose, reader=cast.ids["dr_stranger"])
    assert found.summary.left_out == ("talk",)


def test_where_the_diary_is_not_shared_the_plan_stands_alone(cast: Cast):
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    summary = seen(cast, cast.dr_bose).summary
    assert summary.completeness == "The diary is not shared. The plan stands here alone."
    assert (summary.talk, summary.events, summary.questionnaires) == ((), (), ())
    assert summary.medicines[0].today == "Dose on 2 March 2026: 17.5 mg"


@pytest.mark.parametrize(
    ("paper", "size"), [(Paper.A4, (210, 297)), (Paper.LETTER, (216, 279))], ids=["A4", "Letter"]
)
def test_the_first_page_holds_what_is_read_first(cast: Cast, paper: Paper, size: tuple[int, int]):
    made = file(cast, cast.dr_bose, paper)
    first, *rest = pdf_text.pages(made)
    assert set(pdf_text.sizes_mm(made)) == {size}
    for words in (
        "Alex",
        "Exampline, tablets",
        "Dose on 2 March 2026: 17.5 mg",
        "Next planned change: 16 March 2026, to 15 mg.",
        "Something is recorded on 11 of 11 days.",
        "May I drive?",
        "Dizziness",  # of the chart, whose words are words
        "If you need help now",
    ):
        assert words in first
    after = " ".join(rest)
    for words in ("Step by step", "Two more weeks, please.", "A cold", "GAD-7, 2 March 2026"):
        assert words in after
    assert "nobody watches it live" in first
    assert "hidden" not in first + after


def test_the_pdf_is_tagged_and_its_chart_has_alternative_text(cast: Cast):
    made = file(cast, cast.alex, Paper.A4)
    assert b"/StructTreeRoot" in made
    assert b"/Alt" in made or b"/ObjStm" in made


def test_text_and_pdf_are_in_the_trail(cast: Cast):
    file(cast, cast.dr_bose, Paper.A4)
    file(cast, cast.dr_bose, None)
    assert len(trailed(cast, Event.EXPORTED)) == 2
    chains_hold(cast)


def test_the_text_says_everything_but_the_chart_in_short_lines(cast: Cast):
    text = file(cast, cast.alex, None).decode()
    assert max(map(len, text.split("\n"))) <= 90
    for words in ("17.5 mg", "May I drive?", "A cold", "GAD-7", "Two more weeks", "Emergency"):
        assert words in text
    assert "It does not recommend, judge or change treatment" in " ".join(text.split())
    assert "hidden" not in text


@pytest.mark.parametrize(
    "words",
    ['#read("/etc/passwd")', "*bold* _it_ $1+1$ @a <b>", "= Heading\n- list", "Привет Ελληνικά ☂"],
)
def test_what_a_person_wrote_stays_what_it_is(cast: Cast, words: str):
    tell(cast, 9, Kind.TO_TALK, words, None)
    first = pdf_text.pages(file(cast, cast.alex, Paper.A4))[0]
    assert " ".join(words.split()) in first
    assert words.split("\n", maxsplit=1)[0] in file(cast, cast.alex, None).decode()


def test_many_words_to_talk_about_leave_the_chart_on_the_first_page(cast: Cast):
    for number in range(20, 30):
        tell(cast, number, Kind.TO_TALK, f"Thing {number}: " + "some words " * 30, None)
    first, *rest = pdf_text.pages(file(cast, cast.alex, Paper.A4))
    assert "Dizziness" in first
    assert "Thing 29" in " ".join(rest)


def test_every_section_has_its_words():
    assert len(SECTIONS) == len(set(SECTIONS)) == 6


@pytest.mark.parametrize("who", ACTORS)
def test_what_the_patient_says_of_the_time_before_stands_word_for_word_and_once(
    cast: Cast, who: str
):
    assert "time before the taper" not in text_of(cast, ACTORS[who](cast))
    symptoms.tag(cast.clinic, cast.alex, cast.patient, "dizziness", Tag.HAD_BEFORE)
    symptoms.tag(cast.clinic, cast.alex, cast.patient, "dizziness", Tag.NOW_WORSE)
    told = text_of(cast, ACTORS[who](cast))
    line = "Dizziness: “I had it before, and now it is worse”, said on 2 March 2026"
    assert told.count(line) == told.count("said on 2 March 2026") == 1
    visit.choose_sections(cast.clinic, cast.alex, cast.patient, cast.ids["dr_bose"], ["steps"])
    assert line not in text_of(cast, cast.dr_bose)


def text_of(cast: Cast, actor: Actor) -> str:
    return visit.visit_file(cast.clinic, actor, cast.patient, None, None, None, None).decode()
