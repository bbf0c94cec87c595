"""Without an account a patient agrees on paper; with one, by himself or herself alone."""

import pytest

from taper.actions import diary, paper_consent, people
from taper.actions.people import Invitation
from taper.diary.check_in import Source
from taper.errors import Refused, TaperError
from taper.ids import PersonId
from taper.people.audit import Event
from tests.conftest import PASSWORD, Cast
from tests.saving import TODAY, trail_of

SIGNED = "1 March 2026"


@pytest.fixture
def kim(cast: Cast) -> Invitation:
    """A patient of Dr Bose who has not used the invitation."""
    return people.invite_patient(cast.clinic, cast.dr_bose, name="Kim", zone="UTC")


def keep(cast: Cast, kim: Invitation, day: str = SIGNED, who: str = "dr_bose") -> None:
    paper_consent.keep_consent(cast.clinic, cast.actor(who), kim.patient, day)


def enter_a_day(cast: Cast, kim: Invitation) -> None:
    diary.save_check_in(
        cast.clinic, cast.dr_bose, kim.patient, TODAY, diary.Said(mood=4), expected_revision=0,
        source=Source.ON_BEHALF,
    )  # fmt: skip


def is_open(cast: Cast, kim: Invitation) -> bool:
    return paper_consent.paper_consent(cast.clinic, cast.dr_bose, kim.patient).diary_is_open


def accept(cast: Cast, kim: Invitation, *, agreed: bool) -> None:
    people.accept_invitation(
        cast.clinic, code=kim.code, sign_in_name="kim", password=PASSWORD, agreed=agreed,
        country=None,
    )  # fmt: skip


def told(cast: Cast, kim: Invitation) -> list[Event]:
    return [trace.event for trace in trail_of(cast, kim.patient)]


def test_days_are_entered_only_once_a_consent_is_kept(cast: Cast, kim: Invitation):
    with pytest.raises(Refused):
        enter_a_day(cast, kim)
    keep(cast, kim)
    keep(cast, kim)
    enter_a_day(cast, kim)
    assert told(cast, kim).count(Event.CONSENT_ON_PAPER) == 1
    (kept,) = (each for each in trail_of(cast, kim.patient) if each.event is Event.CONSENT_ON_PAPER)
    assert (kept.actor, kept.detail["day"]) == (cast.ids["dr_bose"], "2026-03-01")


def test_a_patient_who_no_longer_agrees_closes_the_diary(cast: Cast, kim: Invitation):
    keep(cast, kim)
    paper_consent.end_consent(cast.clinic, cast.dr_bose, kim.patient)
    assert not is_open(cast, kim)
    with pytest.raises(Refused):
        enter_a_day(cast, kim)


@pytest.mark.parametrize("agreed", [True, False])
def test_what_the_patient_says_with_the_invitation_is_what_holds(
    cast: Cast, kim: Invitation, agreed: bool
):
    keep(cast, kim)
    accept(cast, kim, agreed=agreed)
    cast.ids["kim"] = PersonId(kim.patient)
    consent = people.consent_of(cast.clinic, cast.actor("kim"), kim.patient)
    assert consent is not None
    assert consent.holds is agreed
    assert (Event.CONSENT_WITHDRAWN in told(cast, kim)) is not agreed


def test_nobody_agrees_for_somebody_who_has_an_account(cast: Cast, kim: Invitation):
    accept(cast, kim, agreed=False)
    for call in (lambda: keep(cast, kim), lambda: paper_consent.end_consent(
        cast.clinic, cast.dr_bose, kim.patient)):  # fmt: skip
        with pytest.raises(TaperError, match=r"paper_consent\.has_account"):
            call()
    assert not is_open(cast, kim)


@pytest.mark.parametrize(
    ("day", "why"), [("", "row.date_empty"), ("3/4/2026", "row.date"), ("9 March 2026", "future")]
)
def test_the_day_of_the_signature_is_needed(sqlite_cast: Cast, day: str, why: str):
    invited = people.invite_patient(sqlite_cast.clinic, sqlite_cast.dr_bose, name="K", zone="UTC")
    with pytest.raises(TaperError, match=why):
        keep(sqlite_cast, invited, day)


@pytest.mark.parametrize("who", ["dr_stranger", "sam", "ada", "alex"])
def test_only_a_prescriber_of_the_patient_keeps_it(sqlite_cast: Cast, who: str):
    invited = people.invite_patient(sqlite_cast.clinic, sqlite_cast.dr_bose, name="K", zone="UTC")
    with pytest.raises(Refused):
        keep(sqlite_cast, invited, who=who)
