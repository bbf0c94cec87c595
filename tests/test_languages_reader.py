"""What is made for somebody is in that person's language: invitations, papers, summaries."""

from collections.abc import Iterator

import pytest

from taper.actions import account, people, visit
from taper.actions import clinic as clinics
from taper.errors import TaperError
from taper.ids import PersonId
from taper.people.person import Actor
from taper.storage import people as stored
from taper.words.language import speaking
from tests import drafts
from tests.conftest import PASSWORD, Cast
from tests.pages import opened, text
from tests.web_client import Browser

IN_DUTCH = "nodigt u uit"


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    clinics.start(sqlite_cast.clinic)
    with drafts.switched_on("nl", "de"):
        yield sqlite_cast
    clinics.stop()


@pytest.fixture
def browser(cast: Cast) -> Browser:
    return Browser(cast.clinic.settings)


def invited(cast: Cast, language: str | None = "nl") -> people.Invitation:
    return people.invite_patient(
        cast.clinic, cast.dr_bose, name="Robin", zone="Europe/Amsterdam", language=language
    )


def language_of(cast: Cast, person: int) -> str | None:
    with cast.clinic.store.reading() as session:
        return stored.language_of(session, PersonId(person))


def accept(browser: Browser, code: str) -> None:
    names = {"sign_in_name": "robin", "password": PASSWORD, "password_again": PASSWORD}
    browser.post(f"/invitation/{code}", agreed="yes", country="NL", **names)


# --- the invitation


def test_an_invitation_is_read_in_the_language_it_was_made_in(cast: Cast, browser: Browser):
    page = browser.get(f"/invitation/{invited(cast).code}")
    assert '<html lang="nl"' in page.text
    assert IN_DUTCH in page.text


def test_who_chose_another_language_in_this_browser_reads_that(cast: Cast, browser: Browser):
    code = invited(cast).code
    assert '<html lang="de"' in browser.get(f"/invitation/{code}?language=de").text
    assert '<html lang="de"' in browser.get(f"/invitation/{code}").text


def test_an_invitation_without_a_language_is_read_as_the_browser_asks(cast: Cast, browser: Browser):
    code = invited(cast, None).code
    assert '<html lang="en"' in browser.get(f"/invitation/{code}").text


def test_the_language_stays_after_the_invitation_was_accepted(cast: Cast, browser: Browser):
    made = invited(cast)
    accept(browser, made.code)
    assert language_of(cast, made.patient) == "nl"


def test_the_language_in_which_the_patient_agreed_is_kept(cast: Cast, browser: Browser):
    made = invited(cast)
    browser.get(f"/invitation/{made.code}?language=de")
    accept(browser, made.code)
    assert language_of(cast, made.patient) == "de"


def test_a_new_link_is_in_the_same_language(cast: Cast):
    made = invited(cast)
    again = people.renew_invitation(cast.clinic, cast.dr_bose, made.patient)
    assert again.language == "nl"


@pytest.mark.parametrize("code", ["fr", "en-GB", ""])
def test_a_language_that_is_not_on_is_refused(cast: Cast, code: str):
    with pytest.raises(TaperError, match=r"account\.language_unknown"):
        invited(cast, code)


def test_the_sheet_that_the_prescriber_prints_is_in_the_patients_language(cast: Cast):
    at = opened(cast.dr_bose, "invite")
    at.text_input(key="invite-name").set_value("Robin")
    at.selectbox(key="invite-zone").set_value("Europe/Amsterdam")
    at.text_area(key="invite-looks").set_value("Mondays.")
    assert at.selectbox(key="invite-language").value == "en"
    at.selectbox(key="invite-language").set_value("nl")
    at.button(key="make").click().run()
    assert not at.exception
    (steps,) = (each.value for each in at.html if "<ol>" in each.value)
    assert "wachtwoord" in steps
    assert "shown only here and only now" in text(at)  # to the prescriber


# --- the visit summary


def choose(cast: Cast, actor: Actor, code: str) -> None:
    account.choose_language(cast.clinic, actor, code)


def summary(cast: Cast, actor: Actor, reader: Actor | None = None) -> str:
    who = reader.person if reader else None
    made = visit.visit_file(cast.clinic, actor, cast.patient, None, None, who, None)
    return made.decode()


def test_a_summary_for_a_named_reader_is_in_that_readers_language(cast: Cast):
    choose(cast, cast.dr_bose, "nl")
    with speaking("de"):
        assert "Een gedeeld dagboek" in summary(cast, cast.alex, cast.dr_bose)
        assert "Ein gemeinsames Tagebuch" in summary(cast, cast.alex)


def test_a_summary_for_a_reader_who_chose_no_language_is_in_its_makers(cast: Cast):
    with speaking("de"):
        assert "Ein gemeinsames Tagebuch" in summary(cast, cast.alex, cast.dr_bose)


def test_nobody_elses_language_is_told_by_a_summary(cast: Cast):
    choose(cast, cast.dr_bose, "nl")
    assert "A shared diary" in summary(cast, cast.dr_bose, cast.dr_bose)


def test_the_page_says_in_which_language_its_files_come_out(cast: Cast):
    choose(cast, cast.dr_bose, "nl")
    at = opened(cast.alex, "visit")
    assert "These files are in" not in text(at)
    at.selectbox(key="visit-reader").set_value(str(cast.dr_bose.person)).run()
    assert "These files are in Dutch, the language of Dr Bose." in text(at)
