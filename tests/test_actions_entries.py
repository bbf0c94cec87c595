"""A forgotten password: a spare code and the authenticator together, and nothing less."""

from datetime import timedelta

import pyotp
import pytest
import time_machine

from taper import clock
from taper.actions import entries, second_factor, sessions
from taper.errors import TaperError
from taper.people.audit import Event
from taper.storage import second_factors
from tests.conftest import PASSWORD, Cast
from tests.saving import events
from tests.signing_in import next_code

NEW = "eleven loud magpies"


@pytest.fixture
def spare(cast: Cast, morning: time_machine.Traveller) -> list[str]:
    """Alex's spare codes; the authenticator shows a code that wasn't used."""
    alex = cast.alex
    secret = second_factor.offered(cast.clinic, alex).secret
    code = pyotp.TOTP(secret).at(clock.now())
    made = second_factor.set_up(cast.clinic, alex, password=PASSWORD, code=code)
    morning.shift(timedelta(minutes=5))
    return list(made.codes)


def recover(cast: Cast, **given: str) -> str:
    typed = {"sign_in_name": "alex", "password": NEW, "spare": "", "code": "", **given}
    return entries.recover(cast.clinic, **typed)


def test_a_spare_code_and_a_code_of_the_app_give_a_new_password(cast: Cast, spare: list[str]):
    before = cast.alex
    token = recover(cast, spare=spare[0], code=next_code(cast.clinic, before.person))
    assert sessions.actor_by_token(cast.clinic, token) is not None
    assert sessions.actor_by_session(cast.clinic, before.session) is None
    with pytest.raises(TaperError, match=r"sign_in\.refused"):
        sessions.sign_in(cast.clinic, "alex", PASSWORD)
    assert sessions.sign_in(cast.clinic, "alex", NEW)
    assert len(events(cast, Event.PASSWORD_RECOVERED)) == 1


def test_one_of_the_two_is_not_enough_and_uses_no_spare_code_up(cast: Cast, spare: list[str]):
    code = next_code(cast.clinic, cast.ids["alex"])
    for given in ({"spare": spare[0]}, {"code": code}, {"spare": spare[0], "code": "000000"}):
        with pytest.raises(TaperError, match=r"entries\.refused"):
            recover(cast, **given)
    with cast.clinic.store.reading() as session:
        assert second_factors.codes_left(session, cast.ids["alex"]) == 10
    assert sessions.sign_in(cast.clinic, "alex", PASSWORD)


@pytest.mark.parametrize("name", ["nobody", "dr_bose", "sam", ""])
def test_for_a_name_that_it_does_not_belong_to_it_is_refused_in_the_same_words(
    cast: Cast, spare: list[str], name: str
):
    code = next_code(cast.clinic, cast.ids["alex"])
    with pytest.raises(TaperError, match=r"entries\.refused"):
        recover(cast, sign_in_name=name, spare=spare[0], code=code)


def test_guessing_waits_as_at_sign_in(cast: Cast, spare: list[str]):
    for _ in range(5):
        with pytest.raises(TaperError, match=r"entries\.refused"):
            recover(cast, spare="x", code="000000")
    with pytest.raises(TaperError, match=r"sign_in\.wait"):
        recover(cast, spare=spare[0], code=next_code(cast.clinic, cast.ids["alex"]))


def test_a_new_password_that_is_tried_first_is_refused_before_a_code_is_used(
    cast: Cast, spare: list[str]
):
    code = next_code(cast.clinic, cast.ids["alex"])
    with pytest.raises(TaperError, match=r"password\.common"):
        recover(cast, spare=spare[0], code=code, password="passwordpassword")
    assert recover(cast, spare=spare[0], code=code)
