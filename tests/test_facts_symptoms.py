"""The project's own symptom list: every line has a published figure, a source and a day."""

import tomllib
from datetime import UTC, date
from pathlib import Path

import pytest
import time_machine
from pydantic import ValidationError

import taper.facts.symptoms as facts
from taper.diary.symptoms import Symptom

FILE = Path(facts.__file__).with_name("symptoms.toml")
ENTRY = tomllib.loads(FILE.read_text("utf-8"))["symptom"][0]


def test_the_four_core_symptoms_come_first_in_this_order():
    assert [symptom.slug for symptom in facts.core()] == [
        "dizziness",
        "electric_shocks",
        "irritability",
        "anxiety",
    ]
    assert [entry.symptom for entry in facts.listed()][:4] == list(facts.core())


def test_core_symptoms_are_lines_of_a_patients_own_list():
    assert facts.core()[0] == Symptom(slug="dizziness", label="Dizziness")


def test_no_slug_and_no_label_stands_twice():
    for name in ("slug", "label"):
        found = [getattr(entry, name).casefold() for entry in facts.listed()]
        assert len(found) == len(set(found))


def test_every_line_was_checked_on_a_day_that_has_come():
    today = time_machine.escape_hatch.datetime.datetime.now(UTC).date()
    assert all(date(2026, 1, 1) <= entry.checked_on <= today for entry in facts.listed())


def test_every_figure_is_a_number():
    for entry in facts.listed():
        assert any(character.isdigit() for character in entry.why), entry.slug


def test_a_line_that_is_complete_is_taken():
    assert facts.ListedSymptom.model_validate(ENTRY).slug == "dizziness"


@pytest.mark.parametrize("field", sorted(ENTRY))
def test_a_line_without_any_one_of_its_fields_is_refused(field: str):
    with pytest.raises(ValidationError):
        facts.ListedSymptom.model_validate({k: v for k, v in ENTRY.items() if k != field})


@pytest.mark.parametrize(
    "nothing", ["n/a", "N/A", " n/a. ", "", "   ", "-", "?", "TBD", "none", "doi"]
)
def test_a_source_that_says_nothing_is_refused(nothing: str):
    for field, value in (("sources", [nothing]), ("why", nothing), ("seen", nothing)):
        with pytest.raises(ValidationError):
            facts.ListedSymptom.model_validate(ENTRY | {field: value})


def test_a_line_with_no_source_at_all_is_refused():
    with pytest.raises(ValidationError):
        facts.ListedSymptom.model_validate(ENTRY | {"sources": []})


def test_an_unknown_field_is_refused():
    with pytest.raises(ValidationError):
        facts.ListedSymptom.model_validate(ENTRY | {"severity": 3})
