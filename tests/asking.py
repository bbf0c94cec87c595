"""Questionnaires in the tests: Dr Bose asks, Alex answers."""

from datetime import date

from taper.actions import answered, assignments, questionnaires
from taper.actions.assignments import TypedAssignment
from taper.diary.questionnaires import Assignment
from taper.people.person import Actor
from tests.conftest import Cast
from tests.saving import TODAY

READS = "Dr Bose reads these answers on Mondays and Thursdays."
ALL_BUT_NINE = {f"phq_{number}": 1 for number in range(1, 9)}


def ask(cast: Cast, instrument: str = "phq9", **typed: object) -> Assignment:
    """Let Dr Bose ask for a questionnaire; whoever reads it is named where one must be."""
    needs_reader = instrument in {"phq9", "own_question"}
    asked = TypedAssignment(
        **{"instrument": instrument, "reads": READS if needs_reader else "", **typed}  # type: ignore[arg-type]
    )
    return assignments.assign(cast.clinic, cast.dr_bose, cast.patient, asked)


def answer(
    cast: Cast,
    asked: Assignment,
    answers: dict[str, int],
    *,
    day: date = TODAY,
    expected: int = 0,
    finish: bool = False,
) -> questionnaires.Saved:
    """Let Alex save answers."""
    return questionnaires.save_answers(
        cast.clinic,
        cast.alex,
        cast.patient,
        asked.id,
        day,
        answers,
        finish=finish,
        expected_revision=expected,
    )


def seen_by(cast: Cast, actor: Actor) -> answered.Overview:
    """Give what *actor* sees of Alex's questionnaires."""
    return answered.overview(cast.clinic, actor, cast.patient)
