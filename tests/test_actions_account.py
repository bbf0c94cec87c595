"""One's own way in: seen, ended, and given another password by its owner alone."""

from datetime import timedelta

import pytest
import time_machine

from taper.actions import account, sessions, signature
from taper.actions.sessions import actor_by_token, sign_in
from taper.errors import Refused, TaperError
from taper.people.audit import Event
from taper.people.person import Actor
from taper.storage import trail
from tests.conftest import PASSWORD, Cast
from tests.saving import events
from tests.signing_in import sign_in as enter

NEW = "eleven loud magpies"


def signed_in(cast: Cast, name: str = "alex", password: str = PASSWORD) -> Actor:
    found = actor_by_token(cast.clinic, enter(cast.clinic, name, password))
    assert found is not None
    return found


def is_open(cast: Cast, actor: Actor) -> bool:
    return sessions.actor_by_session(cast.clinic, actor.session) is not None


def told(cast: Cast, event: Event) -> int:
    return len(events(cast, event, patient=trail.CLINIC))


def change(cast: Cast, actor: Actor, current: str = PASSWORD, new: str = NEW) -> str:
    return account.change_password(cast.clinic, actor, current=current, new=new)


def test_ones_open_sessions_are_listed_this_one_first(cast: Cast, morning: time_machine.Traveller):
    for old in account.open_sessions(cast.clinic, signed_in(cast))[1:]:
        assert not old.is_this_one
    account.end_others(cast.clinic, signed_in(cast))
    morning.shift(timedelta(hours=1))
    phone = signed_in(cast)
    morning.shift(timedelta(hours=1))
    signed_in(cast, "dr_bose")
    found = account.open_sessions(cast.clinic, phone)
    assert [each.is_this_one for each in found] == [True, False]
    assert found[0].opened_at > found[1].opened_at


def test_a_session_that_is_over_is_not_in_the_list(cast: Cast, morning: time_machine.Traveller):
    account.end_others(cast.clinic, signed_in(cast))
    morning.shift(timedelta(hours=13))  # a patient's session lies idle for 12 hours at most
    assert len(account.open_sessions(cast.clinic, signed_in(cast))) == 1


def test_all_others_are_ended_at_once_and_nobody_elses(cast: Cast):
    phone, laptop, doctor = signed_in(cast), signed_in(cast), signed_in(cast, "dr_bose")
    account.end_others(cast.clinic, laptop)
    assert [is_open(cast, each) for each in (phone, laptop, doctor)] == [False, True, True]
    account.end_others(cast.clinic, laptop)
    assert told(cast, Event.SESSIONS_ENDED) == 1  # there was nothing left to end


def test_a_new_password_ends_every_session_and_begins_one(cast: Cast):
    phone, laptop = signed_in(cast), signed_in(cast)
    now = actor_by_token(cast.clinic, change(cast, laptop))
    assert now is not None
    assert [is_open(cast, each) for each in (phone, laptop, now)] == [False, False, True]
    assert told(cast, Event.PASSWORD_CHANGED) == 1
    assert is_open(cast, signed_in(cast, password=NEW))
    with pytest.raises(TaperError, match=r"sign_in\.refused"):
        sign_in(cast.clinic, "alex", PASSWORD)


@pytest.mark.parametrize(
    ("current", "new", "refusal"),
    [
        ("seven noisy herons", NEW, "account.password_wrong"),
        (PASSWORD, "short", "password."),
        (PASSWORD, "alex alex alex alex", "password."),
    ],
)
def test_a_refused_change_changes_nothing(cast: Cast, current: str, new: str, refusal: str):
    actor = signed_in(cast)
    with pytest.raises(TaperError, match=refusal):
        change(cast, actor, current, new)
    assert is_open(cast, actor)
    assert is_open(cast, signed_in(cast))


def test_guessing_the_password_of_a_session_left_open_has_to_wait(cast: Cast):
    actor = signed_in(cast)
    for _ in range(5):
        with pytest.raises(TaperError, match=r"account\.password_wrong"):
            change(cast, actor, "seven noisy herons")
    with pytest.raises(TaperError, match=r"sign_in\.wait"):
        change(cast, actor)


def test_guessing_at_a_signature_has_to_wait_too(cast: Cast):
    def check(password: str) -> None:
        signature.check(cast.clinic, cast.dr_bose, cast.patient, password)

    check(PASSWORD)
    for _ in range(5):
        with pytest.raises(TaperError, match=r"plan\.signature_refused"):
            check("seven noisy herons")
    with pytest.raises(TaperError, match=r"sign_in\.wait"):
        check(PASSWORD)


@pytest.mark.parametrize("made_up", ["of another", "ended"])
def test_nobody_asks_with_a_session_that_is_not_theirs(cast: Cast, made_up: str):
    actor = signed_in(cast)
    if made_up == "ended":
        sessions.sign_out(cast.clinic, actor)
    else:
        actor = actor.model_copy(update={"session": signed_in(cast, "dr_bose").session})
    for ask in (account.open_sessions, account.end_others):
        with pytest.raises(Refused):
            ask(cast.clinic, actor)
    with pytest.raises(Refused):
        change(cast, actor)
