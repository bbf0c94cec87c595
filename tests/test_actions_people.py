"""The first account is made once; names are lines that can be seen; a country is one we know."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from taper.actions import people, sessions
from taper.actions.clinic import Clinic, open_clinic
from taper.errors import TaperError
from taper.people.audit import Event
from taper.people.person import Role
from taper.settings import Settings
from taper.storage import people as stored_people
from taper.storage import trail
from taper.storage.engine import Store
from tests.conftest import PASSWORD, Cast
from tests.saving import TODAY, Said, back, events, on_file, save
from tests.signing_in import set_up_second_factor

BOSE = {"name": "Dr Bose", "sign_in_name": "dr_bose", "password": PASSWORD}


@pytest.fixture
def empty(empty_store: Store, tmp_path: Path) -> Clinic:
    """A clinic where nobody is yet, once on each kind of database."""
    url = empty_store.url.render_as_string(hide_password=False)
    return open_clinic(Settings(database=url, key_file=tmp_path / "trail.key"))


def set_up(clinic: Clinic, code: str, **changed: str) -> str:
    return people.set_up(clinic, code=code, **{**BOSE, **changed})


def refused(call: Any, *given: Any, **named: Any) -> str:
    with pytest.raises(TaperError) as refusal:
        call(*given, **named)
    return refusal.value.key


def test_the_first_prescriber_is_administrator_too_and_is_in_with_a_second_factor(empty: Clinic):
    assert people.needs_set_up(empty)
    token = set_up(empty, people.set_up_code(empty))
    assert not people.needs_set_up(empty)
    assert sessions.actor_by_token(empty, token) is None
    actor = sessions.actor_by_token(empty, set_up_second_factor(empty, token))
    assert actor is not None
    assert (actor.name, actor.roles) == ("Dr Bose", {Role.PRESCRIBER, Role.ADMINISTRATOR})
    with empty.store.reading() as session:
        found = [each.event for each in trail.traces(session, trail.CLINIC)]
    assert found == [Event.SET_UP, Event.SECOND_FACTOR_SET_UP, Event.SIGNED_IN]
    empty.store.close()


def test_only_the_newest_code_makes_the_account_and_only_once(empty: Clinic):
    assert refused(set_up, empty, "guess") == "set_up.code_wrong"
    older, newer = people.set_up_code(empty), people.set_up_code(empty)
    assert refused(set_up, empty, older) == "set_up.code_wrong"
    assert refused(set_up, empty, "") == "set_up.code_wrong"
    assert people.needs_set_up(empty)
    set_up(empty, newer)
    again = people.set_up_code(empty)
    for code in (newer, again, "guess"):
        assert refused(set_up, empty, code, sign_in_name="other") == "set_up.done"
    empty.store.close()


def test_a_code_is_read_however_it_was_copied(empty: Clinic):
    code = people.set_up_code(empty)
    set_up(empty, f"  {code.upper().replace('-', ' – ')}\n")
    assert not people.needs_set_up(empty)
    empty.store.close()


def test_what_was_mistyped_uses_no_code_up(empty: Clinic):
    code = people.set_up_code(empty)
    for changed, key in (
        ({"name": " "}, "person.name_length"),
        ({"sign_in_name": "dr bose"}, "person.sign_in_name"),
        ({"password": "short"}, "password.too_short"),
    ):
        assert refused(set_up, empty, code, **changed) == key
    set_up(empty, code)
    empty.store.close()


def test_two_people_with_one_code_make_one_account(empty: Clinic):
    code, start = people.set_up_code(empty), threading.Barrier(4)

    def make(number: int) -> str:
        start.wait()
        try:
            return set_up(empty, code, sign_in_name=f"doctor{number}")
        except TaperError as refusal:
            return refusal.key

    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(make, range(4)))
    assert made.count("set_up.done") == 3
    empty.store.close()


def test_no_hash_is_made_for_a_code_that_is_wrong(empty: Clinic, monkeypatch: pytest.MonkeyPatch):
    """A hash takes 64 MiB: guessing must not cost it."""

    def dear(_password: str) -> str:
        raise AssertionError

    monkeypatch.setattr(people.passwords, "make_hash", dear)
    assert refused(set_up, empty, "guess") == "set_up.code_wrong"
    assert (
        refused(
            people.accept_invitation,
            empty,
            code="guess",
            sign_in_name="alex",
            password=PASSWORD,
            agreed=True,
            country=None,
        )
        == "invitation.unknown"
    )
    empty.store.close()


def test_the_terminal_makes_prescribers_and_the_first_is_administrator(empty: Clinic):
    first = people.add_prescriber(empty, **BOSE)
    second = people.add_prescriber(empty, **{**BOSE, "sign_in_name": "other"})
    with empty.store.reading() as session:
        roles = [stored_people.person(session, each) for each in (first, second)]
    assert [each.roles for each in roles if each] == [
        {Role.PRESCRIBER, Role.ADMINISTRATOR},
        {Role.PRESCRIBER},
    ]
    assert refused(people.set_up, empty, code="x", **BOSE) == "set_up.done"
    empty.store.close()


def test_a_sign_in_name_belongs_to_one_person(cast: Cast):
    for name in ("alex", "ALEX", " Alex ", "\uff41lex"):
        key = refused(people.add_prescriber, cast.clinic, **{**BOSE, "sign_in_name": name})
        assert key == "person.sign_in_name_taken"


def test_two_people_who_pick_one_sign_in_name_at_once_get_it_once(cast: Cast):
    start = threading.Barrier(4)

    def pick(_number: int) -> str:
        start.wait()
        try:
            people.add_prescriber(cast.clinic, **{**BOSE, "sign_in_name": "same"})
        except TaperError as refusal:
            return refusal.key
        return "made"

    with ThreadPoolExecutor(4) as threads:
        made = sorted(threads.map(pick, range(4)))
    assert made == ["made"] + ["person.sign_in_name_taken"] * 3
    with cast.clinic.store.reading() as session:
        everybody = [name for _, name, _ in stored_people.with_accounts(session)]
    assert everybody.count("Dr Bose") == 1 + 1 + 1  # the first one has two roles


NAMES = {
    "K.": "K.",
    "  Anna   Maria\tvon\nB. ": "Anna Maria von B.",
    "O'Brien; DROP TABLE person": "O'Brien; DROP TABLE person",
    "<script>alert(1)</script>": "<script>alert(1)</script>",
    "\u0641\u0627\u0637\u0645\u0647\u200c\u0632\u0647\u0631\u0627": None,  # joined by U+200C
    "\U0001f469\u200d\U0001f680": None,
    "x" * 120: None,
}


def test_a_name_is_kept_as_it_was_written(cast: Cast):
    doctor = cast.dr_bose
    for typed, kept in NAMES.items():
        invited = people.invite_patient(cast.clinic, doctor, name=typed, zone="Europe/London")
        found = people.patient_of(cast.clinic, doctor, invited.patient)
        assert found.name == (typed if kept is None else kept)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("", "person.name_length"),
        (" \t\u00a0", "person.name_length"),
        ("x" * 121, "person.name_length"),
        ("A\0lex", "person.name_unseen"),
        ("A\x1b[31mlex", "person.name_unseen"),
        ("A\u202elex", "person.name_unseen"),
        ("A\ud800lex", "person.name_unseen"),
    ],
)
def test_a_name_that_cannot_be_seen_is_refused(sqlite_cast: Cast, name: str, key: str):
    doctor = sqlite_cast.dr_bose
    zone = "Europe/London"
    assert refused(people.invite_patient, sqlite_cast.clinic, doctor, name=name, zone=zone) == key
    assert refused(people.add_prescriber, sqlite_cast.clinic, **{**BOSE, "name": name}) == key


@pytest.mark.parametrize(
    "name", ["", "ab", "x" * 121, "a b c", "a\tbc", "a\0bc", "ab\u200dc", "a\nbc"]
)
def test_a_sign_in_name_can_be_typed_on_any_keyboard(sqlite_cast: Cast, name: str):
    changed = {**BOSE, "sign_in_name": name}
    assert refused(people.add_prescriber, sqlite_cast.clinic, **changed) == "person.sign_in_name"


def test_a_zone_that_nobody_knows_opens_no_diary(cast: Cast):
    doctor = cast.dr_bose
    key = refused(people.invite_patient, cast.clinic, doctor, name="Kim", zone="Mars/Olympus")
    assert key == "zone.unknown"


def test_when_a_prescriber_looks_is_kept_with_the_care_and_read_by_both(cast: Cast):
    made = people.invite_patient(
        cast.clinic, cast.dr_bose, name="Kim", zone="UTC", looks="  Fridays.\n"
    )
    found = people.who_looks(cast.clinic, cast.dr_bose, made.patient)
    assert found == [("Dr Bose", "Fridays.")]
    assert people.who_looks(cast.clinic, cast.alex, cast.patient) == []
    long = {"name": "Kim", "zone": "UTC", "looks": "x" * 301}
    assert refused(people.invite_patient, cast.clinic, cast.dr_bose, **long) == "invite.looks_long"


def test_a_country_is_chosen_changed_and_left_open(cast: Cast):
    alex = cast.alex
    before = len(events(cast, Event.COUNTRY_CHOSEN))
    for country in ("US", "US", None, None, "GB"):
        people.choose_country(cast.clinic, alex, cast.patient, country)
        assert people.patient_of(cast.clinic, alex, cast.patient).country == country
    assert len(events(cast, Event.COUNTRY_CHOSEN)) == before + 3
    for country in ("XX", "gb", "", "GBR", "<b>"):
        key = refused(people.choose_country, cast.clinic, alex, cast.patient, country)
        assert key == "crisis.country_unknown"


def test_a_diary_follows_the_clock_of_where_the_patient_lives_now(cast: Cast):
    alex = cast.alex  # at 09:00 in London; in Tokyo it is evening, in Honolulu still yesterday
    saved = save(cast)
    for zone in ("Pacific/Honolulu", "Pacific/Honolulu", "Asia/Tokyo"):
        people.choose_zone(cast.clinic, alex, cast.patient, zone)
        assert people.patient_of(cast.clinic, alex, cast.patient).zone == zone
    assert len(events(cast, Event.ZONE_CHOSEN)) == 2
    assert on_file(cast) == saved
    for zone in ("Mars/Olympus", "", "../etc/passwd"):
        assert refused(people.choose_zone, cast.clinic, alex, cast.patient, zone) == "zone.unknown"


def test_after_moving_west_tomorrow_is_not_written_and_today_is_the_new_place_s(cast: Cast):
    save(cast)
    people.choose_zone(cast.clinic, cast.alex, cast.patient, "Pacific/Honolulu")
    assert refused(save, cast, TODAY, Said(mood=1), expected=1) == "check_in.future"
    assert save(cast, back(1)).zone == "Pacific/Honolulu"


def test_nobody_can_be_entered_as_where_it_is_no_demo(cast: Cast):
    assert people.demo_people(cast.clinic) == []


def test_a_demo_says_whom_one_can_enter_as(cast: Cast):
    from dataclasses import replace

    demo = replace(cast.clinic, settings=cast.clinic.settings.model_copy(update={"demo": True}))
    found = people.demo_people(demo)
    assert {name for _, name, _ in found} == {"Dr Bose", "Dr Stranger", "Sam", "Ada", "Alex"}
