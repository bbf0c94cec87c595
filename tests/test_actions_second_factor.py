"""The second factor: who needs one, each code once, and ten codes for whoever has lost it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa
import time_machine

from taper import clock
from taper.actions import (
    account,
    authenticator,
    backups,
    people,
    plans,
    second_factor,
    sessions,
    signature,
)
from taper.actions.clinic import Clinic
from taper.errors import Refused, TaperError
from taper.people.audit import Event
from taper.people.person import Actor, Role
from taper.people.second_factor import Waits
from taper.storage import people as stored_people
from taper.storage import trail
from taper.storage.tables_accounts import RecoveryCodeRow, SecondFactorRow
from tests.conftest import MORNING, PASSWORD, Cast
from tests.saving import events
from tests.signing_in import next_code, set_up_second_factor, sign_in

# RFC 6238 appendix B, SHA-1, the last six digits of each.
OF_THE_RFC = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def waiting(cast: Cast, name: str = "dr_bose") -> sessions.Waiting:
    token = sessions.sign_in(cast.clinic, name, PASSWORD)
    found = sessions.waiting_by_token(cast.clinic, token)
    assert found is not None
    return found


def give(cast: Cast, who: sessions.Waiting, typed: str) -> Actor | None:
    token = second_factor.give_code(cast.clinic, who, typed)
    return sessions.actor_by_token(cast.clinic, token)


def refusal(call: object, *given: object, **named: object) -> str:
    with pytest.raises(TaperError) as refused:
        call(*given, **named)  # type: ignore[operator]
    return refused.value.key


def set_up(cast: Cast, actor: Actor) -> second_factor.SetUp:
    """Let somebody who is signed in set up an authenticator."""
    secret = second_factor.offered(cast.clinic, actor).secret
    code = pyotp.TOTP(secret).at(clock.now())
    return second_factor.set_up(cast.clinic, actor, password=PASSWORD, code=code)


def told(cast: Cast, event: Event) -> int:
    return len(events(cast, event, patient=trail.CLINIC))


@pytest.mark.parametrize("at", OF_THE_RFC)
def test_a_code_is_the_one_of_the_rfc(at: int):
    from datetime import UTC, datetime

    moment = datetime.fromtimestamp(at, UTC)
    assert authenticator.step_of(RFC_SECRET, OF_THE_RFC[at], moment) == at // 30


def test_a_password_alone_opens_nothing_where_a_second_factor_is_on_file(cast: Cast):
    token = sessions.sign_in(cast.clinic, "dr_bose", PASSWORD)
    assert sessions.actor_by_token(cast.clinic, token) is None
    who = waiting(cast)
    assert (who.name, who.waits_for) == ("Dr Bose", Waits.CODE)
    stolen = cast.dr_bose.model_copy(update={"session": who.session})
    assert refusal(plans.signed_plans, cast.clinic, stolen, cast.patient, page="plan") == (
        "sign_in.over"
    )
    with pytest.raises(Refused):
        account.open_sessions(cast.clinic, stolen)


def test_a_code_opens_the_session_under_another_token(cast: Cast):
    who = waiting(cast)
    actor = give(cast, who, next_code(cast.clinic, who.person))
    assert actor is not None
    assert actor.session != who.session
    assert refusal(second_factor.give_code, cast.clinic, who, "000000") == "sign_in.over"


def test_a_code_counts_once_and_so_do_those_before_it(cast: Cast):
    one, other = waiting(cast), waiting(cast)
    secret = authenticator.secret_of(cast.clinic, one.person, "of the cast")
    now, before = (pyotp.TOTP(secret).at(MORNING + timedelta(seconds=at)) for at in (0, -30))
    assert give(cast, one, f" {now[:3]} {now[3:]} ") is not None
    for spent in (now, before):
        assert refusal(give, cast, other, spent) == "second_factor.refused"
    later = pyotp.TOTP(secret).at(MORNING + timedelta(seconds=30))
    assert give(cast, other, later) is not None


def test_a_code_of_another_minute_or_another_person_is_refused(cast: Cast):
    who = waiting(cast)
    secret = authenticator.secret_of(cast.clinic, who.person, "of the cast")
    for seconds in (-90, -60, 60, 90):
        old = pyotp.TOTP(secret).at(MORNING + timedelta(seconds=seconds))
        if authenticator.step_of(secret, old, MORNING) is None:
            assert refusal(give, cast, who, old).startswith("second_factor.refused")
    others = next_code(cast.clinic, cast.ids["dr_stranger"])
    assert refusal(give, cast, waiting(cast), others) in {"second_factor.refused", "sign_in.wait"}


def test_of_two_requests_with_one_code_at_one_moment_one_goes_through(cast: Cast):
    both = [waiting(cast), waiting(cast)]
    code = next_code(cast.clinic, both[0].person)

    def attempt(who: sessions.Waiting) -> bool:
        try:
            return give(cast, who, code) is not None
        except TaperError:
            return False

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, both)) == [False, True]


def test_from_the_fifth_wrong_code_the_next_one_waits(cast: Cast, morning: time_machine.Traveller):
    who = waiting(cast)
    for typed in ("000000", "1", "", "x" * 300, "０００００1"):
        assert refusal(give, cast, who, typed) == "second_factor.refused"
    assert refusal(give, cast, who, next_code(cast.clinic, who.person)) == "sign_in.wait"
    morning.shift(timedelta(seconds=5))
    assert give(cast, who, next_code(cast.clinic, who.person)) is not None
    assert told(cast, Event.SIGN_IN_REFUSED) == 5


def test_a_session_does_not_wait_for_long(cast: Cast, morning: time_machine.Traveller):
    who = waiting(cast)
    morning.shift(timedelta(minutes=31))
    assert refusal(give, cast, who, next_code(cast.clinic, who.person)) == "sign_in.over"


def test_whoever_needs_one_and_has_none_opens_nothing_until_it_is_set_up(cast: Cast):
    people.add_prescriber(cast.clinic, name="Dr New", sign_in_name="new", password=PASSWORD)
    token = sessions.sign_in(cast.clinic, "new", PASSWORD)
    who = sessions.waiting_by_token(cast.clinic, token)
    assert who is not None
    assert who.waits_for == Waits.SET_UP
    assert refusal(second_factor.give_code, cast.clinic, who, "000000") == "sign_in.over"
    offer = second_factor.offered_to(cast.clinic, who)
    assert offer == second_factor.offered_to(cast.clinic, who)  # as long as the session lasts
    assert offer.secret in offer.uri
    wrong = second_factor.set_up_first, cast.clinic, who, "000000"
    assert refusal(*wrong) == "second_factor.set_up_refused"
    assert sessions.actor_by_token(cast.clinic, set_up_second_factor(cast.clinic, token))
    assert sessions.waiting_by_token(cast.clinic, token) is None
    assert refusal(*wrong) == "sign_in.over"


def test_a_patient_and_a_supporter_do_without_until_they_want_one(cast: Cast):
    alex = sessions.actor_by_token(cast.clinic, sessions.sign_in(cast.clinic, "alex", PASSWORD))
    assert alex is not None
    assert second_factor.on_file(cast.clinic, alex) == (None, 0, False)
    again = cast.alex
    made = set_up(cast, alex)
    assert sessions.actor_by_session(cast.clinic, again.session) is None  # others have ended
    now = sessions.actor_by_token(cast.clinic, made.token)
    assert now is not None
    assert second_factor.on_file(cast.clinic, now) == (MORNING, 10, False)
    assert waiting(cast, "alex").waits_for == Waits.CODE
    second_factor.switch_off(cast.clinic, now, PASSWORD)
    token = sessions.sign_in(cast.clinic, "alex", PASSWORD)
    assert sessions.actor_by_token(cast.clinic, token) is not None
    assert (told(cast, Event.SECOND_FACTOR_SET_UP), told(cast, Event.SECOND_FACTOR_OFF)) == (1, 1)


def test_who_needs_one_cannot_switch_it_off(cast: Cast):
    doctor = cast.dr_bose
    assert second_factor.on_file(cast.clinic, doctor).is_needed
    key = refusal(second_factor.switch_off, cast.clinic, doctor, PASSWORD)
    assert key == "second_factor.needed"
    with cast.clinic.store.writing() as session:  # a patient who becomes an administrator
        stored_people.add_role(session, cast.ids["alex"], Role.ADMINISTRATOR)
    assert waiting(cast, "alex").waits_for == Waits.SET_UP


@pytest.mark.parametrize("change", [{"second_factor": "offered"}, {"demo": True}], ids=str)
def test_where_the_operator_only_offers_one_and_in_a_demo_nobody_needs_it(
    cast: Cast, change: dict[str, object]
):
    settings = cast.clinic.settings.model_copy(update=change)
    clinic: Clinic = replace(cast.clinic, settings=settings)
    people.add_prescriber(clinic, name="Dr New", sign_in_name="new", password=PASSWORD)
    assert sessions.actor_by_token(clinic, sessions.sign_in(clinic, "new", PASSWORD)) is not None
    assert sessions.actor_by_token(clinic, sessions.sign_in(clinic, "dr_bose", PASSWORD)) is None


def test_setting_one_up_asks_for_the_password_and_a_code_of_the_new_one(cast: Cast):
    alex = cast.alex
    secret = second_factor.offered(cast.clinic, alex).secret
    code = pyotp.TOTP(secret).at(MORNING)
    wrong = {"password": "seven noisy herons", "code": code}
    assert refusal(second_factor.set_up, cast.clinic, alex, **wrong) == "account.password_wrong"
    wrong = {"password": PASSWORD, "code": "000000"}
    key = refusal(second_factor.set_up, cast.clinic, alex, **wrong)
    assert key == "second_factor.set_up_refused"
    assert second_factor.on_file(cast.clinic, alex).since is None
    other = second_factor.offered(cast.clinic, cast.alex).secret
    assert other != secret  # another session is offered another one


def test_another_authenticator_takes_the_place_of_the_first(cast: Cast):
    doctor = cast.dr_bose
    old = authenticator.secret_of(cast.clinic, doctor.person, "of the cast")
    set_up(cast, doctor)
    who = waiting(cast)
    typed = pyotp.TOTP(old).at(MORNING + timedelta(seconds=30))
    assert refusal(give, cast, who, typed) == "second_factor.refused"


def test_each_of_ten_recovery_codes_lets_in_once(cast: Cast):
    alex = sessions.actor_by_token(cast.clinic, sign_in(cast.clinic, "alex"))
    assert alex is not None
    codes = set_up(cast, alex).codes
    assert len(set(codes)) == 10
    for code in codes[:3]:
        typed = f" {code.upper().replace('-', ' ')} "
        assert give(cast, waiting(cast, "alex"), typed) is not None
        assert refusal(give, cast, waiting(cast, "alex"), code) == "second_factor.refused"
    assert second_factor.on_file(cast.clinic, cast.alex).codes_left == 7
    assert told(cast, Event.RECOVERY_CODE_USED) == 3
    newer = second_factor.new_codes(cast.clinic, cast.alex, PASSWORD)
    assert not set(newer) & set(codes)
    assert refusal(give, cast, waiting(cast, "alex"), codes[5]) == "second_factor.refused"
    assert give(cast, waiting(cast, "alex"), newer[5]) is not None


def test_a_recovery_code_is_its_owners_alone(cast: Cast):
    codes = set_up(cast, cast.alex).codes
    assert refusal(give, cast, waiting(cast), codes[0]) == "second_factor.refused"


def test_neither_secret_nor_recovery_code_lies_in_the_database_or_in_a_backup(
    sqlite_cast: Cast, tmp_path
):
    cast = sqlite_cast
    secret = second_factor.offered(cast.clinic, alex := cast.alex).secret
    codes = set_up(cast, alex).codes
    key = backups.make_key(tmp_path / "backup.key")
    backups.back_up(cast.clinic, tmp_path / "a.age", key, lambda _done, _of: None)
    backups.restore(tmp_path / "a.age", tmp_path / "backup.key", tmp_path / "b.sqlite3")
    held = (tmp_path / "b.sqlite3").read_bytes()
    for told_once in (secret, *codes, *(code.replace("-", "") for code in codes)):
        assert told_once.encode() not in held
    with cast.clinic.store.reading() as session:
        (kept,) = session.scalars(
            sa.select(SecondFactorRow.salt).where(SecondFactorRow.person_id == alex.person)
        )
        assert len(session.scalars(sa.select(RecoveryCodeRow.code_sha256)).all()) == 10
    another = replace(cast.clinic, trail_key=b"k" * 32)
    assert authenticator.secret_of(another, alex.person, kept) != secret


def test_a_shorter_password_is_taken_beside_a_second_factor_and_never_alone(cast: Cast):
    short = "xk3!vq9z"
    change = {"current": PASSWORD, "new": short}
    key = refusal(account.change_password, cast.clinic, cast.alex, **change)
    assert key == "password.too_short"
    made = set_up(cast, cast.alex)
    alex = sessions.actor_by_token(cast.clinic, made.token)
    assert alex is not None
    token = account.change_password(cast.clinic, alex, **change)
    alex = sessions.actor_by_token(cast.clinic, token)
    assert alex is not None
    key = refusal(second_factor.switch_off, cast.clinic, alex, short)
    assert key == "second_factor.password_short"
    seven = {"current": short, "new": short[:7]}
    assert refusal(account.change_password, cast.clinic, alex, **seven) == "password.too_short"


def test_a_plan_is_signed_with_a_code_too_once(cast: Cast):
    doctor = cast.dr_bose
    code = next_code(cast.clinic, doctor.person)
    signature.check(cast.clinic, doctor, cast.patient, f"{code[:3]} {code[3:]}")
    for wrong in (code, "000000"):
        key = refusal(signature.check, cast.clinic, doctor, cast.patient, wrong)
        assert key == "plan.signature_refused"
    assert len(events(cast, Event.SIGNATURE_REFUSED)) == 2


@pytest.mark.parametrize("made_up", ["of another", "ended"])
def test_nobody_changes_a_way_in_with_a_session_that_is_not_theirs(cast: Cast, made_up: str):
    actor = cast.alex
    if made_up == "ended":
        sessions.sign_out(cast.clinic, actor)
    else:
        actor = actor.model_copy(update={"session": cast.dr_bose.session})
    with pytest.raises(Refused):
        second_factor.offered(cast.clinic, actor)
    with pytest.raises(Refused):
        second_factor.on_file(cast.clinic, actor)
    for call in (second_factor.new_codes, second_factor.switch_off):
        with pytest.raises(Refused):
            call(cast.clinic, actor, PASSWORD)
    with pytest.raises(Refused):
        second_factor.set_up(cast.clinic, actor, password=PASSWORD, code="000000")
