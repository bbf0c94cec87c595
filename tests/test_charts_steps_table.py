"""The step table in words: figures with the days they stand on, and none where nothing stands."""

from taper.charts.steps_table import steps_table
from taper.diary.intake import Taken
from taper.diary.symptoms import Severity, Symptom
from taper.record.steps import steps
from taper.record.timeline import timeline
from tests.record_cases import EXAMPLINE, check_in, day, signed, step, took

SYMPTOMS = (Symptom(slug="nausea", label="Feeling sick"), Symptom(slug="a", label="Sleep, hours"))


def test_two_steps_worked_by_hand():
    plan = [signed(1, 0, [step(0, 10_000, 5_000), step(20, 500)])]
    diary = [
        check_in(18, mood=4, taken=[took(10_000)], sleep_min=450),
        check_in(19, mood=7, symptoms={"nausea": Severity.MILD}),
        check_in(21, taken=[took(0, Taken.NOT_TAKEN)]),
    ]
    whole = timeline(
        course=EXAMPLINE,
        versions=plan,
        check_ins=diary,
        symptoms=SYMPTOMS,
        first=day(0),
        last=day(29),
    )
    first, second = steps_table(steps(whole, SYMPTOMS, day(24)), SYMPTOMS).to_dict("records")
    assert first == {
        "Step": "5 to 10 mg from 2 March 2026 to 21 March 2026",
        "Days recorded": "2 of 20",
        "Taken as planned": "1",
        "Not taken": "0",
        "Other amount taken": "0",
        "Mood, 0 to 10": "5.5 (4 to 7, days: 2)",
        "Feeling sick": "1.0 (1 to 1, days: 1)",
        "Sleep, hours (2)": "",
        "Sleep, hours": "7.5 (7.5 to 7.5, days: 1)",
        "Days recorded, 14 days before": "0 of 0",
        "Mood, 0 to 10, 14 days before": "",
        "Feeling sick, 14 days before": "",
        "Sleep, hours (2), 14 days before": "",
        "Sleep, hours, 14 days before": "",
    }
    assert second["Step"] == "0.5 mg from 22 March 2026"
    assert (second["Days recorded"], second["Not taken"]) == ("1 of 5", "1")
    assert (second["Mood, 0 to 10"], second["Mood, 0 to 10, 14 days before"]) == (
        "",
        "5.5 (4 to 7, days: 2)",
    )
