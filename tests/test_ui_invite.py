"""Inviting: a name and a time zone, and a way in that is shown once."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from streamlit.testing.v1 import AppTest

from taper.actions import people
from taper.actions.patients import patient_page
from taper.errors import TaperError
from taper.ui.zones import zone_label, zones
from tests.conftest import Cast
from tests.pages import opened, served, text

LOOKS = "Monday and Thursday mornings."


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def invite(cast: Cast, name: str = "Kim", zone: str | None = "Asia/Tokyo") -> AppTest:
    at = opened(cast.dr_bose, "invite")
    at.text_input(key="invite-name").set_value(name)
    if zone:
        at.selectbox(key="invite-zone").set_value(zone)
    at.text_area(key="invite-looks").set_value(LOOKS)
    at.button(key="make").click().run()
    assert not at.exception
    return at


def test_an_invitation_shows_link_code_picture_and_how_long_it_holds(cast: Cast):
    at = invite(cast)
    link, code = (each.value for each in at.code)
    assert link == f"http://localhost:8501/invitation/{code}"
    assert people.invitation(cast.clinic, code).patient_name == "Kim"
    assert "It works once, until 5 March 2026, 09:00." in text(at)
    assert "shown only here and only now" in text(at)
    assert "Kim" in [each.value for each in at.text]


def test_the_picture_is_drawn_into_the_page_and_named(cast: Cast):
    picture = next(each.value for each in invite(cast).html if "<img" in each.value)
    assert re.search(r'src="data:image/svg\+xml[^"]*"', picture)
    assert 'alt="The same link as a picture' in picture
    assert "/media/" not in unquote(picture)


def test_the_box_that_is_printed_says_how_to_begin(cast: Cast):
    at = invite(cast)
    (steps,) = (each.value for each in at.html if "<ol>" in each.value)
    assert steps.count("<li>") == 4
    assert "Pick a sign-in name and a password of your own." in steps
    assert "Crisis numbers, without signing in: http://localhost:8501/crisis" in text(at)
    assert "It is a sheet to take home." in text(at)


def test_nothing_is_chosen_beforehand(cast: Cast):
    at = opened(cast.dr_bose, "invite")
    assert at.text_input(key="invite-name").value == ""
    assert at.selectbox(key="invite-zone").value is None


def test_who_agrees_reads_first_when_the_prescriber_looks(cast: Cast):
    _, code = (each.value for each in invite(cast).code)
    assert people.invitation(cast.clinic, code).looks == LOOKS


def test_without_saying_when_one_looks_nothing_is_made(cast: Cast):
    at = opened(cast.dr_bose, "invite")
    at.text_input(key="invite-name").set_value("Kim")
    at.selectbox(key="invite-zone").set_value("Asia/Tokyo")
    at.button(key="make").click().run()
    assert "Write when you look at this diary." in text(at)
    assert not at.code


def test_without_a_time_zone_nothing_is_made_and_the_name_stays(cast: Cast):
    at = invite(cast, zone=None)
    assert "Choose the time zone of the patient." in text(at)
    assert at.text_input(key="invite-name").value == "Kim"
    assert len(patient_page(cast.clinic, cast.dr_bose).lines) == 1


def test_without_a_name_nothing_is_made(cast: Cast):
    assert "Write a name or an alias" in text(invite(cast, name="  "))
    assert len(patient_page(cast.clinic, cast.dr_bose).lines) == 1


def test_once_it_is_passed_on_the_code_is_gone(cast: Cast):
    at = invite(cast)
    code = at.code[1].value
    at.button(key="done").click().run()
    assert not at.code
    assert code not in text(at)
    assert at.text_input(key="invite-name").value == ""


def test_a_new_link_replaces_the_one_before(cast: Cast):
    at = invite(cast)
    old = at.code[1].value
    at.button(key="done").click().run()
    at.selectbox(key="renew-who").select_index(0).run()
    at.button(key="renew-do").click().run()
    new = at.code[1].value
    assert people.invitation(cast.clinic, new).patient_name == "Kim"
    with pytest.raises(TaperError, match=r"invitation\.unknown"):
        people.invitation(cast.clinic, old)


def test_a_new_link_is_offered_only_for_those_who_are_not_in_yet(cast: Cast):
    at = opened(cast.dr_bose, "invite")
    assert not at.expander
    at = invite(cast)
    at.button(key="done").click().run()
    assert at.selectbox(key="renew-who").options == ["Kim"]


def test_nothing_is_renewed_for_nobody(cast: Cast):
    at = invite(cast)
    at.button(key="done").click().run()
    at.button(key="renew-do").click().run()
    assert "Choose who needs a new link." in text(at)


def test_a_patient_invites_nobody(cast: Cast):
    with pytest.raises(ValueError, match="invite"):
        opened(cast.alex, "invite")


def test_zones_are_places_and_one_is_utc():
    assert {"Europe/London", "America/Argentina/Buenos_Aires", "Asia/Kolkata", "UTC"} <= set(
        zones()
    )
    assert not [zone for zone in zones() if zone.startswith(("Etc/", "US/"))]
    assert zone_label("America/New_York") == "America/New York"
