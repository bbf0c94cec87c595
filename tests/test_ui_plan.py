"""The plan page: what was signed, word for word; never a draft."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine

from taper import ids
from taper.actions import plans
from tests.conftest import TEXTS, Cast, sign_plan, typed_plan
from tests.pages import opened, served, text

ROWS = (("2026-02-02", "20"), ("2026-03-16", "17.5"), ("2026-05-04", "0"))
LATER = (("2026-02-02", "20"), ("2026-04-13", "15"), ("2026-06-01", "0"))


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def page(cast: Cast, who: str = "alex") -> str:
    """Give everything that is on the plan page, tables too."""
    query = {} if who == "alex" else {"patient": ids.to_text(cast.patient)}
    at = opened(cast.actor(who), "plan", **query)
    return text(at) + "\n".join(each.value for each in at.html)


def today_is(day: date):
    return time_machine.travel(datetime(day.year, day.month, day.day, 9, tzinfo=UTC), tick=False)


def test_the_rows_their_days_and_doses_stand_as_signed(cast: Cast):
    signed = sign_plan(cast, typed_plan(*ROWS)).versions[0]
    shown = page(cast)
    assert "Mon 2 Feb 2026" in shown
    assert "until Sun 15 Mar 2026" in shown
    assert "17.5 mg" in shown
    assert "Version 1, in force from 2 February 2026." in shown
    assert f"Signed by Dr Bose on 2 March 2026, 09:00. Mark {signed.short_hash}." in shown


def test_the_row_of_today_is_named_in_words(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    shown = page(cast)
    assert shown.count("<span class='tag'>Today</span>") == 1
    row = shown.split("<span class='tag'>Today</span>")[0].rsplit("<tr", 1)[1]
    assert "Mon 2 Feb 2026" in row


def test_rows_long_over_are_folded_and_the_last_of_them_stays_in_sight(cast: Cast):
    days = ("2025-09-01", "2025-10-06", "2025-11-03", "2025-12-01", "2026-02-02", "2026-05-04")
    sign_plan(cast, typed_plan(*zip(days, ("20", "16", "12", "8", "4", "0"), strict=True)))
    at = opened(cast.alex, "plan")
    [folded] = [each for each in at.expander if each.label == "Earlier rows: 3"]
    rows = [each.value for each in at.html if "<caption>" in each.value]
    assert [each.value for each in folded.get("html")] == rows[:1]
    assert [row.count("<tr class=") for row in rows] == [3, 3]
    assert "Mon 3 Nov 2025" in rows[0]
    assert "Mon 1 Dec 2025" in rows[1]
    assert "<span class='tag'>Today</span>" in rows[1]


def test_a_patient_never_sees_a_draft(cast: Cast):
    doctor = cast.dr_bose
    course = plans.open_course(
        cast.clinic, doctor, cast.patient, medicine="Exampline", form="tablets"
    )
    plans.save_draft(
        cast.clinic, doctor, cast.patient, course, typed_plan(*ROWS), expected_revision=0
    )
    shown = page(cast)
    assert "There is no signed plan yet." in shown
    assert "17.5" not in shown
    assert "Exampline" not in shown


def test_a_draft_of_a_new_version_leaves_the_signed_one_in_sight(cast: Cast):
    course = sign_plan(cast, typed_plan(*ROWS)).course.id
    plans.save_draft(
        cast.clinic,
        cast.dr_bose,
        cast.patient,
        course,
        typed_plan(("2026-02-02", "13.25"), ("2026-06-01", "0")),
        expected_revision=0,
    )
    for who in ("alex", "dr_bose"):
        shown = page(cast, who)
        assert "17.5 mg" in shown
        assert "13.25" not in shown


def test_words_for_a_step_that_is_too_hard_are_shown_from_a_week_before_a_change(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    with today_is(date(2026, 3, 8)):
        assert TEXTS["if_too_hard"] not in page(cast)
        assert TEXTS["if_too_hard"] in page(cast, "dr_bose")
        assert TEXTS["if_missed"] in page(cast)
        assert TEXTS["contact"] in page(cast)
    with today_is(date(2026, 3, 9)):
        assert TEXTS["if_too_hard"] in page(cast)


def test_what_follows_is_named_and_nothing_says_to_stop(cast: Cast):
    held = typed_plan(("2026-02-02", "20"), ("2026-03-16", "10")).model_copy(
        update={"holds": "until", "holds_until": "2026-04-12"}
    )
    sign_plan(cast, held)
    shown = page(cast)
    assert "The last row holds until 12 April 2026. The plan ends here." in shown
    assert "We decide together." in shown
    assert "stop" not in text_only(shown)
    with today_is(date(2026, 4, 13)):
        assert "The plan ended on 12 April 2026." in page(cast)


def text_only(shown: str) -> str:
    return shown.split("<style>", maxsplit=1)[0].casefold()


def test_a_plan_that_has_not_begun_says_when_it_begins(cast: Cast):
    sign_plan(cast, typed_plan(("2026-03-09", "20"), ("2026-05-04", "0")))
    assert "The plan begins on 9 March 2026." in page(cast)


def test_an_older_version_is_readable_and_named_as_not_in_force(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    sign_plan(cast, typed_plan(*LATER), in_force_from=date(2026, 3, 2), reason="Stay longer.")
    at = opened(cast.alex, "plan")
    labels = [each.label for each in at.expander]
    assert labels == [
        "What this version changed against version 1",
        "Version 1: no longer in force (2 February 2026 to 1 March 2026)",
    ]
    assert "Version 2, in force from 2 March 2026." in text(at)
    assert "Stay longer." in text(at)


def test_a_version_that_is_not_in_force_yet_is_named_as_coming(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    sign_plan(cast, typed_plan(*LATER), in_force_from=date(2026, 3, 9), reason="Stay longer.")
    at = opened(cast.alex, "plan")
    assert "Version 1, in force from 2 February 2026." in text(at)
    assert [each.label for each in at.expander] == [
        "Version 2: signed, in force from 9 March 2026",
        "What this version changed against version 1",
    ]


def test_a_version_that_was_replaced_before_its_day_is_not_named_as_coming(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    for reason in ("Stay longer.", "Another way."):
        sign_plan(cast, typed_plan(*LATER), in_force_from=date(2026, 3, 9), reason=reason)
    at = opened(cast.alex, "plan")
    assert [each.label for each in at.expander if each.label.startswith("Version")] == [
        "Version 3: signed, in force from 9 March 2026",
        "Version 2: was to be in force from 9 March 2026, and never was",
    ]


def test_what_a_version_changed_stands_beside_it_for_both(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    sign_plan(cast, typed_plan(*LATER), in_force_from=date(2026, 3, 2), reason="Stay longer.")
    for who in ("alex", "dr_bose"):
        shown = page(cast, who)
        assert "Rows of the plan before and after the change" in shown
        assert "row goes" in shown
        assert "new row" in shown


def test_only_a_prescriber_is_offered_a_change(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    assert not [each for each in opened(cast.alex, "plan").button if "change" in str(each.key)]
    at = opened(cast.dr_bose, "plan", patient=ids.to_text(cast.patient))
    (way,) = (each for each in at.button if each.label == "Change the plan")
    way.click().run()
    assert at.title[0].value == "Change the plan"


def test_a_prescriber_without_a_plan_to_show_is_led_to_the_editor(cast: Cast):
    at = opened(cast.dr_bose, "plan", patient=ids.to_text(cast.patient))
    assert "Alex" in text(at)
    assert "No plan is signed yet." in text(at)
    assert [each.label for each in at.button] == ["Write a plan"]


def test_without_a_patient_the_page_says_where_to_find_one(cast: Cast):
    assert "No patient is chosen." in text(opened(cast.dr_bose, "plan"))


def test_a_stranger_sees_nothing_of_a_plan(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    shown = page(cast, "dr_stranger")
    assert "Alex" not in shown
    assert "Exampline" not in shown
    assert "17.5 mg" not in shown
