"""A link and its code open a summary for a while; guessing takes long, and the patient ends it."""

from datetime import timedelta

import pytest
import time_machine

from taper.actions import record, requests, share_links
from taper.actions.share_links import MadeLink, OpenedLink
from taper.people.audit import Event
from taper.people.grant import Section
from taper.people.request import Kind as Asked
from taper.people.request import RequestId
from tests.conftest import MORNING, Cast, bring_in_kim
from tests.pdf_text import pages
from tests.saving import trail_of
from tests.sharing import refused_as
from tests.test_actions_sharing import OPENS, fill, what

ALL = share_links.SHAREABLE


def make(cast: Cast, *sections: Section, days: int = 7) -> MadeLink:
    return share_links.make_link(
        cast.clinic, cast.alex, cast.patient, name="Dr Vega", sections=sections or ALL, days=days
    )


def opened(cast: Cast, made: MadeLink, code: str | None = None, address: str = "") -> OpenedLink:
    typed = made.code if code is None else code
    return share_links.open_link(cast.clinic, secret=made.secret, code=typed, address=address)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08}"


def test_link_and_code_open_the_summary_of_what_was_picked(cast: Cast):
    fill(cast)
    found = opened(cast, make(cast))
    assert found.visit.summary.name == "Alex"
    assert found.visit.summary.medicines
    assert what(found.visit.record) == set().union(*OPENS.values()) - {"note"}


@pytest.mark.parametrize("section", ALL)
def test_a_section_that_was_not_picked_is_in_no_part_of_it(cast: Cast, section: Section):
    fill(cast)
    found = opened(cast, make(cast, section))
    assert what(found.visit.record) == OPENS[section]
    summary = found.visit.summary
    assert bool(summary.medicines) is (section is Section.PLAN)
    assert bool(summary.events) is (section is Section.EVENTS)
    assert bool(summary.questionnaires) is (section is Section.QUESTIONNAIRES)


def test_the_code_may_be_typed_in_groups(cast: Cast):
    made = make(cast)
    opened(cast, made, f" {made.code[:4]} {made.code[4:]} ")


def test_a_wrong_code_and_the_code_of_another_link_open_nothing(cast: Cast):
    made, other = make(cast), make(cast)
    for code in (wrong(made.code), other.code, "", "12345678" * 9):
        with refused_as("share.code_wrong"):
            opened(cast, made, code)
    with refused_as("share.unknown"):
        share_links.open_link(cast.clinic, secret="a guess", code=made.code)


def test_guessing_has_to_wait_longer_with_every_try(cast: Cast):
    made = make(cast)
    for _ in range(5):
        with refused_as("share.code_wrong"):
            opened(cast, made, wrong(made.code))
    with refused_as("sign_in.wait"):
        opened(cast, made)  # the right one too
    later = MORNING + timedelta(seconds=6)
    with time_machine.travel(later, tick=False):
        opened(cast, made)


def test_guesses_from_one_address_are_counted_over_all_links(cast: Cast):
    for _ in range(5):
        made = make(cast)
        with refused_as("share.code_wrong"):
            opened(cast, made, wrong(made.code), address="192.0.2.7")
    with refused_as("sign_in.wait"):
        opened(cast, make(cast), address="192.0.2.7")


def test_after_its_end_a_link_opens_nothing(cast: Cast):
    made = make(cast, days=1)
    ticket = opened(cast, made).ticket
    with time_machine.travel(MORNING + timedelta(days=1), tick=False):
        with refused_as("share.over"):
            opened(cast, made)
        with refused_as("share.over"):
            share_links.link_at(cast.clinic, made.secret)
    share_links.end_link(cast.clinic, cast.alex, cast.patient, made.link.id)
    with refused_as("share.over"):
        opened(cast, made)
    with refused_as("share.over"):
        share_links.link_file(cast.clinic, secret=made.secret, ticket=ticket)
    assert share_links.links_of(cast.clinic, cast.alex, cast.patient) == []


def test_the_pdf_needs_the_code_typed_within_half_an_hour(cast: Cast):
    fill(cast)
    made, other = make(cast, Section.PLAN), make(cast)
    ticket = opened(cast, made).ticket
    text = "\n".join(pages(share_links.link_file(cast.clinic, secret=made.secret, ticket=ticket)))
    assert "Exampline" in text
    assert "A cold." not in text
    for secret, tried in ((other.secret, ticket), (made.secret, ""), (made.secret, "9" * 11)):
        with refused_as("share.code_again"):
            share_links.link_file(cast.clinic, secret=secret, ticket=tried)
    later = MORNING + timedelta(minutes=31)
    with time_machine.travel(later, tick=False), refused_as("share.code_again"):
        share_links.link_file(cast.clinic, secret=made.secret, ticket=ticket)


def test_every_opening_and_every_wrong_code_is_in_the_trail(cast: Cast):
    made = make(cast)
    with refused_as("share.code_wrong"):
        opened(cast, made, wrong(made.code))
    ticket = opened(cast, made).ticket
    share_links.link_file(cast.clinic, secret=made.secret, ticket=ticket)
    for _ in range(2):
        share_links.end_link(cast.clinic, cast.alex, cast.patient, made.link.id)
    assert "Dr Vega" not in str(trail_of(cast))  # a line can never be changed; a name can go
    lines = record.trail_of(cast.clinic, cast.alex, cast.patient)
    told = [each for each, _ in reversed(lines) if each.event.startswith("link_")]
    assert [(each.event, each.detail["name"]) for each in told] == [
        (Event.LINK_MADE, "Dr Vega"),
        (Event.LINK_REFUSED, "Dr Vega"),
        (Event.LINK_OPENED, "Dr Vega"),
        (Event.LINK_OPENED, "Dr Vega"),
        (Event.LINK_ENDED, "Dr Vega"),
    ]
    assert {each.actor for each in told} == {None, cast.ids["alex"]}
    assert made.secret not in str(told)
    assert made.code not in str(told)


@pytest.mark.parametrize(
    ("sections", "days", "key"),
    [
        ((), 7, "sharing.nothing_chosen"),
        ((Section.NOTES,), 7, "id.unreadable"),
        ((Section.PLAN,), 4000, "id.unreadable"),
    ],
)
def test_a_link_that_was_forged_in_the_form_is_refused(
    cast: Cast, sections: tuple[Section, ...], days: int, key: str
):
    with refused_as(key):
        share_links.make_link(
            cast.clinic, cast.alex, cast.patient, name="Dr Vega", sections=sections, days=days
        )


def test_a_link_of_another_patient_is_not_ended_by_its_id(cast: Cast):
    made = make(cast)
    patient = bring_in_kim(cast)
    kim = cast.actor("kim")
    share_links.end_link(cast.clinic, kim, patient, made.link.id)
    with refused_as("access.refused"):
        share_links.end_link(cast.clinic, kim, cast.patient, made.link.id)
    assert share_links.link_at(cast.clinic, made.secret) == made.link


def test_requests_are_in_no_link(cast: Cast):
    fill(cast)
    requests.ask(
        cast.clinic,
        cast.alex,
        cast.patient,
        RequestId(7),
        kind=Asked.STAY,
        course=None,
        words="Two more weeks, please.",
    )
    made = make(cast)
    found = opened(cast, made)
    assert found.visit.summary.requests == ()
    file = share_links.link_file(cast.clinic, secret=made.secret, ticket=found.ticket)
    assert "Two more weeks" not in "\n".join(pages(file))


def test_the_line_is_on_file_before_anything_is_read_for_the_summary(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    made = make(cast)
    seen: list[list[str]] = []
    build = share_links.record_of

    def record_of(*given: object) -> object:
        seen.append([each.event for each in trail_of(cast)])  # what others can read by then
        with cast.clinic.store.writing():  # and somebody can save meanwhile
            pass
        return build(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(share_links, "record_of", record_of)
    opened(cast, made)
    assert [each[-1] for each in seen] == [Event.LINK_OPENED]
