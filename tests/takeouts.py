"""A record with something of every kind on file, an installation to go to, and forged files."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from taper.actions import (
    appointment_notes,
    catch_up,
    diary,
    events,
    observations,
    people,
    requests,
    symptoms,
    takeout,
)
from taper.actions.clinic import Clinic, open_clinic
from taper.actions.doing import at_the_terminal
from taper.actions.events import SaidEvent
from taper.actions.plans import course_plans
from taper.diary.events import EventId, Kind, Text
from taper.diary.tags import Tag
from taper.people.grant import ObservationId
from taper.people.note import NoteId
from taper.people.request import Kind as Asked
from taper.people.request import RequestId
from taper.plan.plan import canonical_text as canonical
from taper.plan.plan import sha256
from taper.settings import Settings
from taper.storage import people as stored_people
from taper.storage.tables import Base
from tests.asking import ALL_BUT_NINE, answer, ask
from tests.conftest import PASSWORD, Cast
from tests.packages import fill
from tests.saving import back, save
from tests.sharing import share_with_sam
from tests.signing_in import give_authenticator


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


@contextmanager
def another_installation(
    cast: Cast, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Clinic]:
    """Open an empty installation on the kind of database that the cast has."""
    if cast.clinic.store.is_sqlite:
        clinic = begun(Settings(database=f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}"))
        yield clinic
        clinic.store.close()
        return
    with request.getfixturevalue("postgres_server").copy("template1") as url:
        clinic = begun(Settings(database=url, key_file=tmp_path / "elsewhere.key"))
        yield clinic
        clinic.store.close()


def begun(settings: Settings) -> Clinic:
    """Open an installation with one prescriber, Dr Cole, its administrator too."""
    clinic = open_clinic(settings)
    people.add_prescriber(clinic, name="Dr Cole", sign_in_name="dr_cole", password=PASSWORD)
    with clinic.store.reading() as session:
        account = stored_people.account(session, "dr_cole")
    assert account is not None
    give_authenticator(clinic, account.person)
    return clinic


def file_of(cast: Cast) -> bytes:
    """Give everything of Alex as one file, taken out at the terminal."""
    return takeout.take_out(cast.clinic, at_the_terminal(), cast.patient)


def rows_on_file(clinic: Clinic) -> dict[str, int]:
    """Count what is on file, table by table; sessions come and go with those who look."""
    with clinic.store.reading() as session:
        return {
            table.name: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name != "sign_in"
        }


def forged(body: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    """Change a file, and make its hash anew, as somebody who knows the format would."""
    told = json.loads(body)
    change(told)
    told["record_sha256"] = sha256(canonical(told["record"]))
    return canonical(told).encode()


def _mood(told: dict[str, Any]) -> None:
    told["record"]["tables"]["check_in"][0]["mood"] = 9


def _dose(told: dict[str, Any]) -> None:
    plan = told["record"]["plans_signed"][0]
    plan["content"] = plan["content"].replace("17500", "12500")
    plan["content_sha256"] = sha256(plan["content"])


def _gone(told: dict[str, Any]) -> None:
    told["record"]["plans_signed"].pop()


def _twice(told: dict[str, Any]) -> None:
    told["record"]["tables"]["symptom"].append(told["record"]["tables"]["symptom"][0])


def _nobody(told: dict[str, Any]) -> None:
    told["record"]["people"] = []


def _feb_29(told: dict[str, Any]) -> None:
    told["record"]["tables"]["check_in"][0]["local_date"] = "2027-02-29"


def _odd_event(told: dict[str, Any]) -> None:
    told["record"]["tables"]["event"][0]["kind"] = "nonsense"


def _no_trail(told: dict[str, Any]) -> None:
    told["trails"] = ["{}"]


FORGED = {
    "a mood": (_mood, "takeout.damaged"),
    "a signed dose, with a hash made anew": (_dose, "takeout.damaged"),
    "a plan taken out": (_gone, "takeout.damaged"),
    "a row twice": (_twice, "takeout.rows_contradict"),
    "a writer nobody names": (_nobody, "takeout.damaged"),
    "29 February 2027": (_feb_29, "takeout.rows_contradict"),
    "an event of no kind": (_odd_event, "takeout.rows_contradict"),
    "another trail": (_no_trail, "takeout.damaged"),
}
