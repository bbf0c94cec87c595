"""Two prescribers edit one draft at once: no edit that was acknowledged is overwritten unseen."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from taper.actions import plans
from taper.errors import ChangedElsewhere
from taper.ids import CourseId
from taper.people.person import Actor
from taper.storage import people
from tests.conftest import MORNING, Cast, count, typed_plan

EDITS = count(short=40, ci=100, full=400)


@pytest.fixture
def course(cast: Cast) -> CourseId:
    """A draft of Alex's plan that both prescribers may edit."""
    with cast.clinic.store.writing() as session:
        people.add_care(session, cast.ids["dr_stranger"], cast.patient, MORNING)
    found = plans.open_course(
        cast.clinic, cast.dr_bose, cast.patient, medicine="Exampline", form="tablets"
    )
    typed = typed_plan(("2026-04-01", "20")).model_copy(update={"contact": ""})
    plans.save_draft(cast.clinic, cast.dr_bose, cast.patient, found, typed, expected_revision=0)
    return found


def edit(cast: Cast, actor: Actor, course: CourseId, mark: str, *, looks: bool) -> int:
    """Add *mark* to the draft, looking again whenever somebody was quicker; how often that was.

    As a control, one who doesn't look keeps his text and asks only for the newest revision.
    """
    refused = 0
    seen = plans.draft(cast.clinic, actor, cast.patient, course)
    while True:
        contact = f"{seen.typed.contact} {mark}".strip()
        typed = seen.typed.model_copy(update={"contact": contact})
        try:
            plans.save_draft(
                cast.clinic, actor, cast.patient, course, typed, expected_revision=seen.revision
            )
        except ChangedElsewhere:
            refused += 1
            newest = plans.draft(cast.clinic, actor, cast.patient, course)
            seen = newest if looks else seen.model_copy(update={"revision": newest.revision})
        else:
            return refused


def race(cast: Cast, course: CourseId, *, looks: bool) -> tuple[list[str], int]:
    """Let both edit at once; the marks on file in the end, and how many saves were refused."""
    people_here = [(cast.dr_bose, "b"), (cast.dr_stranger, "s")]

    def all_of(who: tuple[Actor, str]) -> int:
        actor, letter = who
        return sum(
            edit(cast, actor, course, f"{letter}{number}", looks=looks)
            for number in range(EDITS // 2)
        )

    with ThreadPoolExecutor(2) as both:
        refused = sum(both.map(all_of, people_here))
    on_file = plans.draft(cast.clinic, cast.dr_bose, cast.patient, course)
    return on_file.typed.contact.split(), refused


def test_no_edit_is_lost_and_each_is_there_once(cast: Cast, course: CourseId):
    marks, refused = race(cast, course, looks=True)
    wanted = [f"{letter}{number}" for letter in "bs" for number in range(EDITS // 2)]
    assert sorted(marks) == sorted(wanted)
    assert refused, "they never met: the race proves nothing"


def test_the_control_that_does_not_look_overwrites_some(cast: Cast, course: CourseId):
    marks, refused = race(cast, course, looks=False)
    assert refused
    assert len(marks) < EDITS
