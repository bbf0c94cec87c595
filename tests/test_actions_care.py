"""Cover for an absence and handing over: a colleague reads from a day on, and no longer."""

from datetime import date, timedelta

import pytest
import time_machine

from taper.actions import care, diary, patients, plans
from taper.errors import Refused, TaperError
from taper.people.audit import Event
from taper.people.person import Actor
from tests.conftest import Cast, sign_plan, typed_plan
from tests.saving import TODAY, events, save


def reads(cast: Cast, who: Actor) -> bool:
    """Say whether somebody opens Alex's diary and plan, and has Alex in the list."""
    listed = "Alex" in {name for _, name in patients.patient_page(cast.clinic, who).names}
    try:
        diary.day_on_file(cast.clinic, who, cast.patient, TODAY)
        plans.signed_plans(cast.clinic, who, cast.patient, page="plan")
    except Refused:
        assert not listed
        return False
    assert listed
    return True


def cover(cast: Cast, first: date, last: date, colleague: str = "dr_stranger") -> None:
    care.cover(cast.clinic, cast.dr_bose, cast.patient, cast.ids[colleague], first=first, last=last)


def test_a_colleague_covers_from_the_first_day_to_the_last(
    cast: Cast, morning: time_machine.Traveller
):
    save(cast)
    cover(cast, date(2026, 3, 4), date(2026, 3, 5))
    assert not reads(cast, cast.dr_stranger)
    morning.shift(timedelta(days=2))
    assert reads(cast, cast.dr_stranger)
    assert reads(cast, cast.dr_bose)
    morning.shift(timedelta(hours=38, minutes=59))  # 23:59 of the last day in London
    assert reads(cast, cast.dr_stranger)
    morning.shift(timedelta(minutes=1))
    assert not reads(cast, cast.dr_stranger)
    assert [each.event for each in _care(cast)] == [Event.CARE_BEGUN]


def _care(cast: Cast) -> list:
    from tests.saving import trail_of

    return [each for each in trail_of(cast) if each.event in {Event.CARE_BEGUN, Event.CARE_ENDED}]


def test_who_looks_after_a_patient_is_told_with_its_days(cast: Cast):
    cover(cast, TODAY, TODAY + timedelta(days=6))
    found = care.links_of(cast.clinic, cast.dr_bose, cast.patient)
    assert [(each.name, each.until is None) for each in found] == [
        ("Dr Bose", True),
        ("Dr Stranger", False),
    ]
    assert [name for _, name in care.who_could(cast.clinic, cast.dr_bose, cast.patient)] == [
        "Dr Stranger"
    ]


@pytest.mark.parametrize(
    ("first", "last"),
    [(-3, -1), (3, 2), (0, 400)],
    ids=["all in the past", "turned round", "more than a year"],
)
def test_days_that_make_no_absence_are_refused(cast: Cast, first: int, last: int):
    with pytest.raises(TaperError, match=r"care\.days"):
        cover(cast, TODAY + timedelta(days=first), TODAY + timedelta(days=last))


@pytest.mark.parametrize("who", ["dr_bose", "alex", "sam", "ada"])
def test_only_another_prescriber_covers_or_takes_over(cast: Cast, who: str):
    with pytest.raises(TaperError, match=r"care\.no_colleague"):
        cover(cast, TODAY, TODAY, who)
    with pytest.raises(TaperError, match=r"care\.no_colleague"):
        care.hand_over(cast.clinic, cast.dr_bose, cast.patient, cast.ids[who])


def test_a_patient_who_is_handed_over_keeps_everything_and_the_trail_says_so(cast: Cast):
    sign_plan(cast, typed_plan(("2026-03-01", "20"), ("2026-05-04", "0")))
    save(cast)
    care.hand_over(cast.clinic, cast.dr_bose, cast.patient, cast.ids["dr_stranger"])
    assert (reads(cast, cast.dr_bose), reads(cast, cast.dr_stranger)) == (False, True)
    found = _care(cast)
    assert [(each.event, each.detail["name"]) for each in found] == [
        (Event.CARE_BEGUN, "Dr Stranger"),
        (Event.CARE_ENDED, "Dr Bose"),
    ]
    care.hand_over(cast.clinic, cast.dr_stranger, cast.patient, cast.ids["dr_bose"])
    assert (reads(cast, cast.dr_bose), reads(cast, cast.dr_stranger)) == (True, False)


def test_whoever_covers_signs_and_reads_but_does_not_hand_on_beyond_the_cover(cast: Cast):
    save(cast)
    cover(cast, TODAY, TODAY + timedelta(days=6))
    with pytest.raises(TaperError, match=r"care\.already"):
        care.cover(
            cast.clinic, cast.dr_stranger, cast.patient, cast.ids["dr_bose"],
            first=TODAY, last=TODAY,
        )  # fmt: skip
    assert events(cast, Event.CARE_ENDED) == []


def test_a_stranger_hands_nobody_over(cast: Cast):
    with pytest.raises(Refused):
        care.hand_over(cast.clinic, cast.dr_stranger, cast.patient, cast.ids["dr_stranger"])
