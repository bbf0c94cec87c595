"""The diary on paper: printed by both, typed in by both, marked so, never the future."""

from datetime import timedelta

import pytest

from taper.actions import diary, paper, people, symptoms
from taper.actions.diary import Said
from taper.diary.check_in import PAPER_DAYS_BACK, CheckIn, Source
from taper.errors import Refused, TaperError
from taper.exports.pdf import Paper
from taper.people.audit import Event
from tests import pdf_text
from tests.conftest import Cast, sign_plan, typed_plan
from tests.saving import TODAY, back, events, on_file, save


def from_sheet(cast: Cast, days: int, *, who: str = "alex", expected: int = 0) -> CheckIn:
    return diary.save_check_in(
        cast.clinic,
        cast.actor(who),
        cast.patient,
        back(days),
        Said(mood=4, note="Wrote it by hand.", note_is_private=True),
        expected_revision=expected,
        source=Source.PAPER,
    )


def printed(cast: Cast, who: str = "alex") -> str:
    made = paper.print_sheet(cast.clinic, cast.actor(who), cast.patient, TODAY, Paper.A4)
    return pdf_text.pages(made)[0]


@pytest.mark.parametrize("who", ["alex", "dr_bose"])
def test_a_sheet_asks_for_the_patients_own_list_and_is_in_the_trail(cast: Cast, who: str):
    sign_plan(cast, typed_plan(("2026-02-01", "20"), ("2026-05-04", "0")))
    symptoms.add_own(cast.clinic, cast.alex, cast.patient, "Cold hands")
    symptoms.retire(cast.clinic, cast.alex, cast.patient, "anxiety")
    page = printed(cast, who)
    assert "Diary sheet of Alex" in page
    assert "Cold hands" in page
    assert "Did you take Exampline?" in page
    assert "Anxiety" not in page
    assert "Samaritans" in page
    assert events(cast, Event.EXPORTED) == [Event.EXPORTED]


def test_a_medicine_whose_plan_is_not_reached_is_not_asked_for(sqlite_cast: Cast):
    sign_plan(sqlite_cast, typed_plan(("2026-09-01", "20"), ("2026-10-04", "0")))
    assert "Exampline" not in printed(sqlite_cast)


def test_without_consent_the_list_stays_with_the_patient(sqlite_cast: Cast):
    cast = sqlite_cast
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    with pytest.raises(Refused):
        printed(cast, "dr_bose")
    with pytest.raises(Refused):
        paper.week(cast.clinic, cast.dr_bose, cast.patient, back(30))
    assert "Dizziness" in printed(cast)


@pytest.mark.parametrize("who", ["alex", "dr_bose"])
def test_a_sheet_is_typed_in_for_days_long_gone_and_marked_so(cast: Cast, who: str):
    made = from_sheet(cast, PAPER_DAYS_BACK, who=who)
    assert (made.source, made.late, made.recorded_by) == (Source.PAPER, True, cast.ids[who])
    assert made.answers.note_is_private is (who == "alex")
    week = paper.week(cast.clinic, cast.actor("alex"), cast.patient, back(PAPER_DAYS_BACK))
    assert week.days[0].check_in == made
    assert week.days[0].entered_by == ("Dr Bose" if who == "dr_bose" else "")


@pytest.mark.parametrize("who", ["alex", "dr_bose"])
@pytest.mark.parametrize(
    ("days", "why"), [(-1, "future"), (PAPER_DAYS_BACK + 1, "too_far_back"), (5000, "too_far_back")]
)
def test_a_sheet_reaches_neither_the_future_nor_years_back(
    sqlite_cast: Cast, who: str, days: int, why: str
):
    with pytest.raises(TaperError, match=rf"check_in\.{why}"):
        from_sheet(sqlite_cast, days, who=who)
    with pytest.raises(TaperError, match=rf"check_in\.{why}"):
        paper.week(sqlite_cast.clinic, sqlite_cast.actor(who), sqlite_cast.patient, back(days))


def test_without_a_sheet_fourteen_days_are_all_there_is(sqlite_cast: Cast):
    with pytest.raises(TaperError, match=r"check_in\.too_far_back"):
        save(sqlite_cast, back(15))


def test_a_week_has_seven_days_oldest_first_and_ends_today(sqlite_cast: Cast):
    cast = sqlite_cast
    whole = paper.week(cast.clinic, cast.alex, cast.patient, back(40))
    assert [each.day for each in whole.days] == [back(40 - day) for day in range(7)]
    begun = paper.week(cast.clinic, cast.alex, cast.patient, back(2))
    assert [each.day for each in begun.days] == [back(2), back(1), TODAY]
    assert all(each.is_missing for each in whole.days)


def test_a_sheet_of_the_patients_own_is_not_the_prescribers_to_change(sqlite_cast: Cast):
    cast = sqlite_cast
    from_sheet(cast, 20)
    with pytest.raises(TaperError, match=r"check_in\.patients_own"):
        from_sheet(cast, 20, who="dr_bose", expected=1)
    again = diary.save_check_in(
        cast.clinic, cast.alex, cast.patient, back(20), Said(mood=5), expected_revision=1,
        source=Source.PAPER,
    )  # fmt: skip
    assert (again.revision, again.answers.mood) == (2, 5)


def test_a_prescriber_puts_an_old_sheet_right_or_strikes_it_out(sqlite_cast: Cast):
    cast = sqlite_cast
    from_sheet(cast, 20, who="dr_bose")
    made = diary.save_check_in(
        cast.clinic, cast.dr_bose, cast.patient, back(20), Said(mood=5), expected_revision=1,
        source=Source.PAPER,
    )  # fmt: skip
    assert made.revision == 2
    diary.strike_out(
        cast.clinic, cast.dr_bose, cast.patient, back(20), expected_revision=2, source=Source.PAPER
    )
    shown = on_file(cast, back(20))
    assert shown is not None
    assert shown.struck_out


def test_a_sheet_that_the_patient_typed_in_can_be_struck_out_however_old(sqlite_cast: Cast):
    cast = sqlite_cast
    from_sheet(cast, 300)
    struck = diary.strike_out(
        cast.clinic, cast.alex, cast.patient, back(300), expected_revision=1, source=Source.PAPER
    )
    assert struck.struck_out


def test_the_sheet_is_dated_from_the_day_that_was_asked_for(sqlite_cast: Cast):
    cast = sqlite_cast
    first = TODAY + timedelta(days=30)
    made = paper.print_sheet(cast.clinic, cast.alex, cast.patient, first, Paper.LETTER)
    assert "Wed 1 Apr" in pdf_text.pages(made)[0]
