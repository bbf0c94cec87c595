"""The diary on paper: what the form asks, four weeks of it, and no answer."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taper.actions.help_now import crisis_numbers
from taper.exports.diary_sheet import DiarySheet, diary_sheet_pdf
from taper.exports.pdf import Paper
from taper.words import say
from tests import pdf_text
from tests.conftest import count

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


def rows_of(page: str, symptoms: tuple[str, ...]) -> int:
    """Count the questions on a page."""
    asked = ("bad_day", "mood", "sleep", "sleep_quality", "usual_things", "note")
    questions = [say(f"diary_sheet.{name}").split(" (")[0] for name in asked]
    medicines = [say("diary_sheet.taken", medicine=name) for name in SHEET.medicines]
    flat = " ".join(page.split())
    return sum(question in flat for question in (*questions, *medicines, *symptoms))


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize(
    ("symptoms", "pages_a_week"),
    [
        (tuple(f"In my own words, the {n:02}nd" for n in range(30)), 2),
        (tuple(f"{n:02}: in my own words, which are long" for n in range(30)), 2),
        (tuple(f"{n:02}: in words of my own that go on over one line" for n in range(13)), 2),
    ],
)
def test_a_long_list_is_shared_out_among_few_pages_each_with_its_days(
    paper: Paper, symptoms: tuple[str, ...], pages_a_week: int
):
    pages = pdf_text.pages(made(SHEET._replace(symptoms=symptoms), paper=paper))
    assert len(pages) == 4 * pages_a_week
    for page in pages[:pages_a_week]:
        assert "Thu 26 Feb" in page
        assert "week 1 of 4" in page
        assert "Samaritans: call 116 123" in page
    rows = [rows_of(page, symptoms) for page in pages[:pages_a_week]]
    assert sum(rows) == len(symptoms) + 7
    assert min(rows) > max(rows) / 2


@given(st.integers(1, 40))
@settings(max_examples=count(short=3, ci=10, full=40))
def test_however_long_the_list_no_page_is_left_with_a_row_or_two(n: int):
    symptoms = tuple(f"In my own words, the {each:02}nd" for each in range(n))
    pages = pdf_text.pages(made(SHEET._replace(symptoms=symptoms)))
    rows = [rows_of(page, symptoms) for page in pages[: len(pages) // 4]]
    assert sum(rows) == n + 7
    assert min(rows) > max(rows) / 2


def test_the_page_lies_on_its_side():
    assert pdf_text.sizes_mm(made(paper=Paper.LETTER))[0] == (279, 216)
