"""A whole package handed in: days, doses of several medicines, and what happened, as they were."""

from datetime import time
from decimal import Decimal

import pytest

from taper.actions import bring_in, events, package, symptoms
from taper.actions.bring_in import Brought, Courses, FileMedicine
from taper.actions.diary import Said, SaidTaken
from taper.actions.events import SaidEvent
from taper.actions.record import timeline_csv
from taper.diary.check_in import Answers, Source
from taper.diary.events import Event, EventId, Kind, Route, SessionFacts, Text, Vitals
from taper.diary.intake import Taken
from taper.diary.score import Score
from taper.ids import CourseId
from taper.people.person import Actor
from taper.storage import diary, plans
from taper.storage import events as kept_events
from tests.conftest import Cast, bring_in_kim, sign_plan, typed_plan
from tests.saving import back, save
from tests.sharing import refused_as

ROWS = (("2026-02-02", "20"), ("2026-05-04", "0"))
TABLETS, DROPS = FileMedicine("Exampline", "tablets"), FileMedicine("=Other", "drops")
SESSION = SaidEvent(
    kind=Kind.SESSION,
    day=back(2),
    texts={"words": Text(words="=1+1"), "journal": Text(words="Far away.", private=True)},
    session=SessionFacts(
        route=Route.NASAL,
        number=3,
        starts=time(10, 30),
        before=Vitals(systolic_mmhg=120),
        escorted_home=True,
    ),
)
TOLD = (
    SESSION,
    SaidEvent(kind=Kind.ALCOHOL, day=back(1)),
    SaidEvent(kind=Kind.ALCOHOL, day=back(1)),
    SaidEvent(kind=Kind.ALLERGY, texts={"words": Text(words="'nuts")}, private=True),
    SaidEvent(
        kind=Kind.SCORE,
        day=back(3),
        texts={"words": Text(words="PSQI")},
        score=Score(points=Decimal("1.5"), lowest=Decimal(0), highest=Decimal(21)),
    ),
    SaidEvent(kind=Kind.TO_TALK, texts={"words": Text(words="Sleep")}),
)


def signed(cast: Cast) -> Courses:
    """Let the patient of *cast* have two medicines."""
    sign_plan(cast, typed_plan(*ROWS), "drops", medicine="=Other")
    sign_plan(cast, typed_plan(*ROWS))
    return courses_of(cast)


def courses_of(cast: Cast) -> Courses:
    with cast.clinic.store.reading() as session:
        found = plans.courses(session, cast.patient)
    return {FileMedicine(each.medicine, each.form): each.id for each in found}


@pytest.fixture
def told(cast: Cast) -> Cast:
    """Alex with days, doses and entries of every form."""
    courses = signed(cast)
    for place in range(3):
        taken = [
            SaidTaken(
                course=courses[TABLETS], taken=Taken.OTHER, ug=17_500 + place, at=time(6, 30)
            ),
            SaidTaken(course=courses[DROPS], taken=Taken.NOT_TAKEN),
        ]
        save(cast, back(place), Said(mood=place, note="-1", taken=tuple(taken[: place + 1])))
    save(cast, back(0), Said(mood=9), expected=1)
    save(cast, back(5), Said(bad_day=True))
    for number, said in enumerate(TOLD, start=1):
        events.save_event(
            cast.clinic, cast.alex, cast.patient, EventId(number), said, expected_revision=0
        )
    events.close(cast.clinic, cast.alex, cast.patient, EventId(6), expected_revision=1, done=True)
    return cast


@pytest.fixture
def kim(told: Cast) -> Cast:
    """The same clinic with Kim, who has nothing on file, in the place of Alex."""
    bring_in_kim(told)
    return Cast(told.clinic, {**told.ids, "alex": told.ids["kim"]})


def packed(cast: Cast) -> bytes:
    return package.package(cast.clinic, cast.alex, cast.patient, None, None)


def bring(cast: Cast, data: bytes, courses: Courses) -> Brought:
    return bring_in.bring_in(
        cast.clinic, actor(cast), cast.patient, data, None, courses=courses, keep_fitting=False
    )


def actor(cast: Cast) -> Actor:
    return cast.actor("alex")


def days_of(cast: Cast, courses: Courses) -> dict[object, object]:
    """Give what each day says, with the name of a medicine in the place of its course."""
    names = {course: named for named, course in courses.items()}
    with cast.clinic.store.reading() as session:
        found = diary.check_ins(session, cast.patient)
    return {
        each.day: (
            each.answers.model_copy(update={"intakes": ()}),
            {(names[one.course], one.taken, one.ug, one.at) for one in each.answers.intakes},
        )
        for each in found
    }


def entries_of(cast: Cast) -> list[Event]:
    with cast.clinic.store.reading() as session:
        return kept_events.events(session, cast.patient)


def told_of(each: Event) -> tuple[object, ...]:
    return (
        str(each.day),
        each.kind,
        tuple(sorted((name, text.words, text.private) for name, text in each.texts.items())),
        str(each.session),
        each.score and (each.score.points, each.score.lowest, each.score.highest),
        each.private,
        str(each.closed_on),
    )


def test_a_package_comes_in_as_it_went_out(told: Cast, kim: Cast):
    mine, hers = courses_of(told), signed(kim)
    assert bring(kim, packed(told), hers) == Brought(days=4, entries=6, there=0)
    assert days_of(kim, hers) == days_of(told, mine)
    assert days_of(kim, hers)[back(1)] == (
        Answers(mood=1, note="-1"),
        {
            (TABLETS, Taken.OTHER, 17_501, time(6, 30)),
            (DROPS, Taken.NOT_TAKEN, 0, None),
        },
    )
    assert sorted(map(told_of, entries_of(kim))) == sorted(map(told_of, entries_of(told)))
    assert {each.source for each in entries_of(kim)} == {Source.IMPORT}


def test_the_same_package_again_changes_nothing(told: Cast, kim: Cast):
    courses, made = signed(kim), packed(told)
    bring(kim, made, courses)
    before = entries_of(kim)
    assert bring(kim, made, courses) == Brought(days=0, entries=0, there=4)
    assert entries_of(kim) == before


def test_ones_own_package_finds_everything_there(told: Cast):
    before = entries_of(told)
    assert bring(told, packed(told), {}) == Brought(days=0, entries=0, there=4)
    assert entries_of(told) == before


def test_an_entry_that_was_changed_or_struck_out_since_stays_so(told: Cast, kim: Cast):
    made = packed(told)
    bring(kim, made, {})
    for each in entries_of(kim):
        if each.kind is Kind.ALLERGY:
            events.strike_out(
                kim.clinic, actor(kim), kim.patient, each.id, expected_revision=each.revision
            )
        if each.kind is Kind.SESSION:
            changed = SESSION.model_copy(update={"texts": {"words": Text(words="Corrected.")}})
            events.save_event(
                kim.clinic, actor(kim), kim.patient, each.id, changed, expected_revision=1
            )
    before = entries_of(kim)
    assert bring(kim, made, {}).entries == 0
    assert entries_of(kim) == before


def test_a_third_glass_of_a_later_package_is_the_only_new_entry(told: Cast, kim: Cast):
    bring(kim, packed(told), {})
    events.save_event(
        told.clinic, told.alex, told.patient, EventId(70), TOLD[1], expected_revision=0
    )
    assert bring(kim, packed(told), {}).entries == 1


def test_the_timeline_alone_brings_the_doses_of_each_medicine(told: Cast, kim: Cast):
    hers = signed(kim)
    file = timeline_csv(told.clinic, told.alex, told.patient, None, None)
    read = bring_in.read(kim.clinic, actor(kim), kim.patient, file, None)
    assert set(read.medicines) == {TABLETS, DROPS}
    assert bring(kim, file, hers) == Brought(days=4, entries=0, there=0)
    (_, taken) = days_of(kim, hers)[back(1)]
    assert taken == {(TABLETS, Taken.OTHER, 17_501, None), (DROPS, Taken.NOT_TAKEN, 0, None)}


def test_doses_of_a_medicine_that_nobody_named_are_left_out(told: Cast, kim: Cast):
    hers = signed(kim)
    bring(kim, packed(told), {TABLETS: hers[TABLETS]})
    (_, taken) = days_of(kim, hers)[back(1)]
    assert {of for of, *_ in taken} == {TABLETS}


@pytest.mark.parametrize("course", [CourseId(5), None])
def test_doses_go_to_no_plan_of_somebody_else_and_two_never_to_one(
    told: Cast, kim: Cast, course: CourseId | None
):
    hers, his = signed(kim), courses_of(told)
    with refused_as("id.unreadable"):
        bring(kim, packed(told), {TABLETS: course or his[TABLETS]})
    with refused_as("bring_in.one_medicine_twice"):
        bring(kim, packed(told), {TABLETS: hers[TABLETS], DROPS: hers[TABLETS]})
    assert entries_of(kim) == []


def test_a_symptom_in_ones_own_words_is_found_by_its_name(told: Cast, kim: Cast):
    """own_1 of Alex is something else on Kim's list; own_2 of Alex is Kim's own_1."""
    for who, names in ((told, ("=Jaw", "Eyes", "Ears")), (kim, ("eyes", "Feet"))):
        for name in names:
            symptoms.add_own(who.clinic, actor(who), who.patient, name)
    said = Said(symptoms={"own_1": 1, "own_2": 2, "own_3": 3})
    save(told, back(7), said)
    bring(kim, packed(told), {})
    with kim.clinic.store.reading() as session:
        listed = {each.slug: each.label for each in diary.symptoms(session, kim.patient)}
        (day,) = diary.check_ins(session, kim.patient, back(7), back(7))
    scores = {listed[slug]: int(score) for slug, score in day.answers.symptoms.items()}
    assert scores == {"=Jaw": 1, "eyes": 2, "Ears": 3}
    assert listed["own_2"] == "Feet"
