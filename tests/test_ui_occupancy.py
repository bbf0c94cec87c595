"""Modelled occupancy over the dose line: off until asked for, named, and shared only if picked."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from taper.actions import plans
from tests.conftest import PASSWORD, Cast
from tests.editor import editor, keyed, password, paste_rows, press, signed, tables, write_texts
from tests.pages import opened, served, text

ROWS = "2026-03-02\t20\n2026-04-06\t10\n2026-05-04\t0"


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def on(cast: Cast, medicine: str = "escitalopram", form: str = "tablets", rows: str = ROWS):
    """Switch it on for a plan of one medicine and form."""
    plans.open_course(cast.clinic, cast.dr_bose, cast.patient, medicine=medicine, form=form)
    at = write_texts(paste_rows(editor(cast), rows))
    switch(at).set_value(True).run()
    assert not at.exception, at.exception
    return at


def switch(at: AppTest):
    (found,) = at.toggle
    return found


def region(at: AppTest, name: str) -> AppTest:
    keyed(at, "-overlay-region").set_value(name).run()
    assert not at.exception, at.exception
    return at


def test_it_is_off_and_no_region_is_picked_beforehand(cast: Cast):
    plans.open_course(
        cast.clinic, cast.dr_bose, cast.patient, medicine="escitalopram", form="tablets"
    )
    at = paste_rows(editor(cast), ROWS)
    assert switch(at).value is False
    assert "ccupancy" not in tables(at)
    switch(at).set_value(True).run()
    assert keyed(at, "-overlay-region").value is None
    assert "ccupancy" not in tables(at)


def test_it_names_region_source_spread_and_that_it_is_a_model(cast: Cast):
    at = region(on(cast), "putamen")
    page = text(at)
    assert "serotonin transporter only. It is a population model, not a prediction." in page
    assert "Part of the brain: putamen." in page
    assert "Source: Sørensen A et al." in page
    assert "The band is the lowest to the highest of 4 regions: putamen, caudate" in page
    # 69.32 x 20 / (1.22 + 20) = 65.335; lowest there, 89.57 x 20 / (2.72 + 20) = 78.85 highest.
    assert "Modelled occupancy 65.3 % (putamen), 65.3 % to 78.8 % across regions." in tables(at)
    assert "Dashed: the source does not say which doses were scanned." in page


def test_doses_outside_those_scanned_are_extrapolated(cast: Cast):
    at = on(cast, "duloxetine", "gastro-resistant capsules", "2026-03-02\t80\n2026-04-06\t0")
    page = text(region(at, "thalamus"))
    assert "Dashed: extrapolated, outside the doses that were scanned." in page
    assert "Modelled occupancy 84.2 % (thalamus). Extrapolated." in tables(at)


@pytest.mark.parametrize(
    ("medicine", "form", "rows", "sentence"),
    [
        ("Exampline", "tablets", ROWS, "There is no curve on file for this medicine."),
        ("venlafaxine", "tablets", ROWS, "The curves on file for this medicine are for other form"),
        ("citalopram", "tablets", "2026-03-02\t20 | 0", "taken once a day, the same dose"),
        ("citalopram", "tablets", "2026-03-02\t08:00 10 + 20:00 5", "taken once a day, the same"),
    ],
)
def test_it_is_refused_where_there_is_no_curve_or_not_one_dose_a_day(
    cast: Cast, medicine: str, form: str, rows: str, sentence: str
):
    at = on(cast, medicine, form, rows)
    assert sentence in text(at)
    assert not [each for each in at.selectbox if each.key.endswith("-overlay-region")]


def sign(at: AppTest) -> None:
    at = press(at, "read-back-button")
    password(at).set_value(PASSWORD)
    press(at, "-sign")


def test_a_patient_does_not_see_it_unless_it_is_shared(cast: Cast):
    sign(region(on(cast), "putamen"))
    assert signed(cast)[0].plan.shared_curves == ()
    assert "ccupancy" not in text(opened(cast.alex, "plan"))


def test_a_patient_sees_what_was_shared_and_signed(cast: Cast):
    at = region(on(cast), "putamen")
    keyed(at, "-overlay-share").set_value(True).run()
    at = press(at, "read-back-button")
    assert "The patient will see the modelled occupancy of each row (putamen)." in text(at)
    password(at).set_value(PASSWORD)
    press(at, "-sign")
    shared = signed(cast)[0].plan.shared_curves
    assert shared[0].region == "putamen"
    page = text(opened(cast.alex, "plan"))
    assert "It is a population model, not a prediction." in page
    assert "Part of the brain: putamen." in page


def test_sharing_is_taken_back(cast: Cast):
    at = region(on(cast), "putamen")
    keyed(at, "-overlay-share").set_value(True).run()
    keyed(at, "-overlay-share").set_value(False).run()
    sign(at)
    assert signed(cast)[0].plan.shared_curves == ()
