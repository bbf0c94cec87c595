"""The step table as it is written: for a page, for paper and as text."""

from typing import NamedTuple

AT_ONCE = 6  # columns of figures in one table, so that it fits a page of paper


class StepCell(NamedTuple):
    """The figures of one item in one step, written; all "" and None where nothing is recorded."""

    share: float | None  # of the whole scale, 0 to 1: the length of the bar
    mean: str
    range: str
    days: int


class StepLine(NamedTuple):
    """One step, written."""

    name: str
    recorded: str
    as_planned: int
    not_taken: int
    other: int
    recorded_before: str
    cells: tuple[StepCell, ...]  # one per heading
    before: tuple[StepCell, ...]  # the same figures for the days before the step


class StepsTable(NamedTuple):
    """What the table says; *headings* name the cells of every line."""

    headings: tuple[str, ...]
    kinds: tuple[str, ...]  # mood, severity or sleep: which hue a bar has
    lines: tuple[StepLine, ...]

    def parts(self) -> list["StepsTable"]:
        """Give the table in parts that are narrow enough for paper."""
        parts = -(-len(self.headings) // AT_ONCE) or 1
        size = -(-len(self.headings) // parts) or 1
        starts = range(0, max(len(self.headings), 1), size)
        return [
            StepsTable(
                self.headings[start : start + size],
                self.kinds[start : start + size],
                tuple(
                    each._replace(
                        cells=each.cells[start : start + size],
                        before=each.before[start : start + size],
                    )
                    for each in self.lines
                ),
            )
            for start in starts
        ]
