"""The one real taper: ten doses, nine changes, 239 days of which one is missing."""

import csv
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from taper.diary.days import DiaryDays
from taper.diary.symptoms import Symptom
from taper.imports.diary import DiaryImport, read_diary
from taper.imports.mapping import ColumnMap, read_mapping
from taper.imports.plan import read_plan_file
from taper.imports.table import Table, file_bytes
from taper.plan.in_force import stretches
from taper.plan.plan import PlanVersion
from taper.plan.typed import TypedPlan, read_plan, read_rows
from taper.record.steps import steps
from taper.record.timeline import timeline
from tests.record_cases import EXAMPLINE, MONDAY, check_in, signed, step

ROOT = Path(__file__).parent.parent
FILE = ROOT.parent / "shared/data/real_taper_239_days.csv"
MAPPING = ROOT / "docs/mappings/kossakowski_2017.toml"

DOSES_MG = [150, 105, 73, 51, 37, 25, 18, 12, 9, 0]
STARTS = [
    date(2012, 8, 13),
    date(2012, 9, 25),
    *(date(2012, 10, 1) + timedelta(weeks=n) for n in range(8)),
]
FIRST, LAST, MISSING = date(2012, 8, 13), date(2013, 4, 8), date(2012, 12, 15)


@pytest.fixture(scope="module")
def mapping() -> ColumnMap:
    return read_mapping(MAPPING.read_bytes())


@pytest.fixture
def table(mapping: ColumnMap) -> Table:
    if not FILE.exists():
        pytest.skip("needs ../shared/data/real_taper_239_days.csv, kept outside the project")
    return mapping.table(file_bytes(FILE))


@pytest.fixture
def diary(table: Table, mapping: ColumnMap) -> DiaryImport:
    return read_diary(table, mapping, today=date(2026, 3, 2))


@pytest.fixture
def typed(table: Table, mapping: ColumnMap) -> TypedPlan:
    found = read_plan_file(table, mapping)
    assert found.refused == ()
    return found.typed


def test_every_column_of_the_file_is_mapped_or_left_out_with_a_reason(
    table: Table, mapping: ColumnMap
):
    assert set(table.columns) == mapping.columns() | set(mapping.left_out)


def test_ten_rows_hold_the_ten_doses_exactly(typed: TypedPlan):
    rows = read_rows(typed.rows)
    assert [row.dose.mg for row in rows] == [Fraction(mg) for mg in DOSES_MG]
    assert [row.starts for row in rows] == STARTS
    assert not [problem for row in rows for problem in row.problems if problem.blocks]


def test_the_signed_plan_changes_nine_times(typed: TypedPlan):
    empty = dict.fromkeys(("if_too_hard_empty", "if_missed_empty", "contact_empty"), True)
    read = read_plan(typed.model_copy(update=empty), medicine="a medicine", form="a form")
    assert read.plan is not None
    version = PlanVersion.model_construct(version=1, in_force_from=FIRST, plan=read.plan)
    changes = [each.first for each in stretches([version]) if each.is_change]
    assert changes == STARTS[1:]
    assert len(changes) == 9


def test_238_of_239_days_are_in_the_diary_and_the_missing_one_stays_missing(diary: DiaryImport):
    days = [each.day for each in diary.entries]
    every_day = {FIRST + timedelta(days=n) for n in range(239)}
    assert diary.refused == ()
    assert (days[0], days[-1], len(days)) == (FIRST, LAST, 238)
    assert every_day - set(days) == {MISSING}
    assert diary.unanswered == ()


def test_the_first_days_are_as_worked_by_hand(diary: DiaryImport):
    # cheerful 5.0: (5 - 1) / 6 x 10 = 6.67 -> 7; anxious 3.0: (3 - 1) / 6 x 3 = 1
    first = diary.entries[0].answers
    assert (first.mood, first.symptoms["anxiety"], first.symptoms["dizziness"]) == (7, 1, 0)
    # cheerful 3.8: 4.67 -> 5; anxious 4.0: 1.5, a half goes up -> 2
    second = diary.entries[1].answers
    assert (second.mood, second.symptoms["anxiety"], second.symptoms["tiredness"]) == (5, 2, 1)


def test_every_day_has_a_mood_and_eight_symptoms_and_neither_sleep_nor_an_intake(
    diary: DiaryImport,
):
    for each in diary.entries:
        assert each.answers.mood is not None
        assert len(each.answers.symptoms) == 8
        assert each.answers.sleep_min is None
        assert each.doses == ()


def test_the_core_four_are_known_where_the_data_have_them(mapping: ColumnMap):
    from taper.facts.symptoms import core

    known = {symptom.slug: symptom.label for symptom in core()}
    mapped = {symptom.slug: symptom.label for symptom in mapping.symptoms}
    assert set(known) & set(mapped) == {"dizziness", "irritability", "anxiety"}
    assert all(mapped[slug] == known[slug] for slug in set(known) & set(mapped))


def test_the_step_table_is_what_the_file_says_by_plain_arithmetic(
    diary: DiaryImport, mapping: ColumnMap
):
    """Dates, days, means and ranges of mood and dizziness, from the text of the file alone."""
    own = [Symptom(slug=each.slug, label=each.label) for each in mapping.symptoms]
    table = steps(_timeline(diary, own), own, LAST)
    with FILE.open(newline="") as file:
        lines = list(csv.DictReader(file))
    by_day = {date.fromisoformat(line["date"]): line for line in lines}
    ends = [*(start - timedelta(days=1) for start in STARTS[1:]), LAST]
    assert len(table) == len(DOSES_MG)
    for row, mg, first, last in zip(table.to_dict("records"), DOSES_MG, STARTS, ends, strict=True):
        assert (row["first"].date(), row["last"].date()) == (first, last)
        assert row["lowest_planned_ug"] == row["highest_planned_ug"] == 1000 * mg
        during = [line for day, line in by_day.items() if first <= day <= last]
        before = [line for day, line in by_day.items() if 0 < (first - day).days <= 14]
        for found, prefix in ((during, ""), (before, "before_")):
            _same(row, f"{prefix}mood", [_rescaled(line["cheerful_1_7"], 10) for line in found])
            dizzy = [_rescaled(line["dizzy_1_7"], 3) for line in found]
            _same(row, f"{prefix}symptom_dizziness", dizzy)


def _timeline(diary: DiaryImport, own: list[Symptom]) -> pd.DataFrame:
    plan = [
        step((start - MONDAY).days, 1000 * mg) for start, mg in zip(STARTS, DOSES_MG, strict=True)
    ]
    days = DiaryDays.of(
        check_in((each.day - MONDAY).days).model_copy(update={"answers": each.answers})
        for each in diary.entries
    )
    return timeline(
        course=EXAMPLINE,
        versions=[signed(1, (FIRST - MONDAY).days, plan)],
        diary=days,
        symptoms=own,
        first=FIRST,
        last=LAST,
    )


def _rescaled(cell: str, most: int) -> int | None:
    """Carry 1 to 7 over to 0 to *most*; a half goes up."""
    return int((Fraction(cell) - 1) / 6 * most + Fraction(1, 2)) if cell else None


def _same(row: dict[str, object], item: str, values: list[int | None]) -> None:
    known = [value for value in values if value is not None]
    assert row[f"{item}_days"] == len(known)
    if known:
        assert row[f"{item}_mean"] == pytest.approx(sum(known) / len(known))
        assert (row[f"{item}_lowest"], row[f"{item}_highest"]) == (min(known), max(known))
    else:
        assert pd.isna(row[f"{item}_mean"])
