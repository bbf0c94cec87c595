"""A record in the tests with something of every kind on file, some of it changed since."""

from taper.actions import (
    appointment_notes,
    catch_up,
    diary,
    events,
    observations,
    requests,
    symptoms,
)
from taper.actions.events import SaidEvent
from taper.actions.plans import course_plans
from taper.diary.events import EventId, Kind, Text
from taper.diary.tags import Tag
from taper.people.grant import ObservationId
from taper.people.note import NoteId
from taper.people.request import Kind as Asked
from taper.people.request import RequestId
from tests.asking import ALL_BUT_NINE, answer, ask
from tests.conftest import Cast
from tests.packages import fill
from tests.saving import back, save
from tests.sharing import share_with_sam


def fill_whole(cast: Cast) -> None:
    """Put something into every table of Alex's record."""
    fill(cast)
    save(cast, back(3), diary.Said(mood=2, note="Slept badly. \u2028 “x”"))
    _ask_for_more(cast)
    _change_symptoms(cast)
    _change_an_event(cast)
    catch_up.pause(cast.clinic, cast.alex, cast.patient, back(0), back(-3))
    _answer_twice(cast)
    _let_others_write(cast)


def _ask_for_more(cast: Cast) -> None:
    with cast.clinic.store.reading() as session:
        course = course_plans(session, cast.patient)[0].course.id
    requests.ask(
        cast.clinic,
        cast.alex,
        cast.patient,
        RequestId(11),
        kind=Asked.STAY,
        course=course,
        words="Longer, please.",
    )


def _change_symptoms(cast: Cast) -> None:
    symptoms.rename(cast.clinic, cast.alex, cast.patient, "dizziness", "Swaying")
    for said in (Tag.HAD_BEFORE, Tag.NOW_WORSE):
        symptoms.tag(cast.clinic, cast.alex, cast.patient, "dizziness", said)


def _change_an_event(cast: Cast) -> None:
    again = SaidEvent(kind=Kind.ILLNESS, day=back(1), texts={"words": Text(words="A cold.")})
    events.save_event(cast.clinic, cast.alex, cast.patient, EventId(1), again, expected_revision=1)


def _answer_twice(cast: Cast) -> None:
    asked = ask(cast)
    for revision, points in enumerate((0, 2)):
        answer(cast, asked, {**ALL_BUT_NINE, "phq_9": points}, expected=revision, finish=True)


def _let_others_write(cast: Cast) -> None:
    share_with_sam(cast)
    observations.observe(
        cast.clinic,
        cast.sam,
        cast.patient,
        ObservationId(9),
        day=back(0),
        words="Seems tired.",
    )
    appointment_notes.write_note(
        cast.clinic, cast.dr_bose, cast.patient, NoteId(5), words="Ask about sleep."
    )
