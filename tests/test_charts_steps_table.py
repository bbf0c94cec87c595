"""The step table in words: figures with the days they stand on, and none where nothing stands."""

from taper.charts.steps_table import baseline_lines, cell_text, steps_table, taken_text
from taper.diary.days import DiaryDays
from taper.diary.intake import Taken
from taper.diary.symptoms import Severity, Symptom
from taper.record.baseline import baseline
from taper.record.steps import steps
from taper.record.steps_written import StepCell
from taper.record.timeline import timeline
from tests.record_cases import EXAMPLINE, check_in, day, signed, step, took

SYMPTOMS = (
    Symptom(slug="nausea", label="Feeling sick"),
    Symptom(slug="a", label="Sleep, hours"),
    Symptom(slug="never", label="Never answered"),
)
PLAN = [signed(1, 0, [step(0, 10_000, 5_000), step(20, 500)])]
DIARY = [
    check_in(18, mood=4, taken=[took(10_000)], sleep_min=450, symptoms={"a": Severity.SEVERE}),
    check_in(19, mood=7, symptoms={"nausea": Severity.MILD}),
    check_in(21, taken=[took(0, Taken.NOT_TAKEN)]),
]


def whole(last: int = 29):
    return timeline(
        course=EXAMPLINE,
        versions=PLAN,
        diary=DiaryDays.of(DIARY),
        symptoms=SYMPTOMS,
        first=day(0),
        last=day(last),
    )


def test_two_steps_worked_by_hand():
    table = steps_table(steps(whole(), SYMPTOMS, day(24)), SYMPTOMS)
    assert table.headings == ("Mood, 0 to 10", "Feeling sick", "Sleep, hours (2)", "Sleep, hours")
    assert table.kinds == ("mood", "severity", "severity", "sleep")
    first, second = table.lines
    assert first.name == "5 to 10 mg from 2 March 2026 to 21 March 2026"
    assert (first.recorded, first.recorded_before) == ("2 of 20", "14 days before: 0 of 0")
    assert taken_text(first) == "Taken as planned: 1, not taken: 0, other amount: 0"
    assert first.cells == (
        StepCell(0.55, "5.5", "4 to 7", 2),
        StepCell(1 / 3, "1.0", "1 to 1", 1),
        StepCell(1.0, "3.0", "3 to 3", 1),
        StepCell(7.5 / 14, "7.5", "7.5 to 7.5", 1),
    )
    assert first.before == (StepCell(None, "", "", 0),) * 4
    assert second.name == "0.5 mg from 22 March 2026"
    assert second.recorded == "1 of 5"
    assert second.cells[0] == StepCell(None, "", "", 0)
    assert cell_text(second.before[0]) == "5.5 (4 to 7, days: 2)"


def test_a_window_cuts_the_days_and_not_the_step():
    cut = steps(whole(), SYMPTOMS, day(24), (day(19), day(20)))
    first, second = steps_table(cut, SYMPTOMS).lines
    assert first.name == "5 to 10 mg from 2 March 2026 to 21 March 2026"
    assert (first.recorded, first.cells[0].mean) == ("1 of 1", "7.0")
    assert (second.recorded, second.before[0].days) == ("0 of 1", 2)
    outside = steps(whole(), SYMPTOMS, day(24), (day(0), day(3)))
    assert len(steps_table(outside, SYMPTOMS).lines) == 1


def test_a_part_of_the_table_fits_paper_and_the_parts_are_the_whole():
    many = tuple(Symptom(slug=f"s{number}", label=f"S{number}") for number in range(30))
    diary = [check_in(0, mood=5, symptoms={each.slug: Severity.MILD for each in many})]
    days = timeline(
        course=EXAMPLINE,
        versions=PLAN,
        diary=DiaryDays.of(diary),
        symptoms=many,
        first=day(0),
        last=day(1),
    )
    table = steps_table(steps(days, many, day(1)), many)
    parts = table.parts()
    assert max(len(part.headings) for part in parts) <= 6
    assert tuple(each for part in parts for each in part.headings) == table.headings
    assert tuple(each for part in parts for each in part.lines[0].cells) == table.lines[0].cells


def test_a_table_without_figures_is_one_part():
    empty = timeline(
        course=EXAMPLINE, versions=PLAN, diary=DiaryDays(), symptoms=(), first=day(0), last=day(1)
    )
    (part,) = steps_table(steps(empty, (), day(1)), ()).parts()
    assert part.headings == ()
    assert len(part.lines) == 1


def test_the_days_before_the_first_change_are_written_as_recorded():
    before = baseline(whole(), SYMPTOMS)
    assert before is not None
    assert baseline_lines(before, SYMPTOMS) == [
        "Before the first change, 8 March 2026 to 21 March 2026: 2 of 14 days recorded",
        "Mood, 0 to 10: 5.5 (4 to 7, days: 2)",
        "Feeling sick: 1.0 (1 to 1, days: 1)",
        "Sleep, hours (2): 3.0 (3 to 3, days: 1)",
        "Sleep, hours: 7.5 (7.5 to 7.5, days: 1)",
    ]
