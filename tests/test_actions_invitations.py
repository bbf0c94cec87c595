"""An invitation lets one person in, once, within 72 hours; what that person agrees to holds."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from taper.actions import people, sessions
from taper.actions.people import Invitation
from taper.errors import TaperError
from taper.people.audit import Event
from taper.people.person import Role
from taper.storage import people as stored_people
from taper.storage.tables import Base
from tests.conftest import MORNING, PASSWORD, Cast
from tests.saving import events


@pytest.fixture
def invited(cast: Cast) -> Invitation:
    return people.invite_patient(cast.clinic, cast.dr_bose, name="Kim", zone="Asia/Tokyo")


def accept(cast: Cast, code: str, **changed: Any) -> str:
    answers = {"sign_in_name": "kim", "password": PASSWORD, "agreed": True, "country": None}
    return people.accept_invitation(cast.clinic, code=code, **{**answers, **changed})


def refused(cast: Cast, code: str, **changed: Any) -> str:
    with pytest.raises(TaperError) as refusal:
        accept(cast, code, **changed)
    return refusal.value.key


def shown(cast: Cast, code: str) -> str:
    """Open the invitation's page; the key of the refusal where it isn't open."""
    try:
        return people.invitation(cast.clinic, code).patient_name
    except TaperError as refusal:
        return refusal.key


def test_an_invitation_says_who_invites_whom_and_until_when(cast: Cast, invited: Invitation):
    found = people.invitation(cast.clinic, invited.code)
    assert (found.patient, found.patient_name) == (invited.patient, "Kim")
    assert found.prescriber_name == "Dr Bose"
    assert found.expires_at == invited.expires_at == MORNING + timedelta(hours=72)


def test_the_person_invited_has_a_diary_in_the_care_of_who_invited(cast: Cast, invited: Invitation):
    actor = sessions.actor_by_token(cast.clinic, accept(cast, invited.code, country="IE"))
    assert actor is not None
    assert (actor.patient, actor.name, actor.zone) == (invited.patient, "Kim", "Asia/Tokyo")
    assert actor.roles == {Role.PATIENT}
    with cast.clinic.store.reading() as session:
        care = stored_people.prescribers_of(session, invited.patient)
    assert care == [(cast.ids["dr_bose"], "Dr Bose")]
    assert events(cast, patient=invited.patient) == [
        Event.INVITED,
        Event.INVITATION_ACCEPTED,
        Event.CONSENT_GIVEN,
    ]


def test_looking_at_an_invitation_does_not_use_it_up(cast: Cast, invited: Invitation):
    for _ in range(3):
        assert shown(cast, invited.code) == "Kim"
    accept(cast, invited.code)


def test_an_invitation_works_once(cast: Cast, invited: Invitation):
    accept(cast, invited.code)
    assert shown(cast, invited.code) == "invitation.used"
    assert refused(cast, invited.code, sign_in_name="thief") == "invitation.used"


def test_two_people_with_one_code_get_in_once(cast: Cast, invited: Invitation):
    start = threading.Barrier(5)

    def enter(number: int) -> str:
        start.wait()
        try:
            accept(cast, invited.code, sign_in_name=f"kim{number}")
        except TaperError as refusal:
            return refusal.key
        return "in"

    with ThreadPoolExecutor(5) as threads:
        ends = sorted(threads.map(enter, range(5)))
    assert ends == ["in"] + ["invitation.used"] * 4
    assert events(cast, Event.INVITATION_ACCEPTED, patient=invited.patient) == [
        Event.INVITATION_ACCEPTED
    ]


def test_an_invitation_is_open_for_72_hours_to_the_second(cast: Cast, invited: Invitation):
    last = timedelta(hours=72) - timedelta(milliseconds=1)
    with time_machine.travel(MORNING + last, tick=False):
        assert shown(cast, invited.code) == "Kim"
    with time_machine.travel(MORNING + timedelta(hours=72), tick=False):
        assert shown(cast, invited.code) == "invitation.expired"
        assert refused(cast, invited.code) == "invitation.expired"
    with time_machine.travel(MORNING + last, tick=False):
        accept(cast, invited.code)


def test_a_renewed_invitation_closes_the_one_before(cast: Cast, invited: Invitation):
    renewed = people.renew_invitation(cast.clinic, cast.dr_bose, invited.patient)
    assert renewed.code != invited.code
    assert shown(cast, invited.code) == refused(cast, invited.code) == "invitation.unknown"
    assert shown(cast, renewed.code) == "Kim"
    accept(cast, renewed.code)
    assert Event.INVITATION_RENEWED in events(cast, patient=invited.patient)


def test_an_expired_invitation_is_renewed_for_another_72_hours(cast: Cast, invited: Invitation):
    later = MORNING + timedelta(days=30)
    with time_machine.travel(later, tick=False):
        renewed = people.renew_invitation(cast.clinic, cast.dr_bose, invited.patient)
        assert renewed.expires_at == later + timedelta(hours=72)
        accept(cast, renewed.code)


def test_whoever_is_in_is_not_invited_again(cast: Cast, invited: Invitation):
    accept(cast, invited.code)
    for patient in (invited.patient, cast.patient):
        with pytest.raises(TaperError, match=r"invitation\.used"):
            people.renew_invitation(cast.clinic, cast.dr_bose, patient)


def test_renewing_and_accepting_at_once_ends_one_way_or_the_other(cast: Cast, invited: Invitation):
    doctor = cast.dr_bose
    for _ in range(5):
        patient = people.invite_patient(cast.clinic, doctor, name="Kim", zone="UTC")
        start = threading.Barrier(2)

        def renew(patient: Invitation = patient, start: threading.Barrier = start) -> str:
            start.wait()
            try:
                people.renew_invitation(cast.clinic, doctor, patient.patient)
            except TaperError as refusal:
                return refusal.key
            return "renewed"

        def enter(patient: Invitation = patient, start: threading.Barrier = start) -> str:
            start.wait()
            try:
                accept(cast, patient.code, sign_in_name=f"kim{patient.patient}")
            except TaperError as refusal:
                return refusal.key
            return "in"

        with ThreadPoolExecutor(2) as threads:
            ends = threads.submit(renew), threads.submit(enter)
        assert tuple(each.result() for each in ends) in {
            ("renewed", "invitation.unknown"),
            ("invitation.used", "in"),
        }


@pytest.mark.parametrize("code", ["", "guess", "\0", "x" * 9999])
def test_a_code_that_was_never_given_opens_nothing(sqlite_cast: Cast, code: str):
    assert shown(sqlite_cast, code) == refused(sqlite_cast, code) == "invitation.unknown"


def test_a_code_is_hard_to_guess_and_kept_nowhere(cast: Cast, invited: Invitation):
    letters = invited.code.replace("-", "")
    assert len(letters) == 20
    assert set(letters) <= set("abcdefghjkmnpqrstvwxyz23456789")  # none looks like another
    codes = {people.renew_invitation(cast.clinic, cast.dr_bose, invited.patient).code
             for _ in range(20)}  # fmt: skip
    assert len(codes) == 20
    with cast.clinic.store.reading() as session:
        for name in Base.metadata.tables:
            text = str(session.execute(sa.text(f"SELECT * FROM {name}")).all())
            assert not any(code in text or code.replace("-", "") in text for code in codes)


def test_what_was_mistyped_uses_no_invitation_up(cast: Cast, invited: Invitation):
    for changed, key in (
        ({"sign_in_name": "k"}, "person.sign_in_name"),
        ({"sign_in_name": "alex"}, "person.sign_in_name_taken"),
        ({"password": "short"}, "password.too_short"),
        ({"password": "kim kim kim kim kim"}, "password.guessable"),
        ({"country": "XX"}, "crisis.country_unknown"),
    ):
        assert refused(cast, invited.code, **changed) == key
    assert shown(cast, invited.code) == "Kim"
    assert sessions.actor_by_token(cast.clinic, accept(cast, invited.code)) is not None


def test_whoever_does_not_agree_gets_in_all_the_same(cast: Cast, invited: Invitation):
    actor = sessions.actor_by_token(cast.clinic, accept(cast, invited.code, agreed=False))
    assert actor is not None
    assert people.consent_of(cast.clinic, actor, invited.patient) is None
    assert Event.CONSENT_GIVEN not in events(cast, patient=invited.patient)
