"""A file of the patient's own: what goes out comes back, and what is on file stays as it is."""

from dataclasses import dataclass
from datetime import date

import pytest

from taper.actions import bring_in, record
from taper.actions.bring_in import UNNAMED, Courses, Stated, StatedScale, StatedScore
from taper.actions.diary import Said, SaidTaken
from taper.diary.check_in import Answers, Source
from taper.diary.intake import Taken
from taper.ids import CourseId, PatientId, PersonId
from taper.people.audit import Event
from taper.people.person import Actor
from taper.storage import diary
from tests.conftest import Cast, bring_in_kim, sign_plan, typed_plan
from tests.saving import TODAY, back, save, trail_of
from tests.sharing import refused_as

NOTES = ["=1+1", "'quoted'", '-2, "so"\nand more', "＝A1", " \t@x", "plain", "ünï ✓"]
STATED = Stated(
    encoding="utf-8",
    separator=";",
    decimal=",",
    missing=("NA",),
    date_column="Day",
    date_form="DD.MM.YYYY",
    rounding="half_up",
    mood=StatedScale(column="Mood", lowest="1", highest="5"),
    symptoms=(("dizziness", StatedScale(column="Dizzy", lowest="0", highest="10")),),
    sleep=("Slept", "hours"),
    note="Remarks",
)
FILE = """Day;Mood;Dizzy;Slept;Remarks
27.02.2026;3;10;7,5;=cmd()
28.02.2026;NA;;;
01.03.2026;1;0;NA;fine
"""


@dataclass
class Kim:
    """Another patient, whose diary is empty."""

    actor: Actor
    patient: PatientId


@pytest.fixture
def kim(cast: Cast) -> Kim:
    patient = bring_in_kim(cast)
    return Kim(cast.actor("kim"), patient)


def answers_of(cast: Cast, patient: PatientId) -> dict[date, Answers]:
    with cast.clinic.store.reading() as session:
        found = diary.check_ins(session, patient)
    return {each.day: each.answers.model_copy(update={"intakes": ()}) for each in found}


def bring(
    cast: Cast,
    kim: Kim,
    data: bytes,
    stated: Stated | None = None,
    *,
    keep_fitting: bool = False,
    courses: Courses | None = None,
) -> tuple[int, int]:
    added = bring_in.bring_in(
        cast.clinic,
        kim.actor,
        kim.patient,
        data,
        stated,
        courses=courses or {},
        keep_fitting=keep_fitting,
    )
    return added.days, added.there


def test_what_went_out_comes_back_as_it_was(cast: Cast, kim: Kim):
    course = sign_plan(cast, typed_plan(("2026-02-02", "20"), ("2026-05-04", "0"))).course.id
    for place, note in enumerate(NOTES):
        said = Said(
            mood=place,
            symptoms={"dizziness": place % 4, "anxiety": 0},
            sleep_min=379 + place,
            sleep_quality=place,
            usual_things=10 - place,
            note=note,
            note_is_private=place % 2 == 0,
            taken=(SaidTaken(course=course, taken=Taken.OTHER, ug=12_500),),
        )
        save(cast, back(place), said)
    save(cast, back(9), Said(bad_day=True))
    file = record.timeline_csv(cast.clinic, cast.alex, cast.patient, None, None)
    read = bring_in.read(cast.clinic, kim.actor, kim.patient, file, None)
    doses = {(dose.of, dose.taken, dose.ug) for each in read.days for dose in each.doses}
    assert doses == {(UNNAMED, Taken.OTHER, 12_500)}
    assert bring(cast, kim, file) == (8, 0)
    assert answers_of(cast, kim.patient) == answers_of(cast, cast.patient)


def test_the_same_file_again_changes_nothing_and_leaves_no_line(cast: Cast, kim: Kim):
    save(cast)
    file = record.timeline_csv(cast.clinic, cast.alex, cast.patient, None, None)
    bring(cast, kim, file)
    before = trail_of(cast, kim.patient)
    assert bring(cast, kim, file) == (0, 1)
    assert trail_of(cast, kim.patient) == before
    assert [each.event for each in before].count(Event.FILE_READ_IN) == 1


def test_a_day_on_file_is_never_written_over(cast: Cast, kim: Kim):
    save(cast, said=Said(mood=9, note="Typed."))
    file = record.timeline_csv(cast.clinic, cast.alex, cast.patient, None, None)
    other = Kim(cast.alex, cast.patient)
    changed = file.replace(b"Typed.", b"Other.")
    assert bring(cast, other, changed) == (0, 1)
    assert answers_of(cast, cast.patient)[TODAY].note == "Typed."


def test_days_of_a_file_are_marked_with_where_they_came_from(cast: Cast, kim: Kim):
    bring(cast, kim, FILE.encode(), STATED)
    with cast.clinic.store.reading() as session:
        found = diary.check_ins(session, kim.patient)
    assert {(each.source, each.recorded_by) for each in found} == {
        (Source.IMPORT, PersonId(kim.patient))
    }


def test_a_file_of_another_program_worked_by_hand(cast: Cast, kim: Kim):
    """Mood 3 of 1 to 5 is 5 of 10; dizziness 10 of 10 is 3 of 3; 7,5 hours are 450 minutes."""
    assert bring(cast, kim, FILE.encode(), STATED) == (2, 0)
    assert answers_of(cast, kim.patient) == {
        back(3): Answers(mood=5, symptoms={"dizziness": 3}, sleep_min=450, note="=cmd()"),
        back(1): Answers(mood=0, symptoms={"dizziness": 0}, note="fine"),
    }


def test_one_line_that_does_not_fit_keeps_everything_out_unless_the_person_says_so(
    cast: Cast, kim: Kim
):
    file = (FILE + "29.02.2027;2;3;1;no such day\n02.03.2026;9;0;1;off the scale\n").encode()
    read = bring_in.read(cast.clinic, kim.actor, kim.patient, file, STATED)
    assert [(each.line, each.column, each.key) for each in read.refused] == [
        (5, "Day", "import.no_such_day"),
        (6, "Mood", "import.outside_scale"),
    ]
    with refused_as("bring_in.nothing_taken"):
        bring(cast, kim, file, STATED)
    assert answers_of(cast, kim.patient) == {}
    assert bring(cast, kim, file, STATED, keep_fitting=True) == (2, 0)


def test_doses_go_to_the_medicine_that_was_named_or_stay_out(cast: Cast):
    course = sign_plan(cast, typed_plan(("2026-02-02", "20"), ("2026-05-04", "0"))).course.id
    alex = Kim(cast.alex, cast.patient)
    stated = STATED.model_copy(update={"taken": ("Slept", "mg"), "sleep": None})
    with refused_as("id.unreadable"):
        bring(cast, alex, FILE.encode(), stated, courses={UNNAMED: CourseId(5)})
    bring(cast, alex, FILE.encode(), stated, courses={UNNAMED: course})
    with cast.clinic.store.reading() as session:
        (taken,) = diary.check_ins(session, cast.patient, back(3), back(3))[0].answers.intakes
    assert (taken.course, taken.taken, taken.ug) == (course, Taken.OTHER, 7500)


def test_words_and_points_worked_by_hand(cast: Cast, kim: Kim):
    """ "a lot" is severe here; points of a day that is on file come in beside it."""
    file = b"Day;Dizzy;Sheet\n27.02.2026;a lot;12,5\n28.02.2026; not at all ;NA\n01.03.2026;;21\n"
    words = StatedScale(column="Dizzy", words={"a lot": 3, "not at all": 0})
    sheet = StatedScore(column="Sheet", title=" Sleep\tsheet ", lowest="0", highest="21")
    stated = Stated(
        encoding="utf-8",
        separator=";",
        decimal=",",
        missing=("NA",),
        date_column="Day",
        date_form="DD.MM.YYYY",
        symptoms=(("dizziness", words),),
        scores=(sheet,),
    )
    save(cast, back(1), actor=kim.actor, patient=kim.patient)
    for entries in (2, 0):
        made = bring_in.bring_in(
            cast.clinic,
            kim.actor,
            kim.patient,
            file,
            stated,
            courses={},
            keep_fitting=False,
        )
        assert (made.days, made.entries) == (entries, entries)
    found = answers_of(cast, kim.patient)
    assert (found[back(3)].symptoms, found[back(2)].symptoms) == (
        {"dizziness": 3},
        {"dizziness": 0},
    )
    shown = record.record(cast.clinic, kim.actor, kim.patient, page="compare")
    assert [(each.title, str(each.total)) for each in shown.beside.sheets] == [
        ("Sleep sheet", "12.5"),
        ("Sleep sheet", "21"),
    ]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"mood": StatedScale(column="Mood", lowest="", highest="5")}, "bring_in.scale_missing"),
        (
            {"mood": StatedScale(column="Mood", lowest="1e99", highest="5")},
            "bring_in.scale_missing",
        ),
        ({"mood": StatedScale(column="Mood", lowest="5", highest="5")}, "import.scale_flat"),
        ({"mood": StatedScale(column="Mood", words={})}, "bring_in.words_missing"),
        (
            {"scores": (StatedScore(column="Slept", title=" ", lowest="0", highest="9"),)},
            "bring_in.score_missing",
        ),
        (
            {"scores": (StatedScore(column="Remarks", title="A", lowest="0", highest=""),)},
            "bring_in.scale_missing",
        ),
        (
            {"scores": (StatedScore(column="Mood", title="A", lowest="0", highest="9"),)},
            "import.mapped_twice",
        ),
        (
            {"scores": (StatedScore(column="Mood", title="A" * 201, lowest="0", highest="9"),)},
            "events.text_too_long",
        ),
        ({"mood": StatedScale(column="None", lowest="1", highest="5")}, "import.column_missing"),
        ({"rounding": None}, "bring_in.rounding_missing"),
        ({"note": "Mood"}, "import.mapped_twice"),
    ],
)
def test_what_was_not_stated_in_full_is_asked_for(
    cast: Cast, kim: Kim, change: dict[str, object], key: str
):
    with refused_as(key):
        bring(cast, kim, FILE.encode(), STATED.model_copy(update=change))
