"""Who somebody is, and which passwords are too easy to guess."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from taper.errors import TaperError
from taper.ids import PatientId, PersonId
from taper.people.person import (
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    Actor,
    Consent,
    Patient,
    Role,
    can_be_seen,
    check_password,
)
from tests.conftest import MORNING, PASSWORD


def refusal_of(password: str, sign_in_name: str = "alex") -> str | None:
    """Give the key of the refusal; None where the password will do."""
    try:
        check_password(password, sign_in_name)
    except TaperError as refusal:
        return refusal.key
    return None


@pytest.mark.parametrize(
    ("password", "key"),
    [
        ("seven quiet herons", None),
        ("fourteen chars", "password.too_short"),
        ("fifteen charact", None),
        ("ab" * 128, "password.guessable"),  # two different characters
        ("abcd" * 64, None),
        ("abcd" * 64 + "e", "password.too_long"),
        ("aaaaaaaaaaaaaaab", "password.guessable"),
        ("my name is ALEX and more", "password.guessable"),
        ("schöne grüße aus köln", None),
        ("七羽の静かな鷺が飛ぶ朝の空に雲", None),
        ("🦢🌊🌙⭐🔥🍀🎈🐝🌵🍎🚲🎻📚🕯️🧵", None),
        ("", "password.too_short"),
        (" " * 20, "password.guessable"),
    ],
)
def test_a_password_is_long_and_not_the_name_again(password: str, key: str | None):
    assert refusal_of(password) == key


def test_one_character_that_stands_for_eighteen_is_one_character():
    """U+FDFA is hashed as a whole sentence, but takes one key to type and one guess to find."""
    assert len(unicodedata.normalize("NFKC", "\ufdfa")) == 18
    assert refusal_of("\ufdfa") == "password.too_short"
    assert refusal_of("\ufdfa" * 14) == "password.too_short"


def test_two_characters_that_become_one_are_one_character():
    typed = "e\u0301" * 4 + "a\u0301" * 3
    assert len(typed) == 14
    assert refusal_of(typed + "bcd") == "password.too_short"  # 17 typed, 10 hashed


def test_the_name_is_found_in_any_form_it_can_be_typed_in():
    assert refusal_of("\uff41\uff4c\uff45\uff58 and some words") == "password.guessable"


@given(st.text(max_size=300), st.text(min_size=3, max_size=20))
def test_what_is_accepted_fits_every_rule(password: str, name: str):
    hashed = unicodedata.normalize("NFKC", password)
    if refusal_of(password, name) is None:
        assert min(len(password), len(hashed)) >= SHORTEST_PASSWORD
        assert len(password) <= LONGEST_PASSWORD
        assert name.casefold() not in hashed.casefold()
        assert len(set(hashed)) >= 4


def an_actor(*roles: Role) -> Actor:
    return Actor(person=PersonId(7), name="Kim", roles=frozenset(roles), session="s")


def test_a_patient_has_a_diary_and_nobody_else_has_one():
    assert an_actor(Role.PATIENT).patient == 7
    assert an_actor(Role.PATIENT, Role.PRESCRIBER).patient == 7
    for role in set(Role) - {Role.PATIENT}:
        assert an_actor(role).patient is None


def test_consent_holds_until_it_is_withdrawn():
    given_ = Consent(version=1, agreed_at=MORNING)
    assert given_.holds
    assert not given_.model_copy(update={"withdrawn_at": MORNING}).holds


def test_nobody_is_without_a_name():
    with pytest.raises(ValidationError):
        Actor(person=PersonId(7), name="", roles=frozenset(), session="s")


def test_the_password_of_the_cast_will_do():
    assert refusal_of(PASSWORD) is None


def test_a_name_is_one_line_that_reads_as_it_was_written():
    seen = ["K.", "Anna Maria", "O'Brien <b>", "\u0641\u200c\u0632", "\U0001f469\u200d\U0001f680"]
    hidden = ["a\0b", "a\nb", "a\x1b[0m", "a\u2028b", "a\u202eb", "a\u2066b", "a\ud800b"]
    assert [can_be_seen(name) for name in seen + hidden] == [True] * 5 + [False] * 7


def test_a_mark_stands_behind_the_name_of_a_patient():
    alex = Patient.model_construct(id=PatientId(1), name="Alex", zone="Europe/London", mark="")
    assert alex.known_as == "Alex"
    assert alex.model_copy(update={"mark": "born 1979"}).known_as == "Alex · born 1979"
