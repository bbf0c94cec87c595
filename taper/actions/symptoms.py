"""The patient's own list of symptoms: added, named, retired, brought back, and tagged."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from pydantic import BaseModel

from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing, reading
from taper.actions.plans import course_plans
from taper.diary.baseline import baseline_days, baseline_week
from taper.diary.symptoms import Severity, Slug, Symptom, own_slug, read_label
from taper.diary.tags import SymptomTag, Tag
from taper.errors import TaperError
from taper.facts import symptoms as facts
from taper.ids import PatientId
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.person import Actor
from taper.plan.in_force import stretches
from taper.storage import diary, symptom_list
from taper.words import of_fact


class MySymptom(BaseModel, frozen=True):
    """One line of the list, with what was said about it and what it was called before."""

    symptom: Symptom
    tags: tuple[SymptomTag, ...]  # oldest first; the last one holds
    earlier_labels: tuple[tuple[str, datetime], ...]
    baseline: tuple[tuple[Severity, int], ...] = ()  # days of each answer, in the week before

    @property
    def tag(self) -> Tag | None:
        """What holds now; None where nothing was said."""
        return self.tags[-1].tag if self.tags else None


class MySymptoms(BaseModel, frozen=True):
    """A patient's list, what the project's list offers beside it, and the days before the plan."""

    listed: tuple[MySymptom, ...]
    offered: tuple[Symptom, ...]
    first_step: date | None
    baseline: tuple[date, ...]  # recorded days before the first step


def my_symptoms(clinic: Clinic, actor: Actor, patient: PatientId) -> MySymptoms:
    """Give the list as it is on file, retired ones included."""
    with reading(clinic, actor, Action.READ_DIARY, patient, page="my_symptoms") as work:
        listed = diary.symptoms(work.session, patient)
        said = symptom_list.tags(work.session, patient)
        called = symptom_list.earlier_labels(work.session, patient)
        first_step = _first_step(work, patient)
        recorded = [each for each in diary.check_ins(work.session, patient) if not each.struck_out]
    week = baseline_week(recorded, first_step)
    have = {each.slug for each in listed}
    return MySymptoms(
        listed=tuple(
            MySymptom(
                symptom=each,
                tags=tuple(said.get(each.slug, ())),
                earlier_labels=tuple(called.get(each.slug, ())),
                baseline=tuple(sorted(week.get(each.slug, {}).items())),
            )
            for each in listed
        ),
        offered=tuple(each.symptom for each in facts.listed() if each.slug not in have),
        first_step=first_step,
        baseline=baseline_days([each.day for each in recorded], first_step),
    )


def _first_step(work: Work, patient: PatientId) -> date | None:
    """Give the first day that any signed plan is in force."""
    plans = [stretches(each.versions) for each in course_plans(work.session, patient)]
    return min((stretch[0].first for stretch in plans if stretch), default=None)


def add_listed(clinic: Clinic, actor: Actor, patient: PatientId, slug: Slug) -> None:
    """Put a symptom of the project's list on the patient's; one that is there stays as it is."""
    with _changing(clinic, actor, patient) as (work, listed):
        known = next((each.symptom for each in facts.listed() if each.slug == slug), None)
        if known is None:
            raise TaperError("symptom.unknown")
        if slug not in listed:
            _add(work, patient, known)


def add_own(clinic: Clinic, actor: Actor, patient: PatientId, label: str) -> Slug:
    """Put a symptom in the patient's own words at the end of the list; give its slug."""
    with _changing(clinic, actor, patient) as (work, listed):
        named = read_label(label, listed.values())
        known = {each.slug for each in facts.listed()}
        made = Symptom(slug=own_slug({*listed, *known}), label=named)
        _add(work, patient, made)
        return made.slug


def _add(work: Work, patient: PatientId, symptom: Symptom) -> None:
    diary.add_symptoms(work.session, patient, [symptom])
    work.trace(Event.SYMPTOM_ADDED, slug=symptom.slug)


def rename(clinic: Clinic, actor: Actor, patient: PatientId, slug: Slug, label: str) -> None:
    """Give a symptom another name; every answer to it stays, and so does its earlier name."""
    with _changing(clinic, actor, patient) as (work, listed):
        old = _known(listed, slug)
        named = read_label(label, [each for each in listed.values() if each.slug != slug])
        if named not in (old.label, of_fact(old.label)):
            symptom_list.rename(work.session, patient, slug, named, work.at)
            work.trace(Event.SYMPTOM_RENAMED, slug=slug)


def retire(clinic: Clinic, actor: Actor, patient: PatientId, slug: Slug) -> None:
    """Take a symptom off the form; what was answered stays on file and in charts."""
    with _changing(clinic, actor, patient) as (work, listed):
        if not _known(listed, slug).retired:
            symptom_list.set_retired(work.session, patient, slug, work.at)
            work.trace(Event.SYMPTOM_RETIRED, slug=slug)


def bring_back(clinic: Clinic, actor: Actor, patient: PatientId, slug: Slug) -> None:
    """Put a retired symptom back on the form, in its old place."""
    with _changing(clinic, actor, patient) as (work, listed):
        if _known(listed, slug).retired:
            symptom_list.set_retired(work.session, patient, slug, None)
            work.trace(Event.SYMPTOM_BROUGHT_BACK, slug=slug)


def tag(clinic: Clinic, actor: Actor, patient: PatientId, slug: Slug, said: Tag) -> None:
    """Keep what the patient says about a symptom and the time before; once per change."""
    with _changing(clinic, actor, patient) as (work, listed):
        _known(listed, slug)
        before = symptom_list.tags(work.session, patient).get(slug, [])
        if not before or before[-1].tag is not said:
            made = SymptomTag(slug=slug, tag=said, at=work.at, by=actor.person)
            symptom_list.add_tag(work.session, patient, made)
            work.trace(Event.SYMPTOM_TAGGED, slug=slug, tag=said.value)


@contextmanager
def _changing(
    clinic: Clinic, actor: Actor, patient: PatientId
) -> Iterator[tuple[Work, dict[Slug, Symptom]]]:
    with changing(clinic, actor, Action.WRITE_DIARY, patient) as work:
        yield work, {each.slug: each for each in diary.symptoms(work.session, patient)}


def _known(listed: dict[Slug, Symptom], slug: Slug) -> Symptom:
    if slug not in listed:
        raise TaperError("symptom.unknown")
    return listed[slug]
