"""Crisis numbers stand on pages that somebody saw, not long ago."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from pydantic import ValidationError

from taper.errors import TaperError
from taper.facts.crisis import LONGEST_UNCHECKED_DAYS, Crisis, Emergency, Line, Sign, crisis, use

SHARED = Path(__file__).resolve().parents[2] / "shared/facts/crisis.json"
SEEN = {"source": ["https://example.org/numbers"], "checked_on": date(2026, 11, 22)}
LINE = {"country": "GB", "name": "Somebody", "call": "116 123", "hours": "24 hours a day", **SEEN}


def entries() -> list[Emergency | Line | Sign]:
    return [*crisis().emergency, *crisis().line, *crisis().sign]


def test_the_line_of_a_country_worked_by_hand():
    (line,) = crisis().lines_of("CA")
    assert (line.name, line.call, line.text) == ("9-8-8 Suicide Crisis Helpline", "988", "988")
    assert crisis().emergency_of("CA") == "911"
    assert crisis().lines_of("XX") == ()
    assert crisis().emergency_of("XX") is None


def test_every_country_has_somebody_to_call_or_text():
    assert all(crisis().lines_of(country) for country in crisis().countries)


def test_no_entry_was_last_checked_more_than_180_days_ago():
    # The clock of the tests stands still; this one reads the real calendar.
    today = time_machine.escape_hatch.datetime.date.today()
    oldest = today - timedelta(days=LONGEST_UNCHECKED_DAYS)
    assert [entry for entry in entries() if entry.checked_on < oldest] == []


@pytest.mark.parametrize("without", ["source", "checked_on", "country", "name", "hours"])
def test_a_line_without_its_source_or_day_is_refused(without: str):
    with pytest.raises(ValidationError):
        Line.model_validate({name: value for name, value in LINE.items() if name != without})


@pytest.mark.parametrize("source", [[], [""], ["n/a"], ["from memory, twice"]])
def test_a_source_that_names_no_page_is_refused(source: list[str]):
    with pytest.raises(ValidationError):
        Line.model_validate({**LINE, "source": source})


@pytest.mark.parametrize("number", ["", "nine", "+44 116 123", "116 123 ", "116  123", "١١٦"])
def test_a_number_that_a_phone_could_not_dial_as_written_is_refused(number: str):
    with pytest.raises(ValidationError):
        Line.model_validate({**LINE, "call": number})


def test_a_line_that_can_neither_be_called_nor_texted_is_refused():
    with pytest.raises(ValidationError):
        Line.model_validate({**LINE, "call": None})


def test_a_field_that_nobody_reads_is_refused():
    with pytest.raises(ValidationError):
        Line.model_validate({**LINE, "severity": "high"})


def test_the_signs_are_the_three_that_were_asked_for():
    assert len(crisis().sign) == 3
    for sign, word in zip(crisis().sign, ("cope", "suicide", "hear"), strict=True):
        assert word in sign.text


@pytest.mark.skipif(not SHARED.exists(), reason="needs the shared list of facts")
def test_every_number_of_the_shared_list_is_here_and_none_contradicts_it():
    rows = json.loads(SHARED.read_text("utf-8"))["rows"]
    for row in rows:
        lines = crisis().lines_of(row["country"])
        dialled = {
            (number or "").replace(" ", "") for line in lines for number in (line.call, line.text)
        }
        assert {row.get("call", ""), row.get("text", "")} <= dialled | {""}
        if row.get("emergency"):
            assert crisis().emergency_of(row["country"]) == row["emergency"]


def test_the_whole_file_is_read_as_it_stands():
    assert Crisis.model_validate(crisis().model_dump()) == crisis()


OWN = """
[[line]]
country = "GB"
name = "The clinic's own line"
call = "020 7946 0000"
hours = "weekdays"
source = ["https://clinic.example.org/help"]
checked_on = 2026-11-22

[[line]]
country = "CH"
name = "Dargebotene Hand"
call = "143"
hours = "24 hours a day"
source = ["https://143.example.org"]
checked_on = 2026-11-22
"""


@pytest.fixture
def shipped_again() -> Iterator[None]:
    yield
    use(None)


@pytest.mark.usefixtures("shipped_again")
def test_a_clinics_own_country_takes_the_place_of_the_shipped_one_whole(tmp_path: Path):
    before = crisis()
    (tmp_path / "own.toml").write_text(OWN)
    use(tmp_path / "own.toml")
    assert [line.name for line in crisis().lines_of("GB")] == ["The clinic's own line"]
    assert crisis().emergency_of("GB") is None
    assert crisis().lines_of("CH")[0].call == "143"
    assert crisis().lines_of("IE") == before.lines_of("IE")
    assert crisis().sign == before.sign
    use(None)
    assert crisis() == before


@pytest.mark.usefixtures("shipped_again")
@pytest.mark.parametrize(
    "text", ["", "not toml [", OWN.replace("source", "sauce"), OWN.replace("checked_on", "seen")]
)
def test_an_own_file_without_its_sources_is_refused_and_changes_nothing(tmp_path: Path, text: str):
    before = crisis()
    (tmp_path / "own.toml").write_text(text)
    with pytest.raises(TaperError, match=r"crisis\.file_unreadable"):
        use(tmp_path / "own.toml")
    with pytest.raises(TaperError, match=r"crisis\.file_unreadable"):
        use(tmp_path / "nowhere.toml")
    assert crisis() == before
