"""Modelled occupancy over the dose line: off until asked for, named, and shared only if picked."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from taper import ids
from taper.actions import plans
from tests.conftest import PASSWORD, Cast
from tests.editor import editor, keyed, password, paste_rows, press, signed, tables, write_texts
from tests.pages import opened, served, text
from tests.test_ui_expander import field

TYPED = {
    "typed_region": "striatum",
    "vmax_percent": "80",
    "k_mg": "10",
    "curve_source": "My own reading of a paper",
}
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
    overlay(at, "curve").set_value("listed").run()
    overlay(at, "region").set_value(name).run()
    assert not at.exception, at.exception
    return at


def overlay(at: AppTest, name: str):
    """Give the field of the overlay called *name*."""
    kinds = (at.text_input, at.button_group, at.selectbox, at.button)
    found = [
        each
        for kind in kinds
        for each in kind
        if each.key.startswith("overlay-") and each.key.endswith(f"-{name}")
    ]
    assert len(found) == 1, (name, [each.key for each in found])
    return found[0]


def typed_curve(at: AppTest, **changed: str) -> AppTest:
    """Type a curve: 80 % at most, half of that at 10 mg."""
    overlay(at, "curve").set_value("typed").run()
    for name, value in (TYPED | changed).items():
        overlay(at, name).set_value(value)
    at.run()
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
    assert overlay(at, "curve").value is None
    assert "ccupancy" not in tables(at)
    overlay(at, "curve").set_value("listed").run()
    assert overlay(at, "region").value is None
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
    for each in at.button_group:
        if each.key.startswith("overlay-"):
            each.set_value("listed").run()
    assert sentence in text(at)
    assert not [each for each in at.selectbox if each.key.startswith("overlay-")]


def sign(at: AppTest) -> None:
    sign_it(press(at, "read-back-button"))


def sign_it(at: AppTest) -> None:
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


def test_a_curve_that_was_typed_is_drawn_with_its_own_source(cast: Cast):
    at = typed_curve(on(cast, "Exampline"))
    page = text(at)
    assert "Typed by the prescriber. Source: My own reading of a paper" in page
    assert "Part of the brain: striatum." in page
    # 80 x 20 / (10 + 20) = 53.3; 80 x 10 / 20 = 40.
    assert "Modelled occupancy 53.3 % (striatum)." in tables(at)
    assert "Modelled occupancy 40 % (striatum)." in tables(at)
    assert "Dashed: for a typed curve it is not known which doses were scanned." in page


def test_a_typed_curve_without_a_source_is_not_drawn(cast: Cast):
    at = typed_curve(on(cast, "Exampline"), curve_source="")
    assert "Part of the brain" not in text(at)
    at = typed_curve(at, vmax_percent="0,0", curve_source="A paper")
    assert "Part of the brain" not in text(at)
    assert "above 0" in text(at)


def test_a_typed_curve_is_shared_and_signed_as_typed(cast: Cast):
    at = typed_curve(on(cast, "Exampline"))
    keyed(at, "-overlay-share").set_value(True).run()
    at = press(at, "read-back-button")
    assert "The patient will see the modelled occupancy of each row (striatum)." in text(at)
    sign_it(at)
    (curve,) = signed(cast)[0].plan.shared_curves
    assert curve.typed
    assert (curve.vmax_percent, curve.k_mg) == (80, 10)
    page = text(opened(cast.alex, "plan"))
    assert "Typed by the prescriber. Source: My own reading of a paper" in page


def test_a_curve_typed_for_the_method_is_taken_over_where_that_is_asked(cast: Cast):
    at = on(cast, "Exampline")
    for name, value in {"method": "occupancy_parts", "curve": "typed", **TYPED}.items():
        field(at, name).set_value(value)
        if name in ("method", "curve"):
            at.run()
    overlay(at.run(), "curve").set_value("typed").run()
    assert "Modelled occupancy 53" not in tables(at)
    at = press(at, "-take")
    assert "Modelled occupancy 53.3 % (striatum)." in tables(at)
    assert not [each for each in at.button if each.key.endswith("-take")]


def test_the_overlay_stays_where_rows_are_put_on_the_desk_anew(cast: Cast):
    at = typed_curve(on(cast, "Exampline"))
    keyed(at, "-overlay-share").set_value(True).run()
    keyed(at, "-pasted").set_value("2026-06-01\t5")
    at = press(at, "-paste_add")
    # 80 x 5 / 15 = 26.7.
    assert "Modelled occupancy 26.7 % (striatum)." in tables(at)
    assert keyed(at, "-overlay-share").value is True
    press(at, "save-draft")
    again = editor(cast)
    assert "Modelled occupancy 26.7 % (striatum)." in tables(again)


def test_the_prescriber_switches_it_on_for_a_signed_plan_and_nobody_else_does(cast: Cast):
    sign(on(cast))
    at = opened(cast.dr_bose, "plan", patient=ids.to_text(cast.patient))
    assert "ccupancy" not in text(at)
    switch(at).set_value(True).run()
    at = region(at, "putamen")
    assert "Part of the brain: putamen." in text(at)
    assert "From 2 March 2026: 20 mg. Modelled occupancy 65.3 % (putamen)." in text(at)
    assert not opened(cast.alex, "plan").toggle


def test_a_region_that_is_markdown_is_shown_as_typed_and_fetches_nothing(cast: Cast):
    at = typed_curve(on(cast, "Exampline"), typed_region="![x](https://example.org/x.png)")
    (said,) = [each.value for each in at.caption if each.value.startswith("Part of the brain")]
    assert "![" not in said
