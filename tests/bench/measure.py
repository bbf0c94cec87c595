"""Two things measured in turn, so that what runs beside makes both slower: the ratio counts."""

import gc
import statistics
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

ROUNDS = 7


class Row(NamedTuple):
    """A line of the table: a ratio, and what it is a ratio of."""

    what: str
    floor: str
    aim: float
    ratio: float
    ours: str
    bare: str

    def __str__(self) -> str:
        """Give it as a line of Markdown."""
        held = "yes" if self.ratio <= self.aim else "no"
        cells = (self.what, self.floor, f"≤ {self.aim:g}×", f"{self.ratio:.2f}×",
                 self.ours, self.bare, held)  # fmt: skip
        return f"| {' | '.join(cells)} |"


HEADING = (
    "| what | floor in the same run | aim | measured | ours | floor | aim held |\n"
    "|---|---|---|---|---|---|---|"
)


def in_turn(
    what: str, floor: str, aim: float, ours: Callable[[], object], bare: Callable[[], object],
    times: int = 20,
) -> Row:  # fmt: skip
    """Measure both in *ROUNDS* rounds of *times* calls each, and give the median ratio."""
    ours(), bare()
    pairs = [(_once(ours, times), _once(bare, times)) for _ in range(ROUNDS)]
    return row_of(what, floor, aim, pairs)


def _once(call: Callable[[], object], times: int) -> float:
    """Give the median milliseconds of a call."""
    spent = []
    gc.collect()
    gc.disable()
    try:
        for _ in range(times):
            began = time.perf_counter()
            call()
            spent.append(1000 * (time.perf_counter() - began))
    finally:
        gc.enable()
    return statistics.median(spent)


def row_of(
    what: str, floor: str, aim: float, pairs: Iterable[tuple[float, float]], unit: str = "ms"
) -> Row:
    """Give the line of measured pairs: the median of their ratios, the medians beside it."""
    measured = list(pairs)
    ratio = statistics.median(ours / max(bare, 1e-9) for ours, bare in measured)
    ours, bare = (statistics.median(side) for side in zip(*measured, strict=True))
    return Row(what, floor, aim, ratio, f"{ours:.3g} {unit}", f"{bare:.3g} {unit}")
