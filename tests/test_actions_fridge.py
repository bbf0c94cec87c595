"""The signed plan for the fridge: what is in force, and never what is superseded."""

from datetime import date

import pytest

from taper.actions import fridge
from taper.actions.paper import PAPERS
from taper.errors import TaperError
from taper.people.audit import Event
from taper.words import say
from tests import pdf_text
from tests.conftest import TEXTS, Cast, sign_plan, typed_plan
from tests.saving import trail_of

ROWS = (("2026-02-02", "20"), ("2026-02-16", "17.5"), ("2026-05-04", "0"))


def printed(cast: Cast, name: str = "alex", paper: str = "a4", *rows: tuple[str, str]) -> str:
    course = sign_plan(cast, typed_plan(*(rows or ROWS))).course.id
    made = fridge.fridge(cast.clinic, cast.actor(name), cast.patient, course, PAPERS[paper])
    return " ".join(pdf_text.pages(made))


@pytest.mark.parametrize("name", ["alex", "dr_bose"])
def test_it_says_the_rows_that_are_not_over_and_whose_words_they_are(sqlite_cast: Cast, name: str):
    said = printed(sqlite_cast, name)
    assert "17.5 mg" in said
    assert "0 mg" in said
    assert "20 mg" not in said
    assert "until 3 May 2026" in said
    assert "Version 1, in force from" in said
    assert TEXTS["contact"] in said
    assert TEXTS["if_missed"] in said
    assert TEXTS["if_too_hard"] not in said
    assert say("fridge.no_prescription", day=date(2026, 3, 2)) in said
    for key in ("fridge.check", "product.purpose", "crisis.heading"):
        assert say(key) in said, key


def test_a_version_that_comes_later_ends_the_sheet_and_is_named(sqlite_cast: Cast):
    cast = sqlite_cast
    sign_plan(cast, typed_plan(*ROWS))
    later = typed_plan(("2026-04-06", "15"), ("2026-06-01", "0"))
    course = sign_plan(cast, later, in_force_from=date(2026, 4, 6), reason="Slower.").course.id
    made = fridge.fridge(cast.clinic, cast.alex, cast.patient, course, PAPERS["a4"])
    said = " ".join(pdf_text.pages(made))
    assert "until 5 April 2026" in said
    assert "Version 2 is signed too" in said
    assert "15 mg" not in said


def test_it_is_on_the_paper_asked_for_and_in_the_trail(sqlite_cast: Cast):
    cast = sqlite_cast
    course = sign_plan(cast, typed_plan(*ROWS)).course.id
    for paper, size in (("a4", (210, 297)), ("letter", (216, 279))):
        made = fridge.fridge(cast.clinic, cast.alex, cast.patient, course, PAPERS[paper])
        assert pdf_text.sizes_mm(made)[0] == size
    assert trail_of(cast)[-1].event is Event.EXPORTED
    assert trail_of(cast)[-1].detail == {"what": "plan.pdf", "version": 1}


def test_words_of_a_prescriber_are_never_markup(sqlite_cast: Cast):
    cast = sqlite_cast
    hostile = "#set text(red) <b>*x*</b> =1+1 \u202eabc 🙂 שלום"
    typed = typed_plan(*ROWS).model_copy(update={"contact": hostile})
    course = sign_plan(cast, typed).course.id
    made = fridge.fridge(cast.clinic, cast.alex, cast.patient, course, PAPERS["a4"])
    assert "#set text(red) <b>*x*</b> =1+1" in " ".join(pdf_text.pages(made))


def test_a_course_of_nobody_is_refused(sqlite_cast: Cast):
    with pytest.raises(TaperError):
        fridge.fridge(
            sqlite_cast.clinic,
            sqlite_cast.alex,
            sqlite_cast.patient,
            12345,  # type: ignore[arg-type]
            PAPERS["a4"],
        )
