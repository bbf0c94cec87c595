"""What a day says, in lines of words: on the page, on paper, and where a file is looked through."""

from collections.abc import Sequence
from datetime import time

from taper.diary.check_in import Answers
from taper.diary.intake import Taken
from taper.diary.sleep import sleep_text
from taper.diary.symptoms import Severity, Symptom
from taper.plan.dose import Dose
from taper.plan.plan import Course
from taper.words import of_fact, say


def lines(answers: Answers, symptoms: Sequence[Symptom], courses: Sequence[Course]) -> list[str]:
    """Write the answers one a line; what wasn't answered has no line."""
    medicines = {course.id: course.medicine for course in courses}
    found = [say("today.on_file_bad_day")] if answers.bad_day else []
    if answers.mood is not None:
        found.append(say("today.on_file_mood", mood=answers.mood))
    found += [
        say("today.on_file_symptom", symptom=of_fact(each.label), severity=severity_text(score))
        for each in symptoms
        if (score := answers.symptoms.get(each.slug)) is not None
    ]
    found += [
        say(
            "today.on_file_taken",
            medicine=medicines.get(intake.course, ""),
            taken=taken_text(intake.taken, intake.ug, intake.at),
        )
        for intake in answers.intakes
    ]
    if answers.sleep_min is not None:
        found.append(say("today.on_file_sleep", sleep=sleep_text(answers.sleep_min)))
    if answers.sleep_quality is not None:
        found.append(say("today.on_file_sleep_quality", quality=answers.sleep_quality))
    if answers.usual_things is not None:
        found.append(say("today.on_file_usual_things", usual=answers.usual_things))
    return found + _note(answers)


def _note(answers: Answers) -> list[str]:
    if not answers.note:
        return []  # others than its writer get no word of a private note, nor that there is one
    kept = answers.note_is_private
    return [say("today.on_file_private_note" if kept else "today.on_file_note"), answers.note]


def severity_text(score: Severity) -> str:
    """Write a severity in words."""
    return say(f"today.severity_{int(score)}").lower()


def taken_text(taken: Taken, ug: int, at: time | None = None) -> str:
    """Write what was taken, with the amount and the time."""
    answer = say(f"today.taken_{taken}").lower()
    if taken is Taken.NOT_TAKEN:
        return answer
    amount = f"{answer}, {Dose(ug=ug)}"
    return say("today.taken_at", amount=amount, at=at) if at else amount
