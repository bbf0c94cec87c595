"""The patient opens and closes the diary; the plan stays, and the patient sees everything."""

from collections.abc import Callable
from typing import Any

import pytest

from taper.actions import diary, patients, people, plans, record, sessions
from taper.errors import Refused
from taper.people.audit import Event
from taper.people.person import Actor
from tests.conftest import Cast, sign_plan, typed_plan
from tests.saving import SAID, TODAY, events, save

READS: dict[str, Callable[[Cast, Actor], Any]] = {
    "day": lambda cast, who: diary.day_on_file(cast.clinic, who, cast.patient, TODAY),
    "days": lambda cast, who: diary.days_on_file(cast.clinic, who, cast.patient, TODAY, TODAY),
    "revisions": lambda cast, who: diary.revisions(cast.clinic, who, cast.patient, TODAY),
    "csv": lambda cast, who: record.timeline_csv(cast.clinic, who, cast.patient, None, None),
}


@pytest.fixture
def filled(cast: Cast) -> Cast:
    sign_plan(cast, typed_plan(("2026-03-01", "20"), ("2026-05-04", "0")))
    save(cast)
    return cast


def withdraw(cast: Cast) -> None:
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)


def give(cast: Cast) -> None:
    people.give_consent(cast.clinic, cast.alex, cast.patient)


def sees_the_diary(cast: Cast, who: Actor) -> bool:
    """Say whether somebody is shown the diary, in every way there is, or in none."""
    found = record.record(cast.clinic, who, cast.patient, page="compare")
    answers = [found.diary_is_open, bool(found.diary.days), bool(found.symptoms)]
    for read in READS.values():
        try:
            read(cast, who)
        except Refused:
            answers.append(False)
        else:
            answers.append(True)
    assert len(set(answers)) == 1, answers
    return answers[0]


def sees_the_plan(cast: Cast, who: Actor) -> bool:
    found = record.record(cast.clinic, who, cast.patient, page="compare")
    return bool(
        found.plans[0].versions
        and plans.signed_plans(cast.clinic, who, cast.patient, page="plan")[0].versions
    )


def test_the_diary_is_open_while_the_consent_holds(filled: Cast):
    doctor = filled.dr_bose
    assert sees_the_diary(filled, doctor)
    withdraw(filled)
    assert not sees_the_diary(filled, doctor)
    give(filled)
    assert sees_the_diary(filled, doctor)


def test_the_plan_stays_open_to_its_prescriber(filled: Cast):
    doctor = filled.dr_bose
    withdraw(filled)
    assert sees_the_plan(filled, doctor)
    sign_plan(
        filled,
        typed_plan(("2026-03-01", "20"), ("2026-06-01", "0")),
        in_force_from=TODAY,
        reason="Slower.",
    )


def test_the_patient_sees_everything_all_the_time(filled: Cast):
    for change in (withdraw, give, withdraw):
        change(filled)
        alex = filled.alex
        assert sees_the_diary(filled, alex)
        assert sees_the_plan(filled, alex)
    save(filled, TODAY, SAID.model_copy(update={"mood": 1}), expected=1)


def test_a_patient_who_never_agreed_shares_nothing(cast: Cast):
    invited = people.invite_patient(cast.clinic, cast.dr_bose, name="Kim", zone="UTC")
    token = people.accept_invitation(
        cast.clinic,
        code=invited.code,
        sign_in_name="kim",
        password="seven quiet herons",
        agreed=False,
        country=None,
    )
    kim = sessions.actor_by_token(cast.clinic, token)
    assert kim is not None
    diary.save_check_in(cast.clinic, kim, invited.patient, TODAY, SAID, expected_revision=0)
    found = record.record(cast.clinic, cast.dr_bose, invited.patient, page="compare")
    assert (found.diary_is_open, tuple(found.diary.days), found.symptoms) == (False, (), ())
    with pytest.raises(Refused):
        diary.day_on_file(cast.clinic, cast.dr_bose, invited.patient, TODAY)
    assert record.record(cast.clinic, kim, invited.patient, page="compare").diary.days


def test_the_list_of_patients_says_nothing_of_a_diary_that_is_closed(filled: Cast):
    (line,) = patients.patient_page(filled.clinic, filled.dr_bose).lines
    assert (line.shares_diary, line.last_check_in, line.days_recorded) == (True, TODAY, 1)
    withdraw(filled)
    (line,) = patients.patient_page(filled.clinic, filled.dr_bose).lines
    assert (line.shares_diary, line.last_check_in, line.days_recorded) == (False, None, None)


def test_each_change_is_a_line_in_the_trail_and_five_clicks_are_one_change(filled: Cast):
    kinds = (Event.CONSENT_GIVEN, Event.CONSENT_WITHDRAWN)
    for change in (give, give, withdraw, withdraw, withdraw, give, give):
        change(filled)
    given, withdrawn = kinds
    assert events(filled, *kinds) == [given, withdrawn, given]
    consent = people.consent_of(filled.clinic, filled.alex, filled.patient)
    assert consent is not None
    assert consent.holds


def test_what_was_agreed_to_is_kept_when_it_is_withdrawn(filled: Cast):
    before = people.consent_of(filled.clinic, filled.alex, filled.patient)
    withdraw(filled)
    after = people.consent_of(filled.clinic, filled.alex, filled.patient)
    assert before is not None
    assert after is not None
    assert (after.version, after.agreed_at) == (before.version, before.agreed_at)
    assert not after.holds
