"""The days before the first change: at most two weeks of them, with the days they stand on."""

import pandas as pd

from taper.diary.check_in import CheckIn
from taper.diary.days import DiaryDays
from taper.plan.plan import PlanVersion
from taper.record.baseline import baseline
from taper.record.figures import NO_FIGURES, Figures
from taper.record.timeline import timeline
from tests.record_cases import EXAMPLINE, SYMPTOMS, check_in, day, signed, step

PLAN = [signed(1, 0, [step(0, 10_000), step(20, 7_500)])]


def shape(versions: list[PlanVersion], check_ins: list[CheckIn]) -> pd.DataFrame:
    return timeline(
        course=EXAMPLINE,
        versions=versions,
        diary=DiaryDays.of(check_ins),
        symptoms=SYMPTOMS,
        first=day(0),
        last=day(30),
    )


def test_two_weeks_before_the_first_change_worked_by_hand():
    diary = [check_in(number, mood=mood) for number, mood in ((5, 9), (6, 4), (19, 7), (20, 0))]
    found = baseline(shape(PLAN, diary), SYMPTOMS)
    assert found is not None
    assert (found.first, found.last, found.days, found.recorded) == (day(6), day(19), 14, 2)
    assert found.figures["mood"] == Figures(mean=5.5, lowest=4, highest=7, days=2)
    assert found.figures["symptom_nausea"] == NO_FIGURES


def test_without_a_change_there_is_none():
    assert baseline(shape([signed(1, 0, [step(0, 500)])], [check_in(1, mood=5)]), SYMPTOMS) is None


def test_without_a_record_on_those_days_there_is_none():
    assert baseline(shape(PLAN, [check_in(25, mood=5)]), SYMPTOMS) is None
