"""The symptoms of a file of ours on the list of whoever brings it in."""

from collections.abc import Mapping, Sequence

from taper.diary.symptoms import OWN, Slug, Symptom, own_slug
from taper.facts import symptoms as symptom_facts
from taper.imports.day import ImportedDay
from taper.imports.own import OwnDiary


def placed(
    found: OwnDiary, mine: Sequence[Symptom]
) -> tuple[tuple[ImportedDay, ...], tuple[Symptom, ...]]:
    """Give the days of a file with their symptoms as they are marked on the list *mine*.

    A symptom in somebody's own words is found by its name: `own_1` may be another one here. One
    whose name the file doesn't say keeps its mark.
    """
    marks = _marks(found, mine)
    labels = {each.slug: each.symptom.label for each in symptom_facts.listed()}
    labels |= {marks[slug]: label for slug, label in found.labels.items() if slug in marks}
    labels |= {each.slug: each.label for each in mine}
    symptoms = tuple(
        Symptom(slug=mark, label=labels.get(mark, mark.replace("_", " ").capitalize()))
        for mark in marks.values()
    )
    return tuple(_marked(each, marks) for each in found.days), symptoms


def _marks(found: OwnDiary, mine: Sequence[Symptom]) -> Mapping[Slug, Slug]:
    """Give the mark that each symptom of the file has here."""
    by_name = {each.label.casefold(): each.slug for each in mine}
    taken = {*(each.slug for each in mine), *found.slugs}
    marks: dict[Slug, Slug] = {}
    for slug in found.slugs:
        name = found.labels.get(slug, "").casefold()
        marks[slug] = slug
        if slug.startswith(OWN) and name:
            there = by_name.get(name)
            if there is None and any(each.slug == slug for each in mine):
                there = own_slug(taken)
                taken.add(there)
            if there is not None and there not in marks.values():
                marks[slug] = there
    return marks


def _marked(day: ImportedDay, marks: Mapping[Slug, Slug]) -> ImportedDay:
    symptoms = {marks[slug]: score for slug, score in day.answers.symptoms.items()}
    answers = day.answers.model_copy(update={"symptoms": symptoms})
    return day.model_copy(update={"answers": answers})
