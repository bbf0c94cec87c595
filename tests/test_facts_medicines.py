"""Medicine names: spelling help, nothing else."""

from datetime import UTC
from pathlib import Path

import pytest
import time_machine
from pydantic import ValidationError

import taper.facts.medicines as facts

FILE = Path(facts.__file__).with_name("medicines.toml")


def test_names_stand_once_and_in_the_order_of_the_alphabet():
    names = facts.medicine_names().names
    assert list(names) == sorted(set(names))


def test_the_file_holds_names_and_no_amount():
    names = FILE.read_text("utf-8").split("names = [")[1]
    assert not any(character.isdigit() for character in names)
    assert " mg" not in names


def test_the_invented_medicine_of_the_demo_is_not_among_them():
    assert "exampline" not in facts.medicine_names().names


def test_the_day_of_checking_has_come():
    assert (
        facts.medicine_names().checked_on
        <= time_machine.escape_hatch.datetime.datetime.now(UTC).date()
    )


def test_names_that_begin_so_come_before_names_that_hold_it():
    assert facts.spelled_like(" CITA ") == ("citalopram", "escitalopram")


@pytest.mark.parametrize("typed", ["", "   ", "zz", "20 mg"])
def test_nothing_is_offered_where_nothing_fits(typed: str):
    assert facts.spelled_like(typed) == ()


@pytest.mark.parametrize("nothing", ["n/a", "", "none"])
def test_a_list_without_a_source_is_refused(nothing: str):
    entry = {"names": ["citalopram"], "checked_on": "2026-11-22"}
    for sources in ([], [nothing]):
        with pytest.raises(ValidationError):
            facts.MedicineNames.model_validate(entry | {"sources": sources})
