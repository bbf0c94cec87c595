"""Plans of other programs: typed rows for a draft, at each change, or none at all."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper.errors import TaperError
from taper.imports.mapping import ColumnMap, read_mapping
from taper.imports.plan import PlanImport, read_plan_file
from taper.imports.table import read_table
from taper.plan.reading import read_date, read_dose
from taper.plan.typed import TypedPlan
from taper.words import say

MAPPING = """
format = 1
[file]
encoding = "utf-8"
separator = ","
decimal = "."
missing = [""]
[date]
column = "day"
form = "YYYY-MM-DD"
[planned_dose]
column = "mg"
unit = "mg"
rows = "every_day"
"""


def _mapping(text: str = MAPPING) -> ColumnMap:
    return read_mapping(text.encode())


def _mapped(*lines: str, rows: str = "every_day", unit: str = "mg") -> PlanImport:
    mapping = _mapping(MAPPING.replace("every_day", rows).replace('"mg"\nrows', f'"{unit}"\nrows'))
    return _said(read_plan_file(mapping.table("\n".join(["day,mg", *lines]).encode()), mapping))


def _own(text: str) -> PlanImport:
    return _said(read_plan_file(read_table(text.encode()), None))


def _said(found: PlanImport) -> PlanImport:
    assert all(say(each.key, **each.values) for each in found.refused)
    return found


def _rows(found: PlanImport) -> list[tuple[str, str]]:
    return [(row.starts, row.dose) for row in found.typed.rows]


def test_lines_of_the_same_dose_become_one_row_by_hand():
    found = _mapped("2026-01-01,20", "2026-01-02,20.0", "2026-01-03,18", "2026-01-04,20")
    assert _rows(found) == [("2026-01-01", "20"), ("2026-01-03", "18"), ("2026-01-04", "20")]
    assert found.lines == 4


def test_the_end_and_the_texts_are_left_to_the_prescriber():
    found = _mapped("2026-01-01,20").typed
    assert found == TypedPlan(rows=found.rows)


def test_micrograms_are_read_where_they_are_stated():
    assert _rows(_mapped("2026-01-01,1125", unit="microgram")) == [("2026-01-01", "1125 mcg")]


def test_a_gap_without_a_change_is_no_change():
    found = _mapped("2026-01-01,20", "2026-01-05,20", "2026-01-06,10")
    assert _rows(found) == [("2026-01-01", "20"), ("2026-01-06", "10")]


def test_a_change_in_a_gap_is_refused_since_its_day_is_not_known():
    found = _mapped("2026-01-01,20", "2026-01-03,10")
    assert [(each.line, each.key) for each in found.refused] == [(3, "import.change_in_gap")]
    assert found.typed.rows == ()


def test_lines_at_each_change_hold_until_the_next():
    found = _mapped("2026-01-01,20", "2026-02-03,10", rows="each_change")
    assert _rows(found) == [("2026-01-01", "20"), ("2026-02-03", "10")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2026-01-01,10", ("day", "import.date_twice")),
        ("2025-12-31,10", ("day", "import.date_out_of_order")),
        ("2026-01-02,", ("mg", "import.no_dose")),
        (",10", ("day", "import.no_date")),
        ("2026-01-02,10 mg", ("mg", "import.not_a_number")),
        ("2026-01-02,1e1", ("mg", "import.not_a_number")),
        ("2026-01-02,-1", ("mg", "import.amount_out")),
        ("2026-01-02,0.0001", ("mg", "import.amount_too_fine")),
        ("02/01/2026,10", ("day", "import.date_differs")),
        ("2026-01-02", ("", "import.cells")),
    ],
)
def test_a_line_that_does_not_fit_keeps_the_plan_out(line: str, reason: tuple[str, str]):
    found = _mapped("2026-01-01,20", line)
    assert [(each.line, each.column, each.key) for each in found.refused] == [(3, *reason)]
    assert found.typed.rows == ()


def test_a_mapping_without_a_planned_dose_is_refused():
    mapping = _mapping(MAPPING.split("[planned_dose]", maxsplit=1)[0])
    with pytest.raises(TaperError, match=r"^import\.no_planned_column$"):
        read_plan_file(mapping.table(b"day\n2026-01-01\n"), mapping)


def test_a_plan_of_no_lines_and_one_of_801_rows_are_refused():
    for lines, key in (
        ([], "import.plan_no_rows"),
        ([f"{date(2026, 1, 1) + timedelta(n)},{1 + n % 2}" for n in range(801)], "too_many_rows"),
    ):
        with pytest.raises(TaperError) as caught:
            _mapped(*lines)
        assert caught.value.key.endswith(key)


def test_our_own_columns_need_no_mapping_and_stay_as_typed():
    found = _own(
        "starts_on,dose,words,colour\n5 Jan 2026,½ mg,After breakfast.,red\n2026-02-03,0,,\n"
    )
    assert [tuple(row.model_dump().values()) for row in found.typed.rows] == [
        ("5 Jan 2026", "½ mg", "After breakfast."),
        ("2026-02-03", "0", ""),
    ]
    assert found.columns_left_out == ("colour",)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("03/04/2026,10", ("starts_on", "row.date_two_readings")),
        ('2026-02-01,"1,125"', ("dose", "row.dose_two_readings")),
        ("2026-02-01,10 %", ("dose", "row.dose_percent")),
        ("2026-02-01,", ("dose", "row.dose_empty")),
        ("2026-01-01,10", ("starts_on", "row.date_twice")),
        ("2025-12-01,10", ("starts_on", "row.date_out_of_order")),
    ],
)
def test_what_the_plan_page_refuses_is_refused_here_with_its_line(
    line: str, reason: tuple[str, str]
):
    found = _own(f"starts_on,dose\n\n2026-01-01,20\n{line}\n")
    assert [(each.line, each.column, each.key) for each in found.refused] == [(4, *reason)]
    assert found.typed.rows == ()


def test_other_columns_without_a_mapping_are_not_guessed():
    with pytest.raises(TaperError) as caught:
        _own("date,mg\n2026-01-01,20\n")
    assert (caught.value.key, caught.value.values) == (
        "import.column_missing",
        {"column": "starts_on"},
    )


@given(
    st.lists(st.integers(0, 10_000_000), min_size=1, max_size=40),
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
)
def test_the_rows_say_for_every_day_what_the_file_said(doses_ug: list[int], first: date):
    days = [first + timedelta(days=n) for n in range(len(doses_ug))]
    lines = [f"{day},{ug // 1000}.{ug % 1000:03}" for day, ug in zip(days, doses_ug, strict=True)]
    rows = [(read_date(s), read_dose(d).ug) for s, d in _rows(_mapped(*lines))]
    for day, ug in zip(days, doses_ug, strict=True):
        assert [dose for starts, dose in rows if starts <= day][-1] == ug
    assert all(one[1] != two[1] for one, two in pairwise(rows))
