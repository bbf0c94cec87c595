"""Files handed in: so many an hour from each person, and nobody waits for another."""

from hypothesis import given
from hypothesis import strategies as st

from taper.actions import clinic as clinics
from taper.ids import PersonId
from taper.web.uploads import AN_HOUR, MOST_AN_HOUR, PLACE, Uploads
from taper.words import say
from tests.conftest import PASSWORD, Cast
from tests.web_client import Browser, StandIn

ALEX, KIM = PersonId(1), PersonId(2)
FILE = {"method": "PUT", "path": f"{PLACE}session/file"}


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_hour_after_the_first_file_there_is_room_for_one_more():
    clock = Clock()
    uploads = Uploads(clock)
    for _ in range(MOST_AN_HOUR):
        assert uploads.allow(ALEX, FILE)
        clock.now += 1
    clock.now = AN_HOUR - 0.1
    assert not uploads.allow(ALEX, FILE)
    assert uploads.allow(KIM, FILE)
    clock.now = AN_HOUR
    assert uploads.allow(ALEX, FILE)
    assert not uploads.allow(ALEX, FILE)


def test_what_is_no_file_is_never_counted():
    uploads = Uploads(Clock())
    for method, path in (("GET", FILE["path"]), ("DELETE", FILE["path"]), ("PUT", "/account")):
        other = {"method": method, "path": path}
        assert all(uploads.allow(ALEX, other) for _ in range(MOST_AN_HOUR + 1))
    assert uploads.allow(ALEX, FILE)


@given(st.lists(st.tuples(st.sampled_from([ALEX, KIM]), st.integers(0, 1_000)), max_size=80))
def test_no_hour_holds_more_files_of_a_person_than_there_may_be(tries: list[tuple[PersonId, int]]):
    clock = Clock()
    uploads, taken = Uploads(clock), []
    for person, seconds in tries:
        clock.now += seconds
        if uploads.allow(person, FILE):
            taken.append((person, clock.now))
    for person, end in taken:
        within = [at for who, at in taken if who == person and end - AN_HOUR < at <= end]
        assert len(within) <= MOST_AN_HOUR


def test_one_person_hands_in_only_so_many_files_an_hour(sqlite_cast: Cast):
    clinics.start(sqlite_cast.clinic)
    alex = Browser(sqlite_cast.clinic.settings, StandIn())
    assert alex.sign_in("alex", PASSWORD).status_code == 303
    place = "/_stcore/upload_file/session/file"
    answers = [alex.client.request("PUT", place) for _ in range(MOST_AN_HOUR + 1)]
    assert [each.status_code for each in answers] == [200] * MOST_AN_HOUR + [429]
    assert answers[-1].text == say("web_error.uploads")
    assert alex.client.request("DELETE", place).status_code == 200
    assert alex.get("/today").status_code == 200
    clinics.stop()
