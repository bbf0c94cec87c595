"""What came from another clinic, on the pages: history, and never the plan of today."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from taper import ids
from taper.actions import people, takeout
from taper.actions.clinic import open_clinic
from taper.actions.doing import at_the_terminal
from taper.ids import PersonId
from taper.settings import Settings
from taper.storage import people as stored_people
from tests.conftest import PASSWORD, Cast, forgetful
from tests.packages import fill
from tests.pages import opened, served, text
from tests.signing_in import give_authenticator


@pytest.fixture
def moved(sqlite_cast: Cast, tmp_path: Path) -> Iterator[Cast]:
    """Alex in another installation, in the care of Dr Cole."""
    fill(sqlite_cast, "In my own words.")
    body = takeout.take_out(sqlite_cast.clinic, at_the_terminal(), sqlite_cast.patient)
    clinic = forgetful(open_clinic(Settings(database=f"sqlite:///{tmp_path / 'there.sqlite3'}")))
    people.add_prescriber(clinic, name="Dr Cole", sign_in_name="dr_cole", password=PASSWORD)
    takeout.take_in(clinic, at_the_terminal(), body, prescriber="dr_cole")
    with clinic.store.reading() as session:
        account = stored_people.account(session, "dr_cole")
    assert account is not None
    give_authenticator(clinic, account.person)
    there = Cast(clinic, {"dr_cole": account.person, "alex": PersonId(sqlite_cast.patient)})
    with served(there):
        yield there
    clinic.store.close()


def page(cast: Cast, who: str, name: str) -> str:
    query = {} if who == "alex" else {"patient": ids.to_text(cast.patient)}
    at = opened(cast.actor(who), name, **query)
    assert not at.exception
    told = [each.label for each in at.expander] + [each.value for each in at.html]
    return text(at) + "\n".join(told)


@pytest.mark.parametrize("who", ["alex", "dr_cole"])
def test_the_plan_page_names_it_history_and_no_version_in_force(moved: Cast, who: str):
    shown = page(moved, who, "plan")
    assert "Signed elsewhere, not in force" in shown
    assert "Exampline, tablets: version 1 of another clinic, from 2 February 2026" in shown
    assert "Signed by Dr Bose" in shown
    assert "in force from" not in shown
    assert "stays in force" not in shown  # though a request is open
    assert "<span class='tag'>Today</span>" not in shown


def test_today_has_no_dose_until_somebody_signs_here(moved: Cast):
    shown = page(moved, "alex", "today")
    assert "17.5 mg" not in shown
    assert "20 mg" not in shown


@pytest.mark.parametrize(
    "name", ["compare", "requests", "visit", "my_data", "reminders", "sharing"]
)
def test_every_page_of_the_patient_opens(moved: Cast, name: str):
    assert page(moved, "alex", name)


def test_a_plan_from_elsewhere_can_be_the_beginning_of_a_draft(moved: Cast):
    at = opened(moved.actor("dr_cole"), "write_plan", patient=ids.to_text(moved.patient))
    assert not at.exception
    clone = next(each for each in at.selectbox if (each.key or "").startswith("clone-"))
    assert clone.options == [
        "Exampline, tablets: version 1 of another clinic, from 2 February 2026"
    ]
    clone.select_index(0).run()
    next(each for each in at.button if (each.key or "").endswith("-put")).click().run()
    assert not at.exception
    assert "17.5 mg" in "\n".join(each.value for each in at.html) + text(at)
