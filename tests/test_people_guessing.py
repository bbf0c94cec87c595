"""How long the next try has to wait, worked by hand."""

from datetime import timedelta

import pytest

from taper.people.guessing import Failures
from tests.conftest import MORNING


@pytest.mark.parametrize(
    ("times", "seconds"),
    [(1, 0), (4, 0), (5, 5), (6, 10), (7, 20), (12, 640), (13, 900), (99, 900)],
)
def test_the_wait_doubles_from_the_fifth_failure_to_a_quarter_of_an_hour(times: int, seconds: int):
    failures = Failures(times=times, last_at=MORNING)
    assert failures.wait_until() - MORNING == timedelta(seconds=seconds)


def test_a_failure_of_the_day_before_no_longer_counts():
    failures = Failures(times=7, last_at=MORNING)
    soon, late = MORNING + timedelta(hours=23, minutes=59), MORNING + timedelta(hours=24)
    assert failures.after(soon) == Failures(times=8, last_at=soon)
    assert failures.after(late) == Failures(times=1, last_at=late)
