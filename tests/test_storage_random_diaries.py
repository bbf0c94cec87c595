"""Random diaries, told twice: once to the program and once to a plain list, and compared."""

import hashlib
import json
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taper.actions import diary, people, sessions
from taper.actions.diary import Said, SaidTaken
from taper.diary.check_in import Answers
from taper.diary.intake import Taken
from taper.errors import ChangedElsewhere, TaperError
from taper.ids import CourseId, PatientId, PersonId, new_id
from taper.people.person import Actor, Patient
from taper.plan.plan import Course
from taper.storage import diary as stored_diary
from taper.storage import plans, trail
from tests.conftest import MORNING, Cast, count
from tests.saving import back

SLUGS = ("dizziness", "electric_shocks", "irritability", "anxiety")
NOTES = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
# Two medicines; their numbers take the place of ids until there is a patient.
INTAKES = st.builds(
    lambda course, ug, at: SaidTaken(
        course=CourseId(course), taken=Taken.OTHER if ug else Taken.NOT_TAKEN, ug=ug, at=at
    ),
    st.integers(0, 1),
    st.integers(0, 10_000_000),
    st.none() | st.times(max_value=MORNING.time()),  # a time that has not come is refused
)
SAID = st.builds(
    Said,
    mood=st.none() | st.integers(0, 10),
    symptoms=st.dictionaries(st.sampled_from(SLUGS), st.integers(0, 3)),
    sleep_min=st.none() | st.integers(0, 1440),
    sleep_quality=st.none() | st.integers(0, 10),
    usual_things=st.none() | st.integers(0, 10),
    bad_day=st.booleans(),
    note=st.just("") | NOTES,
    note_is_private=st.booleans(),
    taken=st.lists(INTAKES, max_size=2, unique_by=lambda each: each.course).map(tuple),
)
# None: the day is struck out.
DEEDS = st.lists(
    st.tuples(st.integers(0, 2), st.one_of(SAID, SAID, SAID, st.none())), min_size=1, max_size=8
)

# A version of a day: mood, symptoms, sleep and the rest; and whether it is struck out.
Version = tuple[tuple[Any, ...], bool]


@dataclass
class Diary:
    """A new patient's diary, and what it should say, day by day and version by version."""

    cast: Cast
    patient: PatientId
    actor: Actor
    courses: tuple[CourseId, ...]
    told: defaultdict[date, list[Version]]

    @classmethod
    def begin(cls, cast: Cast) -> Self:
        patient, doctor = PatientId(new_id()), cast.ids["dr_bose"]
        courses = tuple(sorted(CourseId(new_id()) for _ in range(2)))
        with cast.clinic.store.writing() as session:
            new = Patient(id=patient, name="Kim", zone="Europe/London")
            people.add_patient(session, new, doctor, MORNING)
            for number, course in enumerate(courses):
                named = Course(id=course, patient=patient, medicine=f"Ex{number}", form="drops")
                plans.add_course(session, named, doctor, MORNING)
            token = sessions.open_session(cast.clinic, session, PersonId(patient))
        actor = sessions.actor_by_token(cast.clinic, token)
        assert actor is not None
        return cls(cast, patient, actor, courses, defaultdict(list))

    def tell(self, day: date, said: Said | None) -> None:
        """Tell the program and the list."""
        versions = self.told[day]
        if said is None:
            with suppress(ChangedElsewhere):  # there is nothing to strike out
                diary.strike_out(*self._at(day), expected_revision=len(versions))
            if versions and not versions[-1][1]:
                versions.append((versions[-1][0], True))
            return
        taken = [each.model_copy(update={"course": self.courses[each.course]})
                 for each in said.taken]  # fmt: skip
        said = said.model_copy(update={"taken": tuple(taken)})
        heard = _in_short(said)
        if all(part in (None, {}, "", ()) for part in heard):
            with pytest.raises(TaperError, match=r"check_in\.nothing_answered"):
                diary.save_check_in(*self._at(day), said, expected_revision=len(versions))
            return
        diary.save_check_in(*self._at(day), said, expected_revision=len(versions))
        if not versions or versions[-1] != (heard, False):
            versions.append((heard, False))

    def on_file(self, day: date) -> list[Version]:
        """Read a day back with every earlier revision, numbered without a gap."""
        found = diary.day_on_file(*self._at(day)).check_in
        bodies = diary.revisions(*self._at(day))
        if found:
            bodies.append({**found.model_dump(mode="json"), "note": found.answers.note})
        assert [body["revision"] for body in bodies] == [*range(1, len(bodies) + 1)]
        return [_version(body) for body in bodies]

    def _at(self, day: date) -> tuple[Any, Actor, PatientId, date]:
        return self.cast.clinic, self.actor, self.patient, day


def _in_short(said: Said) -> tuple[Any, ...]:
    note = said.note.replace("\0", "").strip()
    taken = sorted((each.course, each.taken, each.ug, each.at) for each in said.taken)
    private = (said.note_is_private and bool(note)) or None
    rest = (said.sleep_quality, said.usual_things, said.bad_day or None, private)
    return said.mood, dict(said.symptoms), said.sleep_min, *rest, note, tuple(taken)


def _version(body: dict[str, Any]) -> Version:
    said = Answers.model_validate_json(json.dumps(body["answers"]))
    taken = tuple((each.course, each.taken, each.ug, each.at) for each in said.intakes)
    rest = (said.sleep_quality, said.usual_things, said.bad_day or None)
    told = (said.mood, said.symptoms, said.sleep_min, *rest, said.note_is_private or None)
    return (*told, body["note"], taken), body["struck_out"]


def check_hashes(cast: Cast, patient: PatientId) -> None:
    """Hold every revision against its hash in the trail, without a look at any note."""
    found = {}
    with cast.clinic.store.reading() as session:
        assert trail.first_break(session, cast.clinic.trail_key, patient) is None
        details = [each.detail for each in trail.traces(session, patient)]
        for made in stored_diary.check_ins(session, patient):
            note = stored_diary.note_kept(session, patient, made.day)
            bodies = stored_diary.revisions(session, patient, made.day)
            for body in [*bodies, stored_diary.revision_body(made, note)]:
                body.pop("note", None)
                text = json.dumps(body, sort_keys=True).encode()
                found[made.day.isoformat(), body["revision"]] = hashlib.sha256(text).hexdigest()
    assert found == {(each["day"], each["revision"]): each["sha256"] for each in details}


def check(cast: Cast, examples: int) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(DEEDS)
    def told_twice(deeds: list[tuple[int, Said | None]]) -> None:
        kept = Diary.begin(cast)
        for days, said in deeds:
            kept.tell(back(days), said)
        for days in range(3):
            assert kept.on_file(back(days)) == kept.told[back(days)]
        check_hashes(cast, kept.patient)

    told_twice()


def test_random_diaries_are_read_back_with_every_revision_and_hash_on_sqlite(sqlite_cast: Cast):
    check(sqlite_cast, count(short=150, ci=1000, full=5000))


@pytest.mark.postgres
def test_random_diaries_are_read_back_with_every_revision_and_hash_on_postgresql(
    postgres_cast: Cast,
):
    check(postgres_cast, count(short=50, ci=500, full=5000))
