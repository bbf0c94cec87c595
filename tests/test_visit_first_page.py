"""The first page of the visit summary on paper: the whole chart, whatever it has to hold."""

import pytest

from taper.actions import symptoms, visit
from taper.actions.visit import Paper
from tests import pdf_text
from tests.conftest import Cast, sign_plan, typed_plan

ROWS = (("2026-02-01", "20"), ("2026-05-04", "0"))


@pytest.fixture
def cast(sqlite_cast: Cast) -> Cast:
    sign_plan(sqlite_cast, typed_plan(*ROWS))
    return sqlite_cast


def summary_of(cast: Cast, paper: Paper) -> bytes:
    return visit.visit_file(cast.clinic, cast.alex, cast.patient, None, None, None, paper)


@pytest.mark.parametrize("paper", Paper)
def test_the_first_page_holds_the_whole_chart_of_thirty_symptoms(cast: Cast, paper: Paper):
    for number in range(26):
        symptoms.add_own(cast.clinic, cast.alex, cast.patient, f"Own thing {number}")
    first = pdf_text.pages(summary_of(cast, paper))[0]
    for words in ("Mood", "Own thing 0", "Own thing 25", "Days recorded"):
        assert words in first


@pytest.mark.parametrize("paper", Paper)
def test_the_first_page_holds_the_whole_chart_of_several_medicines(cast: Cast, paper: Paper):
    for form in ("liquid", "drops", "capsules"):
        sign_plan(cast, typed_plan(*ROWS), form)
    first = pdf_text.pages(summary_of(cast, paper))[0]
    for words in ("Exampline, liquid", "Exampline, drops", "Exampline, capsules", "Days recorded"):
        assert words in first


def test_a_chart_for_which_the_first_page_has_no_room_stands_on_the_second(cast: Cast):
    for number in range(9):
        sign_plan(cast, typed_plan(*ROWS), f"form {number}")
    pages = pdf_text.pages(summary_of(cast, Paper.A4))
    with_chart = [number for number, page in enumerate(pages) if "◆ other amount" in page]
    assert len(with_chart) == 1
    assert with_chart[0] > 0
