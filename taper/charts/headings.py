"""Headings of columns: no two in a table are the same, however a symptom is called."""

from collections.abc import Collection, Sequence

from taper.diary.symptoms import Symptom
from taper.words import of_fact, say

# Headings that the tables have of their own; a symptom of that name gets a number.
_OWN = (
    "day",
    "version",
    "planned",
    "taken",
    "answer",
    "since_planned",
    "since_taken",
    "mood",
    "mood_mean",
    "sleep",
    "sleep_quality",
    "usual_things",
    "events",
    "recorded",
    "note",
    "step",
    "days_recorded",
)


def free_heading(heading: str, taken: Collection[str]) -> str:
    """Give *heading*, numbered from 2 where it is *taken*."""
    number, free = 1, heading
    while free in taken:
        number += 1
        free = say("column.again", column=heading, n=number)
    return free


def symptom_headings(symptoms: Sequence[Symptom]) -> list[str]:
    """Give a heading for each symptom: its label."""
    taken = [say(f"column.{name}") for name in _OWN]
    for symptom in symptoms:
        taken.append(free_heading(of_fact(symptom.label), taken))
    return taken[len(_OWN) :]
