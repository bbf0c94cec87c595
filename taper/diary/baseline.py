"""The days recorded before the first step of a plan."""

from collections.abc import Iterable
from datetime import date


def baseline_days(recorded: Iterable[date], first_step: date | None) -> tuple[date, ...]:
    """Give the recorded days before *first_step*, oldest first; none where there is no step.

    The day of the first step itself is not one of them.
    """
    if first_step is None:
        return ()
    return tuple(sorted({day for day in recorded if day < first_step}))
