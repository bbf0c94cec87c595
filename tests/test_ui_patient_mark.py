"""A year of birth or an alias beside the name: typed by a prescriber, optional, always in sight."""

from collections.abc import Iterator

import pytest

from taper import ids
from taper.actions import patients, people
from taper.errors import Refused, TaperError
from taper.people.audit import Event
from tests.conftest import Cast
from tests.editor import editor, keyed, press
from tests.pages import opened, served, text
from tests.saving import events


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def marked(cast: Cast, mark: str = "1985") -> str:
    return people.change_mark(cast.clinic, cast.dr_bose, cast.patient, mark)


def test_nothing_stands_beside_a_name_unless_it_is_typed(cast: Cast):
    found = people.patient_of(cast.clinic, cast.dr_bose, cast.patient)
    assert (found.mark, found.known_as) == ("", "Alex")


def test_it_is_typed_on_the_patients_page_and_stands_on_every_other(cast: Cast):
    at = opened(cast.dr_bose, "patient", patient=ids.to_text(cast.patient))
    keyed(at, f"mark-{cast.patient}").set_value("  born   1985 ")
    at = press(at, "mark-keep")
    assert "It is kept. It stands beside the name." in text(at)
    for page in ("patient", "plan", "write_plan", "compare", "requests"):
        at = opened(cast.dr_bose, page, patient=ids.to_text(cast.patient))
        assert "Alex · born 1985" in text(at)
    at = opened(cast.dr_bose, "patients")
    assert keyed(at, f"open-{cast.patient}").label == "Alex · born 1985"
    assert keyed(at, "find-patient").options == ["Alex · born 1985"]


def test_it_is_taken_away_again(cast: Cast):
    marked(cast)
    at = opened(cast.dr_bose, "patient", patient=ids.to_text(cast.patient))
    keyed(at, f"mark-{cast.patient}").set_value("")
    at = press(at, "mark-keep")
    assert "Nothing stands beside the name." in text(at)
    assert people.patient_of(cast.clinic, cast.dr_bose, cast.patient).known_as == "Alex"


def test_the_trail_says_that_it_changed_and_not_what_it_says(cast: Cast):
    marked(cast)
    marked(cast)
    assert events(cast).count(Event.MARK_CHANGED) == 1
    assert "1985" not in text(opened(cast.alex, "my_data"))
    shown = text(opened(cast.alex, "my_data"))
    assert "changed what stands beside the name in the list of patients." in shown


def test_it_is_typed_with_the_invitation(cast: Cast):
    made = people.invite_patient(
        cast.clinic, cast.dr_bose, name="Alex", zone="Europe/London", mark="b. 1990"
    )
    assert people.patient_of(cast.clinic, cast.dr_bose, made.patient).known_as == "Alex · b. 1990"
    waiting = dict(patients.waiting(cast.clinic, cast.dr_bose))
    assert waiting[made.patient] == "Alex · b. 1990"
    # Whoever opens the link reads the name alone.
    assert people.invitation(cast.clinic, made.code).patient_name == "Alex"


@pytest.mark.parametrize(
    ("mark", "key"), [("x" * 41, "person.mark_long"), ("19\u202e85", "person.mark_unseen")]
)
def test_what_is_too_long_or_turns_the_line_around_is_refused(cast: Cast, mark: str, key: str):
    with pytest.raises(TaperError) as refusal:
        marked(cast, mark)
    assert refusal.value.key == key


def test_nobody_but_those_who_look_after_the_patient_changes_it(cast: Cast):
    for who in ("alex", "dr_stranger", "sam", "ada"):
        with pytest.raises(Refused):
            people.change_mark(cast.clinic, cast.actor(who), cast.patient, "1985")


def test_it_stands_beside_the_name_where_a_plan_is_signed(cast: Cast):
    marked(cast)
    assert "Alex · 1985" in text(editor(cast))
