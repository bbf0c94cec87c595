"""The wording is that of the forms, each with where it was seen; no score means anything here."""

import json
import re
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from pydantic import ValidationError

from taper.facts import questionnaires
from taper.facts.questionnaires import ListedInstrument, instrument, instruments, listed

PHQ9 = (
    "Little interest or pleasure in doing things",
    "Feeling down, depressed, or hopeless",
    "Trouble falling or staying asleep, or sleeping too much",
    "Feeling tired or having little energy",
    "Poor appetite or overeating",
    "Feeling bad about yourself — or that you are a failure or have let yourself or your family "
    "down",
    "Trouble concentrating on things, such as reading the newspaper or watching television",
    "Moving or speaking so slowly that other people could have noticed. Or the opposite — being "
    "so fidgety or restless that you have been moving around a lot more than usual",
    "Thoughts that you would be better off dead, or of hurting yourself in some way",
)
GAD7 = (
    "Feeling nervous, anxious, or on edge",
    "Not being able to stop or control worrying",
    "Worrying too much about different things",
    "Trouble relaxing",
    "Being so restless that it is hard to sit still",
    "Becoming easily annoyed or irritable",
    "Feeling afraid as if something awful might happen",
)
ANSWERS = ("Not at all", "Several days", "More than half the days", "Nearly every day")


def wording(identifier: str) -> tuple[str, ...]:
    found = instrument(identifier)
    assert found is not None
    return tuple(item.text for item in found.counted)


def test_every_word_of_the_items_is_that_of_the_form():
    assert wording("phq9") == PHQ9
    assert wording("phq8") == PHQ9[:8]
    assert wording("gad7") == GAD7


def test_the_answers_and_their_points_are_those_of_the_form():
    for each in instruments():
        for item in each.counted:
            assert [(choice.points, choice.text) for choice in item.choices] == list(
                enumerate(ANSWERS)
            )


def test_the_most_points_are_those_of_the_form():
    assert {each.id: each.maximum for each in instruments()} == {"phq9": 27, "phq8": 24, "gad7": 21}


def test_each_entry_names_its_sources_its_notice_and_what_was_seen():
    for each in listed():
        assert "No permission required" in each.notice
        assert each.sources
        assert date(2026, 1, 1) < each.checked_on


@pytest.mark.parametrize(
    "field", ["sources", "wording_seen", "codes_seen", "checked_on", "notice", "language"]
)
def test_an_entry_without_its_origin_is_refused(field: str):
    whole = listed()[0].model_dump(exclude={field})
    with pytest.raises(ValidationError, match=field):
        ListedInstrument.model_validate(whole)


def test_no_code_stands_twice_and_a_code_is_left_out_where_none_was_seen():
    for each in instruments():
        codes = [item.loinc for item in each.items]
        assert len(set(codes)) == len(codes)
    found = instrument("phq8")
    assert found is not None
    assert found.panel_loinc is None


def test_the_file_holds_no_band_and_no_meaning_of_a_score():
    text = files("taper.facts").joinpath("questionnaires.toml").read_text("utf-8").lower()
    for word in ("mild", "moderate", "severe", "minimal", "cut-off", "cutoff", "threshold"):
        assert not re.search(rf"\b{word}\b", text)


def test_the_models_of_the_file_have_no_place_for_a_band():
    assert not {"bands", "cutoff", "severity"} & set(ListedInstrument.model_fields)
    assert questionnaires.instrument("phq10") is None


def test_the_items_are_those_of_the_facts_that_were_handed_over():
    handed = Path(__file__).parent / "data" / "instruments_handed_over.json"
    plain = {k: tuple(v) for k, v in json.loads(handed.read_text("utf-8")).items()}
    dashes = [text.replace(" — ", " - ") for text in PHQ9]
    assert plain == {"PHQ-9": tuple(dashes), "GAD-7": GAD7}
