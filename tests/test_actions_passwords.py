"""argon2id with the settings of the design, on the one form of a password, two at a time."""

import contextlib
import threading
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from hypothesis import given
from hypothesis import strategies as st

from taper.actions import passwords
from taper.actions.passwords import check, is_outdated, make_hash, matches, normal, sign_in_form
from taper.errors import TaperError

# As the program has it: the other tests put a cheap one in its place.
REAL, NOBODY = passwords._HASHER, passwords._NOBODY


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", REAL)


@pytest.mark.usefixtures("real")
def test_a_hash_takes_64_mib_three_passes_and_four_lanes():
    made = extract_parameters(make_hash("seven quiet herons"))
    assert made.type is Type.ID
    assert (made.memory_cost, made.time_cost, made.parallelism) == (64 * 1024, 3, 4)
    assert extract_parameters(NOBODY) == made


@pytest.mark.usefixtures("real")
def test_a_hash_made_with_less_is_outdated():
    assert not is_outdated(make_hash("seven quiet herons"))
    assert is_outdated(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("herons"))


def test_only_the_password_itself_matches():
    stored = make_hash("seven quiet herons")
    assert matches(stored, "seven quiet herons")
    for other in ("seven quiet heron", "Seven quiet herons", "seven quiet herons ", "", "\0"):
        assert not matches(stored, other)


def test_no_two_hashes_are_the_same():
    assert make_hash("seven quiet herons") != make_hash("seven quiet herons")


@pytest.mark.parametrize("password", ["", "\0", "seven quiet herons"])
def test_nothing_matches_where_nothing_is_stored(password: str):
    assert not matches(None, password)


@pytest.mark.parametrize(
    ("typed", "again"),
    [
        ("caf\u00e9 au lait ce matin", "cafe\u0301 au lait ce matin"),  # é on two keyboards
        ("\uff41bcdefghijklmno", "abcdefghijklmno"),  # full width
        ("\u212bngstr\u00f6m und mehr", "\u00c5ngstro\u0308m und mehr"),
        ("non\u00a0breaking space", "non breaking space"),
        ("\ufb01fteen letters", "fifteen letters"),
    ],
)
def test_one_password_typed_on_two_keyboards_is_one(typed: str, again: str):
    assert typed != again
    assert matches(make_hash(typed), again)


@given(st.text(max_size=40))
def test_the_form_of_a_password_is_settled_at_once(typed: str):
    assert normal(normal(typed)) == normal(typed)
    assert normal(unicodedata.normalize("NFD", typed)) == normal(typed)


@given(st.text(max_size=40))
def test_the_form_of_a_sign_in_name_is_settled_at_once(typed: str):
    assert sign_in_form(sign_in_form(typed)) == sign_in_form(typed)


@pytest.mark.parametrize("typed", ["alex", "Alex", " ALEX ", "\uff21\uff2c\uff25\uff38", "aLeX\n"])
def test_a_sign_in_name_is_the_same_in_capitals_and_with_blanks_around(typed: str):
    assert sign_in_form(typed) == "alex"


def test_two_are_hashed_at_a_time(monkeypatch: pytest.MonkeyPatch):
    working, most, lock = 0, 0, threading.Lock()

    class Slow:
        def hash(self, password: bytes) -> str:
            nonlocal working, most
            with lock:
                working += 1
                most = max(most, working)
            time.sleep(0.01)
            with lock:
                working -= 1
            return "hashed"

    monkeypatch.setattr(passwords, "_HASHER", Slow())
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(make_hash, ["x"] * 8)) == ["hashed"] * 8
    assert most == 2


TRIED_FIRST = [
    "passwordpassword",
    "password1234567",
    "123456789012345",
    "abcdefghijklmno",
    "qwertyuiopasdfg",
    "iloveyouiloveyou",
    "letmein letmein letmein",
    "password password password",
    "ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ",  # full-width letters, which are hashed as plain ones
    "P@ssw0rdP@ssw0rd",
]
TAKEN = [
    "seven quiet herons",
    "ein ruhiger Reiher",
    "Größe und Weite, heute",
    "静かな鷺が七羽いるよ今日は晴れ",
    "нет ни дня без строки",
    "🦆 🦢 🦅 🦉 🐦 🐧 🐤 🦆",
    "no digits and no signs at all",
    "x" * 5 + " quiet y herons z " + "w" * 200,
]


@pytest.mark.parametrize("password", TRIED_FIRST)
def test_what_is_tried_first_is_refused(password: str):
    with pytest.raises(TaperError, match=r"password\.common"):
        check(password, "alex")


@pytest.mark.parametrize("password", TAKEN)
def test_any_other_is_taken_in_any_letters_and_without_rules_of_what_must_be_in_it(password: str):
    check(password, "alex")


@pytest.mark.parametrize(
    ("password", "taken"),
    [("xk3!vq9z", True), ("liverpool", False), ("monkey12", False), ("iloveyou", False)],
)
def test_beside_a_second_factor_eight_are_enough_and_the_list_still_holds(
    password: str, taken: bool
):
    with pytest.raises(TaperError, match=r"password\.too_short"):
        check(password, "alex")
    if taken:
        check(password, "alex", second_factor=True)
    else:
        with pytest.raises(TaperError, match=r"password\.common"):
            check(password, "alex", second_factor=True)


def test_looking_a_password_up_asks_no_other_host(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("asked another host"))
    check("seven quiet herons", "alex")


@given(st.text(min_size=15, max_size=256))
def test_no_text_breaks_the_look(password: str):
    with contextlib.suppress(TaperError):
        check(password, "alex")
