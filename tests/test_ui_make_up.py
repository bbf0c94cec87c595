"""What doses are made of on the page: named, offered in one order, picked, signed and shown."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from taper import ids
from taper.actions import plans
from taper.actions.pharmacy import make_up_text
from taper.plan.amendment import Hold
from taper.plan.picked import FIRST
from tests.conftest import PASSWORD, Cast
from tests.editor import (
    course_of,
    draft,
    editor,
    keyed,
    open_course,
    password,
    paste_rows,
    press,
    signed,
    tables,
    write_texts,
)
from tests.pages import opened, served, text
from tests.test_actions_amendments import amend

ROWS_4 = "2026-03-02\t17.5\n2026-04-06\t10\n2026-04-20\t3\n2026-05-04\t0"
ROWS = "2026-03-02\t17.5\n2026-04-06\t17.3\n2026-05-04\t0"


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def named(at: AppTest) -> AppTest:
    """Name tablets of 5 mg that may be halved, and a liquid of 2 mg in 1 mL, by 0.25 mL."""
    keyed(at, "-supply-made_from").set_value("preparations").run()
    at = press(at, "-supply-add")
    keyed(at, "-supply-kind-0").set_value("tablet").run()
    keyed(at, "-supply-strength-0").set_value("5")
    keyed(at, "-supply-tablet-0").set_value("scored").run()
    keyed(at, "-supply-cut-0").set_value("halves").run()
    at = press(at, "-supply-add")
    keyed(at, "-supply-kind-1").set_value("liquid").run()
    for name, value in (("strength", "2"), ("in_ml", "1"), ("smallest_ml", "0,25")):
        keyed(at, f"-supply-{name}-1").set_value(value)
    keyed(at, "-supply-rule").set_value("nearest").run()
    keyed(at, "-supply-ties").set_value("down").run()
    assert not at.exception, at.exception
    return at


def ways(at: AppTest):
    """Give the fields that offer ways."""
    return [each for each in at.selectbox if "-way-" in each.key]


def test_nothing_is_named_or_picked_beforehand(cast: Cast):
    at = open_course(cast)
    assert keyed(at, "-supply-made_from").value is None
    keyed(at, "-supply-made_from").set_value("preparations").run()
    at = press(at, "-supply-add")
    assert keyed(at, "-supply-kind-0").value is None
    assert keyed(at, "-supply-rule").value is None
    keyed(at, "-supply-rule").set_value("nearest").run()
    assert keyed(at, "-supply-ties").value is None


def test_ways_stand_in_the_order_of_the_preparations_and_none_is_picked(cast: Cast):
    at = named(paste_rows(open_course(cast), ROWS))
    (found,) = ways(at)
    assert found.value is None
    assert found.label == "Row 1: 17.5 mg"
    assert found.options[:3] == [
        "3½ × 5 mg tablet",
        "3 × 5 mg tablet + 1.25 mL of 2 mg in 1 mL",
        "2½ × 5 mg tablet + 2.5 mL of 2 mg in 1 mL",
    ]


def test_a_dose_that_cannot_be_made_is_named_with_its_neighbours(cast: Cast):
    page = text(named(paste_rows(open_course(cast), ROWS)))
    assert (
        "Row 2: 17.3 mg can't be made from what is named. Next below: 17 mg. Next above: 17.5 mg."
    ) in page


def test_rows_are_rounded_by_the_one_rule_and_what_was_intended_stays(cast: Cast):
    at = named(paste_rows(open_course(cast), ROWS))
    at = press(at, "-round-rows")
    assert "1 row was rounded." in text(at)
    assert at.data_editor[0].value["dose"].tolist()[:3] == ["17.5", "17.5", "0"]
    page = tables(at)
    assert "Intended 17.3 mg can&#x27;t be made. Rounded, it is 0.2 mg more (1.2 %)." in page
    assert "This dose is the same as in the row before" in page
    at = press(at, "take-back")
    assert at.data_editor[0].value["dose"].tolist()[:3] == ["17.5", "17.3", "0"]


def test_rounding_again_by_another_rule_starts_from_what_was_intended(cast: Cast):
    at = press(named(paste_rows(open_course(cast), ROWS)), "-round-rows")
    keyed(at, "-supply-rule").set_value("down").run()
    at = press(at, "-round-rows")
    assert at.data_editor[0].value["dose"].tolist()[:3] == ["17.5", "17", "0"]


def signed_with_a_way(cast: Cast, rows: str = ROWS) -> AppTest:
    at = named(write_texts(paste_rows(open_course(cast), rows)))
    ways(at)[0].set_value("3½ × 5 mg tablet").run()
    at = press(at, "read-back-button")
    assert "Made of 3½ × 5 mg tablet" in tables(at)
    password(at).set_value(PASSWORD)
    return press(at, "-sign")


def test_a_way_that_is_picked_is_signed_and_shown_to_the_patient(cast: Cast):
    signed_with_a_way(cast)
    (version,) = signed(cast)
    (part,) = version.plan.steps[0].cycle[0][0].made_of
    assert (part.kind, part.amount, part.mg) == ("tablet", "3½", "5")
    assert version.plan.steps[1].cycle[0][0].made_of == ()
    assert version.plan.supply is not None
    plan = opened(cast.alex, "plan")
    assert "Made of 3½ × 5 mg tablet" in tables(plan)
    assert "Working" not in tables(plan)
    assert "Made of 3½ × 5 mg tablet" in text(opened(cast.alex))


def test_a_way_is_dropped_where_its_dose_or_its_preparation_goes(cast: Cast):
    at = named(write_texts(paste_rows(open_course(cast), ROWS)))
    ways(at)[0].set_value("3½ × 5 mg tablet").run()
    keyed(at, "-supply-cut-0").set_value("whole").run()
    assert ways(at)[0].value is None
    at = press(at, "read-back-button")
    assert "Made of" not in tables(at)


def test_a_way_is_still_picked_in_another_session(cast: Cast):
    at = named(paste_rows(open_course(cast), ROWS))
    ways(at)[0].set_value("3½ × 5 mg tablet").run()
    press(at, "save-draft")
    assert [each.value for each in ways(editor(cast))] == ["3½ × 5 mg tablet"]
    assert draft(cast).supply.made_from == "preparations"


MISSING = {
    "a strength that is a percentage": ("strength-0", "10 %", "A percentage is not a dose."),
    "a strength of nothing": ("strength-0", "0", "Write an amount above 0 mg."),
    "mL with two readings": ("in_ml-1", "1.125", "This amount in mL has two readings."),
}


@pytest.mark.parametrize("name", MISSING)
def test_what_cannot_be_read_is_named_at_its_field_and_blocks_the_signature(cast: Cast, name: str):
    field, value, sentence = MISSING[name]
    at = named(write_texts(paste_rows(open_course(cast), ROWS)))
    keyed(at, f"-supply-{field}").set_value(value).run()
    assert sentence in text(at)
    at = press(at, "read-back-button")
    assert "1 thing is to be corrected" in text(at)


def test_a_modified_release_tablet_is_never_cut(cast: Cast):
    at = named(paste_rows(open_course(cast), "2026-03-02\t2.5"))
    keyed(at, "-supply-tablet-0").set_value("modified_release").run()
    assert "It is taken whole." in text(at)
    assert not any("½" in option for each in ways(at) for option in each.options)


def test_quantities_and_the_last_day_they_cover_stand_in_the_text_for_the_pharmacy(cast: Cast):
    signed_with_a_way(cast)
    at = editor(cast)
    keyed(at, "-first").set_value("2 March 2026")
    keyed(at, "-days").set_value("2 weeks")
    keyed(at, "-leftovers").set_value("kept").run()
    page = text(at)
    assert "17.5 mg a time = 3½ × 5 mg tablet" in page
    assert "49 tablets of 5 mg (49 taken)" in page
    assert "These amounts cover every day up to 15 March 2026." in page
    link = next(each for each in at.get("link_button") if "pharmacy.txt" in each.proto.url)
    assert f"course={ids.to_text(course_of(cast))}" in link.proto.url
    keyed(at, "-days").set_value("60").run()
    assert "1 row has no make-up. It is not counted." in text(at)
    assert "cover every day" not in text(at)


def test_every_row_of_a_year_of_daily_steps_can_be_picked_for(cast: Cast):
    first = date(2026, 3, 2)
    rows = "\n".join(f"{first + timedelta(days=n)}\t{200 - n * 0.5:.1f}" for n in range(400))
    at = named(paste_rows(open_course(cast), rows))
    assert len(ways(at)) == 40
    parts = keyed(at, f"ways-part-{course_of(cast)}")
    assert parts.options[0] == "Rows 1 to 40 of 400"
    assert parts.options[-1] == "Rows 361 to 400 of 400"
    parts.set_value(9).run()
    assert not at.exception, at.exception
    assert [each.label for each in ways(at)][-1] == "Row 400: 0.5 mg"
    ways(at)[-1].set_value("0.25 mL of 2 mg in 1 mL").run()
    press(at, "save-draft")
    assert len(draft(cast).made) == 1


def test_one_rule_is_picked_for_all_doses_that_have_none(cast: Cast):
    at = named(write_texts(paste_rows(open_course(cast), ROWS_4)))
    ways(at)[0].set_value("3 × 5 mg tablet + 1.25 mL of 2 mg in 1 mL").run()
    at = press(at, "-by-rule")
    assert "Choose a rule first." in text(at)
    rule = keyed(at, f"ways-all-{course_of(cast)}")
    assert rule.value is None
    assert rule.options == [
        "The first in the order above",
        "Preparation 1 alone (Tablet, 5 mg)",
        "Preparation 2 alone (Liquid, 2 mg)",
    ]
    rule.set_value(0)
    at = press(at, "-by-rule")
    assert "1 dose has a way now. 1 dose has no such way and stays without one." in text(at)
    rule = keyed(at, f"ways-all-{course_of(cast)}")
    rule.set_value(1)
    at = press(at, "-by-rule")
    assert "1 dose has a way now." in text(at)
    at = press(at, "read-back-button")
    password(at).set_value(PASSWORD)
    press(at, "-sign")
    made = [step.cycle[0][0].make_up for step in signed(cast)[0].plan.steps]
    assert [make_up_text(each) for each in made] == [
        "3 × 5 mg tablet + 1.25 mL of 2 mg in 1 mL",
        "2 × 5 mg tablet",
        "1.5 mL of 2 mg in 1 mL",
        "",
    ]


def test_a_rule_is_taken_back_in_one_go(cast: Cast):
    at = named(paste_rows(open_course(cast), ROWS_4))
    keyed(at, f"ways-all-{course_of(cast)}").set_value(FIRST)
    at = press(at, "-by-rule")
    assert [each.value for each in ways(at)] == [
        "3½ × 5 mg tablet",
        "2 × 5 mg tablet",
        "½ × 5 mg tablet + 0.25 mL of 2 mg in 1 mL",
    ]
    at = press(at, "take-back")
    assert [each.value for each in ways(at)] == [None] * 3


def test_a_change_is_read_back_with_make_ups_and_how_much_the_days_take(cast: Cast):
    signed_with_a_way(cast)
    found = plans.signed_plans(cast.clinic, cast.dr_bose, cast.patient, page="plan")[0]
    amend(cast, found, Hold(days=14))
    page = tables(opened(cast.dr_bose, "plan", patient=ids.to_text(cast.patient)))
    # 35 days of 3½ tablets as signed, 49 after the hold.
    assert "Made of 3½ × 5 mg tablet" in page
    assert "35 days take 122½ × 5 mg tablet" in page
    assert "49 days take 171½ × 5 mg tablet" in page


def test_a_draft_says_how_much_it_needs_for_the_days_that_are_asked(cast: Cast):
    at = named(write_texts(paste_rows(open_course(cast), ROWS)))
    assert not [each for each in at.text_input if each.key.startswith("draft-needs")]
    ways(at)[0].set_value("3½ × 5 mg tablet").run()
    keyed(at, "-first").set_value("2 March 2026")
    keyed(at, "-days").set_value("4 weeks")
    keyed(at, "-leftovers").set_value("kept").run()
    page = text(at)
    assert "98 tablets of 5 mg (98 taken)" in page
    assert "These amounts cover every day up to 29 March 2026." in page
    keyed(at, "-days").set_value("4,5").run()
    assert "98 tablets" not in text(at)
