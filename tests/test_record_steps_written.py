"""The step table cut into parts for paper: nothing twice, nothing left out."""

import pytest

from taper.record.steps_written import AT_ONCE, StepCell, StepLine, StepsTable


def table(columns: int) -> StepsTable:
    cells = tuple(StepCell(None, str(number), "", 1) for number in range(columns))
    line = StepLine("20 mg", "7 of 7", 7, 0, 0, "", cells, cells)
    return StepsTable(
        tuple(map(str, range(columns))), tuple(f"kind {n}" for n in range(columns)), (line,)
    )


@pytest.mark.parametrize(
    ("columns", "widths"), [(0, [0]), (1, [1]), (6, [6]), (7, [4, 3]), (13, [5, 5, 3])]
)
def test_the_parts_are_about_as_wide_as_one_another(columns: int, widths: list[int]):
    assert [len(part.headings) for part in table(columns).parts()] == widths


@pytest.mark.parametrize("columns", range(30))
def test_the_parts_together_are_the_table(columns: int):
    whole = table(columns)
    parts = whole.parts()
    assert all(len(part.headings) <= AT_ONCE for part in parts)
    assert tuple(each for part in parts for each in part.headings) == whole.headings
    assert tuple(each for part in parts for each in part.kinds) == whole.kinds
    assert tuple(each for part in parts for each in part.lines[0].cells) == whole.lines[0].cells
    assert tuple(each for part in parts for each in part.lines[0].before) == whole.lines[0].before
