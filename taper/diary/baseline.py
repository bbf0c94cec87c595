"""The days recorded before the first step of a plan, and what was answered in the last week."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from taper.diary.check_in import CheckIn
from taper.diary.symptoms import Severity, Slug

WEEK = timedelta(days=7)


def baseline_days(recorded: Iterable[date], first_step: date | None) -> tuple[date, ...]:
    """Give the recorded days before *first_step*, oldest first; none where there is no step.

    The day of the first step itself is not one of them.
    """
    if first_step is None:
        return ()
    return tuple(sorted({day for day in recorded if day < first_step}))


def baseline_week(
    recorded: Iterable[CheckIn], first_step: date | None
) -> dict[Slug, Counter[Severity]]:
    """Count each answer of the seven days before *first_step*, symptom by symptom.

    A symptom without an answer in that week is left out.
    """
    found: dict[Slug, Counter[Severity]] = {}
    for each in recorded:
        if first_step and first_step - WEEK <= each.day < first_step and not each.struck_out:
            for slug, severity in each.answers.symptoms.items():
                found.setdefault(slug, Counter())[severity] += 1
    return found
