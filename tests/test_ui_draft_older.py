"""A draft that was begun before a version was signed: marked, and never signed in silence."""

from collections.abc import Iterator

import pytest

from taper.actions import plans
from taper.errors import ChangedElsewhere
from taper.plan.amendment import Hold
from tests.conftest import PASSWORD, Cast, sign_plan, typed_plan
from tests.editor import course_of, draft, editor, keyed, password, press, signed, tables
from tests.pages import served, text
from tests.test_actions_amendments import amend

ROWS = (("2026-02-16", "20"), ("2026-03-16", "17.5"), ("2026-04-13", "0"))


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def begun(cast: Cast, *, saved: bool = True):
    """Begin a draft from version 1, and have a hold signed as version 2 meanwhile."""
    course = sign_plan(cast, typed_plan(*ROWS))
    at = press(editor(cast), "start-from")
    if saved:
        at = press(at, "save-draft")
    amend(cast, course, Hold(days=14))
    return at


@pytest.mark.parametrize("saved", [True, False])
def test_the_page_says_what_was_signed_since_and_what_it_changed(cast: Cast, saved: bool):
    at = begun(cast, saved=saved).run()
    page = text(at)
    assert "This draft is older than the signed plan" in page
    assert "It was begun after version 1. Version 2 was signed on 2 March 2026" in page
    assert "14 days later" in tables(at)
    at = press(at, "read-back-button")
    assert "First say above how to go on with this draft." in text(at)
    assert not [each for each in at.text_input if "-password-" in each.key]


def test_somebody_who_opens_it_later_is_told_too(cast: Cast):
    begun(cast)
    assert "It was begun after version 1." in text(editor(cast))


def test_going_on_is_said_and_the_draft_is_signed_after_the_newest(cast: Cast):
    at = press(begun(cast).run(), "older-go-on")
    assert "It now follows version 2." in text(at)
    assert "older than the signed plan" not in text(at)
    at = press(at, "read-back-button")
    keyed(at, "-in-force-from").set_value("2026-03-03").run()
    keyed(at, "-reason").set_value("As before the hold.")
    password(at).set_value(PASSWORD)
    press(at, "-sign")
    assert [each.version for each in signed(cast)] == [1, 2, 3]


def test_the_newest_version_is_taken_instead_and_the_draft_is_brought_back(cast: Cast):
    at = press(begun(cast).run(), "older-start-from")
    assert at.data_editor[0].value["starts"].tolist()[1] == "2026-03-30"
    assert "older than the signed plan" not in text(at)
    at = press(at, "take-back")
    assert at.data_editor[0].value["starts"].tolist()[1] == "2026-03-16"
    assert "It was begun after version 1." in text(at)


def test_what_is_signed_after_the_read_back_refuses_the_signature(cast: Cast):
    course = sign_plan(cast, typed_plan(*ROWS))
    at = press(press(editor(cast), "start-from"), "read-back-button")
    keyed(at, "-in-force-from").set_value("2026-03-03").run()
    keyed(at, "-reason").set_value("Slower.")
    amend(cast, course, Hold(days=14))
    password(at).set_value(PASSWORD)
    at = press(at, "-sign")
    assert [each.version for each in signed(cast)] == [1, 2]
    page = text(at)
    assert "Nothing was signed now." in page
    assert "This draft is older than the signed plan" in page


def test_the_action_refuses_an_older_draft_whatever_a_page_says(cast: Cast):
    course = sign_plan(cast, typed_plan(*ROWS))
    kept = plans.save_draft(
        cast.clinic,
        cast.dr_bose,
        cast.patient,
        course.course.id,
        typed_plan(*ROWS),
        expected_revision=0,
    )
    assert kept.typed.begun_after == 1
    amend(cast, course, Hold(days=14))
    with pytest.raises(ChangedElsewhere, match=r"plan\.draft_older"):
        plans.sign(
            cast.clinic,
            cast.dr_bose,
            cast.patient,
            course.course.id,
            draft_id=kept.draft_id,
            revision=kept.revision,
            in_force_from=signed(cast)[1].in_force_from,
            reason="Slower.",
            password=PASSWORD,
        )
    assert draft(cast) == kept.typed
    assert course_of(cast) == course.course.id
