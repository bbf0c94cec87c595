"""The diary on paper: what the form asks, four weeks of it, and no answer."""

from datetime import date

import pytest

from taper.actions.help_now import crisis_numbers
from taper.exports.diary_sheet import DiarySheet, diary_sheet_pdf
from taper.exports.pdf import Paper
from taper.words import say
from tests import pdf_text

SHEET = DiarySheet(
    name="Alex",
    first=date(2026, 2, 26),
    symptoms=("Dizziness", "Łomot w uszach"),
    medicines=("Exampline",),
    catch_up="https://diary.example.org/catch-up",
)


def made(
    sheet: DiarySheet = SHEET, *, paper: Paper = Paper.A4, country: str | None = "GB"
) -> bytes:
    return diary_sheet_pdf(sheet, paper=paper, crisis=crisis_numbers(country))


def test_it_has_four_weeks_of_days_one_week_a_page():
    pages = pdf_text.pages(made())
    assert len(pages) == 4
    assert all(f"week {number} of 4" in page for number, page in enumerate(pages, 1))
    assert all(day in pages[0] for day in ("Thu 26 Feb", "Sat 28 Feb", "Sun 1 Mar", "Wed 4 Mar"))
    assert "Wed 25 Mar" in pages[3]


def test_it_asks_what_the_form_asks_in_its_order():
    page = pdf_text.pages(made())[0]
    asked = ["Mood", *SHEET.symptoms, "Did you take Exampline", "Hours of sleep"]
    asked += ["How well you slept", "Usual things", "Note"]
    places = [page.index(question) for question in asked]
    assert places == sorted(places)
    assert say("diary_sheet.bad_day") in page


def test_it_holds_the_purpose_the_numbers_and_the_way_to_type_it_in_on_every_page():
    for page in pdf_text.pages(made()):
        assert say("product.purpose") in page
        assert "Samaritans: call 116 123" in page
        assert say("diary_sheet.qr", address=SHEET.catch_up) in page


def test_it_names_no_dose():
    assert "20" not in pdf_text.pages(made(SHEET._replace(first=None)))[0].replace("116 123", "")


def test_without_a_first_day_its_days_are_left_for_the_hand():
    assert "Feb" not in pdf_text.pages(made(SHEET._replace(first=None)))[0]


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("country", ["GB", None])
def test_the_first_four_symptoms_and_two_medicines_fit_a_page(paper: Paper, country: str | None):
    core = SHEET._replace(
        symptoms=("Dizziness", "Electric-shock feelings (“brain zaps”)", "Irritability", "Anxiety"),
        medicines=("Exampline", "Otherine"),
    )
    assert len(pdf_text.pages(made(core, paper=paper, country=country))) == 4


def test_a_long_list_goes_on_to_a_second_page_with_its_days():
    long = SHEET._replace(symptoms=tuple(f"In my own words, number {n}" for n in range(30)))
    pages = pdf_text.pages(made(long))
    assert len(pages) == 8
    assert "Thu 26 Feb" in pages[1]
    assert "number 29" in pages[1]


def test_the_page_lies_on_its_side():
    assert pdf_text.sizes_mm(made(paper=Paper.LETTER))[0] == (279, 216)
