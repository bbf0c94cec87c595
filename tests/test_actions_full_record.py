"""The full record on paper: what is on file, cut to what the reader may see."""

import pytest

from taper.actions import full_record, people, symptoms
from taper.actions.diary import Said
from taper.actions.paper import PAPERS
from taper.diary.tags import Tag
from taper.words import say
from tests import pdf_text
from tests.conftest import Cast, sign_plan, typed_plan
from tests.saving import TODAY, back, save, trail_of

HOSTILE = "=1+1 *bold* #emoji() <b>x</b> \u05e9\u05dc\u05d5\u05dd"


@pytest.fixture
def filled(cast: Cast) -> Cast:
    sign_plan(cast, typed_plan(("2026-03-01", "20"), ("2026-05-04", "0")))
    save(cast, back(1), Said(mood=4, symptoms={"dizziness": 2}, note="A walk."))
    save(cast, TODAY, Said(mood=6, note=HOSTILE))
    return cast


def read(cast: Cast, name: str = "alex", paper: str = "a4") -> str:
    made = full_record.full_record(
        cast.clinic, cast.actor(name), cast.patient, None, None, PAPERS[paper]
    )
    return " ".join(" ".join(pdf_text.pages(made)).split())


def test_plan_days_and_words_are_in_it_with_days_zone_and_what_was_left_out(filled: Cast):
    said = read(filled)
    for sentence in (
        "Alex",
        "From 1 March 2026: 20 mg.",
        "Sun 1 Mar 2026, entered later",
        "Mood: 4 of 10",
        "Dizziness: moderate",
        "A walk.",
        "The days are those of Europe/London.",
        say("package.left_out"),
        say("crisis.heading"),
        say("product.purpose"),
    ):
        assert sentence in said
    assert "=1+1 *bold* #emoji() <b>x</b>" in said  # as typed, and run by nothing
    assert trail_of(filled)[-1].detail["what"] == "record.pdf"


def test_what_was_said_of_symptoms_and_the_time_before_is_in_it_with_each_change(filled: Cast):
    for said in (Tag.HAD_BEFORE, Tag.NOW_WORSE):
        symptoms.tag(filled.clinic, filled.alex, filled.patient, "dizziness", said)
    for name in ("alex", "dr_bose"):
        assert (
            "Dizziness “I had it before”, said on 2 March 2026"
            " “I had it before, and now it is worse”, said on 2 March 2026"
        ) in read(filled, name)
    people.withdraw_consent(filled.clinic, filled.alex, filled.patient)
    assert "I had it before" not in read(filled, "dr_bose")


def test_a_prescriber_gets_no_private_line_and_without_consent_no_diary(filled: Cast):
    save(filled, TODAY, Said(mood=6, note="Mine alone.", note_is_private=True), expected=1)
    assert "Mine alone." in read(filled)
    seen = read(filled, "dr_bose")
    assert "Mood: 6 of 10" in seen
    assert "Mine alone." not in seen
    people.withdraw_consent(filled.clinic, filled.alex, filled.patient)
    closed = read(filled, "dr_bose", "letter")
    assert "From 1 March 2026: 20 mg." in closed
    assert "Mood" not in closed
    assert say("full_record.none") in closed
