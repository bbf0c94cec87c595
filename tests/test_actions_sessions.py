"""A wrong name and a wrong password cost and say the same; a session ends when it is over."""

from contextlib import suppress
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from argon2 import PasswordHasher

from taper.actions import passwords, plans, sessions
from taper.actions.sessions import actor_by_session, actor_by_token, hash_of, sign_in, sign_out
from taper.errors import TaperError
from taper.ids import PersonId
from taper.people.audit import Event
from taper.people.person import Actor, Role
from taper.storage import people, trail
from taper.storage.tables import Base, SignInFailureRow, SignInRow
from tests.conftest import MORNING, PASSWORD, Cast
from tests.saving import events
from tests.signing_in import sign_in as enter

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def clinic_events(cast: Cast, *kinds: Event) -> list[Event]:
    return events(cast, *kinds, patient=trail.CLINIC)


def row(cast: Cast, token: str) -> SignInRow:
    with cast.clinic.store.reading() as session:
        return session.get_one(SignInRow, hash_of(token))


def test_a_name_and_its_password_open_a_session(cast: Cast):
    for name in ("alex", "dr_bose", " ALEX\t", "DR_Bose"):
        actor = actor_by_token(cast.clinic, enter(cast.clinic, name))
        assert actor is not None
        assert actor.person == cast.ids[name.strip().casefold()]


def fail(cast: Cast, times: int, name: str = "alex", address: str = "") -> None:
    for _ in range(times):
        with pytest.raises(TaperError, match=r"sign_in\.refused"):
            sign_in(cast.clinic, name, "seven noisy herons", address=address)


@pytest.mark.parametrize("name", ["alex", "nobody"])
def test_from_the_fifth_failure_the_next_try_waits_longer_and_longer(
    cast: Cast, morning: time_machine.Traveller, name: str
):
    fail(cast, 5, name)
    for wait in (5, 10, 20, 40, 80, 160, 320, 640, 900, 900):
        morning.shift(timedelta(seconds=wait - 1))
        with pytest.raises(TaperError, match=r"sign_in\.wait") as refused:
            sign_in(cast.clinic, name, PASSWORD)
        assert refused.value.values == {"n": 1}
        morning.shift(timedelta(seconds=1))
        fail(cast, 1, name)
    morning.shift(timedelta(minutes=15))
    if name == "alex":
        assert sign_in(cast.clinic, name, PASSWORD)


def test_signing_in_and_a_day_without_a_try_begin_the_count_anew(
    cast: Cast, morning: time_machine.Traveller
):
    fail(cast, 4)
    sign_in(cast.clinic, "alex", PASSWORD)
    fail(cast, 4)
    sign_in(cast.clinic, "alex", PASSWORD)
    fail(cast, 5)
    morning.shift(timedelta(hours=24))
    fail(cast, 4)
    assert sign_in(cast.clinic, "alex", PASSWORD)


def test_one_name_waits_and_another_does_not(cast: Cast):
    fail(cast, 5, " ALEX ")
    with pytest.raises(TaperError, match=r"sign_in\.wait"):
        sign_in(cast.clinic, "alex", PASSWORD)
    assert sign_in(cast.clinic, "dr_bose", PASSWORD)


def test_an_address_that_tries_one_name_after_another_waits_too(cast: Cast):
    for number in range(5):
        fail(cast, 1, f"name {number}", address="203.0.113.9")
    with pytest.raises(TaperError, match=r"sign_in\.wait"):
        sign_in(cast.clinic, "dr_bose", PASSWORD, address="203.0.113.9")
    assert sign_in(cast.clinic, "dr_bose", PASSWORD, address="203.0.113.10")


def test_what_is_counted_tells_neither_a_name_nor_an_address(cast: Cast):
    fail(cast, 2, address="203.0.113.9")
    with cast.clinic.store.reading() as session:
        kept = session.scalars(sa.select(SignInFailureRow.key_hash)).all()
    assert len(kept) == 2
    assert all(len(each) == 64 for each in kept)


def test_the_actor_is_who_signed_in_with_every_role(cast: Cast):
    doctor = actor_by_token(cast.clinic, enter(cast.clinic, "dr_bose"))
    assert doctor is not None
    assert doctor.name == "Dr Bose"
    assert doctor.roles == {Role.PRESCRIBER, Role.ADMINISTRATOR}
    assert doctor.zone is None
    patient = actor_by_token(cast.clinic, sign_in(cast.clinic, "alex", PASSWORD))
    assert patient is not None
    assert (patient.roles, patient.zone) == ({Role.PATIENT}, "Europe/London")


WRONG = [
    ("alex", "seven noisy herons"),
    ("alex", ""),
    ("alex", PASSWORD + "\0"),
    ("nobody", PASSWORD),
    ("nobody", "\0"),
    ("", PASSWORD),
    ("al\0ex", PASSWORD),
    ("x" * 10_000, PASSWORD),
    ("alex' OR 1=1 --", PASSWORD),
    ("sam", ""),  # has no password
    ("sam", "\0"),
]


def test_anything_wrong_is_refused_in_the_same_words(cast: Cast):
    for tries, (name, password) in enumerate(WRONG, start=1):
        with pytest.raises(TaperError) as refusal:
            sign_in(cast.clinic, name, password)
        assert (refusal.value.key, refusal.value.values) == ("sign_in.refused", {})
        assert len(clinic_events(cast, Event.SIGN_IN_REFUSED)) == tries


def test_the_password_is_worked_on_once_whatever_the_name(
    sqlite_cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    worked: list[str] = []

    class Watched:
        def verify(self, stored: str, typed: str) -> bool:
            worked.append(stored)
            return PasswordHasher().verify(stored, typed)

        def check_needs_rehash(self, _stored: str) -> bool:
            return False

    monkeypatch.setattr(passwords, "_HASHER", Watched())
    for tries, (name, password) in enumerate([("alex", PASSWORD), *WRONG], start=1):
        with suppress(TaperError):
            sign_in(sqlite_cast.clinic, name, password)
        assert len(worked) == tries


def test_a_hash_made_with_less_is_made_anew_at_sign_in(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", stronger)

    def stored() -> str | None:
        with cast.clinic.store.reading() as session:
            return people.password_hash(session, cast.ids["alex"])

    before = stored()
    with pytest.raises(TaperError):
        sign_in(cast.clinic, "alex", "seven noisy herons")
    assert stored() == before
    sign_in(cast.clinic, "alex", PASSWORD)
    after = stored()
    assert after is not None
    assert after != before
    assert not stronger.check_needs_rehash(after)
    sign_in(cast.clinic, "alex", PASSWORD)
    assert stored() == after


def test_every_sign_in_has_a_token_of_its_own_of_which_the_hash_is_kept(cast: Cast):
    tokens = {sign_in(cast.clinic, "alex", PASSWORD) for _ in range(5)}
    assert len(tokens) == 5
    assert all(len(token) >= 22 for token in tokens)  # 128 bits
    with cast.clinic.store.reading() as session:
        for name in Base.metadata.tables:
            text = str(session.execute(sa.text(f"SELECT * FROM {name}")).all())
            assert not any(token in text for token in tokens)


def test_a_token_or_reference_that_was_never_given_opens_nothing(cast: Cast):
    for token in ("", "x", "terminal", "\0", "é" * 50, "a" * 22):
        assert actor_by_token(cast.clinic, token) is None
    for reference in ("", "terminal", "x" * 64):
        assert actor_by_session(cast.clinic, reference) is None


def opens(cast: Cast, token: str, after: timedelta) -> bool:
    """Say whether the session is open *after* the morning, and keep that it was used."""
    with time_machine.travel(MORNING + after, tick=False):
        return actor_by_token(cast.clinic, token) is not None


IDLE = {"alex": 12 * HOUR} | dict.fromkeys(("dr_bose", "dr_stranger", "sam", "ada"), 30 * MINUTE)


def test_a_session_ends_when_it_lies_idle(cast: Cast):
    second = timedelta(seconds=1)
    for name, idle in IDLE.items():
        with cast.clinic.store.writing() as session:
            one, other = (
                sessions.open_session(cast.clinic, session, cast.ids[name]) for _ in range(2)
            )
        assert opens(cast, one, idle)
        assert opens(cast, one, idle + idle)  # it was used meanwhile
        assert not opens(cast, other, idle + second)
        assert not opens(cast, other, idle + 2 * second)


def test_somebody_who_is_patient_and_prescriber_has_the_shorter_time(cast: Cast):
    with cast.clinic.store.writing() as session:
        people.add_role(session, cast.ids["alex"], Role.PRESCRIBER)
    with cast.clinic.store.writing() as session:
        token = sessions.open_session(cast.clinic, session, cast.ids["alex"], own_phone=True)
    assert opens(cast, token, 30 * MINUTE)
    assert not opens(cast, token, 61 * MINUTE)


def test_the_longest_session_ends_though_it_is_never_idle(cast: Cast):
    token = sign_in(cast.clinic, "alex", PASSWORD)
    for hours in range(1, 25):
        assert opens(cast, token, hours * HOUR)
    assert not opens(cast, token, 24 * HOUR + timedelta(seconds=1))


def test_a_session_that_is_over_stays_over(cast: Cast):
    token = enter(cast.clinic, "dr_bose")
    for minutes in (31, 32, 90):
        assert not opens(cast, token, minutes * MINUTE)
    assert row(cast, token).seen_at == MORNING  # looking at it is no use of it


def test_a_session_is_touched_at_most_once_a_minute(cast: Cast):
    token = sign_in(cast.clinic, "alex", PASSWORD)
    second = timedelta(seconds=1)
    for after, seen in (
        (30 * second, timedelta()),
        (60 * second, timedelta()),
        (61 * second, 61 * second),
        (90 * second, 61 * second),
        (121 * second, 61 * second),
        (122 * second, 122 * second),
    ):
        assert opens(cast, token, after)
        assert row(cast, token).seen_at == MORNING + seen


def test_signing_out_ends_the_session_at_once_and_no_other(cast: Cast):
    one, other = (enter(cast.clinic, "dr_bose") for _ in range(2))
    actor = actor_by_token(cast.clinic, one)
    assert actor is not None
    sign_out(cast.clinic, actor)
    assert actor_by_token(cast.clinic, one) is None
    assert actor_by_token(cast.clinic, other) is not None
    with pytest.raises(TaperError, match=r"sign_in\.over"):
        plans.signed_plans(cast.clinic, actor, cast.patient, page="plan")


def test_signing_out_twice_is_signing_out_once(cast: Cast):
    actor = cast.alex
    before = len(clinic_events(cast, Event.SIGNED_OUT))
    for _ in range(3):
        sign_out(cast.clinic, actor)
    assert len(clinic_events(cast, Event.SIGNED_OUT)) == before + 1


def test_nobody_ends_the_session_of_somebody_else(cast: Cast):
    theirs, mine = cast.alex, cast.sam
    sign_out(cast.clinic, mine.model_copy(update={"session": theirs.session}))
    sign_out(cast.clinic, mine.model_copy(update={"session": "0" * 64}))
    assert actor_by_session(cast.clinic, theirs.session) == theirs
    assert clinic_events(cast, Event.SIGNED_OUT) == []


def test_sign_ins_and_outs_are_in_the_clinics_trail_and_in_no_patients(cast: Cast):
    before = clinic_events(cast)
    actor = actor_by_token(cast.clinic, sign_in(cast.clinic, "alex", PASSWORD))
    assert actor is not None
    with pytest.raises(TaperError):
        sign_in(cast.clinic, "alex", "seven noisy herons")
    sign_out(cast.clinic, actor)
    wanted = [Event.SIGNED_IN, Event.SIGN_IN_REFUSED, Event.SIGNED_OUT]
    assert clinic_events(cast)[len(before) :] == wanted
    assert events(cast, *wanted) == []


def test_nobody_enters_as_somebody_where_it_is_no_demo(cast: Cast):
    with pytest.raises(TaperError, match=r"sign_in\.refused"):
        sessions.enter_demo(cast.clinic, cast.ids["alex"])


def test_a_visitor_of_a_demo_enters_as_anybody_who_is_in_it(cast: Cast):
    from dataclasses import replace

    demo = replace(cast.clinic, settings=cast.clinic.settings.model_copy(update={"demo": True}))
    actor = actor_by_token(demo, sessions.enter_demo(demo, cast.ids["sam"]))
    assert actor is not None
    assert actor.person == cast.ids["sam"]
    with pytest.raises(TaperError, match=r"sign_in\.refused"):
        sessions.enter_demo(demo, PersonId(77))


def test_the_actor_carries_a_reference_and_never_the_token(cast: Cast):
    token = sign_in(cast.clinic, "alex", PASSWORD)
    actor = actor_by_token(cast.clinic, token)
    assert isinstance(actor, Actor)
    assert actor.session == hash_of(token)
    assert token not in repr(actor)
