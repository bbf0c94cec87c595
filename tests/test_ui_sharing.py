"""The pages of sharing: what a patient chooses there, and what a supporter sees of it."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from taper.actions import observations, share_links, sharing
from taper.ids import to_text
from taper.people.audit import Event
from taper.people.grant import ObservationId, Offer, Section
from taper.words import say
from tests.conftest import PASSWORD, Cast
from tests.pages import opened, served, text
from tests.saving import TODAY, trail_of
from tests.sharing import share_with_sam
from tests.test_actions_sharing import fill


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def share_with(cast: Cast, name: str, last_day: date) -> None:
    """Let somebody make an account to see Alex's plan until a day."""
    offer = Offer(sections=frozenset({Section.PLAN}), last_day=last_day)
    made = sharing.invite_supporter(cast.clinic, cast.alex, cast.patient, name=name, offer=offer)
    sharing.accept_as_new(cast.clinic, code=made.code, sign_in_name="pat", password=PASSWORD)


def press(at: AppTest, label: str) -> None:
    next(each for each in at.button if each.label == say(label)).click()
    at.run()
    assert not at.exception, at.exception


def test_nothing_is_chosen_until_the_patient_chooses(cast: Cast):
    at = opened(cast.alex, "sharing")
    assert at.button_group(key="sections-new").value == []
    assert at.checkbox(key="observe-new").value is False
    press(at, "sharing.make")
    assert sharing.shared(cast.clinic, cast.alex, cast.patient).invitations == ()


def test_a_patient_invites_changes_and_stops_on_the_page(cast: Cast):
    at = opened(cast.alex, "sharing")
    at.text_input(key="supporter-name").set_value("Pat")
    at.button_group(key="sections-new").set_value([Section.PLAN])
    press(at, "sharing.make")
    assert "For Pat" in text(at)
    assert any("/support/" in each.value for each in at.code)
    press(at, "invite.done")
    assert not at.code
    share_with_sam(cast, Section.PLAN)
    at.run()
    assert "Sees: the plan" in text(at)
    press(at, "sharing.stop_do")
    assert sharing.shared(cast.clinic, cast.alex, cast.patient).grants == ()


@pytest.mark.parametrize(("days", "is_told"), [(None, False), (8, False), (7, True), (0, True)])
def test_what_ends_within_a_week_is_told_on_the_patients_day(
    cast: Cast, days: int | None, is_told: bool
):
    last_day = None if days is None else TODAY + timedelta(days=days)
    share_with_sam(cast, Section.PLAN, last_day=last_day)
    found = text(opened(cast.alex))
    assert ("Sharing with Sam ends on" in found) is is_told
    if days == 7:
        assert "Sharing with Sam ends on 9 March 2026." in found
        sharing.end_grant(cast.clinic, cast.alex, cast.patient, cast.ids["sam"])
        assert "Sharing with" not in text(opened(cast.alex))


def test_several_that_end_soon_are_one_line_with_the_first_day(cast: Cast):
    share_with_sam(cast, Section.PLAN, last_day=TODAY + timedelta(days=3))
    share_with(cast, "Pat", TODAY + timedelta(days=2))
    lines = [each for each in text(opened(cast.alex)).splitlines() if "Sharing with" in each]
    assert lines == ["Sharing with 2 people ends soon, first on 4 March 2026."]


def test_a_name_on_the_patients_day_is_text(cast: Cast):
    share_with(cast, "**Pat** :red[x] ![](https://evil.example/x)", TODAY)
    at = opened(cast.alex)
    assert any("**Pat** :red[x]" in each.value for each in at.text)
    assert not any("Pat" in each.value for each in (*at.markdown, *at.info, *at.caption))


def test_a_patient_makes_a_link_and_closes_it(cast: Cast):
    at = opened(cast.alex, "sharing")
    at.text_input(key="link-name").set_value("Dr Vega")
    at.button_group(key="link-sections").set_value([Section.SYMPTOMS])
    at.button_group(key="link-days").set_value(3)
    press(at, "sharing.link_make")
    assert len(at.code) == 2
    assert len(share_links.links_of(cast.clinic, cast.alex, cast.patient)) == 1
    press(at, "sharing.link_end")
    assert share_links.links_of(cast.clinic, cast.alex, cast.patient) == []


def test_a_supporter_without_a_grant_reads_that_nothing_is_shared(cast: Cast):
    at = opened(cast.sam)
    assert say("sharing.nothing_shared") in text(at)


@pytest.mark.parametrize("section", Section)
def test_a_supporter_sees_each_section_without_the_others(cast: Cast, section: Section):
    fill(cast)
    share_with_sam(cast, section, may_observe=False)
    at = opened(cast.sam)
    assert say(f"sharing.section_{section}") in text(at)
    assert not at.error
    assert ("Version 1" in text(at)) is (section is Section.PLAN)
    assert not [each for each in at.button if each.label == say("sharing.observe_keep")]
    assert not at.get("download_button")


def test_a_supporter_writes_and_the_patient_hides(cast: Cast):
    share_with_sam(cast)
    at = opened(cast.sam)
    box = next(each for each in at.selectbox if each.label == say("sharing.observe_day"))
    assert box.value is None
    box.select_index(0)
    at.text_area[0].set_value("Went *out* for a walk.")
    press(at, "sharing.observe_keep")
    assert say("sharing.observed_kept") in text(at)
    page = opened(cast.alex, "sharing")
    assert "Went *out* for a walk." in [each.value for each in page.text]
    press(page, "sharing.hide")
    assert observations.observations_of(cast.clinic, cast.sam, cast.patient) == []


def test_a_page_that_was_open_shows_nothing_after_the_end(cast: Cast):
    fill(cast)
    share_with_sam(cast)
    at = opened(cast.sam)
    assert "Exampline" in text(at)
    sharing.end_grant(cast.clinic, cast.alex, cast.patient, cast.ids["sam"])
    at.run()
    assert "Exampline" not in text(at)
    assert say("sharing.nothing_shared") in text(at)


def test_a_prescriber_reads_what_was_noticed_under_events(cast: Cast):
    share_with_sam(cast)
    sam, patient = cast.sam, cast.patient
    observations.observe(
        cast.clinic,
        sam,
        patient,
        ObservationId(3),
        day=sharing.supported(cast.clinic, sam)[0].today,
        words="Quiet at breakfast.",
    )
    at = opened(cast.dr_bose, "events", patient=to_text(patient))
    assert "Quiet at breakfast." in text(at)
    assert say("sharing.hide") not in [each.label for each in at.button]


def test_a_supporter_gets_no_page_of_a_patient_or_a_prescriber(cast: Cast):
    share_with_sam(cast)
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        opened(cast.sam, "my_data")
    viewed = [each.detail["page"] for each in trail_of(cast) if each.event is Event.VIEWED]
    assert set(viewed) <= {"shared", "observations"}
