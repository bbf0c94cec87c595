"""My symptoms: added, named, retired, brought back and tagged, each change with its line."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from taper.actions import symptoms
from taper.actions.diary import Said
from taper.actions.symptoms import MySymptom, MySymptoms
from taper.diary.tags import Tag
from taper.errors import Refused, TaperError
from taper.people.audit import Event
from tests.conftest import MORNING, Cast, sign_plan, typed_plan
from tests.saving import TODAY, back, events, on_file, save, strike_out, trail_of

CORE = ["dizziness", "electric_shocks", "irritability", "anxiety"]


def mine(cast: Cast) -> MySymptoms:
    return symptoms.my_symptoms(cast.clinic, cast.alex, cast.patient)


def line(cast: Cast, slug: str) -> MySymptom:
    return next(each for each in mine(cast).listed if each.symptom.slug == slug)


def test_the_list_begins_with_four_and_the_others_are_offered(cast: Cast):
    found = mine(cast)
    assert [each.symptom.slug for each in found.listed] == CORE
    assert not {each.slug for each in found.offered} & set(CORE)
    assert len(found.offered) >= 4


def test_a_symptom_of_the_list_is_added_once_at_the_end(cast: Cast):
    slug = mine(cast).offered[0].slug
    for _ in range(3):
        symptoms.add_listed(cast.clinic, cast.alex, cast.patient, slug)
    assert [each.symptom.slug for each in mine(cast).listed] == [*CORE, slug]
    assert slug not in {each.slug for each in mine(cast).offered}
    assert events(cast, Event.SYMPTOM_ADDED) == [Event.SYMPTOM_ADDED]


def test_own_words_become_a_line_that_can_be_answered(cast: Cast):
    slug = symptoms.add_own(cast.clinic, cast.alex, cast.patient, " Ringing ears ")
    assert slug == "own_1"
    assert line(cast, slug).symptom.label == "Ringing ears"
    assert save(cast, TODAY, Said(symptoms={slug: 2})).answers.symptoms[slug] == 2
    assert "Ringing" not in str(trail_of(cast))
    with pytest.raises(TaperError, match=r"symptom\.there_already"):
        symptoms.add_own(cast.clinic, cast.alex, cast.patient, "ringing EARS")


def test_a_new_name_keeps_the_answers_and_the_earlier_name(cast: Cast):
    save(cast, TODAY, Said(symptoms={"dizziness": 3}))
    for _ in range(2):
        symptoms.rename(cast.clinic, cast.alex, cast.patient, "dizziness", "Spinning")
    found = line(cast, "dizziness")
    assert found.symptom.label == "Spinning"
    assert found.earlier_labels == (("Dizziness", MORNING),)
    made = on_file(cast)
    assert made is not None
    assert dict(made.answers.symptoms) == {"dizziness": 3}
    assert events(cast, Event.SYMPTOM_RENAMED) == [Event.SYMPTOM_RENAMED]


def test_retired_and_brought_back_a_symptom_keeps_its_place_and_its_answers(cast: Cast):
    save(cast, TODAY, Said(symptoms={"electric_shocks": 1}))
    for _ in range(2):
        symptoms.retire(cast.clinic, cast.alex, cast.patient, "electric_shocks")
    assert line(cast, "electric_shocks").symptom.retired
    made = on_file(cast)
    assert made is not None
    assert made.answers.symptoms["electric_shocks"] == 1
    for _ in range(2):
        symptoms.bring_back(cast.clinic, cast.alex, cast.patient, "electric_shocks")
    assert [each.symptom.slug for each in mine(cast).listed if not each.symptom.retired] == CORE
    kinds = (Event.SYMPTOM_RETIRED, Event.SYMPTOM_BROUGHT_BACK)
    assert events(cast, *kinds) == list(kinds)


def test_a_tag_is_kept_once_per_change_with_its_moment(cast: Cast):
    for said in (Tag.NEVER_BEFORE, Tag.NEVER_BEFORE, Tag.HAD_BEFORE):
        symptoms.tag(cast.clinic, cast.alex, cast.patient, "anxiety", said)
    later = datetime(2026, 3, 9, 20, tzinfo=UTC)
    with time_machine.travel(later, tick=False):
        symptoms.tag(cast.clinic, cast.alex, cast.patient, "anxiety", Tag.NOW_WORSE)
        found = line(cast, "anxiety")
    assert [(each.tag, each.at) for each in found.tags] == [
        (Tag.NEVER_BEFORE, MORNING),
        (Tag.HAD_BEFORE, MORNING),
        (Tag.NOW_WORSE, later),
    ]
    assert found.tag is Tag.NOW_WORSE
    assert line(cast, "dizziness").tag is None
    assert len(events(cast, Event.SYMPTOM_TAGGED)) == 3


def test_the_days_before_the_first_step_are_those_recorded_before_it(cast: Cast):
    for days in (10, 9, 3, 0):
        save(cast, back(days), Said(mood=5))
    strike_out(cast, back(9), expected=1)
    assert mine(cast).baseline == ()
    sign_plan(cast, typed_plan(("2026-02-28", "20"), ("2026-05-04", "0")))
    found = mine(cast)
    assert found.first_step == date(2026, 2, 28)
    assert found.baseline == (back(10), back(3))


@pytest.mark.parametrize("deed", ["add_listed", "rename", "retire", "bring_back", "tag"])
def test_a_symptom_that_is_nowhere_is_refused(sqlite_cast: Cast, deed: str):
    cast = sqlite_cast
    more = {"rename": ("x",), "tag": (Tag.HAD_BEFORE,)}.get(deed, ())
    with pytest.raises(TaperError, match=r"symptom\.unknown"):
        getattr(symptoms, deed)(cast.clinic, cast.alex, cast.patient, "nowhere", *more)


@pytest.mark.parametrize("who", ["dr_bose", "dr_stranger", "sam", "ada"])
def test_nobody_but_the_patient_changes_the_list(sqlite_cast: Cast, who: str):
    cast, actor = sqlite_cast, sqlite_cast.actor(who)
    for deed in (
        lambda: symptoms.add_own(cast.clinic, actor, cast.patient, "x"),
        lambda: symptoms.retire(cast.clinic, actor, cast.patient, "anxiety"),
        lambda: symptoms.tag(cast.clinic, actor, cast.patient, "anxiety", Tag.HAD_BEFORE),
    ):
        with pytest.raises(Refused):
            deed()
    assert [each.symptom.slug for each in mine(cast).listed] == CORE


@pytest.mark.parametrize("who", ["dr_stranger", "sam", "ada"])
def test_a_stranger_reads_no_list(sqlite_cast: Cast, who: str):
    cast = sqlite_cast
    with pytest.raises(Refused):
        symptoms.my_symptoms(cast.clinic, cast.actor(who), cast.patient)
